package lesson

import (
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// A LabPoint has the values of a loss and of plain cross-entropy if the
// probability of the example, pixel or box is P: the loss, and its slope by
// the logit. Both are of that example alone, but on a mask of the whole mask.
type LabPoint struct {
	P                                  float64
	Loss, Slope, PlainLoss, PlainSlope calc.Value
}

var plainLoss = calc.ExampleLoss{Positive: 1, Negative: 1}

// Now returns the probability that the example, the pixel or the box has.
func (l Lab) Now() float64 {
	switch l.Loss.Sort {
	case OnMask:
		return Levels[l.Mask[l.Pixel]]
	case OnBoxes:
		return l.Placed[l.Box].P
	default:
		return l.P
	}
}

// Positive reports whether the example, the pixel or the box is positive.
func (l Lab) Positive() bool {
	switch l.Loss.Sort {
	case OnMask:
		return Truth(l.Object)[l.Pixel]
	case OnBoxes:
		return true
	default:
		return !l.Negative
	}
}

// At returns the point at the probability p.
func (l Lab) At(p float64) LabPoint {
	out := LabPoint{P: p}
	switch l.Loss.Sort {
	case OnMask:
		s, plain := l.pixels(l.Loss.ID, l.Mask, p), l.pixels("log_loss", l.Mask, p)
		m, ce := metric(l.Loss.ID), metric("log_loss")
		out.Loss, out.PlainLoss = l.valueOf(m, s), l.valueOf(ce, plain)
		out.Slope = m.Slope(s, l.Losses[m.ID], l.Positive(), onScale(l.Loss.ID, p))
		out.PlainSlope = ce.Slope(plain, nil, l.Positive(), p)
	case OnBoxes:
		l.Placed[l.Box].P = p
		balanced, _, plain := l.Balanced()
		n := float64(len(plain.Grad))
		out.PlainLoss, out.PlainSlope = calc.Defined(plain.PerSample[l.Box]), calc.Defined(plain.Grad[l.Box]*n)
		if balanced.Reason != "" {
			out.Loss, out.Slope = calc.Undefined(balanced.Reason), calc.Undefined(balanced.Reason)
			return out
		}
		out.Loss, out.Slope = calc.Defined(balanced.PerSample[l.Box]), calc.Defined(balanced.Grad[l.Box]*n)
	default:
		loss, positive := l.Example(l.Loss.ID), l.Positive()
		out.Loss, out.Slope = calc.Defined(loss.At(calc.Probability, positive, p)),
			calc.Defined(loss.Slope(calc.Probability, positive, p))
		out.PlainLoss, out.PlainSlope = calc.Defined(plainLoss.At(calc.Probability, positive, p)),
			calc.Defined(plainLoss.Slope(calc.Probability, positive, p))
	}
	return out
}

// Curve returns the points at probabilities that crowd at both ends, where
// losses are steep.
func (l Lab) Curve() []LabPoint {
	const points = 80
	out := make([]LabPoint, points+1)
	for i := range out {
		out[i] = l.At(0.5 - 0.495*math.Cos(math.Pi*float64(i)/points))
	}
	return out
}

func metric(id string) calc.Metric {
	m, ok := calc.MetricByID(id)
	if !ok {
		panic("lesson: there is no loss " + id)
	}
	return m
}

func (l Lab) valueOf(m calc.Metric, s *calc.Sweep) calc.Value {
	return m.Of(s, l.Losses[m.ID], 0.95).Value
}

func sweepOf(b calc.Binary) *calc.Sweep {
	s, err := calc.NewSweep(b)
	if err != nil {
		panic("lesson: " + err.Error()) // the lab's own rows are valid
	}
	return s
}

// Example returns a loss that is a mean over examples.
func (l Lab) Example(id string) calc.RowLoss {
	loss, ok := metric(id).RowLoss(l.Losses[id])
	if !ok {
		return plainLoss
	}
	return loss
}

// ExampleLosses are those that are compared on the examples.
var ExampleLosses = labMetrics(func(l catalog.Loss) bool { return l.Shape == catalog.PerRow })

// labMetrics returns the losses of the lab that are wanted, in their order.
func labMetrics(wanted func(catalog.Loss) bool) (out []string) {
	for _, l := range catalog.Losses {
		if l.Lab && wanted(l) {
			out = append(out, l.ID)
		}
	}
	return out
}

// Imbalanced returns the examples: the output of a well-calibrated model for
// two classes with normally distributed evidence, one [Separation] apart, at
// the prevalence of the lab.
func (l Lab) Imbalanced() *calc.Sweep {
	positives := int(math.Floor(Examples*l.Share + 0.5))
	negatives := Examples - positives
	odds := math.Log(float64(positives) / float64(negatives))
	b := calc.Binary{Kind: calc.Logit}
	for _, class := range []struct {
		label  uint8
		n      int
		middle float64
	}{{1, positives, Separation / 2}, {0, negatives, -Separation / 2}} {
		for i := range class.n {
			x := class.middle + calc.NormalQuantile((float64(i)+0.5)/float64(class.n))
			b.Label, b.Score = append(b.Label, class.label), append(b.Score, float64(Separation*x)+odds)
		}
	}
	return sweepOf(b)
}

// onMargins reports whether a loss takes logits.
func onMargins(id string) bool {
	l, _ := catalog.LossByID(id)
	return l.Margins
}

// onScale returns the score that a loss takes.
func onScale(id string, p float64) float64 {
	if onMargins(id) {
		return math.Log(p / (1 - p))
	}
	return p
}

func kindOf(id string) calc.Kind {
	if onMargins(id) {
		return calc.Logit
	}
	return calc.Probability
}

// pixels returns the mask as a loss takes it, with p at the pixel of the curves.
func (l Lab) pixels(id string, mask []int, p float64) *calc.Sweep {
	return pixelsOf(id, l.Object, mask, l.Pixel, p)
}

func pixelsOf(id, object string, mask []int, pixel int, p float64) *calc.Sweep {
	b := calc.Binary{Kind: kindOf(id)}
	for i, in := range Truth(object) {
		y, x := uint8(0), Levels[mask[i]]
		if in {
			y = 1
		}
		if i == pixel {
			x = p
		}
		b.Label, b.Score = append(b.Label, y), append(b.Score, onScale(id, x))
	}
	return sweepOf(b)
}

// MaskLosses are those that are compared on the mask.
var MaskLosses = labMetrics(func(l catalog.Loss) bool {
	return l.ID == "log_loss" || l.Shape != catalog.PerRow && l.Shape != catalog.Boxes
})

// OfMask returns a loss of the painted mask.
func (l Lab) OfMask(id string) calc.Value {
	return l.valueOf(metric(id), l.pixels(id, l.Mask, l.Now()))
}

// WithFalsePixel returns the increase of a loss if, in a perfect prediction,
// one pixel of the background is predicted as object.
func (l Lab) WithFalsePixel(id, object string) calc.Value {
	m, mask := metric(id), RightMask(object)
	before := l.valueOf(m, pixelsOf(id, object, mask, 0, Levels[0]))
	after := l.valueOf(m, pixelsOf(id, object, mask, 0, Levels[lastLevel]))
	switch {
	case !before.OK:
		return before
	case !after.OK:
		return after
	}
	return calc.Defined(after.V - before.V)
}

// A LovaszArea is the Lovász extension of 1 - IoU of one class as an area: the
// errors, each as wide as what it adds to 1 - IoU.
type LovaszArea struct {
	Object bool // else the background
	Steps  []calc.LovaszStep
	Area   float64
}

// LovaszAreas returns those that a Lovász loss is made of.
func (l Lab) LovaszAreas(id string) []LovaszArea {
	s := l.pixels(id, l.Mask, l.Now())
	classes := []bool{true}
	if id == "lovasz_softmax_loss" {
		classes = []bool{true, false}
		if s.Positives() == 0 && l.Losses[id]["all_classes"] != 1 {
			classes = []bool{false}
		}
	}
	var out []LovaszArea
	for _, object := range classes {
		a := LovaszArea{Object: object, Steps: s.LovaszSteps(onMargins(id), object)}
		for _, step := range a.Steps {
			a.Area += float64(step.Error * (step.To - step.From))
		}
		out = append(out, a)
	}
	return out
}

// Overlap returns the IoU of box i with its true one.
func (l Lab) Overlap(i int) float64 { return l.Predicted(i).IoU(TrueBoxes[i]).V }

// Balanced returns the IoU-balanced loss of the boxes and of the candidate that
// matches none, the loss that it shares out, and their plain cross-entropy.
func (l Lab) Balanced() (balanced, base, plain calc.IoUBalancedLoss) {
	d := calc.Detection{Binary: calc.Binary{Kind: calc.Probability}}
	for i, at := range l.Placed {
		d.Label, d.Score, d.IoU = append(d.Label, 1), append(d.Score, at.P), append(d.IoU, l.Overlap(i))
	}
	d.Label, d.Score, d.IoU = append(d.Label, 0), append(d.Score, NegativeBoxP), append(d.IoU, math.NaN())
	of := func(o calc.IoUBalanced) calc.IoUBalancedLoss {
		out, err := d.IoUBalanced(o)
		if err != nil {
			panic("lesson: " + err.Error()) // the lab's own boxes are valid
		}
		return out
	}
	o := l.Boxes.Loss()
	return of(o), of(calc.IoUBalanced{Focal: o.Focal}), of(calc.IoUBalanced{})
}
