package calc

import "math"

// unit returns a random number in [0,1).
func (d *rng) unit() float64 { return float64(d.pcg.Uint64()>>11) * 0x1p-53 }

// binomial returns the number of successes in n trials with probability p.
func (d *rng) binomial(n int, p float64) int {
	switch {
	case n == 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - d.binomial(n, 1-p)
	case float64(n)*p < 10:
		return d.binomialByInversion(n, p)
	}
	return d.binomialByRejection(n, p)
}

// binomialByInversion walks up the distribution function.
func (d *rng) binomialByInversion(n int, p float64) int {
	odds := p / (1 - p)
	for {
		u := d.unit()
		chance := math.Exp(float64(n) * math.Log1p(-p)) // of no heads
		for k := 0; k <= n; k++ {
			if u < chance {
				return k
			}
			u -= chance
			chance *= odds * float64(n-k) / float64(k+1)
		}
		// Rounding can leave the number above all probabilities; try again.
	}
}

// binomialByRejection is Hörmann's algorithm BTRS (The generation of binomial
// random variates, 1993), for n·p of at least 10 and p up to 1/2.
func (d *rng) binomialByRejection(n int, p float64) int {
	size := float64(n)
	spread := math.Sqrt(size * p * (1 - p))
	b := 1.15 + 2.53*spread
	a := -0.0873 + 0.0248*b + 0.01*p
	c := size*p + 0.5
	alpha := (2.83 + 5.1/b) * spread
	mode := math.Floor((size + 1) * p)
	for {
		u, v := d.unit()-0.5, d.unit()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + c)
		if us >= 0.07 && v <= 0.92-4.2/b {
			return int(k)
		}
		if k < 0 || k > size {
			continue
		}
		if math.Log(v*alpha/(a/(us*us)+b)) <= logBinomial(size, p, k)-logBinomial(size, p, mode) {
			return int(k)
		}
	}
}

// logBinomial returns the logarithm of the probability of k successes, up to
// a constant.
func logBinomial(n, p, k float64) float64 {
	return k*math.Log(p/(1-p)) - logFactorial(k) - logFactorial(n-k)
}

func logFactorial(k float64) float64 {
	z := k + 1
	return (z-0.5)*math.Log(z) - z + halfLog2Pi + stirlingError(z)
}
