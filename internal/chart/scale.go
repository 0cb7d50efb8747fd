package chart

import (
	"math"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
)

// A Range is the part of a scale that an axis shows.
type Range struct {
	Scale     catalog.Scale
	Low, High float64
}

// far is how many lengths of its axis a place may be out of view.
const far = 100

// At returns the place of v on the axis: 0 at its low end and 1 at its high one, and NaN
// for NaN. Places of infinite values and of those off the scale are finite.
func (r Range) At(v float64) float64 {
	if math.IsNaN(v) {
		return v
	}
	low, high := spaced(r.Scale, r.Low), spaced(r.Scale, r.High)
	return min(max((spaced(r.Scale, v)-low)/(high-low), -far), far)
}

// spaced returns what a scale spaces evenly: v itself, its logarithm, its log odds, or
// its normal deviate.
func spaced(s catalog.Scale, v float64) float64 {
	switch s {
	case catalog.Log:
		return math.Log10(max(v, 0))
	case catalog.Logit:
		v = min(max(v, 0), 1)
		return math.Log(v) - math.Log1p(-v)
	case catalog.Normal:
		return calc.NormalQuantile(min(max(v, 0), 1))
	}
	return v
}

// Labels returns the labelled places of the axis, about n: round values of a linear one,
// and usual rates of the others. Their values are places from 0 to 1.
func (r Range) Labels(n int) []Tick {
	if r.Scale == catalog.Linear {
		out := Ticks(r.Low, r.High, n)
		for i := range out {
			out[i] = Tick{r.At(out[i].Value), withoutZeros(out[i].Text)}
		}
		return out
	}
	var out []Tick
	for _, rate := range ratesOf(r.Scale) {
		if rate >= r.Low && rate <= r.High {
			out = append(out, Tick{r.At(rate), rateLabel(rate)})
		}
	}
	return out
}

// ratesOf returns the rates that a scale labels, rising.
func ratesOf(s catalog.Scale) []float64 {
	switch s {
	case catalog.Normal:
		return []float64{0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999}
	case catalog.Logit:
		return []float64{1e-5, 1e-4, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999}
	}
	return []float64{1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1}
}

// rateLabel writes a rate as percent, and a rare one as one in so many.
func rateLabel(rate float64) string {
	if rate < 0.001 {
		return "1 in " + format.Quantity(math.Round(1/rate))
	}
	return format.Number(math.Round(1e5*rate)/1e3) + "%"
}

// withoutZeros returns a number without zeros at its end: "0.5" for "0.50".
func withoutZeros(text string) string {
	if !strings.Contains(text, ".") || strings.Contains(text, "e") {
		return text
	}
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}
