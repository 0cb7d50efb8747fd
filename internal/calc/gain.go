package calc

import "sort"

// A GainCurve is the share of positives found by examining the highest scores
// first. One point for each distinct score, from the highest down. Without
// positives the slices are nil and Reason says so. See docs/metrics.md 5.8.
type GainCurve struct {
	Threshold []float64
	Depth     []float64 // (TP+FP)/W, the share examined
	Gain      []float64 // TP/P, the share of the positives found
	Lift      []float64 // Gain/Depth, how many times better than chance
	Reason    Reason
}

// GainLift returns the gain and lift curves.
func (s *Sweep) GainLift() GainCurve {
	if r := s.missing(NoPositives); r != "" {
		return GainCurve{Reason: r}
	}
	n := len(s.score)
	c := GainCurve{Threshold: s.scores(), Depth: make([]float64, n), Gain: make([]float64, n), Lift: make([]float64, n)}
	p := s.PositiveWeight()
	w := p + s.NegativeWeight()
	for k := 1; k <= n; k++ {
		at := s.Confusion(k)
		depth, gain := at.PredictedPositives()/w, at.TP/p
		c.Depth[k-1], c.Gain[k-1], c.Lift[k-1] = depth, gain, gain/depth
	}
	return c
}

// GainAt returns gain and lift when the share depth of the whole is examined:
// the straight line between the points around it, which is the average result
// of examining rows with equal scores in random order. Undefined without
// positives. It panics unless 0 < depth ≤ 1.
func (s *Sweep) GainAt(depth float64) (gain, lift Value) {
	if !(depth > 0 && depth <= 1) {
		panic("calc: a depth lies in (0,1]")
	}
	if r := s.missing(NoPositives); r != "" {
		return Undefined(r), Undefined(r)
	}
	p := s.PositiveWeight()
	w := p + s.NegativeWeight()
	depthOf := func(k int) float64 { return s.Confusion(k).PredictedPositives() / w }
	k := 1 + sort.Search(len(s.score)-1, func(i int) bool { return depthOf(i+1) >= depth })
	left := depthOf(k - 1)
	part := (depth - left) / (depthOf(k) - left)
	found := s.Confusion(k-1).TP + float64(part*s.Cell(k).WPos)
	return Defined(found / p), Defined(found / p / depth)
}
