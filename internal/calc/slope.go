package calc

import "math"

// Slope returns the derivative of the loss by the logit of a row: how training
// would push it.
func (l ExampleLoss) Slope(kind Kind, positive bool, score float64) float64 {
	miss, hit := missed(kind, positive, score), missed(kind, !positive, score)
	away := l.of(positive, miss, l.Gamma*hit*crossEntropy(kind, positive, score)+miss)
	if positive {
		return -away
	}
	return away
}

// Slope returns the derivative of the loss m of the run by the logit of one of
// its rows, of weight 1 and of the given class and score; of the Lovász hinge
// loss by the score itself. At a kink it is one of the slopes there; rows of a
// Lovász loss that share class and score share their step. It is undefined where
// the loss is, and panics if m is no loss of a run. See docs/metrics.md 8.9.
func (m Metric) Slope(s *Sweep, a Args, positive bool, score float64) Value {
	if v := m.Of(s, a, 0.95).Value; !v.OK {
		return v
	}
	mean := func(l ExampleLoss) float64 { return l.Slope(s.kind, positive, score) / s.weight() }
	switch m.ID {
	case "log_loss":
		return Defined(mean(ExampleLoss{Positive: 1, Negative: 1}))
	case "weighted_log_loss":
		return Defined(mean(ExampleLoss{Positive: m.at(a, "pos_weight"), Negative: 1}))
	case "focal_loss":
		return Defined(mean(m.focal(a).ExampleLoss()))
	case "lovasz_softmax_loss":
		all := m.at(a, "all_classes") == 1
		total, n := 0.0, 0
		for _, foreground := range []bool{false, true} {
			if all || foreground && s.Positives() > 0 || !foreground && s.Negatives() > 0 {
				total += s.lovaszStep(missed, foreground, positive, score)
				n++
			}
		}
		return Defined(s.errorSlope(positive, score) * total / float64(n))
	case "lovasz_sigmoid_loss":
		return Defined(s.errorSlope(positive, score) * s.lovaszStep(missed, true, positive, score))
	case "lovasz_hinge_loss":
		slope := 0.0
		if hinge(s.kind, positive, score) > 0 {
			slope = s.lovaszStep(hinge, true, positive, score)
		}
		if positive {
			slope = -slope
		}
		return Defined(slope)
	}
	p, below := probability(s.kind, score)
	slope := m.overlapSlope(s, a, positive, p) * p * below
	if m.ID == "bce_dice_loss" {
		slope = float64(m.at(a, "weight_dice")*slope) + float64(m.at(a, "weight_bce")*mean(ExampleLoss{Positive: 1, Negative: 1}))
	}
	return Defined(slope)
}

// errorSlope is the derivative of 1-p_t by the logit.
func (s *Sweep) errorSlope(positive bool, score float64) float64 {
	p, below := probability(s.kind, score)
	if positive {
		return -p * below
	}
	return p * below
}

// overlapSlope is the derivative of an overlap loss, lost/(gained+lost), by the
// probability p of a row.
func (m Metric) overlapSlope(s *Sweep, a Args, positive bool, p float64) float64 {
	c, smooth := s.softCounts(), m.at(a, "smooth")
	over, miss := 1.0, 1.0 // what a false alarm and a miss add to lost
	gain := 2.0            // what a hit adds to gained
	switch m.ID {
	case "dice_loss", "bce_dice_loss":
	case "jaccard_loss":
		gain = 1
	case "tversky_loss":
		gain, over, miss = 1, m.at(a, "alpha"), m.at(a, "beta")
	default:
		panic("calc: " + m.ID + " has no slope")
	}
	gained := float64(gain*c.hit) + smooth
	lost := float64(over*c.over) + float64(miss*c.miss)
	byLost, byGained := over, 0.0
	if positive {
		byLost, byGained = -miss, gain
	}
	if m.ID == "dice_loss" && m.at(a, "squared") == 1 {
		lost = s.squaredErrors()
		if byLost = 2 * p; positive {
			byLost = -2 * (1 - p)
		}
	}
	all := gained + lost
	slope := (float64(byLost*gained) - float64(byGained*lost)) / all / all
	if m.ID == "tversky_loss" && slope != 0 {
		if gamma := m.at(a, "focal_gamma"); gamma != 1 {
			slope *= gamma * math.Pow(lost/all, gamma-1)
		}
	}
	return slope
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
	e := rowLoss(missed)
	if onMargins {
		e = hinge
	}
	if s.N() == 0 || onMargins && s.kind == Probability || !onMargins && s.kind == Score {
		panic("calc: there is no such Lovász loss")
	}
	return s.lovaszSteps(e, positivesForeground)
}

func (s *Sweep) lovaszSteps(e rowLoss, positivesForeground bool) []LovaszStep {
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

// lovaszStep returns what a row of weight 1 adds to the Jaccard loss where it
// stands among the errors.
func (s *Sweep) lovaszStep(e rowLoss, positivesForeground, positive bool, score float64) float64 {
	at := e(s.kind, positive, score)
	for _, step := range s.lovaszSteps(e, positivesForeground) {
		if step.Positive == positive && step.Error == at {
			return (step.To - step.From) / step.Rows
		}
	}
	return 0
}
