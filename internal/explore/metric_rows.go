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
		return fill(inTestSet, "value", format.Amount(r.TestSet.V))
	case r.Restated || r.Of == 0:
		return ""
	}
	return format.Quantity(r.Count) + " / " + format.Quantity(r.Of)
}

// Texts returns the value of a row, its interval, and a remark: why one of them is
// missing.
func (r MetricRow) Texts(e tradeoff.Experiment) (value, interval, remark string) {
	switch {
	case !r.OK:
		return format.Undefined, "", e.ReasonText(r.Reason)
	case !r.Low.OK || !r.High.OK:
		value, _ = EstimateText(e, r.Estimate, "")
		return value, NoInterval, e.ReasonText(r.IntervalReason)
	case r.Low.V == r.High.V:
		value, _ = EstimateText(e, r.Estimate, "")
		return value, NoInterval, e.ReasonText(calc.ZeroVariance)
	}
	value, interval = EstimateText(e, r.Estimate, "")
	return value, interval, ""
}
