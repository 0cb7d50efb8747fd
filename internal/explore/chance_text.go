package explore

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// FrequencyText returns a defined probability as a frequency: "about 1 time in 50".
func FrequencyText(p calc.Value) string {
	switch {
	case p.V < 0.001:
		return "less than 1 time in 1,000"
	case p.V >= 0.995:
		return "nearly always"
	case p.V >= 0.095:
		return fmt.Sprintf("about %.0f times in 100", 100*p.V)
	}
	return "about 1 time in " + format.TwoDigits(1/p.V)
}

// chanceText explains the p-value of a difference between two runs. equally completes
// "if the two …": "ranked equally well".
func chanceText(p calc.Value, equally string) string {
	if !p.OK {
		return "Whether this is chance cannot be tested: too few cases differ."
	}
	return fmt.Sprintf("If the two %s, a difference at least this large would appear %s.", equally, FrequencyText(p))
}

// PValueText returns a p-value with two significant digits: "p = 0.032".
func PValueText(p calc.Value) string {
	switch {
	case !p.OK:
		return "p undefined"
	case p.V < 0.001:
		return "p < 0.001"
	case p.V == 1:
		return "p = 1"
	case p.V >= 0.995:
		return "p > 0.99"
	}
	return "p = " + format.Significant(p.V, 2)
}

// MidPValueText returns the mid-p of McNemar's test, which is shown next to its exact p:
// "mid-p = 0.021".
func MidPValueText(t calc.McNemar) string { return "mid-" + PValueText(t.MidP) }
