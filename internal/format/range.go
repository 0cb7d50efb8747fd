package format

import "math"

// mostRangeDigits is the maximum number of decimals of a range whose ends are close.
const mostRangeDigits = 6

// ThresholdRange writes a range of thresholds, "0.11–0.25", with the decimals of a
// hundredth of the span of the scores, or as many as tell the ends apart.
func ThresholdRange(low, high, span float64) string {
	d := 2
	if span > 0 && !math.IsInf(span, 1) {
		d = min(max(int(math.Round(2-math.Log10(span))), 0), 15)
	}
	for ; ; d++ {
		from, to := rangeEnd(low, d), rangeEnd(high, d)
		switch {
		case from != to:
			return from + "–" + to
		case low == high || d >= mostRangeDigits:
			return from
		}
	}
}

func rangeEnd(t float64, d int) string {
	if math.IsInf(t, 1) {
		return "∞"
	}
	return Decimal(t, d)
}
