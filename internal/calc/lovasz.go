package calc

import "math"

// Classes says over which classes a mean of losses runs.
type Classes string

// The choices of classes.
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
	if classes == AllClasses || s.Negatives() > 0 {
		total += s.lovasz(missed, false)
		n++
	}
	if classes == AllClasses || s.Positives() > 0 {
		total += s.lovasz(missed, true)
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
	return Defined(s.lovasz(missed, true))
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
	return Defined(s.lovasz(hinge, true))
}

func hinge(_ Kind, positive bool, score float64) float64 {
	if positive {
		return math.Max(0, 1-score)
	}
	return math.Max(0, 1+score)
}

// lovasz returns the Lovász extension of the Jaccard loss. With the rows sorted
// by error e from the highest down and J_k the Jaccard loss of predicting the
// first k of them wrongly, it is
//
//	Σ e_k (J_k - J_{k-1}) = Σ (e_k - e_{k+1}) J_k,  J_k = (F_k+G_k)/(F+G_k),
//
// where F_k and G_k are the weights of foreground and background among the first
// k and F is all the foreground. Errors of positives fall as their score rises
// and those of negatives rise with it, so the sweep holds them in order: no
// sorting.
func (s *Sweep) lovasz(e rowLoss, positivesForeground bool) float64 {
	// The next negative cell comes from the highest scores, the next positive
	// one from the lowest.
	down, up := s.nextCell(1, false), s.previousCell(s.Len()-1, true)
	foreground := s.NegativeWeight()
	if positivesForeground {
		foreground = s.PositiveWeight()
	}
	var negatives, positives float64 // seen so far
	var total sum
	last, jaccard := 0.0, 0.0
	for down < s.Len() || up > 0 {
		eNeg, ePos := math.Inf(-1), math.Inf(-1)
		if down < s.Len() {
			eNeg = e(s.kind, false, s.Threshold(down))
		}
		if up > 0 {
			ePos = e(s.kind, true, s.Threshold(up))
		}
		now := math.Max(eNeg, ePos)
		total.add((last - now) * jaccard)
		if eNeg >= ePos {
			negatives = s.Confusion(down).FP
			down = s.nextCell(down+1, false)
		} else {
			positives = s.Confusion(up - 1).FN
			up = s.previousCell(up-1, true)
		}
		seen, background := positives+negatives, negatives
		if !positivesForeground {
			background = positives
		}
		last, jaccard = now, seen/(foreground+background)
	}
	total.add(last * jaccard)
	return total.value()
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
	c := s.Cell(k)
	return positive && c.NPos > 0 || !positive && c.NNeg > 0
}
