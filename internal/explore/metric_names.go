package explore

import (
	"regexp"
	"slices"
	"unicode"

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

// EstimateText returns the text of a value of the metric id and that of its interval after
// the prefix, or why one of them is undefined.
func EstimateText(x tradeoff.Experiment, id string, e calc.Estimate, prefix string) (value, note string) {
	return estimateText(id, e, prefix, x.ReasonText)
}

// estimateText returns what [EstimateText] does, with the words of reason.
func estimateText(id string, e calc.Estimate, prefix string, reason func(calc.Reason) string) (value, note string) {
	scale := tradeoff.ScaleOf(id)
	switch {
	case !e.OK:
		return format.Undefined, "undefined: " + reason(e.Reason)
	case !e.Low.OK || !e.High.OK:
		return scale.Text(e.V), "no interval: " + reason(e.IntervalReason)
	case e.Low.V == e.High.V:
		return scale.Text(e.V), "no interval: " + reason(calc.ZeroVariance)
	default:
		value, note = scale.WithInterval(e.V, e.Low.V, e.High.V)
		return value, prefix + note
	}
}

// ColumnText returns the text of a defined value of the metric id in a table that compares
// runs, with the decimals that its differences have, and that of its interval; "" without
// one.
func ColumnText(id string, e calc.Estimate) (value, interval string) {
	scale, decimals := tradeoff.ScaleOf(id), tradeoff.ColumnDecimals(id)
	switch ranged := e.Low.OK && e.High.OK && e.Low.V != e.High.V; {
	case ranged && decimals > 2:
		return scale.ColumnBetween(e.V, e.Low.V, e.High.V, decimals)
	case ranged:
		return scale.WithInterval(e.V, e.Low.V, e.High.V)
	case decimals > 2:
		return scale.Column(e.V, decimals), ""
	}
	return scale.Text(e.V), ""
}

// DifferenceText returns the text of a defined difference of the metric id between two
// runs, and that of its interval; "" without one.
func DifferenceText(id string, d calc.Estimate) (value, interval string) {
	scale, decimals := tradeoff.ScaleOf(id), tradeoff.ColumnDecimals(id)
	if !d.Low.OK || !d.High.OK {
		return scale.Difference(d.V, decimals), ""
	}
	return scale.DifferenceBetween(d.V, d.Low.V, d.High.V, decimals)
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

// inventors begin the names of metrics that have a capital letter inside a sentence too.
var inventors = regexp.MustCompile("^(Matthews|Cohen|Youden|Fowlkes|Jaccard|Gini)")

// MetricInSentence writes the name of the metric id inside a sentence: "the false positive
// rate", "recall", "F1".
func MetricInSentence(id string) string {
	letters := []rune(MetricName(id))
	if len(letters) > 1 && unicode.IsLower(letters[1]) && !inventors.MatchString(string(letters)) {
		letters[0] = unicode.ToLower(letters[0])
	}
	if slices.Contains(letters, ' ') {
		return "the " + string(letters)
	}
	return string(letters)
}
