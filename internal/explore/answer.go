package explore

import (
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// An Answer says in a few sentences what an operating point means and why its threshold
// was chosen.
type Answer struct {
	Parts      []AnswerPart
	Optimistic bool // a policy chose the threshold on the rows that it is judged on
}

// An AnswerPart is a piece of the sentences. Numbers that matter are strong.
type AnswerPart struct {
	Text   string
	Strong bool
}

// String returns the sentences.
func (a Answer) String() string {
	var b strings.Builder
	for _, p := range a.Parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Where strong parts begin and end in a filled text. Names of people do not have them.
const beginStrong, endStrong = "\x02", "\x03"

// NewAnswer returns the answer at the operating point of v.
func NewAnswer(v RunAt) Answer {
	names := answerGaps(v.Experiment)
	list := []string{lackingClass(v.Point.Confusion, names)}
	if list[0] == "" {
		list = operatingSentences(v, names)
		if why := ReasonText(v); why != "" {
			list = append(list, why)
		}
	}
	return Answer{Parts: answerParts(strings.Join(list, " ")), Optimistic: IsOptimistic(v)}
}

// IsOptimistic reports whether the threshold of v was chosen by the labels of its rows.
func IsOptimistic(v RunAt) bool {
	if v.State.Policy == nil {
		return v.State.Threshold == nil && startsAtYouden(v.Run, v.Display)
	}
	return v.Chosen && !v.State.Policy.Declared().LabelFree
}

// AnswerNames returns the names of an experiment that fill the gaps of answers.
func AnswerNames(e tradeoff.Experiment) map[string]string {
	return map[string]string{"positive": e.PositiveName, "negative": e.NegativeName, "unit": e.UnitSingular,
		"units": e.UnitPlural}
}

// answerGaps returns the gaps that every sentence may have, with their values.
func answerGaps(e tradeoff.Experiment) []string {
	clean := strings.NewReplacer(beginStrong, "", endStrong, "")
	gaps := []string{"b", beginStrong, "_b", endStrong}
	for name, value := range AnswerNames(e) {
		gaps = append(gaps, name, clean.Replace(value))
	}
	return gaps
}

// lackingClass is the answer for rows of one class only, or none; "" for others.
func lackingClass(c calc.Confusion, names []string) string {
	name := ""
	switch {
	case c.Total() == 0:
		return fill(answerTexts["no_samples"], names...)
	case c.Positives() == 0:
		name = "no_positives"
	case c.Negatives() == 0:
		name = "no_negatives"
	default:
		return ""
	}
	return fill(answerTexts[numbered(name, c.Total())], append(names, "n", format.Quantity(c.Total()))...)
}

// operatingSentences says what is found and missed, and which alarms are false: in the test set, or
// out of a round number of cases in deployment and where positives are rare.
func operatingSentences(v RunAt, names []string) []string {
	c, prevalence := v.Point.Confusion, v.Setting().Prevalence
	rare := PositivesAreRare(c)
	if prevalence != nil {
		rare = *prevalence < rareShare
	}
	if prevalence == nil && !rare {
		return []string{countsSentence(c, v.Text, v.Experiment, names)}
	}
	f, _ := c.NaturalFrequencies(prevalence, 0)
	list := []string{frequencySentence(f, prevalence, rare, names)}
	if n, ok := strings.CutPrefix(format.OneIn(c.FPR().V), "1 in "); ok && rare && c.FPR().V < 0.5 {
		list = append(list, fill(answerTexts["flagged"], append(names, "n", n)...))
	}
	if prevalence != nil {
		list = append(list, precisionSentence(v, names)...)
	}
	return list
}

func countsSentence(c calc.Confusion, threshold string, e tradeoff.Experiment, names []string) string {
	found := "found"
	switch p := c.Positives(); {
	case p == 1: // one of one
	case c.TP == 0:
		found = "found_none"
	case c.FN == 0:
		found = "found_all"
	}
	counts := []string{"tp", format.Quantity(c.TP), "positives", format.Quantity(c.Positives()),
		"fp", format.Quantity(c.FP)}
	gaps := append([]string{"threshold", threshold, "found", fill(answerTexts[found], counts...),
		"alarms", fill(answerTexts[numbered("alarms", c.FP)], counts...)}, names...)
	if c.Positives() == 1 {
		gaps = append([]string{"units", e.UnitSingular}, gaps...) // the first of two values of a gap counts
	}
	return fill(answerTexts["counts"], gaps...)
}

func frequencySentence(f calc.Frequencies, prevalence *float64, rare bool, names []string) string {
	gaps := append([]string{"base", format.Count(f.Base), "positives", format.Count(f.Positives),
		"tp", format.Count(f.TP), "fn", format.Count(f.FN), "fp", format.Count(f.FP),
		"alerts", format.Count(f.TP + f.FP)}, names...)
	of := "of"
	if prevalence != nil {
		of = "of_at"
		gaps = append(gaps, "prevalence", format.GivenPercent(*prevalence))
	}
	texts := []string{"of", fill(answerTexts[of], gaps...)}
	for name, n := range map[string]int{"are": f.Positives, "alarms": f.FP, "alerts": f.TP + f.FP, "hits": f.TP,
		"errors": f.FP} {
		texts = append(texts, name, fill(answerTexts[numbered(name, float64(n))], gaps...))
	}
	name := "deployed"
	if rare {
		name = numbered("rare", float64(f.TP+f.FP))
	}
	return fill(answerTexts[name], append(texts, gaps...)...)
}

// precisionSentence says what the prevalence changes; none if its text stays the same.
func precisionSentence(v RunAt, names []string) []string {
	there, reason := v.DeployedPoint()
	from, to := v.Point.Precision(), there.Precision()
	if reason != "" || !from.OK || !to.OK {
		return nil
	}
	scale := tradeoff.ScaleOf("precision")
	before, after := scale.Text(from.V), scale.Text(to.V)
	if before == after {
		return nil
	}
	name := "falls"
	if to.V > from.V {
		name = "rises"
	}
	return []string{fill(answerTexts[name], append(names, "from", before, "to", after)...)}
}

// answerParts divides a filled text into its strong parts and others.
func answerParts(text string) []AnswerPart {
	var parts []AnswerPart
	add := func(text string, strong bool) {
		if text != "" {
			parts = append(parts, AnswerPart{text, strong})
		}
	}
	for text != "" {
		before, rest, _ := strings.Cut(text, beginStrong)
		strong, after, _ := strings.Cut(rest, endStrong)
		add(before, false)
		add(strong, true)
		text = after
	}
	return parts
}
