package explore

import (
	"fmt"
	"math"
	"strings"

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
		return strings.NewReplacer("{reason}", v.Experiment.ReasonText(v.Choice.Value.Reason)).Replace(text.Nowhere)
	}
	sentence := text.Chosen
	switch last := v.Display.Len() - 1; {
	case !v.Choice.Reached:
		sentence = text.Unmet
	case v.Index == 0:
		sentence += text.None
	case v.Index == int(v.Display.Index[last]):
		sentence += text.All
	}
	return strings.NewReplacer(
		"{value}", tradeoff.ScaleOfPolicy(p).Text(v.Choice.Value.V), "{bound}", format.Number(p.Bound), "{threshold}", v.Text,
	).Replace(sentence)
}

// PlateauText says which other thresholds are as good as the chosen one; "" if none
// is.
func (v RunAt) PlateauText() string {
	if v.Plateau == nil {
		return ""
	}
	text := tradeoff.WordsForPolicy(*v.State.Policy).Plateau
	return strings.NewReplacer("{low}", v.rounded(v.Plateau.Low), "{high}", v.rounded(v.Plateau.High)).Replace(text)
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
		return fmt.Sprintf(tradeoff.OptimumAlways, units, v.rounded(found.Low.V), 100*found.Resampling.Level)
	}
	return fmt.Sprintf(tradeoff.OptimumBetween,
		units, v.rounded(found.Low.V), v.rounded(found.High.V), 100*found.Resampling.Level)
}

// rounded returns the text of a threshold that need not separate two scores, with as
// few decimals as the range of the scores allows.
func (v RunAt) rounded(t float64) string {
	h := v.Display.Histogram
	return format.Threshold(t, format.ThresholdDigits(t, math.Inf(-1), h.High-h.Low))
}

// DefaultText explains a default threshold that is not the usual one; "" for others.
func (v RunAt) DefaultText() string {
	if !startsAtYouden(v.Run, v.Display) {
		return ""
	}
	return "0 lies outside these scores, so the threshold starts where Youden's J is highest. " + tradeoff.Optimist
}
