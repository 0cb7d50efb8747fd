package calc

// Optimises reports whether p makes something as good as possible, rather than
// good enough.
func (p Policy) Optimises() bool { return p.Rule != AtLeast && p.Rule != AtMost }

// target returns what p bounds or makes as good as it can in the setting: the
// expected cost of min_cost, the squared distance of closest_topleft, the recall
// of recall>=0.9 and so on. It panics if p is not one that [ParsePolicy] returns.
func (p Policy) target(w Setting) (f func(Confusion) Value, better Direction) {
	switch p.Rule {
	case MinimizeCost:
		return w.In(w.Costs.Expected), Lower
	case NearestTopLeft:
		return topLeftDistance, Lower
	case Maximize:
		if f, ok := p.objective(); ok {
			return w.In(f), Higher
		}
	case AtLeast:
		if f, ok := p.bounded(); ok {
			return w.In(f), Higher
		}
	case AtMost:
		if p.Metric == expectedCost {
			return w.In(w.Costs.Expected), Lower
		}
		if f, ok := p.bounded(); ok {
			return w.In(f), Lower
		}
	}
	panic("calc: no policy " + p.String())
}

// bounded returns what a constraint policy bounds.
func (p Policy) bounded() (func(Confusion) Value, bool) {
	switch p.Metric {
	case "recall":
		return Confusion.Recall, p.Rule == AtLeast
	case "precision":
		return Confusion.Precision, p.Rule == AtLeast
	case "specificity":
		return Confusion.Specificity, p.Rule == AtLeast
	case alertRate:
		return Confusion.PredictedPositiveRate, p.Rule == AtMost
	case "fpr":
		return Confusion.FPR, p.Rule == AtMost
	case expectedCost: // of any costs: those of the setting count
		return UnitCosts.Expected, p.Rule == AtMost
	}
	return nil, false
}

// topLeftDistance is the squared distance of c's place on the ROC plot from the
// corner where TPR is 1 and FPR 0. Undefined if a class is missing.
func topLeftDistance(c Confusion) Value {
	if r := c.emptyMargin(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	fnr, fpr := c.FNR().V, c.FPR().V
	return Defined(float64(fnr*fnr) + float64(fpr*fpr))
}
