package run

import "math"

// ends returns the ends of the axis of charts by threshold: the lowest score, and a
// little beyond the highest, where no row is predicted positive.
func (v chartSection) ends() (low, high float64) {
	h := v.Display.Histogram
	low, high = h.Low, h.High
	switch span := high - low; {
	case span == 0:
		pad := max(math.Abs(low)*0.05, 0.05)
		return low - pad, high + pad
	case math.IsInf(span, 0):
		return low, high
	default:
		return low, high + 0.02*span
	}
}

// at returns the place of t between these ends, from 0 to 1.
func (v chartSection) at(t float64) float64 {
	low, high := v.ends()
	return min(max((t-low)/(high-low), 0), 1)
}
