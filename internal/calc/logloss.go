package calc

import "math"

// clip is the smallest probability whose logarithm is taken, 2^-52, so that no
// cross entropy exceeds 36.04.
const clip = 0x1p-52

// crossEntropy returns -ln of the probability that a score gives to the class
// that is true. Logits need no clipping. See docs/metrics.md 1.4.
func crossEntropy(kind Kind, positive bool, score float64) float64 {
	switch {
	case kind == Logit && positive:
		return Softplus(-score)
	case kind == Logit:
		return Softplus(score)
	case positive:
		return 0 - math.Log(math.Max(score, clip)) // not -0 at score 1
	case 1-score < clip:
		return -math.Log(clip)
	default:
		return -math.Log1p(-score)
	}
}

// isClipped reports whether crossEntropy is that of the clip, not of the score.
func isClipped(kind Kind, positive bool, score float64) bool {
	if kind != Probability {
		return false
	}
	if positive {
		return score < clip
	}
	return 1-score < clip
}

// A Loss is a loss added up over a run.
type Loss struct {
	Mean    Value // Sum / W, where W is the weight of all rows
	Sum     Value // 0 over no rows
	Clipped int   // rows whose share depends on the clip of the logarithm, not on their score
}

// missingProbability returns why nothing that needs the probability of the
// positive class can be computed, or "".
func (s *Sweep) missingProbability() Reason {
	if s.N() == 0 {
		return NoSamples
	}
	if s.kind == Score {
		return NeedsProbabilities
	}
	return ""
}

// LogLoss returns the cross entropy of truth and probability, also called
// binary cross-entropy: -ln of the probability given to the class that is true,
// natural logarithm. A probability below 2^-52 counts as 2^-52, and Clipped
// says how often; logits are never clipped. It is defined for a single class,
// and undefined for runs of kind [Score]. See docs/metrics.md 8.1.
func (s *Sweep) LogLoss() Loss {
	if r := s.missingProbability(); r != "" {
		return undefinedLoss(r)
	}
	var total sum
	clipped := 0
	for k := 1; k < s.Len(); k++ {
		c := s.Cell(k)
		if c.NPos > 0 {
			total.add(c.WPos * crossEntropy(s.kind, true, c.Score))
			if isClipped(s.kind, true, c.Score) {
				clipped += int(c.NPos)
			}
		}
		if c.NNeg > 0 {
			total.add(c.WNeg * crossEntropy(s.kind, false, c.Score))
			if isClipped(s.kind, false, c.Score) {
				clipped += int(c.NNeg)
			}
		}
	}
	return Loss{Mean: Defined(total.value() / s.weight()), Sum: Defined(total.value()), Clipped: clipped}
}

// undefinedLoss returns the loss of a run that has none because of r. Over no
// rows the sum is 0 all the same.
func undefinedLoss(r Reason) Loss {
	l := Loss{Mean: Undefined(r), Sum: Undefined(r)}
	if r == NoSamples {
		l.Sum = Defined(0)
	}
	return l
}

// weight returns the weight of all rows.
func (s *Sweep) weight() float64 { return s.PositiveWeight() + s.NegativeWeight() }
