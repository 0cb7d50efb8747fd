package format

import "math"

// mostRangeDigits is the maximum number of decimals of a range.
const mostRangeDigits = 9

// ThresholdRange writes a range of thresholds, "0.11–0.25", with the decimals of a
// hundredth of the span of the scores, or as many as tell the ends apart and from 0. In
// percent it writes "0.2%–7.9%".
func ThresholdRange(low, high, span float64, percent bool) string {
	d := 2
	if span > 0 && !math.IsInf(span, 1) {
		d = min(max(int(math.Round(2-math.Log10(span))), 0), mostRangeDigits)
	}
	from, to := rangeEnd(low, d), rangeEnd(high, d)
	for d < mostRangeDigits && (from == to && low != high || vanishes(low, d) || vanishes(high, d)) {
		d++
		from, to = rangeEnd(low, d), rangeEnd(high, d)
	}
	if percent {
		from, to = AsPercent(from), AsPercent(to)
	}
	if from == to {
		return from
	}
	return from + "–" + to
}

// vanishes reports whether t is written as 0 with d decimals, but is not.
func vanishes(t float64, d int) bool { return t != 0 && math.Abs(t) < 0.5*math.Pow10(-d) }

func rangeEnd(t float64, d int) string {
	if math.IsInf(t, 1) {
		return "∞"
	}
	return Decimal(t, d)
}
