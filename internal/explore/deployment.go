package explore

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// Deployed returns a confusion matrix as it is in deployment: restated for the
// prevalence of the setting, if there is one, or why it cannot be.
func (v RunAt) Deployed(c calc.Confusion) (calc.Confusion, calc.Reason) {
	if p := v.Setting().Prevalence; p != nil {
		return c.AtPrevalence(*p)
	}
	return c, ""
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

// DeployedBenefits returns the net benefit in deployment at the threshold probability t:
// of the model, whose predictions are c, and of treating all.
func (v RunAt) DeployedBenefits(c calc.Confusion, t float64) (model, all calc.Value) {
	c, reason := v.Deployed(c)
	if reason != "" {
		return calc.Undefined(reason), calc.Undefined(reason)
	}
	return NetBenefit(c, t), NetBenefit(calc.Confusion{TP: c.Positives(), FP: c.Negatives()}, t)
}

// NetBenefit returns the net benefit per case of c at the threshold probability t,
// TP/W - FP/W · t/(1-t). It is undefined at t = 1 and for an empty c.
func NetBenefit(c calc.Confusion, t float64) calc.Value {
	w := c.Total()
	if w == 0 {
		return calc.Undefined(calc.NoSamples)
	}
	if t >= 1 {
		return calc.Undefined(calc.ZeroDenominator)
	}
	return calc.Defined(c.TP/w - float64(c.FP/w*(t/(1-t))))
}
