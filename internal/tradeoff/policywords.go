package tradeoff

import (
	"strconv"
	"strings"

	"tradeoff/internal/calc"
)

// PolicyWords are the sentences that say what a policy has chosen. They have
// the gaps {value}, {bound} and {threshold}.
type PolicyWords struct {
	Chosen  string `json:"chosen"`
	Unmet   string `json:"unmet,omitempty"`   // if no threshold satisfies it
	Nowhere string `json:"nowhere"`           // if what it asks for is undefined; with the gap {reason}
	Plateau string `json:"plateau,omitempty"` // where others are as good; with the gaps {low} and {high}
}

// Optimist is what to know of every threshold that was chosen on the data at hand.
const Optimist = "A threshold looks better on the rows that it was chosen on than it will on others."

// What is said of where an optimum lies in other samples.
const (
	OptimumBetween = "Resampling the %s, the optimum lies between %s and %s in %.0f of 100 samples."
	OptimumAlways  = "Resampling the %s, the optimum lies at %s in %.0f of 100 samples."
	OptimumUnknown = "Where it lies in other samples is unknown: %s."
	OptimumPending = "Where it lies in other samples is being computed."
)

// WordsForPolicy returns the sentences of p.
func WordsForPolicy(p calc.Policy) PolicyWords {
	w := PolicyWords{Nowhere: "This policy has no answer here: {reason}."}
	if p.Optimises() {
		w.Plateau = "From {low} to {high} it stays within 0.01 of that."
	}
	name := policyMetric(p)
	switch p.Rule {
	case calc.MinimizeCost:
		w.Chosen = "Mistakes cost least at {threshold}: {value} on average. Of equal points the highest threshold is taken."
		w.Plateau = "From {low} to {high} they cost at most 1 % more."
	case calc.NearestTopLeft:
		w.Chosen = "The ROC curve comes closest to its top left corner at {threshold}: (1 − TPR)² + FPR² is {value}. Of equal points the highest threshold is taken."
	case calc.Maximize:
		w.Chosen = name + " is highest at {threshold}: {value}. Of equal points the highest threshold is taken."
	case calc.AtMost:
		w.Chosen = "The lowest threshold with " + name + " of at most {bound} is {threshold}: {value}."
		if p.Metric == "expected_cost" {
			w.Chosen = "Among the thresholds with " + name + " of at most {bound}, the recall is highest at {threshold}: " + name + " {value}. Of equal points the highest threshold is taken."
		}
		w.Unmet = "No threshold keeps " + name + " at or below {bound}: the lowest is {value}, at {threshold}."
	default:
		w.Chosen = "The highest threshold with " + name + " of at least {bound} is {threshold}: {value}."
		switch p.Metric {
		case "precision":
			w.Chosen = "Among the thresholds with " + name + " of at least {bound}, the recall is highest at {threshold}: " + name + " {value}. Of equal points the highest threshold is taken."
		case "specificity":
			w.Chosen = "The lowest threshold with " + name + " of at least {bound} is {threshold}: {value}."
		}
		w.Unmet = "No threshold reaches " + name + " of {bound}: the highest is {value}, at {threshold}."
	}
	return w
}

// PolicyName is what p is called: "max F1", "recall ≥ 0.9".
func PolicyName(p calc.Policy) string {
	switch p.Rule {
	case calc.MinimizeCost:
		return "min cost"
	case calc.NearestTopLeft:
		return "closest to top left"
	case calc.Maximize:
		return "max " + policyMetric(p)
	}
	name := strings.TrimPrefix(strings.TrimPrefix(policyMetric(p), "an "), "a ")
	sign := "≥"
	if p.Rule == calc.AtMost {
		sign = "≤"
	}
	return name + " " + sign + " " + strconv.FormatFloat(p.Bound, 'g', -1, 64)
}

// policyMetric is the name of what p bounds or makes as high as it can.
func policyMetric(p calc.Policy) string {
	switch {
	case p.Metric == "alert_rate":
		return "an alert rate"
	case p.Metric == "expected_cost":
		return "an expected cost"
	case p.Rule == calc.Maximize && strings.HasPrefix(p.Metric, "f"):
		return strings.ToUpper(p.Metric)
	}
	if m, ok := calc.MetricByID(p.Metric); ok {
		if p.Rule == calc.Maximize {
			return m.Name
		}
		return "a " + strings.ToLower(m.Name)
	}
	return p.Metric
}

// prevalenceFree are the confusion metrics that do not change with the
// prevalence: they look at each class alone.
var prevalenceFree = map[string]bool{
	"recall": true, "specificity": true, "fpr": true, "fnr": true, "balanced_accuracy": true, "youden_j": true,
	"g_mean": true, "lr_plus": true, "lr_minus": true, "dor": true,
}

// DependsOnPrevalence reports whether the confusion metric id changes when the
// same classifier is used where another share is positive.
func DependsOnPrevalence(id string) bool { return !prevalenceFree[id] }
