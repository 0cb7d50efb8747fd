package calc

import "math"

// BetaCDF returns the regularised incomplete beta function I_x(a,b), the
// probability that a beta variable of shape a, b is at most x. It panics unless
// a and b are positive and finite and x lies in [0,1].
func BetaCDF(a, b, x float64) float64 {
	if !(x >= 0 && x <= 1) {
		panic("calc: a probability lies in [0,1]")
	}
	return betaCDFWith(a, b, x, 1-x)
}

// betaCDFWith is [BetaCDF] of x = 1-y, given both so that neither loses digits.
func betaCDFWith(a, b, x, y float64) float64 {
	if !(a > 0 && b > 0) || isNotFinite(a) || isNotFinite(b) {
		panic("calc: shapes of a beta variable are positive")
	}
	switch {
	case x == 0:
		return 0
	case y == 0:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaTail(b, a, y, x)
	default:
		return betaTail(a, b, x, y)
	}
}

// betaTail evaluates the continued fraction of I_x(a,b) by Lentz's method. It
// converges in about √max(a,b) steps where x is not above the mean.
func betaTail(a, b, x, y float64) float64 {
	const tiny = 1e-300
	c, d := 1.0, 1-(a+b)*x/(a+1)
	if math.Abs(d) < tiny {
		d = tiny
	}
	d = 1 / d
	f := d
	for m := 1.0; m < 1e6; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		for _, step := range [2]float64{even, odd} {
			if d = 1 + step*d; math.Abs(d) < tiny {
				d = tiny
			}
			if c = 1 + step/c; math.Abs(c) < tiny {
				c = tiny
			}
			d = 1 / d
			f *= c * d
		}
		if math.Abs(c*d-1) < 1e-16 {
			break
		}
	}
	return betaPower(a, b, x, y) / a * f
}

// betaPower returns x^a y^b / B(a,b) for y = 1-x.
func betaPower(a, b, x, y float64) float64 {
	n := a + b
	exponent := stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n*x) - deviance(b, n*y)
	return math.Sqrt(a/n*b/(2*math.Pi)) * math.Exp(exponent)
}

// BetaQuantile returns the x at which [BetaCDF] is q. It bisects the bits of x,
// or of 1-x if the root is above 1/2, so that small ones are as exact as others.
// It panics unless q lies in [0,1].
func BetaQuantile(a, b, q float64) float64 {
	switch {
	case !(q >= 0 && q <= 1):
		panic("calc: a probability lies in [0,1]")
	case q == 0:
		return 0
	case q == 1:
		return 1
	}
	if betaCDFWith(a, b, 0.5, 0.5) < q {
		y := bisectBits(func(y float64) bool { return betaCDFWith(a, b, 1-y, y) > q })
		return 1 - y
	}
	return bisectBits(func(x float64) bool { return betaCDFWith(a, b, x, 1-x) < q })
}

// bisectBits returns the smallest x in [0,1/2] for which below no longer
// holds.
func bisectBits(below func(float64) bool) float64 {
	low, high := uint64(0), math.Float64bits(0.5)
	for low < high {
		middle := low + (high-low)/2
		if below(math.Float64frombits(middle)) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return math.Float64frombits(low)
}

// ClopperPearson returns the exact interval, at the given confidence level, for
// a proportion of which k out of n were observed. It covers the truth at least
// as often as promised, and is wider than [Wilson]'s for it. The lower end is 0
// if k is 0 and the upper end 1 if k is n. Undefined if n is 0. See
// docs/metrics.md 13.
func ClopperPearson(k, n, level float64) (low, high Value) {
	normalScore(level) // panics if the level is invalid
	if n == 0 {
		return Undefined(NoSamples), Undefined(NoSamples)
	}
	low, high = Defined(0), Defined(1)
	if k > 0 {
		low = Defined(BetaQuantile(k, n-k+1, (1-level)/2))
	}
	if k < n {
		high = Defined(BetaQuantile(k+1, n-k, 1-(1-level)/2))
	}
	return low, high
}
