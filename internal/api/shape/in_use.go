package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
)

// An InUseJSON has the numbers of an operating point in deployment.
type InUseJSON struct {
	Threshold  calc.Number      `json:"threshold"`
	CostFP     float64          `json:"cost_fp"`
	CostFN     float64          `json:"cost_fn"`
	Prevalence calc.Value       `json:"prevalence" doc:"in deployment; that of the test set by default"`
	Of1000     *frequenciesJSON `json:"of_1000,omitempty" doc:"the counts among 1,000 cases; absent if they are undefined"`
	Cost       calc.Value       `json:"expected_cost" doc:"per case"`
	Reason     calc.Reason      `json:"reason,omitempty" doc:"why a number is undefined"`
	Metrics    evaluate.Metrics `json:"metrics" doc:"at the threshold, restated for the prevalence"`
}

// A frequenciesJSON is a confusion matrix in whole cases.
type frequenciesJSON struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	TN int `json:"tn"`
}

// NewInUseJSON returns the numbers of v's operating point in deployment. metrics are
// those of the point, restated for the prevalence in deployment.
func NewInUseJSON(v explore.RunAt, metrics evaluate.Metrics) InUseJSON {
	setting := v.Setting()
	out := InUseJSON{
		Threshold: calc.Number(v.Point.Threshold), CostFP: setting.Costs.FP, CostFN: setting.Costs.FN,
		Prevalence: v.Point.Prevalence(), Metrics: metrics,
	}
	if setting.Prevalence != nil {
		out.Prevalence = calc.Defined(*setting.Prevalence)
	}
	c, reason := v.InUse()
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
