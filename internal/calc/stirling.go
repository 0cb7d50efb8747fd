package calc

import "math"

// stirlingError returns ln Γ(z) - ((z-1/2) ln z - z + ln √2π), the error of
// Stirling's formula, for z > 0. Unlike differences of ln Γ, products of
// gamma functions in terms of it stay accurate for large arguments.
func stirlingError(z float64) float64 {
	if z < 16 {
		l, _ := math.Lgamma(z)
		return l - ((z-0.5)*math.Log(z) - z + halfLog2Pi)
	}
	r := 1 / (z * z)
	return (1./12 - r*(1./360-r*(1./1260-r*(1./1680-r*(1./1188-r*691./360360))))) / z
}

const halfLog2Pi = 0.91893853320467274178

// deviance returns x ln(x/m) + m - x, which is 0 at x = m and positive
// elsewhere, and accurate where x is close to m (Loader 2000).
func deviance(x, m float64) float64 {
	if x == 0 {
		return m
	}
	if math.Abs(x-m) >= 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	s := (x - m) * v
	term := 2 * x * v
	for j := 1; ; j++ {
		term *= v * v
		next := s + term/float64(2*j+1)
		if next == s {
			return s
		}
		s = next
	}
}
