package evaluate

import (
	"testing"

	"tradeoff/internal/calc"
)

func TestTooManyPairsAreNotResampled(t *testing.T) {
	rows := pairedDraws/pairedResamples + 1
	got, err := PrecisionDifference(make([]uint8, rows), make([]float64, rows), make([]float64, rows))
	if err != nil || got.OK || got.IntervalReason != calc.NeedsBootstrap {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestPrecisionDifferenceSaysHowItWasFound(t *testing.T) {
	label := []uint8{1, 0, 1, 0, 0, 1, 0, 1, 1, 0}
	one, other := []float64{9, 1, 8, 2, 3, 7, 4, 6, 5, 0}, []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3}
	got, err := PrecisionDifference(label, one, other)
	if err != nil || !got.OK || !(got.Low.V <= got.V && got.V <= got.High.V) || got.Method != "paired bootstrap, 2000 resamples" {
		t.Errorf("got %+v, %v", got, err)
	}
	none, err := PrecisionDifference(make([]uint8, 3), []float64{1, 2, 3}, []float64{3, 2, 1})
	if err != nil || none.OK || none.IntervalReason != calc.NoPositives || none.Method != "" {
		t.Errorf("without positives: %+v, %v", none, err)
	}
}
