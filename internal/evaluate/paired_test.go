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
	if err != nil || !got.OK || !(got.Low.V <= got.V && got.V <= got.High.V) ||
		got.Method != "paired bootstrap, 2000 resamples" {
		t.Errorf("got %+v, %v", got, err)
	}
	none, err := PrecisionDifference(make([]uint8, 3), []float64{1, 2, 3}, []float64{3, 2, 1})
	if err != nil || none.OK || none.IntervalReason != calc.NoPositives || none.Method != "" {
		t.Errorf("without positives: %+v, %v", none, err)
	}
}

func TestDifferencesOfWeightedRows(t *testing.T) {
	label := []uint8{1, 0, 1, 0, 0, 1, 0, 1, 1, 0}
	p := calc.Paired{
		A: calc.Binary{Kind: calc.Score, Label: label, Score: []float64{9, 1, 8, 2, 3, 7, 4, 6, 5, 0}},
		B: calc.Binary{Kind: calc.Score, Label: label, Score: []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3}},
	}
	p.A.Weight = []float64{1, 2, 1, 2, 1, 2, 1, 2, 1, 2}
	p.B.Weight = p.A.Weight
	whole, err := PairedDifferences(p, []string{"roc_auc", "log_loss"})
	if err != nil || !whole[0].Low.OK || whole[0].Method != "paired bootstrap, 2000 resamples" || whole[1].OK ||
		whole[1].IntervalReason != calc.NeedsProbabilities {
		t.Errorf("got %+v, %v", whole, err)
	}
	recall, _ := calc.MetricByID("recall")
	at, err := PairedDifferencesAt(p, 5, 5, []func(calc.Confusion) calc.Value{recall.At})
	if err != nil || !at[0].Low.OK || !(at[0].Low.V <= at[0].V && at[0].V <= at[0].High.V) {
		t.Errorf("got %+v, %v", at, err)
	}
	rows := sweptDraws/pairedResamples + 1
	many := calc.Binary{Kind: calc.Score, Label: make([]uint8, rows), Score: make([]float64, rows)}
	if got, err := PairedDifferences(calc.Paired{A: many, B: many}, []string{"roc_auc"}); err != nil ||
		got[0].IntervalReason != calc.NeedsBootstrap {
		t.Errorf("got %+v, %v", got, err)
	}
}
