package calc

import "math"

// ln returns the natural logarithm of a normal number above 0, like
// [math.Log] to within two units in the last place, but faster: see the
// benchmarks in its test.
//
// x is 2^k z with z around 1, and z is within 1/256 of a c in the table: ln x
// = k ln 2 + ln c + ln(1+r), where r = (z-c)/c is so small that seven terms
// of its series are enough. Around x = 1 only the series remains.
func ln(x float64) float64 {
	const lowest = 0x3fe6000000000000 // the bits of lnLow
	bits := math.Float64bits(x)
	k := int64(bits-lowest) >> 52
	z := math.Float64frombits(bits - uint64(k)<<52)
	c := &lnTable[int(z*lnSteps+0.5)-lnLow*lnSteps]
	r := (z - c.at) * c.inverse
	square := r * r
	series := r + square*(-1./2+r*(1./3)+square*(-1./4+r*(1./5)+square*(-1./6+r*(1./7))))
	return float64(k)*math.Ln2 + c.ln + series
}

const (
	lnLow   = 0.6875 // z is in [lnLow, 2 lnLow)
	lnSteps = 128
)

var lnTable [lnLow*lnSteps + 1]struct{ at, inverse, ln float64 }

func init() {
	for i := range lnTable {
		at := lnLow + float64(i)/lnSteps
		lnTable[i].at, lnTable[i].inverse, lnTable[i].ln = at, 1/at, math.Log(at)
	}
}
