package calc

import (
	"math"
	"testing"
)

func TestSpreadCountsWhatIsDefined(t *testing.T) {
	// 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32, so that the sample
	// variance is 32/7.
	values := []Value{
		Defined(2), Undefined(NoPositives), Defined(4), Defined(4), Defined(4), Defined(5), Defined(5), Defined(7),
		Defined(9),
	}
	got := SpreadOf(values)
	if got.Mean.V != 5 || math.Abs(got.SD.V-math.Sqrt(32.0/7)) > 1e-15 || got.Min.V != 2 || got.Max.V != 9 ||
		got.Defined != 8 || got.Total != 9 {
		t.Errorf("got %+v", got)
	}
	one := SpreadOf([]Value{Defined(-1), Undefined(NoPositives)})
	if one.Mean.V != -1 || one.SD.OK || one.SD.Reason != TooFewSamples || one.Min.V != -1 || one.Max.V != -1 ||
		one.Defined != 1 {
		t.Errorf("got %+v", one)
	}
	if none := SpreadOf([]Value{Undefined(NoPositives)}); none.Mean.OK || none.SD.OK || none.Min.OK || none.Max.OK ||
		none.Defined != 0 || none.Total != 1 {
		t.Errorf("got %+v", none)
	}
	// Far from 0 nothing cancels.
	if far := SpreadOf([]Value{Defined(1e15 + 1), Defined(1e15 + 3)}); math.Abs(far.SD.V-math.Sqrt2) > 1e-12 {
		t.Errorf("got %+v", far)
	}
}
