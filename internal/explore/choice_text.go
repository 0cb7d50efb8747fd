package explore

import (
	"fmt"
	"math"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// Setting returns the costs and the prevalence of the state, and those of the
// experiment where it has none.
func (v RunAt) Setting() calc.Setting { return v.State.Setting(v.Experiment) }

// PolicyText says which threshold the policy has chosen, or why it chose none. Without
// a policy it explains a default threshold that is not the usual one; else it is "".
func (v RunAt) PolicyText() string {
	if v.State.Policy == nil {
		switch {
		case v.State.Threshold == nil:
			return v.DefaultText()
		case v.State.Overruled != nil:
			return fmt.Sprintf("The address names a policy too, %s: the threshold that it gives as a number counts.",
				tradeoff.PolicyName(*v.State.Overruled))
		}
		return ""
	}
	p := *v.State.Policy
	text := tradeoff.WordsForPolicy(p)
	if !v.Choice.Value.OK {
		return fill(text.Nowhere, "reason", v.Experiment.ReasonText(v.Choice.Value.Reason))
	}
	sentence := text.Chosen
	if !v.Choice.Reached {
		sentence = text.Unmet
	}
	return fill(sentence, "value", tradeoff.ScaleOfPolicy(p).Text(v.Choice.Value.V), "bound", BoundText(p.Bound),
		"threshold", v.Text)
}

// PlateauText says which other thresholds are as good as the chosen one; "" if none
// is.
func (v RunAt) PlateauText() string {
	if v.Plateau == nil {
		return ""
	}
	text := tradeoff.WordsForPolicy(*v.State.Policy).Plateau
	return fill(text, "low", rounded(v, v.Plateau.Low), "high", rounded(v, v.Plateau.High))
}

// BestThresholds returns the thresholds where the optimum of the policy lies in other
// samples, widened so that they contain the optimum itself. There are none without a
// policy that optimises, and until they are computed.
func (v RunAt) BestThresholds() (r ThresholdRange, ok bool) {
	found := v.Optimum.Value
	if !v.Chosen || !v.State.Policy.Optimises() || v.Optimum.Pending || !found.Low.OK {
		return r, false
	}
	t := v.Point.Threshold
	return ThresholdRange{Low: min(found.Low.V, t), High: max(found.High.V, t)}, true
}

// OptimumText says where the optimum of the policy lies in other samples; "" if nothing
// was optimised.
func (v RunAt) OptimumText() string {
	if !v.Chosen || !v.State.Policy.Optimises() {
		return ""
	}
	o, units := v.Optimum, v.Experiment.UnitPlural
	found := o.Value
	switch {
	case o.Pending:
		return tradeoff.OptimumPending
	case o.Missing != nil:
		return fmt.Sprintf(tradeoff.OptimumUnknown, o.Missing.Error())
	case o.Reason != "":
		return fmt.Sprintf(tradeoff.OptimumUnknown, "so many weighted rows take too long to draw again")
	case !found.Low.OK:
		return fmt.Sprintf(tradeoff.OptimumUnknown, v.Experiment.ReasonText(found.Low.Reason))
	case found.Low == found.High:
		return fmt.Sprintf(tradeoff.OptimumAlways, units, rounded(v, found.Low.V), 100*found.Resampling.Level)
	}
	return fmt.Sprintf(tradeoff.OptimumBetween,
		units, rounded(v, found.Low.V), rounded(v, found.High.V), 100*found.Resampling.Level)
}

// rounded returns the text of a threshold that need not separate two scores, with as
// few decimals as the range of the scores allows.
func rounded(v RunAt, t float64) string {
	h := v.Display.Histogram
	return format.Threshold(t, format.ThresholdDigits(t, math.Inf(-1), h.High-h.Low))
}

// DefaultText explains a default threshold that is not the usual one; "" for others.
func (v RunAt) DefaultText() string {
	if !startsAtYouden(v.Run, v.Display) {
		return ""
	}
	return "0 lies outside these scores, so the threshold starts where Youden's J is highest."
}

// ReasonText says why the threshold of v was chosen, beside that threshold; why a policy
// chose none; and "" for one that was set manually.
func ReasonText(v RunAt) string {
	if v.State.Policy == nil || !v.Chosen || !v.Choice.Reached {
		return v.PolicyText()
	}
	p := *v.State.Policy
	return fill(tradeoff.WordsForPolicy(p).Why, "bound", BoundText(p.Bound), "costs", CostRatioText(v.Setting().Costs))
}

// BoundText writes the bound of a policy: with two decimals, or as many as it was given.
func BoundText(bound float64) string {
	text := format.Fixed(bound, 2)
	if x, err := strconv.ParseFloat(text, 64); err == nil && x == bound {
		return text
	}
	return format.Number(bound)
}
