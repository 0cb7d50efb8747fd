package calc

import "math"

// Brier is the mean squared error of probabilities and its parts (Murphy 1973):
// Score = Reliability - Resolution + Uncertainty. See docs/metrics.md 6.
type Brier struct {
	Score       Value // mean of (p-y)²
	Skill       Value // 1 - Score/Uncertainty; undefined if a class is missing
	Reliability Value // mean of (p-o_p)², o_p being the share of positives among the rows of probability p
	Resolution  Value // mean of (o_p-o)², o being the prevalence
	Uncertainty Value // o(1-o)
}

// Brier returns the Brier score of a run of probabilities or logits. Undefined
// for runs of kind [Score].
func (s *Sweep) Brier() Brier {
	if r := s.missingProbability(); r != "" {
		u := Undefined(r)
		return Brier{u, u, u, u, u}
	}
	w := s.weight()
	prevalence := s.PositiveWeight() / w
	uncertainty := prevalence * (s.NegativeWeight() / w)
	var reliability, resolution sum
	s.eachProbability(func(p probabilityCell) {
		all := p.wpos + p.wneg
		share := p.wpos / all
		// p - share, computed from the side without loss of digits.
		gap := p.p - share
		if p.p > 0.5 {
			gap = p.wneg/all - p.below
		}
		reliability.add(all * gap * gap)
		resolution.add(all * (share - prevalence) * (share - prevalence))
	})
	b := Brier{
		Score:       Defined(s.squaredErrors() / w),
		Reliability: Defined(reliability.value() / w),
		Resolution:  Defined(resolution.value() / w),
		Uncertainty: Defined(uncertainty),
	}
	b.Skill = s.brierSkill()
	return b
}

// brierSkill returns the skill alone, without the pass for the other parts.
func (s *Sweep) brierSkill() Value {
	score := s.BrierScore()
	if !score.OK {
		return score
	}
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return Undefined(r)
	}
	w := s.weight()
	return Defined(1 - score.V/(s.PositiveWeight()/w*(s.NegativeWeight()/w)))
}

// BrierScore returns the mean of (p-y)² alone, without the passes for its
// parts. Undefined for runs of kind [Score].
func (s *Sweep) BrierScore() Value {
	if r := s.missingProbability(); r != "" {
		return Undefined(r)
	}
	return Defined(s.squaredErrors() / s.weight())
}

// squaredErrors returns Σ w (p-y)².
func (s *Sweep) squaredErrors() float64 {
	if s.memo != nil {
		return s.memo.squares.of(s.sumSquares)
	}
	return s.sumSquares()
}

func (s *Sweep) sumSquares() float64 {
	total := fold(s, func(total *sum, t *tile) {
		errors := 0.0
		p, below := t.probabilities()
		for i, w := range t.pos {
			errors += w*below[i]*below[i] + t.neg[i]*p[i]*p[i]
		}
		total.add(errors)
	}, func(into, next *sum) { into.join(*next) })
	return total.value()
}

// A probabilityCell is a distinct probability of a sweep. Several logits can
// have the same.
type probabilityCell struct {
	p, below   float64 // the probability of the positive class, and of the other
	wpos, wneg float64
	npos, nneg uint32
}

// eachProbability calls f for each distinct probability, from high to low.
// The sweep's kind must not be [Score].
func (s *Sweep) eachProbability(f func(probabilityCell)) {
	var group probabilityCell
	for k := 1; k < s.Len(); k++ {
		c := s.Cell(k)
		p, below := probability(s.kind, c.Score)
		if k > 1 && p != group.p {
			f(group)
			group = probabilityCell{}
		}
		group.p, group.below = p, below
		group.wpos += c.WPos
		group.wneg += c.WNeg
		group.npos += c.NPos
		group.nneg += c.NNeg
	}
	if s.Len() > 1 {
		f(group)
	}
}

// probability converts a score of the given kind to the probability of the
// positive class, and that of the negative class. The second is accurate even
// if the first is close to 1.
func probability(kind Kind, score float64) (p, below float64) {
	switch kind {
	case Probability:
		return score, 1 - score
	case Logit:
		return Sigmoid(score), Sigmoid(-score)
	}
	return math.NaN(), math.NaN()
}
