package explore

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// The texts of assumptions that the server and the browser both write, with gaps.
var assumptionTexts = map[string]string{
	"prevalence": "Prevalence {prevalence}", "test_set": "(test set {prevalence})",
	"costs": "1 miss = {ratio} false alarms", "costs_less": "1 false alarm = {ratio} misses",
	"costs_fn": "Misses cost nothing", "costs_fp": "False alarms cost nothing", "costs_none": "Errors cost nothing",
}

// AssumptionTexts returns the texts of assumptions by name, for the browser.
func AssumptionTexts() map[string]string { return assumptionTexts }

// PrevalenceAssumption says which prevalence is assumed in deployment, and that of the test
// set for a note beside it: "Prevalence 5%", "(test set 32.8%)".
func PrevalenceAssumption(p float64, testSet calc.Value) (text, note string) {
	text = fill(assumptionTexts["prevalence"], "prevalence", format.GivenPercent(p))
	if testSet.OK {
		note = fill(assumptionTexts["test_set"], "prevalence", format.Percent(testSet.V))
	}
	return text, note
}

// CostsAssumption says what one error costs in terms of the other: "1 miss = 5 false
// alarms". It is "" if both cost the same, which assumes nothing.
func CostsAssumption(c calc.Costs) string {
	switch {
	case c.FN == 0 && c.FP == 0:
		return assumptionTexts["costs_none"]
	case c.FN == c.FP:
		return ""
	case c.FN == 0:
		return assumptionTexts["costs_fn"]
	case c.FP == 0:
		return assumptionTexts["costs_fp"]
	case c.FN > c.FP:
		return fill(assumptionTexts["costs"], "ratio", shortAmount(c.FN/c.FP))
	}
	return fill(assumptionTexts["costs_less"], "ratio", shortAmount(c.FP/c.FN))
}

// A SliceAssumption is a condition on the rows, or the two that make a range.
type SliceAssumption struct {
	Text       string
	Conditions []tradeoff.Condition
}

// SliceAssumptions returns the conditions of a view, one for each that can be removed.
func SliceAssumptions(v tradeoff.View) (list []SliceAssumption) {
	for i := 0; i < len(v.Where); i++ {
		c := v.Where[i]
		column := forSentence(c.Column)
		one := SliceAssumption{Conditions: v.Where[i : i+1]}
		switch isRange := i+1 < len(v.Where) && v.Where[i+1].Column == c.Column && v.Where[i+1].Op == tradeoff.Below; {
		case c.Op == tradeoff.AtLeast && isRange:
			one.Text = column + ": " + format.Number(c.Number) + " to below " + format.Number(v.Where[i+1].Number)
			one.Conditions = v.Where[i : i+2]
			i++
		case c.Op == tradeoff.AtLeast:
			one.Text = column + " ≥ " + format.Number(c.Number)
		case c.Op == tradeoff.Below:
			one.Text = column + " < " + format.Number(c.Number)
		case c.Text == "":
			one.Text = column + ": empty"
		default:
			one.Text = column + ": " + forSentence(c.Text)
		}
		list = append(list, one)
	}
	return list
}
