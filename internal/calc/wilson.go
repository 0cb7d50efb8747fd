package calc

import "math"

// normalScore returns the z that encloses the share level of a standard normal
// variable: Φ⁻¹(1 - (1-level)/2), 1.96 at 0.95. It panics if level is not
// strictly between 0 and 1.
func normalScore(level float64) float64 {
	if !(level > 0 && level < 1) {
		panic("calc: a confidence level lies between 0 and 1")
	}
	return NormalQuantile(1 - (1-level)/2)
}

// Wilson returns Wilson's score interval at the given confidence level for a
// proportion of which k out of n were observed,
//
//	(k + z²/2 ± z √(k(n-k)/n + z²/4)) / (n + z²).
//
// The lower end is exactly 0 if k is 0 and the upper end exactly 1 if k is n.
// Both are undefined if n is 0. See docs/metrics.md 13.
func Wilson(k, n, level float64) (low, high Value) {
	z := normalScore(level)
	if n == 0 {
		return Undefined(NoSamples), Undefined(NoSamples)
	}
	z2 := float64(z * z)
	centre := k + z2/2
	spread := float64(z * math.Sqrt(float64(k*(n-k))/n+z2/4))
	low, high = Defined(0), Defined(1)
	if k > 0 {
		low = Defined((centre - spread) / (n + z2))
	}
	if k < n {
		high = Defined((centre + spread) / (n + z2))
	}
	return low, high
}
