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

// ClassQuestion returns the question that a metric of many classes answers, in
// e's words; "" if it has none.
func (e Experiment) ClassQuestion(id string) string {
	m, _ := calc.ClassMetricByID(id)
	return e.Fill(m.Ask)
}

// In returns e with the names that its classes have in a part of a run: those of
// one class against all others, if the part is about one.
func (e Experiment) In(v View) Experiment {
	if v.Class != "" {
		e.PositiveName, e.NegativeName = AgainstOthers(v.Class)
	}
	return e
}
