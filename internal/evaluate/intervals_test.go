package evaluate

import (
	"math/rand/v2"
	"testing"

	"tradeoff/internal/calc"
)

func randomSweep(t *testing.T, n int, weighted bool) *calc.Sweep {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	b := calc.Binary{Kind: calc.Probability}
	for range n {
		y := uint8(r.IntN(2))
		b.Label, b.Score = append(b.Label, y), append(b.Score, min(1, max(0, 0.4+0.2*float64(y)+0.2*r.NormFloat64())))
		if weighted {
			b.Weight = append(b.Weight, 1+r.Float64())
		}
	}
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
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
