package calc

import "math"

// NormalCDF returns Φ(x), the probability that a standard normal variable is at
// most x.
func NormalCDF(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// NormalQuantile returns Φ⁻¹(p), the x at which [NormalCDF] is p: -Inf at 0 and
// +Inf at 1. It panics if p is outside [0,1].
//
// The rational approximations are those of Wichura's algorithm AS 241 (Applied
// Statistics 37, 1988), whose relative error is about 1e-16.
func NormalQuantile(p float64) float64 {
	if !(p >= 0 && p <= 1) {
		panic("calc: a probability lies in [0,1]")
	}
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * horner(r, &as241centre[0]) / horner(r, &as241centre[1])
	}
	tail := p
	if q > 0 {
		tail = 1 - p
	}
	if tail == 0 {
		return math.Copysign(math.Inf(1), q)
	}
	r := math.Sqrt(-math.Log(tail))
	var x float64
	if r <= 5 {
		x = horner(r-1.6, &as241middle[0]) / horner(r-1.6, &as241middle[1])
	} else {
		x = horner(r-5, &as241tail[0]) / horner(r-5, &as241tail[1])
	}
	return math.Copysign(x, q)
}

// horner evaluates the polynomial whose coefficients c start with the constant.
func horner(x float64, c *[8]float64) float64 {
	y := c[7]
	for i := 6; i >= 0; i-- {
		y = float64(y*x) + c[i]
	}
	return y
}

// Numerator and denominator of AS 241 in its three regions.
var (
	as241centre = [2][8]float64{{
		3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
		4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
	}, {
		1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
		2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
	}}
	as241middle = [2][8]float64{{
		1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
	}, {
		1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
	}}
	as241tail = [2][8]float64{{
		6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
	}, {
		1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
	}}
)
