package calc

import "math"

// Classes selects the classes of a mean of losses.
type Classes string

// The class selections.
const (
	PresentClasses Classes = "present" // those that occur
	AllClasses     Classes = "all"
)

func (c Classes) check() {
	if c != PresentClasses && c != AllClasses {
		panic("calc: no choice of classes " + string(c))
	}
}

// LovaszSoftmax returns the Lovász-Softmax loss of the run as a two-class
// problem, the columns being 1-p and p: the mean over the classes of the Lovász
// extension of the Jaccard loss. Undefined without rows and for runs of kind
// [Score]. From Berman, Rannen Triki and Blaschko 2018. See docs/metrics.md 8.7.
func (s *Sweep) LovaszSoftmax(classes Classes) Value {
	classes.check()
	if r := s.missingProbability(); r != "" {
		return Undefined(r)
	}
	total, n := 0.0, 0
	of := s.lovaszOfMissed()
	if classes == AllClasses || s.Negatives() > 0 {
		total += of.neg
		n++
	}
	if classes == AllClasses || s.Positives() > 0 {
		total += of.pos
		n++
	}
	return Defined(total / float64(n))
}

// LovaszSigmoid returns the Lovász extension of the Jaccard loss of the positive
// class alone, also when no positive exists; it is then the highest
// probability. Undefined where [Sweep.LovaszSoftmax] is.
func (s *Sweep) LovaszSigmoid() Value {
	if r := s.missingProbability(); r != "" {
		return Undefined(r)
	}
	return Defined(s.lovaszOfMissed().pos)
}

// LovaszHinge returns the Lovász extension of the Jaccard loss on the hinge
// errors max(0, 1 - z(2y-1)) of logits, or of scores whose margin is 0.
// Undefined without rows and for probabilities.
func (s *Sweep) LovaszHinge() Value {
	switch {
	case s.N() == 0:
		return Undefined(NoSamples)
	case s.kind == Probability:
		return Undefined(NeedsLogits)
	}
	return Defined(s.lovasz(hinge, lovaszLen).pos)
}

func hinge(_ Kind, positive bool, score float64) float64 {
	if positive {
		return math.Max(0, 1-score)
	}
	return math.Max(0, 1+score)
}

// lovaszOfMissed is lovasz of 1 minus the probability of the truth.
func (s *Sweep) lovaszOfMissed() byClass {
	compute := func() byClass { return s.lovasz(missed, lovaszLen) }
	if s.memo != nil {
		return s.memo.lovasz.of(compute)
	}
	return compute()
}

// lovaszWalk calls step for the rows of each class and score, by descending
// error, with the error, the Jaccard loss with these rows predicted wrongly,
// and the cumulative weight of their class.
func (s *Sweep) lovaszWalk(e lossFunc, positivesForeground bool,
	step func(err, jaccard float64, positive bool, weight float64)) {
	foreground := s.NegativeWeight()
	if positivesForeground {
		foreground = s.PositiveWeight()
	}
	// The next negatives come from the highest scores, the next positives from
	// the lowest.
	down, up := s.nextCell(1, false), s.previousCell(s.Len()-1, true)
	eNeg, ePos := s.errorAt(e, down, false), s.errorAt(e, up, true)
	var negatives, positives float64 // seen so far
	for down < s.Len() || up > 0 {
		now, positive := eNeg, eNeg < ePos
		if !positive {
			negatives = s.negativesTo(down)
			down = s.nextCell(down+1, false)
			eNeg = s.errorAt(e, down, false)
		} else {
			now = ePos
			positives = s.positivesFrom(up)
			up = s.previousCell(up-1, true)
			ePos = s.errorAt(e, up, true)
		}
		background, seen := negatives, negatives
		if !positivesForeground {
			background = positives
		}
		if positive {
			seen = positives
		}
		step(now, (positives+negatives)/(foreground+background), positive, seen)
	}
}

// errorAt returns the error of the rows of a class at operating point k, -Inf if
// there is no such point.
func (s *Sweep) errorAt(e lossFunc, k int, positive bool) float64 {
	if k == 0 || k == s.Len() {
		return math.Inf(-1)
	}
	return e(s.kind, positive, s.score[k-1])
}

// negativesTo returns the weight of the negatives that score at or above point k.
func (s *Sweep) negativesTo(k int) float64 {
	if s.w != nil {
		return s.w.fp[k-1]
	}
	return float64(s.fp[k-1])
}

// positivesFrom returns the weight of the positives that score at or below point k.
func (s *Sweep) positivesFrom(k int) float64 {
	if s.w != nil {
		return s.w.fn[k-1] + s.w.pos[k-1]
	}
	above := uint32(0)
	if k > 1 {
		above = s.tp[k-2]
	}
	return float64(s.tp[len(s.tp)-1] - above)
}

// nextCell returns the first operating point from k on whose score has rows of
// the class, Len() if there is none.
func (s *Sweep) nextCell(k int, positive bool) int {
	for k < s.Len() && !s.occurs(k, positive) {
		k++
	}
	return k
}

// previousCell returns the last operating point up to k whose score has rows of
// the class, 0 if there is none.
func (s *Sweep) previousCell(k int, positive bool) int {
	for k > 0 && !s.occurs(k, positive) {
		k--
	}
	return k
}

func (s *Sweep) occurs(k int, positive bool) bool {
	rows := s.fp
	if positive {
		rows = s.tp
	}
	return k == 1 && rows[0] > 0 || k > 1 && rows[k-1] > rows[k-2]
}
