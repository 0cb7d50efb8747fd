package explore

import (
	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// rareShare is the share of a class below which it is rare: on a linear axis the other
// one hides it.
const rareShare = 0.01

// Rare reports whether one of the two classes of a display is rare.
func Rare(d *wire.Display) bool { return oneIsRare(d.PositiveWeight, d.NegativeWeight) }

// oneIsRare reports whether one of two classes is rare, but not missing.
func oneIsRare(positives, negatives float64) bool {
	fewer := min(positives, negatives)
	return fewer > 0 && fewer < float64(rareShare*(positives+negatives))
}

// UsualAxis returns the kind of axis that shows the scores of a display best: linear,
// unless a class is rare or one bar of 60 has most rows. The log odds that logits are
// spread a rare class on a linear axis too.
func UsualAxis(d *wire.Display) axis.Kind {
	h := d.Histogram
	piled := false
	for b := range h.Positives {
		piled = piled || h.Positives[b]+h.Negatives[b] > (d.PositiveWeight+d.NegativeWeight)/2
	}
	fewScores := d.Len() <= 3
	switch {
	case fewScores, !piled && (!Rare(d) || d.Kind == calc.Logit):
		return axis.Linear
	case d.Kind == calc.Probability:
		return axis.Logit
	}
	return axis.Quantile
}

// scoreAxis returns what of the axis of a display's scores a state has in view.
func scoreAxis(state tradeoff.ScoreAxis, d *wire.Display) axis.Window {
	kind := state.Kind
	if kind == "" {
		kind = UsualAxis(d)
	}
	a := axis.New(kind, d.Kind, d)
	if z := state.Zoom; z != nil {
		return a.Between(z.Low, z.High)
	}
	return a.All()
}

// InPercent reports whether pages write the thresholds of v as percent: next to the
// probabilities of a rare class on an axis of log odds.
func (v RunAt) InPercent() bool { return v.Axis.Kind == axis.Logit && Rare(v.Display) }
