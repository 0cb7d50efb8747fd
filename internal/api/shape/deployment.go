package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
)

// A DeploymentJSON has the numbers of an operating point in deployment.
type DeploymentJSON struct {
	Threshold   calc.Number      `json:"threshold"`
	CostFP      float64          `json:"cost_fp"`
	CostFN      float64          `json:"cost_fn"`
	Prevalence  calc.Value       `json:"prevalence" doc:"in deployment; that of the test set by default"`
	Frequencies *frequenciesJSON `json:"frequencies,omitempty" doc:"absent if undefined"`
	Cost        calc.Value       `json:"expected_cost" doc:"per case"`
	Reason      calc.Reason      `json:"reason,omitempty" doc:"why a number is undefined"`
	Metrics     evaluate.Metrics `json:"metrics" doc:"at the threshold, restated for the prevalence"`
}

// A frequenciesJSON is [calc.Frequencies].
type frequenciesJSON struct {
	Base      int `json:"base" doc:"how many cases: 100, 1,000 … 1,000,000"`
	Positives int `json:"positives" doc:"the same at all thresholds"`
	Negatives int `json:"negatives"`
	TP        int `json:"tp"`
	FN        int `json:"fn"`
	FP        int `json:"fp"`
	TN        int `json:"tn"`
}

// NewDeploymentJSON returns the numbers of v's operating point in deployment. metrics are
// those of the point, restated for the prevalence in deployment.
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
		if f, reason := v.Point.NaturalFrequencies(setting.Prevalence, 0); reason == "" {
			out.Frequencies = (*frequenciesJSON)(&f)
		}
	}
	out.Reason = out.Cost.Reason
	return out
}
