package calc

import "math"

// KS is the Kolmogorov–Smirnov statistic of a sweep: the largest distance
// between the score distributions of the two classes.
type KS struct {
	Statistic Value
	Index     int     // the operating point that attains it; meaningless if undefined
	Threshold float64 // its threshold
}

// KS returns max |TPR - FPR| over the operating points, and the highest
// threshold that attains it. Undefined if a class is missing. Youden's J is the
// signed maximum. See docs/metrics.md 5.7.
func (s *Sweep) KS() KS {
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return KS{Statistic: Undefined(r)}
	}
	p, q := s.PositiveWeight(), s.NegativeWeight()
	best := s.bestPoint(Higher, func(c Confusion) Value { return Defined(math.Abs(c.TP/p - c.FP/q)) })
	return KS{Statistic: best.Value, Index: best.Index, Threshold: best.Threshold}
}
