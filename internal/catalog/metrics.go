package catalog

// FBeta is (1+β²)TP / ((1+β²)TP + β²FN + FP).
func FBeta(beta float64) Expr {
	b2 := float64(beta * beta)
	hits := Times(Number(1+b2), TP)
	misses := FN
	if b2 != 1 {
		misses = Times(Number(b2), FN)
	}
	return Over(hits, Sum(hits, misses, FP))
}

// Metrics are those of one confusion matrix, in the order in which they are shown.
var Metrics = inGroup(AtThreshold,
	Metric{ID: "accuracy", Name: "Accuracy", Better: Higher,
		Formula: Over(Sum(TP, TN), N),
		Ask:     "How many predictions are right?",
		Counted: "is right", Others: "is wrong"},
	Metric{ID: "error_rate", Name: "Error rate", Better: Lower, Hue: "accuracy", Dash: Dashed,
		Formula: Over(Sum(FP, FN), N),
		Ask:     "How many predictions are wrong?",
		Counted: "is wrong", Others: "is right"},
	Metric{ID: "precision", Name: "Precision", Better: Higher,
		Formula: Over(TP, A),
		Ask:     "Of those predicted {positive}, how many are?",
		Counted: "is {positive}", Others: "is a false alarm"},
	Metric{ID: "recall", Name: "Recall", Better: Higher,
		Formula: Over(TP, P),
		Ask:     "Of the {positive} {units}, how many are found?",
		Counted: "found", Others: "missed"},
	Metric{ID: "specificity", Name: "Specificity", Better: Higher,
		Formula: Over(TN, Q),
		Ask:     "Of the {negative} {units}, how many are cleared?",
		Counted: "cleared", Others: "flagged"},
	Metric{ID: "npv", Name: "Negative predictive value", Short: "NPV", Better: Higher,
		Formula: Over(TN, B),
		Ask:     "Of those predicted {negative}, how many are?",
		Counted: "is {negative}", Others: "is {positive}"},
	Metric{ID: "fpr", Name: "False positive rate", Better: Lower, Hue: "specificity", Dash: Dashed,
		Formula: Over(FP, Q),
		Ask:     "Of the {negative} {units}, how many are false alarms?",
		Counted: "flagged", Others: "cleared"},
	Metric{ID: "fnr", Name: "False negative rate", Better: Lower, Hue: "recall", Dash: Dashed,
		Formula: Over(FN, P),
		Ask:     "Of the {positive} {units}, how many are missed?",
		Counted: "missed", Others: "found"},
	Metric{ID: "fdr", Name: "False discovery rate", Better: Lower, Hue: "precision", Dash: Dashed,
		Formula: Over(FP, A),
		Ask:     "Of those predicted {positive}, how many are not?",
		Counted: "is a false alarm", Others: "is {positive}"},
	Metric{ID: "for", Name: "False omission rate", Better: Lower, Hue: "npv", Dash: Dashed,
		Formula: Over(FN, B),
		Ask:     "Of those predicted {negative}, how many are {positive}?",
		Counted: "is {positive}", Others: "is {negative}"},
	Metric{ID: "f1", Name: "F1", Better: Higher,
		Formula: FBeta(1),
		Ask:     "Are precision and recall both good?",
		Through: "jaccard", Lift: Over(Times(Number(2), X), Sum(Number(1), X))},
	Metric{ID: "f0.5", Name: "F0.5", Better: Higher, Hue: "f1", Dash: Dotted,
		Formula: FBeta(0.5),
		Ask:     "Are precision and recall both good, precision above all?"},
	Metric{ID: "f2", Name: "F2", Better: Higher, Hue: "f1", Dash: Dashed,
		Formula: FBeta(2),
		Ask:     "Are precision and recall both good, recall above all?"},
	Metric{ID: "jaccard", Name: "Jaccard index", Better: Higher,
		Formula: Over(TP, Sum(TP, FP, FN)),
		Ask:     "Of all {units} that are {positive} or predicted {positive}, how many are both?"},
	Metric{ID: "balanced_accuracy", Name: "Balanced accuracy", Better: Higher,
		Formula: Over(Sum(Over(TP, P), Over(TN, Q)), Number(2)),
		Ask:     "How well do we do on both classes, each counting half?"},
	Metric{ID: "youden_j", Name: "Youden's J", Better: Higher, Span: Signed,
		Formula: Minus(Sum(Over(TP, P), Over(TN, Q)), Number(1)),
		Ask:     "How far are we above guessing at random?"},
	Metric{ID: "markedness", Name: "Markedness", Better: Higher, Span: Signed, Hue: "youden_j", Dash: Dashed,
		Formula: Minus(Sum(Over(TP, A), Over(TN, B)), Number(1)),
		Ask:     "How much do positive and negative predictions tell us?"},
	Metric{ID: "g_mean", Name: "G-mean", Better: Higher, Hue: "balanced_accuracy", Dash: Dashed,
		Formula: Root(Times(Over(TP, P), Over(TN, Q))),
		Ask:     "Are recall and specificity both good?"},
	Metric{ID: "fowlkes_mallows", Name: "Fowlkes–Mallows index", Short: "Fowlkes–Mallows", Better: Higher,
		Hue: "jaccard", Dash: Dashed,
		Formula: Root(Times(Over(TP, A), Over(TP, P))),
		Ask:     "How well do predictions and truth agree on what is {positive}?"},
	Metric{ID: "mcc", Name: "Matthews correlation", Short: "MCC", Better: Higher, Span: Signed,
		Formula: Over(Minus(Times(TP, TN), Times(FP, FN)), Times(Root(Times(A, P)), Root(Times(Q, B)))),
		Ask:     "How strongly do predictions and truth go together?"},
	Metric{ID: "kappa", Name: "Cohen's κ", Better: Higher, Span: Signed, Hue: "mcc", Dash: Dashed,
		// (po-pe)/(1-pe), with po the accuracy and pe that of chance, without the differences from 1.
		Formula: Over(Times(Number(2), Minus(Times(TP, TN), Times(FP, FN))), Sum(Times(A, Q), Times(P, B))),
		Ask:     "How much better do we agree with the truth than by chance?"},
	Metric{ID: "lr_plus", Name: "Positive likelihood ratio", Short: "LR+", Better: Higher, Span: Unbounded, Hue: "odds",
		Formula: Over(Over(TP, P), Over(FP, Q)),
		Ask:     "By how much does a {positive} prediction raise the odds?"},
	Metric{ID: "lr_minus", Name: "Negative likelihood ratio", Short: "LR−", Better: Lower, Span: Unbounded,
		Hue: "odds", Dash: Dashed,
		Formula: Over(Over(FN, P), Over(TN, Q)),
		Ask:     "By how much does a {negative} prediction lower the odds?"},
	Metric{ID: "dor", Name: "Diagnostic odds ratio", Better: Higher, Span: Unbounded, Hue: "odds", Dash: Dotted,
		Formula: Times(Over(TP, FP), Over(TN, FN)),
		Ask:     "How far apart are the odds after a {positive} and a {negative} prediction?"},
	Metric{ID: "prevalence", Name: "Prevalence", Hue: "called", Dash: Dashed,
		Formula: Over(P, N),
		Ask:     "Of all {units}, how many are {positive}?",
		Counted: "is {positive}", Others: "is {negative}"},
	Metric{ID: "predicted_positive_rate", Name: "Alert rate", Hue: "called",
		Formula: Over(A, N),
		Ask:     "Of all {units}, how many are predicted {positive}?",
		Counted: "predicted {positive}", Others: "predicted {negative}"},
)

// inGroup returns metrics, all of them of the group.
func inGroup(group Group, list ...Metric) []Metric {
	for i := range list {
		list[i].Group = group
	}
	return list
}
