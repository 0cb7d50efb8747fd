package calc

import "math"

// Costs are the costs of the outcomes, in any unit; a benefit is negative.
type Costs struct{ FP, FN, TP, TN float64 }

// UnitCosts are 1 for each error.
var UnitCosts = Costs{FP: 1, FN: 1}

// Expected returns the cost per row at c,
//
//	(FP·c_fp + FN·c_fn + TP·c_tp + TN·c_tn) / N.
//
// For another prevalence pass [Confusion.AtPrevalence]. Undefined if c is
// empty. See docs/metrics.md 7.2.
func (k Costs) Expected(c Confusion) Value {
	if c.Total() == 0 {
		return Undefined(NoSamples)
	}
	return Defined(expectedCost(c, k))
}

// expectedCost is the formula of the policies that bound or minimise it.
var expectedCost = objectives["min_cost"]

// Normalized returns the expected cost at c relative to the cost of the
// cheaper trivial rule, predicting everything or nothing positive: 1 is no
// better than no model. Undefined if c is empty or the trivial rule costs 0
// or less.
func (k Costs) Normalized(c Confusion) Value {
	cost := k.Expected(c)
	if !cost.OK {
		return cost
	}
	pi := c.Positives() / c.Total()
	rest := c.Negatives() / c.Total()
	nothing := float64(pi*k.FN) + float64(rest*k.TN)
	everything := float64(pi*k.TP) + float64(rest*k.FP)
	trivial := math.Min(nothing, everything)
	if trivial <= 0 {
		return Undefined(ZeroDenominator)
	}
	return Defined(cost.V / trivial)
}

// BayesThreshold returns the probability from which predicting positive is
// cheaper, if probabilities are calibrated,
//
//	(c_fp-c_tn) / ((c_fp-c_tn) + (c_fn-c_tp)).
//
// Undefined if the denominator is not positive: errors then cost no more than
// being right.
func (k Costs) BayesThreshold() Value {
	alarm := k.FP - k.TN
	den := alarm + (k.FN - k.TP)
	if !(den > 0) {
		return Undefined(ZeroDenominator)
	}
	return Defined(alarm / den)
}
