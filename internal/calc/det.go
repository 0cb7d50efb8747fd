package calc

// A DETCurve is the detection error trade-off: the points of the ROC curve as
// the two error rates, also on normal-deviate axes, where ±Inf are the rates
// 1 and 0. If a class is missing the slices are nil and Reason says which.
// See docs/metrics.md 5.6.
type DETCurve struct {
	Threshold []float64
	FPR       []float64
	FNR       []float64
	FPRProbit []float64 // Φ⁻¹(FPR)
	FNRProbit []float64 // Φ⁻¹(FNR)
	Reason    Reason
}

// DET returns the detection error trade-off.
func (s *Sweep) DET() DETCurve {
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return DETCurve{Reason: r}
	}
	n := s.Len()
	all := make([]float64, 5*n)
	c := DETCurve{Threshold: all[:n:n], FPR: all[n : 2*n : 2*n], FNR: all[2*n : 3*n : 3*n],
		FPRProbit: all[3*n : 4*n : 4*n], FNRProbit: all[4*n:]}
	for k := range n {
		at := s.Confusion(k)
		fpr, fnr := at.FPR().V, at.FNR().V
		c.Threshold[k], c.FPR[k], c.FNR[k] = s.Threshold(k), fpr, fnr
		c.FPRProbit[k], c.FNRProbit[k] = NormalQuantile(fpr), NormalQuantile(fnr)
	}
	return c
}
