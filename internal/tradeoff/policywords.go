package tradeoff

import (
	"fmt"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
)

// PolicyWords are the sentences about what a policy has chosen. They have the
// placeholders {value}, {bound} and {threshold}.
type PolicyWords struct {
	Chosen  string `json:"chosen"`
	Unmet   string `json:"unmet,omitempty"`   // if no threshold satisfies it
	Nowhere string `json:"nowhere"`           // if the metric is undefined everywhere; with {reason}
	Plateau string `json:"plateau,omitempty"` // if other thresholds are as good; with {low} and {high}
	None    string `json:"none,omitempty"`    // follows Chosen if no row is predicted positive
	All     string `json:"all,omitempty"`     // follows Chosen if every row is
}

// Optimist is what to know of every threshold that was chosen on the data at hand.
const Optimist = "A threshold looks better on the rows that it was chosen on than it will on others."

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
	w := PolicyWords{Nowhere: "This policy has no answer here: {reason}.", Chosen: d.Sentence(), Plateau: d.AsGood}
	switch d.Rule {
	case catalog.AtMost:
		if d.Take == catalog.LowestThreshold {
			w.None = " The rows with the highest score alone are too many, so no row is predicted positive."
			w.All = " The bound allows every row to be predicted positive."
		}
		w.Unmet = "No threshold keeps " + d.Phrase + " at or below {bound}: the lowest is {value}, at {threshold}."
	case catalog.AtLeast:
		w.Unmet = "No threshold reaches " + d.Phrase + " of {bound}: the highest is {value}, at {threshold}."
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
		return strings.TrimSpace(d.Label + " " + d.Rule.Sign() + " " + format.Number(p.Bound) + " " + d.Unit)
	}
	return d.Label
}

// DependsOnPrevalence reports whether the confusion metric id changes with the share of
// positives in deployment.
func DependsOnPrevalence(id string) bool {
	m, ok := catalog.MetricByID(id)
	return !ok || m.Formula.DependsOnPrevalence()
}
