package calc

import "math"

// Direction says which values of a metric are good.
type Direction int8

// The directions.
const (
	Neither Direction = iota // describes the run or the point, and is neither good nor bad
	Higher
	Lower
)

// String returns "higher", "lower" or "neither".
func (d Direction) String() string { return [...]string{"neither", "higher", "lower"}[d] }

// Group says what a metric judges; lists of metrics are shown by it.
type Group string

// The groups.
const (
	Ranking          Group = "ranking"     // how well the two classes are kept apart, at all thresholds at once
	AtThreshold      Group = "threshold"   // what one threshold does
	CalibrationGroup Group = "calibration" // whether probabilities mean what they say
	Decision         Group = "decision"    // what acting on the scores is worth
	Losses           Group = "losses"      // what training minimises
)

// A Metric is one number of docs/metrics.md: of a confusion matrix or of a
// whole run. The two lists of them are the only table of identifiers.
type Metric struct {
	ID     string // as in URLs, JSON and the store; never changes
	Name   string // as people call it
	Group  Group
	Better Direction
	Params []Param // of metrics of a whole run

	point func(Confusion) Value
	share func(Confusion) (k, n float64) // the counts that the metric is a proportion of
	lift  func(float64) float64          // from the proportion to the metric, increasing; nil if it is the proportion
	spans span

	run      func(Metric, *Sweep, Args) Value
	interval func(s *Sweep, level float64) (low, high Value, method string) // nil: only by bootstrap
}

var confusionMetrics = []Metric{
	{ID: "accuracy", Name: "Accuracy", Group: AtThreshold, Better: Higher, point: Confusion.Accuracy,
		share: func(c Confusion) (k, n float64) { return c.TP + c.TN, c.Total() }},
	{ID: "error_rate", Name: "Error rate", Group: AtThreshold, Better: Lower, point: Confusion.ErrorRate,
		share: func(c Confusion) (k, n float64) { return c.FP + c.FN, c.Total() }},
	{ID: "precision", Name: "Precision", Group: AtThreshold, Better: Higher, point: Confusion.Precision,
		share: func(c Confusion) (k, n float64) { return c.TP, c.PredictedPositives() }},
	{ID: "recall", Name: "Recall", Group: AtThreshold, Better: Higher, point: Confusion.Recall,
		share: func(c Confusion) (k, n float64) { return c.TP, c.Positives() }},
	{ID: "specificity", Name: "Specificity", Group: AtThreshold, Better: Higher, point: Confusion.Specificity,
		share: func(c Confusion) (k, n float64) { return c.TN, c.Negatives() }},
	{ID: "npv", Name: "Negative predictive value", Group: AtThreshold, Better: Higher, point: Confusion.NPV,
		share: func(c Confusion) (k, n float64) { return c.TN, c.PredictedNegatives() }},
	{ID: "fpr", Name: "False positive rate", Group: AtThreshold, Better: Lower, point: Confusion.FPR,
		share: func(c Confusion) (k, n float64) { return c.FP, c.Negatives() }},
	{ID: "fnr", Name: "False negative rate", Group: AtThreshold, Better: Lower, point: Confusion.FNR,
		share: func(c Confusion) (k, n float64) { return c.FN, c.Positives() }},
	{ID: "fdr", Name: "False discovery rate", Group: AtThreshold, Better: Lower, point: Confusion.FDR,
		share: func(c Confusion) (k, n float64) { return c.FP, c.PredictedPositives() }},
	{ID: "for", Name: "False omission rate", Group: AtThreshold, Better: Lower, point: Confusion.FOR,
		share: func(c Confusion) (k, n float64) { return c.FN, c.PredictedNegatives() }},
	{ID: "f1", Name: "F1", Group: AtThreshold, Better: Higher, point: Confusion.F1,
		share: func(c Confusion) (k, n float64) { return c.TP, c.TP + c.FP + c.FN },
		lift:  func(j float64) float64 { return 2 * j / (1 + j) }},
	{ID: "f0.5", Name: "F0.5", Group: AtThreshold, Better: Higher, point: func(c Confusion) Value { return c.FBeta(0.5) }},
	{ID: "f2", Name: "F2", Group: AtThreshold, Better: Higher, point: func(c Confusion) Value { return c.FBeta(2) }},
	{ID: "jaccard", Name: "Jaccard index", Group: AtThreshold, Better: Higher, point: Confusion.Jaccard,
		share: func(c Confusion) (k, n float64) { return c.TP, c.TP + c.FP + c.FN }},
	{ID: "balanced_accuracy", Name: "Balanced accuracy", Group: AtThreshold, Better: Higher, point: Confusion.BalancedAccuracy},
	{ID: "youden_j", Name: "Youden's J", Group: AtThreshold, Better: Higher, point: Confusion.YoudenJ, spans: signed},
	{ID: "markedness", Name: "Markedness", Group: AtThreshold, Better: Higher, point: Confusion.Markedness, spans: signed},
	{ID: "g_mean", Name: "G-mean", Group: AtThreshold, Better: Higher, point: Confusion.GMean},
	{ID: "fowlkes_mallows", Name: "Fowlkes–Mallows index", Group: AtThreshold, Better: Higher, point: Confusion.FowlkesMallows},
	{ID: "mcc", Name: "Matthews correlation", Group: AtThreshold, Better: Higher, point: Confusion.MCC, spans: signed},
	{ID: "kappa", Name: "Cohen's kappa", Group: AtThreshold, Better: Higher, point: Confusion.Kappa, spans: signed},
	{ID: "lr_plus", Name: "Positive likelihood ratio", Group: AtThreshold, Better: Higher, point: Confusion.LRPlus, spans: unbounded},
	{ID: "lr_minus", Name: "Negative likelihood ratio", Group: AtThreshold, Better: Lower, point: Confusion.LRMinus, spans: unbounded},
	{ID: "dor", Name: "Diagnostic odds ratio", Group: AtThreshold, Better: Higher, point: Confusion.DOR, spans: unbounded},
	{ID: "prevalence", Name: "Prevalence", Group: AtThreshold, Better: Neither, point: Confusion.Prevalence,
		share: func(c Confusion) (k, n float64) { return c.Positives(), c.Total() }},
	{ID: "predicted_positive_rate", Name: "Alert rate", Group: AtThreshold, Better: Neither, point: Confusion.PredictedPositiveRate,
		share: func(c Confusion) (k, n float64) { return c.PredictedPositives(), c.Total() }},
}

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

// A span is the range of a confusion metric.
type span int8

const (
	rate      span = iota // 0 to 1
	signed                // -1 to 1
	unbounded             // from 0 up
)

// Range returns the ends between which a confusion metric lies; high may be
// infinite.
func (m Metric) Range() (low, high float64) {
	switch m.spans {
	case signed:
		return -1, 1
	case unbounded:
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
// proportion of true positives among all that is or is called positive, so the
// ends of J's interval give F1's (Lam et al., Confidence intervals for the F1
// score: a comparison of four methods, 2023).
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

// defaultLevel is the confidence level of intervals that nobody chose.
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
