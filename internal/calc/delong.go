package calc

import "math"

// DeLong is the area under the ROC curve with DeLong's variance (DeLong, DeLong
// and Clarke-Pearson, 1988) and the interval that follows from it.
type DeLong struct {
	AUC       Value
	Variance  Value
	SE        Value  // its square root
	Low, High Value  // AUC ± z·SE within [0,1]
	Warning   Reason // ZeroVariance if the interval is a single point, "" otherwise
}

// DeLong returns the area under the ROC curve with its variance
//
//	S10/m + S01/n
//
// over m positives and n negatives, where S10 is the sample variance, over the
// positives, of the share of negatives that they beat (ties count one half), and
// S01 that over the negatives of the share of positives that beat them.
//
// All is undefined if a class is missing and with weights; all but the area
// also when a class has fewer than two rows. See docs/metrics.md 14.
func (s *Sweep) DeLong(level float64) DeLong {
	z := normalScore(level)
	auc := s.ROCAUC()
	if auc.OK && s.Weighted() {
		auc = Undefined(WeightsNotSupported)
	}
	variance := s.aucVariance()
	d := DeLong{AUC: auc, Variance: variance, SE: variance, Low: variance, High: variance}
	if !variance.OK {
		return d
	}
	se := math.Sqrt(variance.V)
	d.SE = Defined(se)
	d.Low = Defined(math.Max(0, auc.V-float64(z*se)))
	d.High = Defined(math.Min(1, auc.V+float64(z*se)))
	if se == 0 {
		d.Warning = ZeroVariance
	}
	return d
}

// aucVariance returns DeLong's variance of the area under the ROC curve.
func (s *Sweep) aucVariance() Value {
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	if s.Weighted() {
		return Undefined(WeightsNotSupported)
	}
	m, n := float64(s.Positives()), float64(s.Negatives())
	if m < 2 || n < 2 {
		return Undefined(TooFewSamples)
	}
	// The squares of the deviations from the mean of a class, times its rows.
	c := s.concordance()
	h := mul128(c.halves, c.halves)
	pos := c.posSquares.times(uint64(s.Positives())).minus(h).float()
	neg := c.negSquares.times(uint64(s.Negatives())).minus(h).float()
	return Defined(pos/(m*m)/(m-1)/(4*n*n) + neg/(n*n)/(n-1)/(4*m*m))
}
