package calc

// AtPrevalence returns c restated for the prevalence pi: pi·TPR, pi·FNR,
// (1-pi)·FPR and (1-pi)·TNR in place of the cells. Recall, specificity and
// everything derived from them stay the same. It returns the reason if a
// class is missing from c, and "" otherwise. It panics unless 0 ≤ pi ≤ 1. See
// docs/metrics.md 7.3.
func (c Confusion) AtPrevalence(pi float64) (Confusion, Reason) {
	if !(pi >= 0 && pi <= 1) {
		panic("calc: a prevalence lies in [0,1]")
	}
	if r := c.emptyMargin(NoPositives, NoNegatives); r != "" {
		return Confusion{}, r
	}
	return Confusion{
		TP: pi * c.Recall().V, FN: pi * c.FNR().V,
		FP: (1 - pi) * c.FPR().V, TN: (1 - pi) * c.Specificity().V,
	}, ""
}
