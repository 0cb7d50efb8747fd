package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
)

// A DeploymentJSON is the numbers of an operating point in deployment.
type DeploymentJSON struct {
	Threshold  calc.Number      `json:"threshold"`
	CostFP     float64          `json:"cost_fp"`
	CostFN     float64          `json:"cost_fn"`
	Prevalence calc.Value       `json:"prevalence" doc:"the share of positives; by default that of the test set"`
	Of1000     *frequenciesJSON `json:"of_1000,omitempty" doc:"the cells of 1,000 cases; absent if undefined"`
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

// NewDeploymentJSON returns the numbers of v's operating point in deployment, and metrics,
// which are those there.
func NewDeploymentJSON(v explore.RunAt, metrics evaluate.Metrics) DeploymentJSON {
	setting := v.Setting()
	out := DeploymentJSON{
		Threshold: calc.Number(v.Point.Threshold), CostFP: setting.Costs.FP, CostFN: setting.Costs.FN,
		Prevalence: v.Point.Prevalence(), Metrics: metrics,
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
