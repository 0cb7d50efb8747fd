package calc

import (
	"math"
	"testing"
)

// TestDifferenceOfProportions has the examples of Newcombe (1998), Table II,
// method 10, which gives four decimals.
func TestDifferenceOfProportions(t *testing.T) {
	for _, c := range []struct{ k1, n1, k2, n2, low, high float64 }{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	} {
		share := func(k, n float64) Estimate {
			e := Estimate{Value: Defined(k / n)}
			e.Low, e.High = Wilson(k, n, 0.95)
			return e
		}
		a, b := share(c.k1, c.n1), share(c.k2, c.n2)
		d := Difference(a, b)
		if d.V != a.V-b.V || math.Abs(d.Low.V-c.low) > 0.00005 || math.Abs(d.High.V-c.high) > 0.00005 {
			t.Errorf("%v/%v − %v/%v: got %v (%v to %v), want %v to %v", c.k1, c.n1, c.k2, c.n2, d.V, d.Low.V, d.High.V, c.low,
				c.high)
		}
		if back := Difference(b, a); back.Low.V != -d.High.V || back.High.V != -d.Low.V {
			t.Errorf("the other way round it is %v to %v", back.Low.V, back.High.V)
		}
		if MayBeChance(d) != (c.low <= 0 && c.high >= 0) {
			t.Errorf("%v/%v − %v/%v may be chance: %t", c.k1, c.n1, c.k2, c.n2, MayBeChance(d))
		}
	}
}

func TestDifferenceNeedsBothAndTheirIntervals(t *testing.T) {
	good := Estimate{Value: Defined(0.5), Low: Defined(0.4), High: Defined(0.6)}
	for _, c := range []struct {
		a, b    Estimate
		defined bool
		why     Reason
	}{
		{withoutInterval(Undefined(NoPositives), ""), good, false, NoPositives},
		{good, withoutInterval(Undefined(NoNegatives), ""), false, NoNegatives},
		{good, withoutInterval(Defined(0.25), WeightsNotSupported), true, WeightsNotSupported},
		{Estimate{Value: Defined(1), Low: Defined(1), High: Defined(1)}, good, true, ZeroVariance},
	} {
		d := Difference(c.a, c.b)
		if d.OK != c.defined || d.Low.OK || d.High.OK || d.IntervalReason != c.why || !MayBeChance(d) {
			t.Errorf("%+v − %+v is %+v", c.a, c.b, d)
		}
	}
}
