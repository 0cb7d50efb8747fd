package calc

// A logSum adds up -ln x of numbers between 2^-52 and 0.99 by multiplying
// them first, so that many share one logarithm. A product of sixteen stays
// within the range of a float64 and is as exact as the single logarithms.
type logSum struct {
	product float64 // of the factors since the last logarithm
	factors int
	total   float64
}

const (
	logSumFactors = 16
	logSumLimit   = 0.99 // closer to 1 a factor's rounding error would exceed its logarithm
)

func newLogSum() logSum { return logSum{product: 1} }

func (l *logSum) add(x float64) {
	l.product *= x
	if l.factors++; l.factors == logSumFactors {
		l.flush()
	}
}

func (l *logSum) flush() {
	l.total -= ln(l.product)
	l.product, l.factors = 1, 0
}

// value returns the sum so far.
func (l *logSum) value() float64 {
	l.flush()
	return l.total
}
