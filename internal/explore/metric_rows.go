package explore

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// A MetricRow is a metric of an operating point as pages show it: in deployment, beside
// what it is in the test set.
type MetricRow struct {
	ID string
	calc.Estimate
	Restated bool       // for a prevalence: it is not that of the test set
	TestSet  calc.Value // the metric of the test set

	Trivial string // a remark on accuracy where a class is rare; "" for others

	// The numbers of rows of the test set that the metric is the quotient of. Of is 0 for a
	// metric that is no such quotient, and where its denominator is 0.
	Count, Of float64
}

// NewMetricRow returns a metric of v's operating point with its estimate in deployment.
func NewMetricRow(v RunAt, id string, e calc.Estimate) MetricRow {
	m, _ := calc.MetricByID(id)
	c := v.Point.Confusion
	row := MetricRow{ID: id, Estimate: e, TestSet: m.At(c),
		Restated: v.Setting().Prevalence != nil && tradeoff.DependsOnPrevalence(id)}
	if deployed, reason := v.DeployedPoint(); reason == "" {
		row.Trivial = trivialText(id, deployed)
	}
	if num, den, ok := m.Formula.Fraction(); ok {
		cells := catalog.Cells{TP: c.TP, FP: c.FP, FN: c.FN, TN: c.TN}
		row.Count, row.Of = num.Value(cells), den.Value(cells)
	}
	return row
}

// CountsText returns the numbers of rows of a metric, "100 / 109", and of a restated one
// its value in the test set, "0.56 in test set". It is "" for a metric that has neither.
func (r MetricRow) CountsText() string {
	switch {
	case r.Restated && r.TestSet.OK:
		return fill(inTestSet, "value", tradeoff.ScaleOf(r.ID).Text(r.TestSet.V))
	case r.Restated || r.Of == 0:
		return ""
	}
	return format.Quantity(r.Count) + " / " + format.Quantity(r.Of)
}

// Frequency returns a proportion that is close to 0 or to 1 as "1 in 3,100 flagged", in the
// words of e; "" for others.
func (r MetricRow) Frequency(e tradeoff.Experiment) string {
	m, _ := calc.MetricByID(r.ID)
	text := format.OneIn(r.V)
	if !r.OK || m.Counted == "" || text == "" {
		return ""
	}
	if r.V < 0.5 {
		return text + " " + e.Fill(m.Counted)
	}
	return text + " " + e.Fill(m.Others)
}

// trivialText says how accurate a model would be that never looks at its rows, where one of
// the classes of c is rare; "" for other metrics than accuracy.
func trivialText(id string, c calc.Confusion) string {
	p := c.Prevalence()
	switch {
	case id != "accuracy" || !oneIsRare(c.Positives(), c.Negatives()):
		return ""
	case p.V < 0.5:
		return fill(flagsNothing, "accuracy", tradeoff.ScaleOf(id).Text(1-p.V))
	}
	return fill(flagsAll, "accuracy", tradeoff.ScaleOf(id).Text(p.V))
}

// Texts returns the value of a row, its interval, and a remark: why one of them is
// missing, or what a trivial model would have.
func (r MetricRow) Texts(e tradeoff.Experiment) (value, interval, remark string) {
	switch {
	case !r.OK:
		return format.Undefined, "", e.ReasonText(r.Reason)
	case !r.Low.OK || !r.High.OK:
		value, _ = EstimateText(e, r.ID, r.Estimate, "")
		return value, NoInterval, e.ReasonText(r.IntervalReason)
	case r.Low.V == r.High.V:
		value, _ = EstimateText(e, r.ID, r.Estimate, "")
		return value, NoInterval, e.ReasonText(calc.ZeroVariance)
	}
	value, interval = EstimateText(e, r.ID, r.Estimate, "")
	return value, interval, r.Trivial
}
