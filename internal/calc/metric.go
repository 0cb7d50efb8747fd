package calc

import (
	"math"

	"tradeoff/internal/catalog"
)

// Direction tells which values of a metric are good.
type Direction = catalog.Direction

// The directions.
const (
	Neither = catalog.Neither
	Higher  = catalog.Higher
	Lower   = catalog.Lower
)

// Group is what a metric judges; lists of metrics are grouped by it.
type Group = catalog.Group

// The groups.
const (
	Ranking          = catalog.Ranking
	AtThreshold      = catalog.AtThreshold
	Calls            = catalog.Calls
	CalibrationGroup = catalog.Calibration
	Decision         = catalog.Decision
	Losses           = catalog.LossGroup
)

// A Metric is one number of docs/metrics.md, of a confusion matrix or of a
// whole run: its declaration in the catalog, and how it is computed.
type Metric struct {
	catalog.Metric

	point func(Confusion) Value
	share func(Confusion) (k, n float64) // the counts that the metric is a proportion of
	lift  func(float64) float64          // from the proportion to the metric, increasing; nil if it is the proportion

	loss     lossFunction // of losses
	run      func(Metric, *Sweep, Args) Value
	interval func(s *Sweep, level float64) (low, high Value, method string) // nil: only by bootstrap
}

// confusionMetrics are those of the catalog, computed by the formulas that are
// generated from it.
var confusionMetrics = func() []Metric {
	var out []Metric
	for _, d := range catalog.Metrics {
		through := d.ID
		if d.Through != "" {
			through = d.Through
		}
		out = append(out, Metric{Metric: d, point: pointOf(d), share: shares[through], lift: lifts[d.ID]})
	}
	return out
}()

// ConfusionMetrics returns the metrics of one confusion matrix, in the order in
// which they are shown.
func ConfusionMetrics() []Metric { return append([]Metric(nil), confusionMetrics...) }

// RunMetrics returns the metrics of a whole run, in the order in which they are shown.
func RunMetrics() []Metric { return append([]Metric(nil), runMetrics...) }

var metricsByID = func() map[string]Metric {
	byID := make(map[string]Metric, len(confusionMetrics)+len(runMetrics))
	for _, list := range [][]Metric{confusionMetrics, runMetrics} {
		for _, m := range list {
			byID[m.ID] = m
		}
	}
	return byID
}()

// MetricByID returns the metric of either list that has the given identifier.
func MetricByID(id string) (Metric, bool) {
	m, ok := metricsByID[id]
	return m, ok
}

// Range returns the range of a confusion metric; high may be infinite.
func (m Metric) Range() (low, high float64) {
	switch m.Span {
	case catalog.Signed:
		return -1, 1
	case catalog.Unbounded:
		return 0, math.Inf(1)
	}
	return 0, 1
}

// OfConfusion reports whether m is a metric of one confusion matrix; otherwise
// it is one of a whole run.
func (m Metric) OfConfusion() bool { return m.point != nil }

// At returns a metric of one confusion matrix. It panics if m is one of a whole run.
func (m Metric) At(c Confusion) Value {
	if m.point == nil {
		panic("calc: no confusion metric " + m.ID)
	}
	return m.point(c)
}

// estimatePoint returns the metric at p. A proportion of counted rows has
// Wilson's interval. F1 is 2J/(1+J) of the Jaccard index J, and J is the
// proportion of true positives among all actual or predicted positives, so
// the ends of J's interval give F1's (Lam et al., Confidence intervals for
// the F1 score: a comparison of four methods, 2023).
func (m Metric) estimatePoint(p OperatingPoint, level float64) Estimate {
	v := m.point(p.Confusion)
	switch {
	case !v.OK || m.share == nil:
		return withoutInterval(v, NeedsBootstrap)
	case p.Weighted:
		return withoutInterval(v, WeightsNotSupported)
	}
	k, n := m.share(p.Confusion)
	e := Estimate{Value: v, Method: "Wilson"}
	e.Low, e.High = Wilson(k, n, level)
	if m.lift != nil {
		e.Method = "Wilson, indirect"
		e.Low, e.High = Defined(m.lift(e.Low.V)), Defined(m.lift(e.High.V))
	}
	return e
}

// Proportion returns the counts k of n that a metric of one confusion matrix is; ok is
// false if it is no proportion of rows.
func (m Metric) Proportion(c Confusion) (k, n float64, ok bool) {
	if m.share == nil || m.lift != nil {
		return 0, 0, false
	}
	k, n = m.share(c)
	return k, n, true
}

// value returns a metric of a whole run.
func (m Metric) value(s *Sweep, a Args) Value { return m.run(m, s, a) }

// Of returns a metric of a whole run with the given arguments, and its interval
// where there is one in closed form. The arguments must pass [Metric.Check]. It
// panics if m is a metric of one confusion matrix.
func (m Metric) Of(s *Sweep, a Args, level float64) Estimate {
	if m.run == nil {
		panic("calc: no metric of a whole run " + m.ID)
	}
	v := m.value(s, a)
	if m.interval == nil {
		return withoutInterval(v, NeedsBootstrap)
	}
	low, high, method := m.interval(s, level)
	if !low.OK {
		return withoutInterval(v, low.Reason)
	}
	return Estimate{Value: v, Low: low, High: high, Method: method}
}

// defaultLevel is the default confidence level.
const defaultLevel = 0.95

// Evaluate returns the whole-run metric id, a key of [RunMetrics], with default
// parameters and its interval at level 0.95 where there is one in closed form.
// It panics if there is no such metric.
func (s *Sweep) Evaluate(id string) Estimate {
	m, ok := MetricByID(id)
	if !ok || m.run == nil {
		panic("calc: no metric of a whole run " + id)
	}
	return m.Of(s, nil, defaultLevel)
}
