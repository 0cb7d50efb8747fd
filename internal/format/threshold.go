package format

import (
	"math"
	"strconv"
)

// ExactDigits says that a threshold must be written in full.
const ExactDigits = 255

// ThresholdDigits returns the fewest decimals, but at least as many as resolve
// a thousandth of span, to which the score t can be rounded down while staying
// above next, the next lower score: a threshold written so selects exactly the
// same rows as t. It returns [ExactDigits] if no rounding does.
func ThresholdDigits(t, next, span float64) uint8 {
	if math.IsInf(t, 0) {
		return ExactDigits
	}
	for d := leastDigits(span); d <= 15; d++ {
		x, err := strconv.ParseFloat(floored(t, d), 64)
		if err == nil && x > next && x <= t {
			return uint8(d)
		}
	}
	return ExactDigits
}

// Threshold writes the score t rounded down to the decimals that
// [ThresholdDigits] found, as [Number] writes it: so a threshold has the same
// text when it comes back as a parameter. It writes +Inf as ∞.
func Threshold(t float64, digits uint8) string {
	if math.IsInf(t, 1) {
		return "∞"
	}
	if digits != ExactDigits && math.Abs(t) < 1e15 {
		t, _ = strconv.ParseFloat(floored(t, int(digits)), 64)
	}
	return Number(t)
}

// ThresholdInTable writes a threshold in a table: with three decimals, fewer from 10 on, or
// as many as two significant digits take and it needs to differ from 0 and 1. It may select
// other rows than t does: what is to be copied or linked is a [Threshold].
func ThresholdInTable(t float64) string {
	switch a := math.Abs(t); {
	case math.IsInf(t, 1):
		return "∞"
	case math.IsInf(t, -1):
		return "−∞"
	case a >= 9.995:
		return Decimal(t, max(0, 2-exponent(a, 3)))
	case a >= 0.00995 || a == 0:
		return visible(t, 3, true, 1)
	case a < 1e-6:
		return Significant(t, 2)
	default:
		return visible(t, 1-exponent(a, 2), true, 1)
	}
}

// leastDigits returns the decimals that a thousandth of span needs.
func leastDigits(span float64) int {
	if !(span > 0) || math.IsInf(span, 1) {
		return 3
	}
	d := int(math.Ceil(3 - math.Log10(span)))
	return min(max(d, 0), 15)
}

// floored writes the largest number with d decimals that is not above x.
func floored(x float64, d int) string {
	s := Fixed(x, d)
	if y, _ := strconv.ParseFloat(s, 64); y > x {
		s = Fixed(y-math.Pow10(-d), d)
	}
	return s
}
