package explore

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// HowOften says how often chance alone does what has the probability p.
func HowOften(p calc.Value) string {
	switch {
	case p.V < 0.001:
		return "less than 1 time in 1,000"
	case p.V >= 0.995:
		return "nearly always"
	case p.V >= 0.095:
		return fmt.Sprintf("about %.0f times in 100", 100*p.V)
	}
	return "about 1 time in " + format.Count(int(math.Round(1/p.V)))
}

// chanceWords says what chance has to do with a difference between two that would
// be equally good at something.
func chanceWords(p calc.Value, equally string) string {
	if !p.OK {
		return "What chance has to do with it cannot be said: too little differs from case to case."
	}
	return fmt.Sprintf("If the two %s, a difference at least this large would appear %s.", equally, HowOften(p))
}

// PText writes a p-value with two significant digits.
func PText(p calc.Value) string {
	switch {
	case !p.OK:
		return "p undefined"
	case p.V < 0.001:
		return "p < 0.001"
	}
	return "p = " + format.Significant(p.V, 2)
}
