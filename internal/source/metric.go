package source

import "tradeoff/internal/calc"

// A RunMetric is one number about a whole run, with its interval.
type RunMetric struct {
	ID string // as calc spells it: "roc_auc"
	calc.Estimate
}
