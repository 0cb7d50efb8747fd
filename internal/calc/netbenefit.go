package calc

import "sort"

// A NetBenefit is one point of a decision curve (Vickers and Elkin 2006), in
// true positives per row.
type NetBenefit struct {
	Model     Value // TP/W - FP/W · t/(1-t)
	TreatAll  Value // the same if everything is predicted positive
	TreatNone Value // 0
	Standard  Value // Model / prevalence; undefined without positives
	Avoided   Value // interventions avoided per row against treating all, (Model-TreatAll)(1-t)/t; undefined at t = 0
	Threshold float64
}

// NetBenefit returns the net benefit of predicting positive at probabilities
// of at least t, where a false positive costs t/(1-t) as much as a false
// negative. Undefined at t = 1, without rows, and for runs of kind [Score].
// It panics unless 0 ≤ t ≤ 1. See docs/metrics.md 7.1.
func (s *Sweep) NetBenefit(t float64) NetBenefit {
	if !(t >= 0 && t <= 1) {
		panic("calc: a threshold of a decision curve lies in [0,1]")
	}
	r := s.missingProbability()
	if r == "" && t == 1 {
		r = ZeroDenominator
	}
	if r != "" {
		u := Undefined(r)
		return NetBenefit{Model: u, TreatAll: u, TreatNone: u, Standard: u, Avoided: u, Threshold: t}
	}
	c := s.Confusion(s.probabilityIndex(t))
	w := s.weight()
	odds := t / (1 - t)
	model := c.TP/w - float64(c.FP/w*odds)
	b := NetBenefit{
		Model:     Defined(model),
		TreatAll:  Defined(s.PositiveWeight()/w - float64(s.NegativeWeight()/w*odds)),
		TreatNone: Defined(0),
		Standard:  Ratio(model, s.PositiveWeight()/w, NoPositives),
		Avoided:   Undefined(ZeroDenominator),
		Threshold: t,
	}
	if t > 0 {
		// (Model - TreatAll)(1-t)/t without subtracting large numbers.
		b.Avoided = Defined(c.TN/w - float64(c.FN/w*((1-t)/t)))
	}
	return b
}

// probabilityIndex returns the operating point that predicts positive at
// probabilities of at least t. The sweep's kind must not be [Score].
func (s *Sweep) probabilityIndex(t float64) int {
	return sort.Search(len(s.score), func(i int) bool {
		p, _ := probability(s.kind, s.score[i])
		return p < t
	})
}
