package explore

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// Deployed returns a confusion matrix as it is in deployment: restated for the
// prevalence of the setting, if there is one, or why it cannot be.
func (v RunAt) Deployed(c calc.Confusion) (calc.Confusion, calc.Reason) {
	return v.Setting().Deployed(c)
}

// DeployedPoint returns the confusion matrix of v's operating point in deployment, or
// why there is none.
func (v RunAt) DeployedPoint() (calc.Confusion, calc.Reason) {
	return v.Deployed(v.Point.Confusion)
}

// DeployedMetric returns the confusion metric id of c in deployment.
func (v RunAt) DeployedMetric(id string, c calc.Confusion) calc.Value {
	if tradeoff.DependsOnPrevalence(id) {
		deployed, reason := v.Deployed(c)
		if reason != "" {
			return calc.Undefined(reason)
		}
		c = deployed
	}
	m, _ := calc.MetricByID(id)
	return m.At(c)
}

// DeployedCost returns the expected cost of a case of c in deployment.
func (v RunAt) DeployedCost(c calc.Confusion) calc.Value {
	w := v.Setting()
	return w.In(w.Costs.Expected)(c)
}
