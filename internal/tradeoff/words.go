package tradeoff

import (
	"strings"

	"tradeoff/internal/calc"
)

// MetricWords says in plain words what a metric is: its formula over the four
// cells of the confusion matrix and the question that it answers.
type MetricWords struct {
	Name    string
	Formula string // of the words TP, FP, FN and TN: "TP / (TP + FP)"
	ask     string // with {positive}, {negative} and {units} to fill
}

var metricWords = map[string]MetricWords{
	"recall":                  {"Recall", "TP / (TP + FN)", "Of all {positive} {units}, how many did we find?"},
	"precision":               {"Precision", "TP / (TP + FP)", "Of the {units} we called {positive}, how many are?"},
	"specificity":             {"Specificity", "TN / (TN + FP)", "Of all {negative} {units}, how many did we call {negative}?"},
	"accuracy":                {"Accuracy", "(TP + TN) / (TP + FP + FN + TN)", "Of all {units}, how many did we label correctly?"},
	"f1":                      {"F1", "2·TP / (2·TP + FP + FN)", "Are precision and recall both good?"},
	"f0.5":                    {"F0.5", "1.25·TP / (1.25·TP + 0.25·FN + FP)", "Are precision and recall both good, precision above all?"},
	"f2":                      {"F2", "5·TP / (5·TP + 4·FN + FP)", "Are precision and recall both good, recall above all?"},
	"npv":                     {"NPV", "TN / (TN + FN)", "Of the {units} we called {negative}, how many are?"},
	"fpr":                     {"False positive rate", "FP / (FP + TN)", "Of all {negative} {units}, how many did we alarm for nothing?"},
	"fnr":                     {"False negative rate", "FN / (FN + TP)", "Of all {positive} {units}, how many did we miss?"},
	"fdr":                     {"False discovery rate", "FP / (FP + TP)", "Of the {units} we called {positive}, how many are not?"},
	"for":                     {"False omission rate", "FN / (FN + TN)", "Of the {units} we called {negative}, how many are {positive}?"},
	"error_rate":              {"Error rate", "(FP + FN) / (TP + FP + FN + TN)", "Of all {units}, how many did we label wrongly?"},
	"jaccard":                 {"Jaccard index", "TP / (TP + FP + FN)", "Of all that is or is called {positive}, how much is both?"},
	"balanced_accuracy":       {"Balanced accuracy", "½·TP / (TP + FN) + ½·TN / (TN + FP)", "How well do we do on both classes, each counting half?"},
	"youden_j":                {"Youden's J", "TP / (TP + FN) + TN / (TN + FP) − 1", "How far are we above calling at random?"},
	"markedness":              {"Markedness", "TP / (TP + FP) + TN / (TN + FN) − 1", "How much do both kinds of calls tell?"},
	"g_mean":                  {"G-mean", "√(TP / (TP + FN) · TN / (TN + FP))", "Are recall and specificity both good?"},
	"fowlkes_mallows":         {"Fowlkes–Mallows", "√(TP / (TP + FP) · TP / (TP + FN))", "How well do calls and truth agree on what is {positive}?"},
	"mcc":                     {"MCC", "(TP·TN − FP·FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))", "How strongly do calls and truth go together?"},
	"kappa":                   {"Cohen's κ", "2·(TP·TN − FP·FN) / ((TP + FP)(FP + TN) + (TP + FN)(FN + TN))", "How much better do we agree with the truth than by chance?"},
	"lr_plus":                 {"LR+", "(TP / (TP + FN)) / (FP / (FP + TN))", "By how much does being called {positive} raise the odds?"},
	"lr_minus":                {"LR−", "(FN / (TP + FN)) / (TN / (FP + TN))", "By how much does being called {negative} lower the odds?"},
	"dor":                     {"Diagnostic odds ratio", "(TP·TN) / (FP·FN)", "How far apart are the odds of the two calls?"},
	"prevalence":              {"Prevalence", "(TP + FN) / (TP + FP + FN + TN)", "Of all {units}, how many are {positive}?"},
	"predicted_positive_rate": {"Alert rate", "(TP + FP) / (TP + FP + FN + TN)", "Of all {units}, how many do we call {positive}?"},
}

// WordsFor returns the words of the confusion metric id, and whether there are any.
func WordsFor(id string) (MetricWords, bool) {
	w, ok := metricWords[id]
	return w, ok
}

// Question returns the question that the metric answers, in e's words.
func (w MetricWords) Question(e Experiment) string { return e.Fill(w.ask) }

var reasonWords = map[calc.Reason]string{
	calc.NoSamples:            "the test set is empty",
	calc.NoPositives:          "the test set has no {positive} {units}",
	calc.NoNegatives:          "the test set has no {negative} {units}",
	calc.NoPredictedPositives: "no {unit} is called {positive} at this threshold",
	calc.NoPredictedNegatives: "no {unit} is called {negative} at this threshold",
	calc.ZeroDenominator:      "it would divide by zero",
	calc.Infinite:             "it is infinite",
	calc.NeedsProbabilities:   "it needs probabilities, and these scores are none",
	calc.NeedsLogits:          "it needs logits or margins",
	calc.NeedsIoU:             "it needs the overlap (IoU) of each box",
	calc.NeedsImages:          "it needs to know which image each pixel belongs to",
	calc.WeightsNotSupported:  "it is not defined for weighted rows",
	calc.TooFewSamples:        "there are too few {units}",
	calc.ZeroVariance:         "the sample shows no variation",
	calc.NeedsBootstrap:       "it needs resampling",
	calc.NotResampled:         "it is not resampled",
	calc.KindsDiffer:          "the scores of the labels are of different kinds",
	calc.TooManyScores:        "the labels have too many different scores together",
	calc.PixelsAlike:          "pixels of one image are alike, and only whole images can be resampled",
}

// ReasonText says in e's words why a value is undefined.
func (e Experiment) ReasonText(r calc.Reason) string {
	if w, ok := reasonWords[r]; ok {
		return e.Fill(w)
	}
	return strings.ReplaceAll(string(r), "_", " ")
}

// ReasonTexts returns the texts of all reasons, for the browser.
func (e Experiment) ReasonTexts() map[calc.Reason]string {
	all := make(map[calc.Reason]string, len(reasonWords))
	for r := range reasonWords {
		all[r] = e.ReasonText(r)
	}
	return all
}

// Fill puts e's words into a sentence in one pass, so that a class that is
// called "{units}" stays a class that is called "{units}".
func (e Experiment) Fill(s string) string {
	return strings.NewReplacer(
		"{positive}", e.PositiveName, "{negative}", e.NegativeName,
		"{unit}", e.UnitSingular, "{units}", e.UnitPlural,
	).Replace(s)
}
