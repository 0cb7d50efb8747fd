package calc

// missing returns the first reason of docs/metrics.md 1.3 that applies among no
// samples and, if asked for, no positives and no negatives.
func (s *Sweep) missing(ask ...Reason) Reason {
	if s.N() == 0 {
		return NoSamples
	}
	for _, r := range ask {
		if r == NoPositives && s.Positives() == 0 || r == NoNegatives && s.Negatives() == 0 {
			return r
		}
	}
	return ""
}

// An ROCCurve holds one point for each operating point of a sweep, from
// threshold +Inf down; no point is dropped. If a class is missing the slices are
// nil and Reason says which. See docs/metrics.md 5.1.
type ROCCurve struct {
	Threshold []float64
	FPR       []float64 // FP/Q, never falls
	TPR       []float64 // TP/P, never falls
	Reason    Reason
}

// ROC returns the receiver operating characteristic.
func (s *Sweep) ROC() ROCCurve {
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return ROCCurve{Reason: r}
	}
	n := s.Len()
	c := ROCCurve{Threshold: make([]float64, n), FPR: make([]float64, n), TPR: make([]float64, n)}
	p, q := s.PositiveWeight(), s.NegativeWeight()
	for k := range n {
		at := s.Confusion(k)
		c.Threshold[k], c.FPR[k], c.TPR[k] = s.Threshold(k), at.FP/q, at.TP/p
	}
	return c
}

// ROCAUC returns the area under the ROC curve: the probability that a random
// positive scores above a random negative, a tie counting one half,
//
//	ROCAUC = Σ p_k (N_k + n_k/2) / (P Q),
//
// over the distinct scores, where p_k and n_k are the weights of the positives
// and negatives at score k, N_k that of the negatives below it, and P and Q the
// totals. An inverted classifier stays below 0.5. Undefined if a class is
// missing. See docs/metrics.md 5.2.
//
// Unweighted pairs are counted as integers, so the only rounding is that of the
// division.
func (s *Sweep) ROCAUC() Value {
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	if s.w == nil {
		halves, all := s.twiceWonPairs(), 2*uint64(s.Positives())*uint64(s.Negatives())
		return Defined(float64(halves) / float64(all))
	}
	p, q := s.PositiveWeight(), s.NegativeWeight()
	var area sum
	for i := len(s.score) - 1; i >= 0; i-- {
		area.add((s.w.pos[i] / p) * ((s.w.tn[i] + s.w.neg[i]/2) / q))
	}
	return Defined(area.value())
}

// twiceWonPairs returns twice the number of pairs of a positive and a negative row in
// which the positive scores higher, plus the number of pairs that tie. It is at
// most 2·2³¹·2³¹.
func (s *Sweep) twiceWonPairs() uint64 {
	if s.memo != nil {
		return s.concordance().halves
	}
	var halves uint64
	negatives := uint64(s.Negatives())
	tp, fp := uint64(0), uint64(0)
	for i := range s.score {
		pos, neg := uint64(s.tp[i])-tp, uint64(s.fp[i])-fp
		tp, fp = tp+pos, fp+neg
		halves += pos * (2*(negatives-fp) + neg)
	}
	return halves
}

// Gini returns 2·ROCAUC - 1, in [-1,1].
func (s *Sweep) Gini() Value {
	auc := s.ROCAUC()
	if !auc.OK {
		return auc
	}
	return Defined(2*auc.V - 1)
}

// A PartialAUC is the area under the left part of the ROC curve.
type PartialAUC struct {
	Raw          Value // the area itself, at most the largest FPR
	Standardized Value // McClish's: 0.5 for a random order, 1 for a perfect one
}

// PartialROCAUC returns the area under the ROC curve for FPR from 0 to maxFPR,
// where the curve is cut by linear interpolation, and
//
//	Standardized = (1 + (Raw - m²/2) / (m - m²/2)) / 2,  m = maxFPR.
//
// With maxFPR = 1 both are the whole area. Undefined if a class is missing. It
// panics unless 0 < maxFPR ≤ 1. See docs/metrics.md 5.3.
func (s *Sweep) PartialROCAUC(maxFPR float64) PartialAUC {
	if !(maxFPR > 0 && maxFPR <= 1) {
		panic("calc: the largest FPR lies in (0,1]")
	}
	whole := s.ROCAUC()
	if !whole.OK || maxFPR == 1 {
		return PartialAUC{Raw: whole, Standardized: whole}
	}
	p, q := s.PositiveWeight(), s.NegativeWeight()
	var area sum
	before := Confusion{}
	for k := 1; k < s.Len(); k++ {
		at := s.Confusion(k)
		c := s.Cell(k)
		left, right := before.FP/q, at.FP/q
		if right > maxFPR {
			part := (maxFPR - left) / (right - left)
			width := maxFPR - left
			area.add(width * (before.TP + float64(part*c.WPos)/2) / p)
			break
		}
		area.add((c.WNeg / q) * ((before.TP + c.WPos/2) / p))
		before = at
	}
	raw := area.value()
	least := maxFPR * maxFPR / 2
	return PartialAUC{
		Raw:          Defined(raw),
		Standardized: Defined((1 + (raw-least)/(maxFPR-least)) / 2),
	}
}
