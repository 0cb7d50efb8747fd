package tradeoff

import (
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// MetricWords describes a metric: its formula over the four cells of the confusion
// matrix and the question that it answers.
type MetricWords struct {
	Name    string
	Formula string // of the words TP, FP, FN and TN: "TP / (TP + FP)"
	ask     string // with the placeholders {positive}, {negative} and {units}
}

// WordsFor returns the description of the confusion metric id. ok is false if there is
// none.
func WordsFor(id string) (MetricWords, bool) {
	m, ok := catalog.MetricByID(id)
	if !ok {
		return MetricWords{}, false
	}
	return MetricWords{m.ShortName(), m.FormulaText(), m.Ask}, true
}

// Question returns the question that the metric answers, in e's words.
func (w MetricWords) Question(e Experiment) string { return e.Fill(w.ask) }

var reasonWords = map[calc.Reason]string{
	calc.NoSamples:            "the test set is empty",
	calc.NoPositives:          "the test set has no {positive} {units}",
	calc.NoNegatives:          "the test set has no {negative} {units}",
	calc.NoPredictedPositives: "no {unit} is predicted {positive} at this threshold",
	calc.NoPredictedNegatives: "no {unit} is predicted {negative} at this threshold",
	calc.ZeroDenominator:      "it would divide by zero",
	calc.Infinite:             "it is infinite",
	calc.NeedsProbabilities:   "it needs probabilities, and these scores are none",
	calc.NeedsLogits:          "it needs logits or margins",
	calc.NeedsIoU:             "it needs the overlap (IoU) of each box",
	calc.NeedsImages:          "it needs to know which image each pixel belongs to",
	calc.NotTested:            "there is no test for it",
	calc.WeightsNotSupported:  "it is not defined for weighted rows",
	calc.TooFewSamples:        "there are too few {units}",
	calc.ZeroVariance:         "the sample shows no variation",
	calc.NeedsBootstrap:       "it needs resampling",
	calc.NotResampled:         "it is not resampled",
	calc.KindsDiffer:          "the scores of the labels are of different kinds",
	calc.TooManyScores:        "the labels have too many different scores together",
	calc.NeedsRows:            "it needs single rows, which are not available",
	calc.PixelsAlike:          "pixels of one image are alike, and only whole images can be resampled",
}

// ReasonText explains in e's words why a value is undefined.
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

// Fill replaces placeholders by e's words in one pass, so that a class with the name
// "{units}" keeps it.
func (e Experiment) Fill(s string) string {
	return strings.NewReplacer(
		"{positive}", e.PositiveName, "{negative}", e.NegativeName,
		"{unit}", e.UnitSingular, "{units}", e.UnitPlural,
	).Replace(s)
}
