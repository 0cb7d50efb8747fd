package tradeoff

import (
	"fmt"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// PolicyWords are the sentences about what a policy has chosen. They have the
// placeholders {value}, {bound} and {threshold}.
type PolicyWords struct {
	Chosen  string `json:"chosen"`
	Why     string `json:"why"`               // why it was chosen, beside the threshold; with {costs} in place of {value}
	Unmet   string `json:"unmet,omitempty"`   // if no threshold satisfies it
	Nowhere string `json:"nowhere"`           // if the metric is undefined everywhere; with {reason}
	Plateau string `json:"plateau,omitempty"` // if other thresholds are as good; with {low} and {high}
}

// Optimist is what to know of a threshold that was chosen on the data at hand, and
// OptimistMany of several of them.
const (
	Optimist     = "This threshold was chosen on the rows it is judged on, so expect slightly worse on new data."
	OptimistMany = "These thresholds were chosen on the rows they are judged on, so expect slightly worse on new data."
)

// The sentences about where an optimum lies in other samples.
const (
	OptimumBetween = "Resampling the %s, the optimum lies between %s and %s in %.0f of 100 samples."
	OptimumAlways  = "Resampling the %s, the optimum lies at %s in %.0f of 100 samples."
	OptimumUnknown = "Where it lies in other samples is unknown: %s."
	OptimumPending = "Where it lies in other samples is being computed."
)

// WordsForPolicy returns the sentences of p.
func WordsForPolicy(p calc.Policy) PolicyWords {
	d := p.Declared()
	w := PolicyWords{Nowhere: "This policy has no answer here: {reason}.", Chosen: d.Sentence(), Why: d.Reason(),
		Plateau: d.AsGood}
	switch d.Rule {
	case catalog.AtMost:
		w.Unmet = "No threshold keeps " + d.Phrase + " at or below {bound}. The lowest is {value}, at {threshold}."
	case catalog.AtLeast:
		w.Unmet = "No threshold reaches " + d.Label + " {bound}. The highest is {value}, at {threshold}."
	default:
		if w.Plateau == "" {
			w.Plateau = fmt.Sprintf("From {low} to {high} it stays within %g of that.", d.Tolerance().By)
		}
	}
	return w
}

// PolicyName returns the name of p: "max F1", "recall ≥ 0.9".
func PolicyName(p calc.Policy) string {
	d := p.Declared()
	if d.Rule.Bounds() {
		return d.Label + " " + d.Rule.Sign() + " " + strconv.FormatFloat(p.Bound, 'g', -1, 64)
	}
	return d.Label
}

// DependsOnPrevalence reports whether the confusion metric id changes with the share of
// positives in deployment.
func DependsOnPrevalence(id string) bool {
	m, ok := catalog.MetricByID(id)
	return !ok || m.Formula.DependsOnPrevalence()
}
