package calc

import "math"

// clip is the smallest probability whose logarithm is taken, 2^-52, so that no
// cross entropy exceeds 36.04.
const clip = 0x1p-52

// crossEntropy returns -ln of the probability that a score gives to the true
// class. Logits need no clipping. See docs/metrics.md 1.4.
func crossEntropy(kind Kind, positive bool, score float64) float64 {
	switch {
	case kind == Logit && positive:
		return Softplus(-score)
	case kind == Logit:
		return Softplus(score)
	case positive:
		return 0 - ln(max(score, clip)) // not -0 at score 1
	case 1-score < clip:
		return -ln(clip)
	default:
		return logOfComplement(score)
	}
}

// logOfComplement returns -ln(1-p) for p in [0,1). The rounding error of 1-p
// is corrected to first order, which keeps small p accurate; it is as exact
// as math.Log1p and faster.
func logOfComplement(p float64) float64 {
	rest := 1 - p
	return 0 - (ln(rest) + complementError(p)/rest)
}

// complementError returns the rounding error of 1-p.
func complementError(p float64) float64 { return (1 - (1 - p)) - p }

// isClipped reports whether crossEntropy is clipped.
func isClipped(kind Kind, positive bool, score float64) bool {
	if kind != Probability {
		return false
	}
	if positive {
		return score < clip
	}
	return 1-score < clip
}

// A Loss is the loss of a run. If it is undefined all fields except Clipped
// are, except that the sum over no rows is 0.
type Loss struct {
	Mean    Value // Sum / W, where W is the weight of all rows
	Sum     Value // 0 over no rows
	Clipped int   // rows whose share depends on the clip of the logarithm, not on their score
}

// missingProbability returns why the run has no probability of the positive
// class, or "".
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
// binary cross-entropy: -ln of the probability given to the true class,
// natural logarithm. A probability below 2^-52 counts as 2^-52, and Clipped
// counts such rows; logits are never clipped. It is defined for a single
// class, and undefined for runs of kind [Score]. See docs/metrics.md 8.1.
func (s *Sweep) LogLoss() Loss {
	if r := s.missingProbability(); r != "" {
		return undefinedLoss(r)
	}
	pos, neg := s.crossEntropyByClass()
	total := pos + neg
	return Loss{Mean: Defined(total / s.weight()), Sum: Defined(total), Clipped: s.clipped()}
}

// A lossFunc returns the loss of a row with the given class and score.
type lossFunc func(kind Kind, positive bool, score float64) float64

// lossByClass adds up a loss over the rows of each class.
func (s *Sweep) lossByClass(loss lossFunc) (pos, neg float64) {
	both := fold(s, func(total *twoSums, t *tile) {
		pos, neg := 0.0, 0.0
		for i, u := range t.score {
			if w := t.pos[i]; w > 0 {
				pos += w * loss(s.kind, true, u)
			}
			if w := t.neg[i]; w > 0 {
				neg += w * loss(s.kind, false, u)
			}
		}
		total.a.add(pos)
		total.b.add(neg)
	}, joinTwo)
	return both.a.value(), both.b.value()
}

// crossEntropyByClass is lossByClass of the cross entropy.
func (s *Sweep) crossEntropyByClass() (pos, neg float64) {
	if s.memo != nil {
		both := s.memo.crossEntropy.of(s.sumCrossEntropy)
		return both.pos, both.neg
	}
	both := s.sumCrossEntropy()
	return both.pos, both.neg
}

// sumCrossEntropy multiplies the probabilities of single rows before it takes a
// logarithm.
func (s *Sweep) sumCrossEntropy() (sums byClass) {
	if s.kind != Probability {
		sums.pos, sums.neg = s.lossByClass(crossEntropy)
		return sums
	}
	both := fold(s, func(total *twoSums, t *tile) {
		pos, neg := newLogSum(), newLogSum()
		for i, p := range t.score {
			w, v := t.pos[i], t.neg[i]
			if w+v == 1 && w*v == 0 && p > 1-logSumLimit && p < logSumLimit {
				pos.add(w*p + v) // p for a positive, 1 for a negative
				neg.add(v*(1-p) + w)
				continue
			}
			if w > 0 {
				pos.total += w * crossEntropy(Probability, true, p)
			}
			if v > 0 {
				neg.total += v * crossEntropy(Probability, false, p)
			}
		}
		total.a.add(pos.value())
		total.b.add(neg.value())
	}, joinTwo)
	return byClass{both.a.value(), both.b.value()}
}

// clipped counts the rows whose cross entropy is that of the clip. They have the
// scores at either end.
func (s *Sweep) clipped() int {
	if s.kind != Probability {
		return 0
	}
	n := 0
	for k := 1; k < s.Len() && isClipped(s.kind, false, s.Threshold(k)); k++ {
		n += int(s.Cell(k).NNeg)
	}
	for k := s.Len() - 1; k > 0 && isClipped(s.kind, true, s.Threshold(k)); k-- {
		n += int(s.Cell(k).NPos)
	}
	return n
}

// undefinedLoss returns an undefined loss with the reason r. Over no rows the
// sum is 0 anyway.
func undefinedLoss(r Reason) Loss {
	l := Loss{Mean: Undefined(r), Sum: Undefined(r)}
	if r == NoSamples {
		l.Sum = Defined(0)
	}
	return l
}

// weight returns the weight of all rows.
func (s *Sweep) weight() float64 { return s.PositiveWeight() + s.NegativeWeight() }

// A WeightedLoss is a loss with a weight on the positives, under both common
// denominators.
type WeightedLoss struct {
	Mean         Value // Sum / W; what torch's BCEWithLogitsLoss(pos_weight) returns
	WeightedMean Value // Sum / (posWeight·P + Q); what torch's cross_entropy(weight) returns
	Sum          Value
	Clipped      int // as in [Loss]
}

// WeightedLogLoss returns the cross entropy with every positive counted
// posWeight times; Q/P balances the classes. It panics unless posWeight is
// positive and finite. See docs/metrics.md 8.2.
func (s *Sweep) WeightedLogLoss(posWeight float64) WeightedLoss {
	if !(posWeight > 0) || math.IsInf(posWeight, 1) {
		panic("calc: the weight of positives is above 0")
	}
	if r := s.missingProbability(); r != "" {
		l := undefinedLoss(r)
		return WeightedLoss{Mean: l.Mean, WeightedMean: l.Mean, Sum: l.Sum}
	}
	pos, neg := s.crossEntropyByClass()
	total := float64(posWeight*pos) + neg
	return WeightedLoss{
		Mean:         Defined(total / s.weight()),
		WeightedMean: Defined(total / (float64(posWeight*s.PositiveWeight()) + s.NegativeWeight())),
		Sum:          Defined(total),
		Clipped:      s.clipped(),
	}
}
