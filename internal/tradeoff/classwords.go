package tradeoff

import (
	"strings"
	"unicode"

	"tradeoff/internal/calc"
)

// classReasonWords explain why a number of one class, {positive}, is undefined where
// there is no threshold. Other reasons read as for two classes.
var classReasonWords = map[calc.Reason]string{
	calc.NoPositives:          "no {unit} is {positive}",
	calc.NoNegatives:          "every {unit} is {positive}",
	calc.NoPredictedPositives: "no {unit} is predicted {positive}",
	calc.NoPredictedNegatives: "every {unit} is predicted {positive}",
}

// AgainstOthers returns the names of one class and of all others together for
// sentences about two classes. A name without letters would read as a number.
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

// ClassReasonText explains in e's words why a number of the class is undefined.
func (e Experiment) ClassReasonText(r calc.Reason, class string) string {
	e.PositiveName, e.NegativeName = AgainstOthers(class)
	if w, ok := classReasonWords[r]; ok {
		return e.Fill(w)
	}
	return e.ReasonText(r)
}

// ClassQuestion returns the question that a multi-class metric answers, in e's words;
// "" if it has none.
func (e Experiment) ClassQuestion(id string) string {
	m, _ := calc.ClassMetricByID(id)
	return e.Fill(m.Ask)
}

// In returns e with the class names of a view of a run: for a one-vs-rest view, the
// names of the class and of all others.
func (e Experiment) In(v View) Experiment {
	if v.Class != "" {
		e.PositiveName, e.NegativeName = AgainstOthers(v.Class)
	}
	return e
}
