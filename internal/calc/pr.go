package calc

// A PRCurve holds one point for each distinct score of a sweep, from the highest
// down. There is no artificial point at recall 0. Without positives the slices
// are nil and Reason says so. See docs/metrics.md 5.4.
type PRCurve struct {
	Threshold []float64
	Precision []float64 // TP/(TP+FP)
	Recall    []float64 // TP/P, never falls
	Reason    Reason
}

// PR returns the precision–recall curve. The line to compare it with is at the
// prevalence.
func (s *Sweep) PR() PRCurve {
	if r := s.missing(NoPositives); r != "" {
		return PRCurve{Reason: r}
	}
	n := len(s.score)
	c := PRCurve{Threshold: s.scores(), Precision: make([]float64, n), Recall: make([]float64, n)}
	p := s.PositiveWeight()
	for k := 1; k <= n; k++ {
		at := s.Confusion(k)
		c.Precision[k-1], c.Recall[k-1] = at.TP/at.PredictedPositives(), at.TP/p
	}
	return c
}

// scores returns a copy of the distinct scores, from the highest down.
func (s *Sweep) scores() []float64 { return append([]float64(nil), s.score...) }

// AveragePrecision returns the area under the PR curve as a step function,
//
//	AP = Σ (R_k - R_{k-1}) Precision_k,  R_0 = 0,
//
// which does not interpolate. Undefined without positives; 1 without negatives.
// See docs/metrics.md 5.4.
func (s *Sweep) AveragePrecision() Value {
	if r := s.missing(NoPositives); r != "" {
		return Undefined(r)
	}
	area := fold(s, func(area *sum, t *tile) {
		part := 0.0
		tp, fp := t.sums()
		for i, w := range t.pos {
			part += w * (tp[i] / (tp[i] + fp[i]))
		}
		area.add(part)
	}, func(into, next *sum) { into.join(*next) })
	return Defined(area.value() / s.PositiveWeight())
}

// PRAUCTrapezoid returns the area under the PR curve with straight lines between
// its points and the first precision extended to recall 0. Straight lines are
// optimistic here: prefer [Sweep.AveragePrecision]. Undefined without
// positives.
func (s *Sweep) PRAUCTrapezoid() Value {
	if r := s.missing(NoPositives); r != "" {
		return Undefined(r)
	}
	area := fold(s, func(area *sum, t *tile) {
		part := 0.0
		// At the score before the tile's first, or at the first of all.
		above := s.Confusion(max(t.first, 1))
		before := above.TP / (above.TP + above.FP)
		tp, fp := t.sums()
		for i, w := range t.pos {
			precision := tp[i] / (tp[i] + fp[i])
			part += w * ((before + precision) / 2)
			before = precision
		}
		area.add(part)
	}, func(into, next *sum) { into.join(*next) })
	return Defined(area.value() / s.PositiveWeight())
}
