package calc

import "math"

// Slope returns the derivative of the loss with respect to the logit of a
// row: the gradient in training.
func (l ExampleLoss) Slope(kind Kind, positive bool, score float64) float64 {
	miss, hit := missed(kind, positive, score), missed(kind, !positive, score)
	away := l.of(positive, miss, l.Gamma*hit*crossEntropy(kind, positive, score)+miss)
	if positive {
		return -away
	}
	return away
}

// Slope returns the derivative of the loss m of the run by the logit of one
// of its rows, of weight 1 and of the given class and score; of the Lovász
// hinge loss by the score itself. At a kink it is one of the slopes there;
// rows of a Lovász loss that share class and score share their step. It is
// undefined where the loss is, and panics if m is not a loss of a run. See
// docs/metrics.md 8.9.
func (m Metric) Slope(s *Sweep, a Args, positive bool, score float64) Value {
	if v := m.Of(s, a, 0.95).Value; !v.OK {
		return v
	}
	switch f := m.loss; {
	case f.row != nil:
		return Defined(s.meanSlope(f.row(m, a), positive, score))
	case f.overlap != nil:
		return Defined(s.overlapSlope(f.overlap(m, a), positive, score))
	case f.slope != nil:
		return Defined(f.slope(m, s, a, positive, score))
	}
	panic("calc: " + m.ID + " has no slope")
}

// meanSlope is the slope of a mean over rows.
func (s *Sweep) meanSlope(l RowLoss, positive bool, score float64) float64 {
	return l.Slope(s.kind, positive, score) / s.weight()
}

// lovaszSoftmaxSlope is the slope of [Sweep.LovaszSoftmax].
func (s *Sweep) lovaszSoftmaxSlope(classes Classes, positive bool, score float64) float64 {
	total, n := 0.0, 0
	for _, foreground := range []bool{false, true} {
		if classes == AllClasses || foreground && s.Positives() > 0 || !foreground && s.Negatives() > 0 {
			total += s.jaccardStepAt(missed, foreground, positive, score)
			n++
		}
	}
	return s.errorSlope(positive, score) * total / float64(n)
}

// lovaszHingeSlope is the slope of [Sweep.LovaszHinge], by the score.
func (s *Sweep) lovaszHingeSlope(positive bool, score float64) float64 {
	slope := 0.0
	if hinge(s.kind, positive, score) > 0 {
		slope = s.jaccardStepAt(hinge, true, positive, score)
	}
	if positive {
		return -slope
	}
	return slope
}

// errorSlope is the derivative of 1-p_t by the logit.
func (s *Sweep) errorSlope(positive bool, score float64) float64 {
	p, below := probability(s.kind, score)
	if positive {
		return -p * below
	}
	return p * below
}

// overlapSlope is the slope of an overlap loss.
func (s *Sweep) overlapSlope(f overlapForm, positive bool, score float64) float64 {
	p, below := probability(s.kind, score)
	gained, lost := s.gainedAndLost(f)
	byLost, byGained := f.over, 0.0 // the derivatives by p
	if positive {
		byLost, byGained = -f.miss, f.gain
	}
	if f.squared {
		if byLost = 2 * p; positive {
			byLost = -2 * (1 - p)
		}
	}
	all := gained + lost
	slope := (float64(byLost*gained) - float64(byGained*lost)) / all / all
	if f.power != 1 && slope != 0 {
		slope *= f.power * math.Pow(lost/all, f.power-1)
	}
	return slope * p * below
}

// A LovaszStep is the rows of one class and error in the Lovász extension of the
// Jaccard loss: their error, and the Jaccard loss before and after they are
// predicted wrongly. The loss is the sum of Error times To-From.
type LovaszStep struct {
	Error    float64
	Positive bool
	Rows     float64 // their weight
	From, To float64
}

// LovaszSteps returns the steps of the Lovász loss of one class, from the largest
// error down: of the hinge errors, or of 1 minus the probability of the truth.
// It panics where the loss is undefined.
func (s *Sweep) LovaszSteps(onMargins, positivesForeground bool) []LovaszStep {
	e := lossFunc(missed)
	if onMargins {
		e = hinge
	}
	if s.N() == 0 || onMargins && s.kind == Probability || !onMargins && s.kind == Score {
		panic("calc: there is no such Lovász loss")
	}
	return s.jaccardSteps(e, positivesForeground)
}

func (s *Sweep) jaccardSteps(e lossFunc, positivesForeground bool) []LovaszStep {
	var steps []LovaszStep
	var seen [2]float64 // weight of the negatives and of the positives
	from := 0.0
	s.lovaszWalk(e, positivesForeground, func(err, jaccard float64, positive bool, weight float64) {
		class := 0
		if positive {
			class = 1
		}
		steps = append(steps, LovaszStep{err, positive, weight - seen[class], from, jaccard})
		seen[class], from = weight, jaccard
	})
	return steps
}

// jaccardStepAt returns what a row of weight 1 adds to the Jaccard loss at
// its position among the errors: 0 for rows whose weight is lost to rounding beside
// that of the rows before them.
func (s *Sweep) jaccardStepAt(e lossFunc, positivesForeground, positive bool, score float64) float64 {
	at := e(s.kind, positive, score)
	for _, step := range s.jaccardSteps(e, positivesForeground) {
		if step.Positive == positive && step.Error == at && step.Rows > 0 {
			return (step.To - step.From) / step.Rows
		}
	}
	return 0
}
