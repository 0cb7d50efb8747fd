package catalog

import "math"

// anyPositive bounds parameters that have no natural bound, so that nothing overflows.
const anyPositive = 1e15

var binParams = []Param{
	{Name: "bins", Default: 10, Low: 1, High: 1000},
	{Name: "quantile", Default: 0, Low: 0, High: 1}, // 1: bins of equal numbers of rows
}

// RunMetrics are those of a whole run that are no loss, in the order in which they
// are shown. calc has the function of each.
var RunMetrics = []Metric{
	{ID: "roc_auc", Name: "ROC AUC", Short: "AUC", Group: Ranking, Better: Higher, Fine: true,
		Ask: "How often a random positive scores above a random negative, with ties counting one half: the area under " +
			"the ROC curve. 1 is perfect, 0.5 is chance."},
	{ID: "average_precision", Name: "Average precision", Short: "AP", Group: Ranking, Better: Higher,
		Written: "Σ (Rₖ − Rₖ₋₁) Pₖ",
		Ask: "Precision averaged over the recall gained at each threshold: how clean the top of the list is. " +
			"Chance is the prevalence."},
	{ID: "gini", Name: "Gini coefficient", Group: Ranking, Better: Higher, Span: Signed, Fine: true,
		Written: "2·AUC − 1",
		Ask:     "AUC on a scale on which chance is 0."},
	{ID: "ks", Name: "Kolmogorov–Smirnov", Short: "KS", Group: Ranking, Better: Higher,
		Written: "max |TPR − FPR|",
		Ask:     "The largest distance between the two classes' distributions of scores."},
	{ID: "partial_roc_auc", Name: "Partial ROC AUC, standardised", Short: "Partial ROC AUC", Group: Ranking,
		Better: Higher, Fine: true,
		Params: []Param{{Name: "max_fpr", Default: 1, Low: 0, High: 1, Open: true}},
		Ask: "The area under the ROC curve up to a false positive rate, on a scale on which chance is 0.5 and " +
			"perfect is 1."},
	{ID: "pr_auc_trapezoid", Name: "PR AUC, trapezoid", Group: Ranking, Better: Higher,
		Ask: "The area under straight lines between the points of the precision–recall curve. It is slightly " +
			"optimistic: report average precision instead."},
	{ID: "brier", Name: "Brier score", Group: Calibration, Better: Lower, Span: Unbounded, Fine: true,
		Written: "mean of (p − y)²",
		Ask:     "How far the probabilities are from what happened. Lower is better."},
	{ID: "brier_skill", Name: "Brier skill score", Group: Calibration, Better: Higher, Span: Unbounded,
		Written: "1 − Brier / Brier of the prevalence",
		Ask:     "How much better the probabilities are than giving every row the prevalence. 0 is no better."},
	{ID: "ece", Name: "Expected calibration error", Short: "ECE", Group: Calibration, Better: Lower, Params: binParams,
		Written: "Σ (nᵦ/n) |observed − predicted|",
		Ask:     "How far the predicted probabilities are from the observed shares, bin by bin."},
	{ID: "mce", Name: "Maximum calibration error", Short: "MCE", Group: Calibration, Better: Lower, Params: binParams,
		Written: "max |observed − predicted|",
		Ask:     "The same for the worst bin alone."},
	{ID: "net_benefit", Name: "Net benefit", Group: Decision, Better: Higher, Span: Unbounded,
		Params:  []Param{{Name: "threshold", Default: 0.5, Low: 0, High: 1}},
		Written: "TP/n − FP/n · t/(1 − t)",
		Ask: "What acting on the predictions is worth, where the threshold says how many false alarms outweigh " +
			"one case found."},
	{ID: "expected_cost", Name: "Expected cost", Group: Decision, Better: Lower, Span: Unbounded,
		Params: []Param{
			{Name: "threshold", Default: math.NaN(), Low: math.Inf(-1), High: math.Inf(1)},
			{Name: "cost_fp", Default: 1, Low: -anyPositive, High: anyPositive},
			{Name: "cost_fn", Default: 1, Low: -anyPositive, High: anyPositive},
			{Name: "cost_tp", Default: 0, Low: -anyPositive, High: anyPositive},
			{Name: "cost_tn", Default: 0, Low: -anyPositive, High: anyPositive},
			{Name: "prevalence", Default: math.NaN(), Low: 0, High: 1},
		},
		Written: "(c_FP·FP + c_FN·FN) / n",
		Ask:     "What the mistakes at a threshold cost on average."},
}
