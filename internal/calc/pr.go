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
		for i, w := range t.pos {
			part += w * (t.tp[i] / (t.tp[i] + t.fp[i]))
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
		before := precisionAbove(t)
		for i, w := range t.pos {
			precision := t.tp[i] / (t.tp[i] + t.fp[i])
			part += w * ((before + precision) / 2)
			before = precision
		}
		area.add(part)
	}, func(into, next *sum) { into.join(*next) })
	return Defined(area.value() / s.PositiveWeight())
}

// precisionAbove returns the precision at the score before the tile's first, and
// at the first itself if it is the first of all.
func precisionAbove(t *tile) float64 {
	if t.first == 0 {
		return t.tp[0] / (t.tp[0] + t.fp[0])
	}
	return t.tpAbove / (t.tpAbove + t.fpAbove)
}
