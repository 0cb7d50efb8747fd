package calc

// A sum adds numbers and keeps what rounding drops (Knuth's two-sum, as in
// Neumaier's summation), so that its error does not grow with the number of
// terms. The zero sum is 0.
type sum struct{ high, low float64 }

func (a *sum) add(x float64) {
	t := a.high + x
	z := t - a.high
	a.low += (a.high - (t - z)) + (x - z)
	a.high = t
}

// value returns the total, infinite if it is beyond the range of a float64.
func (a sum) value() float64 {
	if isNotFinite(a.high) {
		return a.high
	}
	return a.high + a.low
}
