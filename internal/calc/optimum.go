package calc

import "math"

// tieTolerance is the distance at which two computed values count as equal when
// one of them is chosen.
const tieTolerance = 1e-12

// An Optimum is the operating point that optimises a metric or cost.
type Optimum struct {
	Value     Value   // the best value; undefined if no operating point has one
	Index     int     // the operating point; meaningless if Value is undefined
	Threshold float64 // its threshold, +Inf if predicting nothing positive is best
}

// stretchLen is the number of operating points that [Sweep.bestPoint]
// evaluates, or skips, at a time.
const stretchLen = 64

// bestPoint returns the operating point where f is best in the given
// direction. Undefined values are ignored. Values within 1e-12 of the best
// tie, and the highest threshold among them wins. If f is undefined
// everywhere, so is the result, for the reason it has at the last point.
//
// f, or its absolute value, must rise or fall in TP with P fixed and in FP
// with Q fixed, as all metrics with a direction and all costs do: within a
// stretch of operating points it is then no better than at the best corner of
// the rectangle that they span in TP and FP, so that most stretches are
// skipped.
func (s *Sweep) bestPoint(d Direction, f func(Confusion) Value) Optimum {
	sign := 1.0
	if d == Lower {
		sign = -1
	}
	last := s.Len() - 1
	nothing := f(s.Confusion(0))
	var top highest
	top.see(nothing, sign)
	for k := stretchLen; k < last; k += stretchLen {
		top.see(f(s.Confusion(k)), sign)
	}
	top.see(f(s.Confusion(last)), sign)

	var open []block // stretches that may contain the best point, or one that ties
	for lo := 0; lo < last; lo += stretchLen {
		hi := min(lo+stretchLen, last)
		if bound := s.bound(lo, hi, sign, f); top.found && bound < top.v-tieTolerance-boundSlack*(1+math.Abs(top.v)) {
			continue
		}
		open = append(open, block{lo, hi})
		for k := lo + 1; k <= hi; k++ {
			top.see(f(s.Confusion(k)), sign)
		}
	}
	if !top.found {
		return Optimum{Value: Undefined(f(s.Confusion(last)).Reason)}
	}
	good := top.v - tieTolerance
	if nothing.OK && sign*nothing.V >= good {
		return Optimum{Value: nothing, Index: 0, Threshold: s.Threshold(0)}
	}
	for _, at := range open {
		for k := at.lo + 1; k <= at.hi; k++ {
			if v := f(s.Confusion(k)); v.OK && sign*v.V >= good {
				return Optimum{Value: v, Index: k, Threshold: s.Threshold(k)}
			}
		}
	}
	panic("calc: the best value is not found again")
}

// boundSlack exceeds the relative rounding error of a bound.
const boundSlack = 1e-13

// bound returns an upper bound of f, or its negative, at the operating points
// lo to hi, up to rounding: +Inf if f is undefined at a corner.
func (s *Sweep) bound(lo, hi int, sign float64, f func(Confusion) Value) float64 {
	above, below := s.Confusion(lo), s.Confusion(hi)
	most := math.Inf(-1)
	for _, c := range [4]Confusion{
		above, below,
		{TP: below.TP, FN: below.FN, FP: above.FP, TN: above.TN},
		{TP: above.TP, FN: above.FN, FP: below.FP, TN: below.TN},
	} {
		v := f(c)
		if !v.OK {
			return math.Inf(1)
		}
		most = max(most, sign*v.V)
	}
	return most
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

// Best returns the operating point where the confusion metric id is best:
// where it is highest, or lowest for one that is better lower. Undefined
// values are ignored; values within 1e-12 of the best tie, and the highest
// threshold wins. It panics if id is not a confusion metric with a direction.
// See docs/metrics.md 5.9.
//
// A threshold that is chosen on the rows that it is judged on looks better than
// it is.
func (s *Sweep) Best(id string) Optimum {
	m, ok := MetricByID(id)
	if !ok || m.point == nil || m.Better == Neither {
		panic("calc: no confusion metric to optimise " + id)
	}
	return s.optimum(objective{of: m.point, better: m.Better, every: m.Irregular})
}

// optimum returns the operating point where the objective is best.
func (s *Sweep) optimum(o objective) Optimum {
	if o.every {
		return s.scan(o)
	}
	return s.bestPoint(o.better, o.of)
}

// scan is [Sweep.bestPoint] of what may be best anywhere.
func (s *Sweep) scan(o objective) Optimum {
	sign := 1.0
	if o.better == Lower {
		sign = -1
	}
	var top highest
	for k := range s.Len() {
		top.see(o.of(s.Confusion(k)), sign)
	}
	for k := range s.Len() {
		if v := o.of(s.Confusion(k)); v.OK && sign*v.V >= top.v-tieTolerance {
			return Optimum{Value: v, Index: k, Threshold: s.Threshold(k)}
		}
	}
	return Optimum{Value: Undefined(o.of(s.Confusion(s.Len() - 1)).Reason)}
}

// BestFBeta returns the operating point with the highest F-score of the given β.
func (s *Sweep) BestFBeta(beta float64) Optimum {
	return s.bestPoint(Higher, func(c Confusion) Value { return c.FBeta(beta) })
}

var topLeft = Policy{Rule: "closest_topleft"}

// ClosestTopLeft returns the operating point that comes closest to the corner of
// the ROC plot where TPR is 1 and FPR 0; its value is the squared distance
// (1-TPR)² + FPR².
func (s *Sweep) ClosestTopLeft() Optimum {
	return s.bestPoint(Lower, topLeft.target(Setting{}).of)
}

// MinCost returns the operating point with the lowest expected cost per row.
func (s *Sweep) MinCost(c Costs) Optimum { return s.bestPoint(Lower, c.Expected) }
