package calc

// tieTolerance is the distance at which two computed values count as equal when
// one of them is chosen.
const tieTolerance = 1e-12

// An Optimum is the operating point at which something is best.
type Optimum struct {
	Value     Value   // the best value; undefined if no operating point has one
	Index     int     // the operating point; meaningless if Value is undefined
	Threshold float64 // its threshold, +Inf if it is best to call nothing positive
}

// best returns the operating point where f is best in the given direction.
// Undefined values do not take part. Values within 1e-12 of the best tie, and
// the highest threshold among them wins. If f is undefined everywhere, so is
// the result, for the reason it has at the last point.
func (s *Sweep) best(d Direction, f func(Confusion) Value) Optimum {
	sign := 1.0
	if d == Lower {
		sign = -1
	}
	nothing := f(s.Confusion(0))
	blocks := fold(s, func(blocks *[]highest, t *tile) {
		if t.first%blockLen == 0 {
			*blocks = append(*blocks, highest{})
		}
		h := &(*blocks)[len(*blocks)-1]
		for i := range t.score {
			h.see(f(t.confusion(i)), sign)
		}
	}, func(into, next *[]highest) { *into = append(*into, *next...) })
	var top highest
	top.see(nothing, sign)
	for _, h := range blocks {
		top.join(h)
	}
	if !top.found {
		return Optimum{Value: Undefined(f(s.Confusion(s.Len() - 1)).Reason)}
	}
	good := top.v - tieTolerance
	if nothing.OK && sign*nothing.V >= good {
		return Optimum{Value: nothing, Index: 0, Threshold: s.Threshold(0)}
	}
	for b, h := range blocks {
		if !h.found || h.v < good {
			continue
		}
		for k := b*blockLen + 1; ; k++ {
			if v := f(s.Confusion(k)); v.OK && sign*v.V >= good {
				return Optimum{Value: v, Index: k, Threshold: s.Threshold(k)}
			}
		}
	}
	panic("calc: the best value is not found again")
}

// highest is the highest of the defined values seen so far, or of their
// negatives.
type highest struct {
	v     float64
	found bool
}

func (h *highest) see(v Value, sign float64) {
	if v.OK {
		h.join(highest{sign * v.V, true})
	}
}

func (h *highest) join(other highest) {
	if other.found && (!h.found || other.v > h.v) {
		*h = other
	}
}

// Best returns the operating point where the confusion metric id is best: where
// it is highest, or lowest for one that is better lower. Undefined values take no
// part; values within 1e-12 of the best tie, and the highest threshold wins.
// It panics if id is no confusion metric with a direction. See docs/metrics.md 5.9.
//
// A threshold that is chosen on the rows that it is judged on looks better than
// it is.
func (s *Sweep) Best(id string) Optimum {
	m, ok := MetricByID(id)
	if !ok || m.point == nil || m.Better == Neither {
		panic("calc: no confusion metric to optimise " + id)
	}
	return s.best(m.Better, m.point)
}

// BestFBeta returns the operating point with the highest F-score of the given β.
func (s *Sweep) BestFBeta(beta float64) Optimum {
	return s.best(Higher, func(c Confusion) Value { return c.FBeta(beta) })
}

// ClosestTopLeft returns the operating point that comes closest to the corner of
// the ROC plot where TPR is 1 and FPR 0; its value is the squared distance
// (1-TPR)² + FPR².
func (s *Sweep) ClosestTopLeft() Optimum {
	return s.best(Lower, topLeftDistance)
}

// LeastCost returns the operating point with the lowest expected cost per row.
func (s *Sweep) LeastCost(c Costs) Optimum { return s.best(Lower, c.Expected) }
