package explore

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

func (v RunAt) Setting() calc.Setting { return v.State.Setting(v.Experiment) }

// Said is what the policy has chosen, in words; "" without a policy.
func (v RunAt) Said() string {
	if v.State.Policy == nil {
		switch {
		case v.State.Threshold == nil:
			return v.SaidOfDefault()
		case v.State.Overruled != nil:
			return fmt.Sprintf("The address names a policy too, %s: the threshold that it gives as a number counts.", tradeoff.PolicyName(*v.State.Overruled))
		}
		return ""
	}
	p := *v.State.Policy
	words := tradeoff.WordsForPolicy(p)
	if !v.Choice.Value.OK {
		return strings.NewReplacer("{reason}", v.Experiment.ReasonText(v.Choice.Value.Reason)).Replace(words.Nowhere)
	}
	sentence := words.Chosen
	if !v.Choice.Reached {
		sentence = words.Unmet
	}
	return strings.NewReplacer(
		"{value}", format.Amount(v.Choice.Value.V), "{bound}", format.Number(p.Bound), "{threshold}", v.Text,
	).Replace(sentence)
}

// SaidOfPlateau is where other thresholds are as good; "" if none is.
func (v RunAt) SaidOfPlateau() string {
	if v.Plateau == nil {
		return ""
	}
	words := tradeoff.WordsForPolicy(*v.State.Policy)
	return strings.NewReplacer("{low}", v.rounded(v.Plateau.Low), "{high}", v.rounded(v.Plateau.High)).Replace(words.Plateau)
}

// SaidOfOtherSamples is where the optimum lies in other samples; "" if nothing
// was optimised.
func (v RunAt) SaidOfOtherSamples() string {
	if !v.Chosen || !v.State.Policy.Optimises() {
		return ""
	}
	o := v.Optimum
	switch {
	case o.Pending:
		return tradeoff.OptimumPending
	case o.Missing != nil:
		return fmt.Sprintf(tradeoff.OptimumUnknown, o.Missing.Error())
	case o.Reason != "":
		return fmt.Sprintf(tradeoff.OptimumUnknown, "so many weighted rows take too long to draw again")
	case !o.Value.Low.OK:
		return fmt.Sprintf(tradeoff.OptimumUnknown, v.Experiment.ReasonText(o.Value.Low.Reason))
	case o.Value.Low == o.Value.High:
		return fmt.Sprintf(tradeoff.OptimumAlways, v.Experiment.UnitPlural, v.rounded(o.Value.Low.V), 100*o.Value.Resampling.Level)
	}
	return fmt.Sprintf(tradeoff.OptimumBetween, v.Experiment.UnitPlural, v.rounded(o.Value.Low.V), v.rounded(o.Value.High.V), 100*o.Value.Resampling.Level)
}

// rounded writes a threshold that is no score, with as many decimals as
// thresholds have at least.
func (v RunAt) rounded(t float64) string {
	h := v.Display.Histogram
	return format.Threshold(t, format.ThresholdDigits(t, math.Inf(-1), h.High-h.Low))
}

// SaidOfDefault explains a default threshold that is not the usual one.
func (v RunAt) SaidOfDefault() string {
	if !StartsAtYouden(v.Run, v.Display) {
		return ""
	}
	return "0 lies outside these scores, so the threshold starts where Youden's J is highest. " + tradeoff.Optimist
}
