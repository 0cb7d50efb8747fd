package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
)

// An InUseJSON is what the numbers of an operating point mean where the
// classifier is used.
type InUseJSON struct {
	Threshold  calc.Number      `json:"threshold"`
	CostFP     float64          `json:"cost_fp"`
	CostFN     float64          `json:"cost_fn"`
	Prevalence calc.Value       `json:"prevalence" doc:"the share of positives there; that of the test set if nothing else is said"`
	Of1000     *frequenciesJSON `json:"of_1000,omitempty" doc:"what becomes of a thousand cases; absent if there is no such number"`
	Cost       calc.Value       `json:"expected_cost" doc:"of a case"`
	Reason     calc.Reason      `json:"reason,omitempty" doc:"why a number does not exist"`
	Metrics    evaluate.Metrics `json:"metrics" doc:"of a threshold, restated for the prevalence"`
}

// A frequenciesJSON is a confusion matrix in whole cases.
type frequenciesJSON struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	TN int `json:"tn"`
}

// NewInUseJSON is the point of v where the classifier is used, with its metrics
// there.
func NewInUseJSON(v explore.RunAt, metrics evaluate.Metrics) InUseJSON {
	setting := v.Setting()
	out := InUseJSON{
		Threshold: calc.Number(v.Point.Threshold), CostFP: setting.Costs.FP, CostFN: setting.Costs.FN, Prevalence: v.Point.Prevalence(), Metrics: metrics,
	}
	if setting.Prevalence != nil {
		out.Prevalence = calc.Defined(*setting.Prevalence)
	}
	c, reason := v.DeployedPoint()
	if reason != "" {
		out.Cost = calc.Undefined(reason)
	} else {
		out.Cost = setting.Costs.Expected(c)
		if f, ok := c.NaturalFrequencies(1000); ok {
			out.Of1000 = &frequenciesJSON{f.TP, f.FP, f.FN, f.TN}
		}
	}
	out.Reason = out.Cost.Reason
	return out
}
