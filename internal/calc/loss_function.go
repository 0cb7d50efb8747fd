package calc

import "tradeoff/internal/catalog"

// A RowLoss is the loss of a single row, for losses that are means over rows.
// It is a function of the class, of miss, the probability given to the false
// class, and of ce, the cross entropy.
type RowLoss interface {
	// At returns the loss of a row of the given class and score. The kind must not
	// be [Score].
	At(kind Kind, positive bool, score float64) float64
	// Slope returns its derivative with respect to the logit of the row: the
	// gradient in training.
	Slope(kind Kind, positive bool, score float64) float64

	of(positive bool, miss, ce float64) float64
}

// A lossFunction computes a loss of two classes, and its slope by the logit
// of one of the rows. A mean over rows has row, and value only if there is a
// faster way; an overlap has only its form; every other loss has value and
// slope.
type lossFunction struct {
	row     func(Metric, Args) RowLoss
	overlap func(Metric, Args) overlapForm
	value   func(Metric, *Sweep, Args) Value
	slope   func(m Metric, s *Sweep, a Args, positive bool, score float64) float64
}

// plainLoss is cross entropy.
var plainLoss = ExampleLoss{Positive: 1, Negative: 1}

// lossFunctions are by the identifiers that the catalog declares.
var lossFunctions = map[string]lossFunction{
	"log_loss": {
		row:   func(Metric, Args) RowLoss { return plainLoss },
		value: func(_ Metric, s *Sweep, _ Args) Value { return s.LogLoss().Mean },
	},
	"weighted_log_loss": {
		row: func(m Metric, a Args) RowLoss { return ExampleLoss{Positive: m.at(a, "pos_weight"), Negative: 1} },
		value: func(m Metric, s *Sweep, a Args) Value {
			return s.WeightedLogLoss(m.at(a, "pos_weight")).Mean
		},
	},
	"focal_loss": {
		row:   func(m Metric, a Args) RowLoss { return m.focal(a).ExampleLoss() },
		value: func(m Metric, s *Sweep, a Args) Value { return s.FocalLoss(m.focal(a)).Mean },
	},
	"dice_loss": {overlap: func(m Metric, a Args) overlapForm {
		f := diceForm(m.at(a, "smooth"))
		f.squared = m.at(a, "squared") == 1
		return f
	}},
	"bce_dice_loss": {
		value: func(m Metric, s *Sweep, a Args) Value { return s.BCEDice(m.bceDice(a)) },
		slope: func(m Metric, s *Sweep, a Args, positive bool, score float64) float64 {
			o := m.bceDice(a)
			dice := s.overlapSlope(diceForm(o.Smooth), positive, score)
			return float64(o.WeightDice*dice) + float64(o.WeightBCE*s.meanSlope(plainLoss, positive, score))
		},
	},
	"jaccard_loss": {overlap: func(m Metric, a Args) overlapForm { return jaccardForm(m.at(a, "smooth")) }},
	"tversky_loss": {overlap: func(m Metric, a Args) overlapForm {
		f := Tversky{m.at(a, "alpha"), m.at(a, "beta"), m.at(a, "smooth")}.form()
		f.power = m.at(a, "focal_gamma")
		return f
	}},
	"lovasz_softmax_loss": {
		value: func(m Metric, s *Sweep, a Args) Value { return s.LovaszSoftmax(m.classes(a)) },
		slope: func(m Metric, s *Sweep, a Args, positive bool, score float64) float64 {
			return s.lovaszSoftmaxSlope(m.classes(a), positive, score)
		},
	},
	"lovasz_sigmoid_loss": {
		value: func(_ Metric, s *Sweep, _ Args) Value { return s.LovaszSigmoid() },
		slope: func(_ Metric, s *Sweep, _ Args, positive bool, score float64) float64 {
			return s.errorSlope(positive, score) * s.jaccardStepAt(missed, true, positive, score)
		},
	},
	"lovasz_hinge_loss": {
		value: func(_ Metric, s *Sweep, _ Args) Value { return s.LovaszHinge() },
		slope: func(_ Metric, s *Sweep, _ Args, positive bool, score float64) float64 {
			return s.lovaszHingeSlope(positive, score)
		},
	},
	"iou_balanced_loss": {value: func(_ Metric, s *Sweep, _ Args) Value { return s.needsIoU() }},
}

// lossMetric returns a loss of the catalog as a metric of a whole run.
func lossMetric(d catalog.Metric) Metric {
	f := lossFunctions[d.ID]
	m := Metric{Metric: d, loss: f, run: f.value}
	switch {
	case m.run != nil:
	case f.row != nil:
		m.run = func(m Metric, s *Sweep, a Args) Value { return s.meanLoss(f.row(m, a)) }
	case f.overlap != nil:
		m.run = func(m Metric, s *Sweep, a Args) Value { return s.overlapLoss(f.overlap(m, a)) }
	}
	return m
}

// meanLoss returns the mean of a loss over the rows.
func (s *Sweep) meanLoss(l RowLoss) Value {
	if r := s.missingProbability(); r != "" {
		return Undefined(r)
	}
	pos, neg := s.lossByClass(l.At)
	return Defined((pos + neg) / s.weight())
}

// RowLoss returns the loss of single rows, if m is a mean over rows. The
// arguments must pass [Metric.Check].
func (m Metric) RowLoss(a Args) (RowLoss, bool) {
	if m.loss.row == nil {
		return nil, false
	}
	return m.loss.row(m, a), true
}

func (m Metric) focal(a Args) Focal {
	f := Focal{Gamma: m.at(a, "gamma")}
	if m.at(a, "use_alpha") == 1 {
		alpha := m.at(a, "alpha")
		f.Alpha = &alpha
	}
	return f
}

func (m Metric) bceDice(a Args) BCEDice {
	return BCEDice{m.at(a, "weight_bce"), m.at(a, "weight_dice"), m.at(a, "smooth")}
}

func (m Metric) classes(a Args) Classes {
	if m.at(a, "all_classes") == 1 {
		return AllClasses
	}
	return PresentClasses
}
