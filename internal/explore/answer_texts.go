package explore

import (
	"math"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// answerTexts are the sentences of an [Answer] by name, with gaps. What is strong is between
// {b} and {_b}. A text with _one or _none takes the place of another for these numbers.
var answerTexts = map[string]string{
	"counts": "At {threshold} the model finds {b}{found}{_b} {positive} {units} and raises {b}{alarms}{_b}.",

	"found": "{tp} of {positives}", "found_all": "all {positives}", "found_none": "none of {positives}",
	"alarms": "{fp} false alarms", "alarms_one": "1 false alarm", "alarms_none": "no false alarms",

	// In deployment, or where positives are rare: out of a round number of cases.
	"deployed": "At {prevalence} prevalence, of {base} {units} {b}{positives}{_b} {are} {positive}: the model finds " +
		"{b}{tp}{_b}, misses {b}{fn}{_b} and raises {b}{alarms}{_b}.",
	"rare": "{of} {base} {units}, {b}{positives}{_b} {are} {positive}. " +
		"The model raises {b}{alerts}{_b}: {hits}, {errors}. It misses {b}{fn}{_b}.",
	"rare_none": "{of} {base} {units}, {b}{positives}{_b} {are} {positive}. " +
		"The model raises {b}no alerts{_b} and misses " +
		"{b}{fn}{_b}.",

	"of": "Of", "of_at": "At {prevalence} prevalence, of",
	"are": "are", "are_one": "is",
	"alerts": "{alerts} alerts", "alerts_one": "1 alert",
	"hits": "{b}{tp}{_b} are {positive}", "hits_one": "{b}1{_b} is {positive}", "hits_none": "{b}none{_b} is {positive}",
	"errors":     "{b}{fp}{_b} are false alarms",
	"errors_one": "{b}1{_b} is a false alarm", "errors_none": "{b}none{_b} is a false alarm",

	"flagged": "One in {n} {negative} {units} is flagged.",
	"falls":   "Precision falls from {from} to {b}{to}{_b}; recall and specificity stay.",
	"rises":   "Precision rises from {from} to {b}{to}{_b}; recall and specificity stay.",

	"no_positives":     "All {n} {units} are {negative}, so recall and AUC are undefined.",
	"no_positives_one": "The only {unit} is {negative}, so recall and AUC are undefined.",
	"no_negatives":     "All {n} {units} are {positive}, so specificity and AUC are undefined.",
	"no_negatives_one": "The only {unit} is {positive}, so specificity and AUC are undefined.",
	"no_samples":       "There are no {units} here, so every metric is undefined.",

	// What errors cost, after "when".
	"costs":      "one miss equals {ratio} false alarms",
	"costs_less": "one false alarm equals {ratio} misses",
	"costs_same": "one miss equals one false alarm",
	"costs_fn":   "misses cost nothing",
	"costs_fp":   "false alarms cost nothing",
	"costs_none": "errors cost nothing",
	"ratios":     "one two three four five six seven eight nine ten",
}

// AnswerTexts returns the sentences of an [Answer] by name, for the browser.
func AnswerTexts() map[string]string { return answerTexts }

// numbered returns the name of the text for n.
func numbered(name string, n float64) string {
	suffix := map[float64]string{0: "_none", 1: "_one"}[n]
	if _, ok := answerTexts[name+suffix]; ok {
		return name + suffix
	}
	return name
}

// CostRatioText says what one error costs in terms of the other, for the end of a sentence:
// "one miss equals five false alarms".
func CostRatioText(c calc.Costs) string {
	switch {
	case c.FN == 0 && c.FP == 0:
		return answerTexts["costs_none"]
	case c.FN == 0:
		return answerTexts["costs_fn"]
	case c.FP == 0:
		return answerTexts["costs_fp"]
	case c.FN == c.FP:
		return answerTexts["costs_same"]
	case c.FN > c.FP:
		return fill(answerTexts["costs"], "ratio", ratioText(c.FN/c.FP))
	}
	return fill(answerTexts["costs_less"], "ratio", ratioText(c.FP/c.FN))
}

// ratioText writes a ratio of costs in a sentence: up to ten in letters.
func ratioText(ratio float64) string {
	words := strings.Fields(answerTexts["ratios"])
	if n := int(ratio); ratio == math.Trunc(ratio) && n >= 1 && n <= len(words) {
		return words[n-1]
	}
	return shortAmount(ratio)
}

// shortAmount writes an amount with three significant digits, or a whole number in full:
// "2.5".
func shortAmount(x float64) string {
	if x == math.Trunc(x) && x < 1e15 {
		return format.Quantity(x)
	}
	text := format.Significant(x, 3)
	if strings.Contains(text, ".") && !strings.Contains(text, "e") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
