package calc

import "math"

// BinomialHalfCDF returns the probability of at most k heads in n tosses of a
// fair coin.
func BinomialHalfCDF(k, n int) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	return betaCDFWith(float64(n-k), float64(k+1), 0.5, 0.5)
}

// binomialHalf returns the probability of exactly k heads in n tosses.
func binomialHalf(k, n int) float64 {
	if k == 0 || k == n {
		return math.Ldexp(1, -n)
	}
	x, y, m := float64(k), float64(n-k), float64(n)
	exponent := stirlingError(m) - stirlingError(x) - stirlingError(y) - deviance(x, m/2) - deviance(y, m/2)
	return math.Sqrt(m/(2*math.Pi*x*y)) * math.Exp(exponent)
}

// ChiSquaredTail returns the probability that a χ² variable with one degree of
// freedom is at least x, erfc(√(x/2)).
func ChiSquaredTail(x float64) float64 { return math.Erfc(math.Sqrt(x / 2)) }

// StudentTwoSided returns the probability that the size of a Student variable
// with df degrees of freedom is at least that of t.
func StudentTwoSided(t, df float64) float64 {
	t2 := t * t
	if math.IsInf(t2, 1) {
		return 0
	}
	return betaCDFWith(df/2, 0.5, df/(df+t2), t2/(df+t2))
}

// studentScore returns t such that a Student variable with df degrees of freedom
// lies within ±t with probability level.
func studentScore(level, df float64) float64 {
	x := BetaQuantile(0.5, df/2, level) // t²/(df+t²)
	return math.Sqrt(df * x / (1 - x))
}

// LogSumExp returns ln Σ e^z without overflow, -Inf over no terms.
func LogSumExp(z []float64) float64 {
	top := math.Inf(-1)
	for _, x := range z {
		top = math.Max(top, x)
	}
	if math.IsInf(top, -1) {
		return top
	}
	var total sum
	for _, x := range z {
		total.add(math.Exp(x - top))
	}
	return top + math.Log(total.value())
}

// Quantile returns the type-7 quantile of ascending x at the share q: linear
// between the two values around position (n-1)q. It panics if x is empty or q
// outside [0,1].
func Quantile(x []float64, q float64) float64 {
	if len(x) == 0 || !(q >= 0 && q <= 1) {
		panic("calc: a quantile needs values and a share in [0,1]")
	}
	at := float64(len(x)-1) * q
	j := int(at)
	if j >= len(x)-1 {
		return x[len(x)-1]
	}
	return x[j] + float64((at-float64(j))*(x[j+1]-x[j]))
}
