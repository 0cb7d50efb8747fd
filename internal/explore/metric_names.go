package explore

import (
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// CellNames are the names of the cells of the confusion matrix by id, as sentences
// contain them.
var CellNames = map[string]string{
	"tp": "true positives", "fn": "misses (FN)", "fp": "false alarms (FP)", "tn": "true negatives",
}

// CellCount returns the cell id of a confusion matrix.
func CellCount(c calc.Confusion, id string) float64 {
	switch id {
	case "tp":
		return c.TP
	case "fp":
		return c.FP
	case "fn":
		return c.FN
	default:
		return c.TN
	}
}

// OfferedMetrics returns the ids of all metrics of a threshold: the chosen ones in their
// order, then those that are asked for most, then the others.
func OfferedMetrics(chosen []string) []string {
	offered := slices.Clone(chosen)
	add := func(id string) {
		if !slices.Contains(offered, id) {
			offered = append(offered, id)
		}
	}
	for _, id := range slices.Concat(tradeoff.DefaultMetrics(), []string{"mcc", "balanced_accuracy"}) {
		add(id)
	}
	for _, m := range calc.ConfusionMetrics() {
		add(m.ID)
	}
	return offered
}

// EstimateText returns the text of a value and that of its interval after the prefix, or
// why one of them is undefined.
func EstimateText(x tradeoff.Experiment, e calc.Estimate, prefix string) (value, note string) {
	switch {
	case !e.OK:
		return format.Undefined, "undefined: " + x.ReasonText(e.Reason)
	case !e.Low.OK || !e.High.OK:
		return format.Amount(e.V), "no interval: " + x.ReasonText(e.IntervalReason)
	case e.Low.V == e.High.V:
		return format.Amount(e.V), "no interval: " + x.ReasonText(calc.ZeroVariance)
	default:
		d := format.Decimals(e.Low.V, e.High.V)
		return format.Decimal(e.V, d), prefix + format.Interval(e.Low.V, e.High.V, d)
	}
}

// MetricName returns the name of a metric, for sentences and headings. An id that means
// a metric of two classes and one of many has the name of the first.
func MetricName(id string) string { return declared(id).Name }

// ShortName returns the short name of a metric, for rows and titles of columns.
func ShortName(id string) string { return declared(id).ShortName() }

// declared returns the declaration of a metric; one with its id as its name if it is not
// in the catalog.
func declared(id string) catalog.Metric {
	if m, ok := calc.MetricByID(id); ok {
		return m.Metric
	}
	if m, ok := calc.ClassMetricByID(id); ok {
		return m.Metric
	}
	return catalog.Metric{ID: id, Name: id}
}

// LockName returns the name of what a lock keeps equal in all runs.
func LockName(metric string) string {
	if p, ok := catalog.PolicyByID(metric); ok {
		return p.Label
	}
	return metric
}

// LockSign returns the sign between the metric of a lock and its value: "=", or "≤" and
// "≥" for a metric that is kept on one side of it.
func LockSign(metric string) string {
	p := tradeoff.Lock{Metric: metric}.Policy()
	switch {
	case p == nil:
		return "="
	case p.Rule == calc.AtMost:
		return "≤"
	}
	return "≥"
}
