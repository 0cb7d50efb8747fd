package explore

import (
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

var CellNames = map[string]string{
	"tp": "true positives", "fn": "misses (FN)", "fp": "false alarms (FP)", "tn": "true negatives",
}

func CellOf(c calc.Confusion, id string) float64 {
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

// OfferedMetrics are all metrics of a threshold, the chosen ones first, so that a
// form keeps their order, and then those that people ask for most.
func OfferedMetrics(chosen []string) []string {
	offered := slices.Clone(chosen)
	add := func(id string) {
		if !slices.Contains(offered, id) {
			offered = append(offered, id)
		}
	}
	for _, id := range slices.Concat(tradeoff.DefaultTiles(), []string{"npv", "mcc", "balanced_accuracy"}) {
		add(id)
	}
	for _, m := range calc.ConfusionMetrics() {
		add(m.ID)
	}
	return offered
}

// estimate returns the text of a value and that of its interval, or why one of
// them is missing. Without an interval, the value has the plain decimals.
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

// MetricName is what a metric is called in sentences and headings; of two that
// share an identifier that of two classes.
func MetricName(id string) string { return declared(id).Name }

// ShortName is what it is called on tiles and in the heads of columns.
func ShortName(id string) string { return declared(id).ShortName() }

// declared returns what the catalog says of a metric; of others the identifier.
func declared(id string) catalog.Metric {
	if m, ok := calc.MetricByID(id); ok {
		return m.Metric
	}
	if m, ok := calc.ClassMetricByID(id); ok {
		return m.Metric
	}
	return catalog.Metric{ID: id, Name: id}
}

func LockName(metric string) string {
	if p, ok := catalog.PolicyByID(metric); ok {
		return p.Label
	}
	return metric
}

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
