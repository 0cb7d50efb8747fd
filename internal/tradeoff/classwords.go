package tradeoff

import "tradeoff/internal/calc"

// classReasonWords say why a number of one class, {positive}, is undefined where
// no threshold is involved; all other reasons read as for two classes.
var classReasonWords = map[calc.Reason]string{
	calc.NoPositives:          "no {unit} is {positive}",
	calc.NoNegatives:          "every {unit} is {positive}",
	calc.NoPredictedPositives: "no {unit} is called {positive}",
	calc.NoPredictedNegatives: "every {unit} is called {positive}",
}

// ClassReasonText says in e's words why a number of the class is undefined.
func (e Experiment) ClassReasonText(r calc.Reason, class string) string {
	e.PositiveName, e.NegativeName = class, "not "+class
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

// ClassQuestion returns the question that a metric of many classes answers, in
// e's words; "" if it has none.
func (e Experiment) ClassQuestion(id string) string { return e.Fill(classQuestions[id]) }
