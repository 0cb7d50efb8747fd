package tradeoff

import (
	"strings"
	"unicode"

	"tradeoff/internal/calc"
)

// classReasonWords say why a number of one class, {positive}, is undefined where
// no threshold is involved; all other reasons read as for two classes.
var classReasonWords = map[calc.Reason]string{
	calc.NoPositives:          "no {unit} is {positive}",
	calc.NoNegatives:          "every {unit} is {positive}",
	calc.NoPredictedPositives: "no {unit} is called {positive}",
	calc.NoPredictedNegatives: "every {unit} is called {positive}",
}

// AgainstOthers returns what one of many classes and all others together are
// called in sentences about two classes. A name without letters would be taken for
// a number.
func AgainstOthers(class string) (positive, negative string) {
	positive, negative = class, "other"
	if !strings.ContainsFunc(class, unicode.IsLetter) {
		positive = "class " + class
	}
	if strings.EqualFold(class, negative) {
		negative = "not " + class
	}
	return positive, negative
}

// ClassReasonText says in e's words why a number of the class is undefined.
func (e Experiment) ClassReasonText(r calc.Reason, class string) string {
	e.PositiveName, e.NegativeName = AgainstOthers(class)
	if w, ok := classReasonWords[r]; ok {
		return e.Fill(w)
	}
	return e.ReasonText(r)
}

// classQuestions are the questions that the numbers of a run with many classes
// answer.
var classQuestions = map[string]string{
	"accuracy":             "Of all {units}, how many did we call what they are?",
	"balanced_accuracy":    "How well do we find each class, all classes counting the same?",
	"macro_f1":             "Are precision and recall good for every class, however rare?",
	"macro_precision":      "Can calls be trusted, whatever the class?",
	"weighted_f1":          "Are precision and recall good, big classes counting more?",
	"mcc":                  "How strongly do calls and truth go together?",
	"kappa":                "How much better do we agree with the truth than by chance?",
	"kappa_linear":         "The same if a call that is further off, in the order of the classes, is worse",
	"kappa_quadratic":      "The same if it is worse by the square of how far it is off",
	"top_2_accuracy":       "How often is the truth among our two best guesses?",
	"top_3_accuracy":       "How often is the truth among our three best guesses?",
	"top_5_accuracy":       "How often is the truth among our five best guesses?",
	"macro_roc_auc_ovr":    "How well does each class's score tell it from all others?",
	"macro_roc_auc_ovo":    "How well do the scores tell two classes apart?",
	"brier":                "How far are the probabilities from the truth?",
	"top_label_ece":        "When we are 90 % sure, are we right in 90 %?",
	"log_loss":             "How much probability do we give to the truth?",
	"lovasz_softmax_loss":  "How far are the called sets from the true ones, as a loss?",
	"macro_recall":         "How well do we find each class, all classes counting the same?",
	"weighted_recall":      "Of all {units}, how many did we call what they are?",
	"weighted_precision":   "Can calls be trusted, big classes counting more?",
	"weighted_roc_auc_ovr": "How well does each class's score tell it from all others, big classes counting more?",
}

var classLossWords = map[string]LossWords{
	"log_loss":            {"Asks for honest probabilities: the surer a wrong answer is, the dearer it gets.", "−ln p of the true class"},
	"weighted_log_loss":   {"For uneven classes: at 1 every class speaks as loudly as any other, at 0 every {unit} does.", "(N / (C · n of the class))^weights × cross-entropy, over the sum of the weights"},
	"focal_loss":          {"Turns the easy {units} down, so that their number does not drown the few hard ones.", "weight of the class × (1 − p of the true class)^γ × cross-entropy"},
	"dice_loss":           {"Of each class the overlap of probabilities and {units}, whatever its size.", "1 − twice the overlap over both sizes, mean over the classes"},
	"jaccard_loss":        {"As Dice, in terms of the intersection over the union: it is harder on poor overlap.", "1 − overlap over union, mean over the classes"},
	"lovasz_softmax_loss": {"A convex stand-in for the mean intersection over union, which is what segmentation is judged by.", "sorted errors, each times what it adds to 1 − IoU, mean over the classes"},
}

// WordsForClassLoss returns the words of the loss id of many classes for e.
func WordsForClassLoss(id string, e Experiment) LossWords {
	w := classLossWords[id]
	return LossWords{e.Fill(w.Purpose), e.Fill(w.Formula)}
}

// ClassQuestion returns the question that a metric of many classes answers, in
// e's words; "" if it has none.
func (e Experiment) ClassQuestion(id string) string { return e.Fill(classQuestions[id]) }

// In returns e with the names that its classes have in a part of a run: those of
// one class against all others, if the part is about one.
func (e Experiment) In(v View) Experiment {
	if v.Class != "" {
		e.PositiveName, e.NegativeName = AgainstOthers(v.Class)
	}
	return e
}
