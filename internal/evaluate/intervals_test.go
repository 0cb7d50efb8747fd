package evaluate

import (
	"errors"
	"math/rand/v2"
	"testing"

	"tradeoff/internal/calc"
)

func randomSweep(t *testing.T, n int, weighted bool) *calc.Sweep {
	t.Helper()
	s, err := calc.NewSweep(randomRows(n, weighted))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func randomRows(n int, weighted bool) calc.Binary {
	r := rand.New(rand.NewPCG(1, 2))
	b := calc.Binary{Kind: calc.Probability}
	for range n {
		y := uint8(r.IntN(2))
		b.Label, b.Score = append(b.Label, y), append(b.Score, min(1, max(0, 0.4+0.2*float64(y)+0.2*r.NormFloat64())))
		if weighted {
			b.Weight = append(b.Weight, 1+r.Float64())
		}
	}
	return b
}

func metricsOf(s *calc.Sweep) Metrics {
	var list Metrics
	for _, m := range calc.RunMetrics() {
		list = append(list, Metric{m.ID, s.Evaluate(m.ID)})
	}
	return list
}

func TestEveryDefinedMetricGetsAnInterval(t *testing.T) {
	s := randomSweep(t, 150, false)
	for _, m := range WithIntervals(s, metricsOf(s)) {
		if m.OK && (!m.Low.OK || !m.High.OK || m.Low.V > m.High.V || m.Method == "" || m.IntervalReason != "") {
			t.Errorf("%s is %+v, want an interval with its method", m.ID, m.Estimate)
		}
	}
	for _, m := range NewPoint(s.At(0.5), nil).Metrics {
		if m.OK && (!m.Low.OK || m.Method == "") {
			t.Errorf("%s is %+v, want an interval with its method", m.ID, m.Estimate)
		}
	}
}

func TestWeightedRunsKeepTheirReason(t *testing.T) {
	s := randomSweep(t, 60, true)
	for _, m := range WithIntervals(s, metricsOf(s)) {
		if m.OK && (m.Low.OK || m.IntervalReason != calc.WeightsNotSupported) {
			t.Errorf("%s is %+v, want %s", m.ID, m.Estimate, calc.WeightsNotSupported)
		}
	}
}

// TestEveryMetricOfWeightedRowsGetsAnInterval resamples the rows, which have a
// weight each; what stays without an interval says why.
func TestEveryMetricOfWeightedRowsGetsAnInterval(t *testing.T) {
	b := randomRows(150, true)
	s := randomSweep(t, 150, true)
	list, err := WithRowIntervals(s, metricsOf(s), func() (calc.Binary, error) { return b, nil })
	if err != nil {
		t.Fatal(err)
	}
	point := NewWeightedPoint(s.At(0.5), calc.WeightsAt(b, 0.5), nil)
	for _, m := range append(list, point.Metrics...) {
		if m.OK && (!m.Low.OK || m.Low.V > m.High.V || m.Method != "bootstrap, 2000 resamples" || m.IntervalReason != "") {
			t.Errorf("%s is %+v, want an interval by resampling", m.ID, m.Estimate)
		}
		if Resamplable(m, s) {
			t.Errorf("%s still lacks an interval", m.ID)
		}
	}
	auc, err := calc.BootstrapRows(b, (*calc.Sweep).ROCAUC, calc.DefaultResampling())
	if err != nil || list[0].ID != "roc_auc" || list[0].Low != auc.Low || list[0].High != auc.High {
		t.Errorf("AUC is %+v, want %v to %v, %v", list[0], auc.Low, auc.High, err)
	}
	there := 0.1
	for _, m := range NewWeightedPoint(s.At(0.5), calc.WeightsAt(b, 0.5), &there).Metrics {
		if m.ID == "precision" && (!m.Low.OK || m.V >= point.Metrics[2].V) {
			t.Errorf("precision at another prevalence is %+v", m.Estimate)
		}
	}
	if _, err := WithRowIntervals(s, metricsOf(s), func() (calc.Binary, error) {
		return b, errors.New("gone")
	}); err == nil {
		t.Error("rows that are gone have intervals")
	}
}

func TestTooManyWeightedRowsAreNotResampled(t *testing.T) {
	n := sweptDraws/pairedResamples + 1
	w := calc.PointWeights{TP: make([]float64, n), TN: []float64{1}}
	for i := range w.TP {
		w.TP[i] = 2
	}
	p := calc.OperatingPoint{Confusion: calc.Confusion{TP: 2 * float64(n), TN: 1}, Weighted: true, RowsTP: n}
	for _, e := range WeightedEstimates(p, w, []string{"recall", "mcc", "fpr", "lr_plus"}, nil) {
		if e.Low.OK || e.IntervalReason == "" || e.OK && e.IntervalReason != calc.NeedsBootstrap {
			t.Errorf("%+v, want no interval and %s", e, calc.NeedsBootstrap)
		}
	}
}
