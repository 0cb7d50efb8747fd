package calc

import "math"

// Difference returns a − b for estimates of the same quantity on rows that have
// none in common, and its interval at the level that theirs have:
//
//	a − b − √((a − a.low)² + (b.high − b)²)  to  a − b + √((a.high − a)² + (b − b.low)²).
//
// With Wilson's intervals of two proportions this is method 10 of Newcombe,
// Interval estimation for the difference between independent proportions,
// Statistics in Medicine 17 (1998); Zou and Donner, Statistics in Medicine 27
// (2008), extend it to other quantities. There is no interval where either has
// none, or one of no width, in which the sample shows no variation.
func Difference(a, b Estimate) Estimate {
	switch {
	case !a.OK:
		return withoutInterval(a.Value, a.Reason)
	case !b.OK:
		return withoutInterval(b.Value, b.Reason)
	}
	d := Defined(a.V - b.V)
	for _, e := range []Estimate{a, b} {
		if !e.Low.OK || !e.High.OK {
			return withoutInterval(d, e.IntervalReason)
		}
		if e.Low.V == e.High.V {
			return withoutInterval(d, ZeroVariance)
		}
	}
	return Estimate{
		Value:  d,
		Low:    Defined(d.V - math.Hypot(a.V-a.Low.V, b.High.V-b.V)),
		High:   Defined(d.V + math.Hypot(a.High.V-a.V, b.V-b.Low.V)),
		Method: "Newcombe",
	}
}

// MayBeChance reports whether the interval of a difference holds 0, so that the
// sample does not rule out that there is none. Without an interval nothing is
// known, and it is true.
func MayBeChance(d Estimate) bool {
	return !d.OK || !d.Low.OK || !d.High.OK || d.Low.V <= 0 && d.High.V >= 0
}
