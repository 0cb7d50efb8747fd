package server

import (
	"fmt"
	"math"
	"net/http"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// An offer is a policy with a button: its label, and the policy as a URL has it. A
// parameter, with its usual value, follows the policy there.
type offer struct {
	catalog.Policy
	label, policy    string
	parameter, value string
}

// offered are those of the catalog, in its order.
var offered = func() []offer {
	var out []offer
	for _, p := range catalog.Policies {
		if !p.Offered {
			continue
		}
		o := offer{Policy: p, label: p.Label, policy: p.ID}
		if p.AnyBeta || p.Rule.Bounds() {
			o.value = format.Number(p.Default)
		}
		switch {
		case p.AnyBeta:
			o.parameter = "β"
		case p.Rule == catalog.AtLeast:
			o.parameter = "min " + p.Label
		case p.Rule == catalog.AtMost:
			o.parameter = "max " + p.Label
		}
		if p.Rule.Bounds() {
			o.label, o.policy = p.Label+" "+p.Rule.Sign(), p.ID+string(p.Rule)
		}
		out = append(out, o)
	}
	return out
}()

func (v runAt) setting() calc.Setting { return v.state.Setting(v.experiment) }

// with returns the address of this page with a changed state.
func (v runView) with(change func(*tradeoff.State)) string {
	state := v.state
	change(&state)
	return link.Address(runPath(v.Run.ID), state.Query())
}

func (v runView) policies() templates.PolicyView {
	out := templates.PolicyView{Here: v.with(func(*tradeoff.State) {}), Action: runPath(v.Run.ID), Said: v.said(), Default: v.saidOfDefault(), AsGood: v.saidOfPlateau(), OtherSamples: v.saidOfOtherSamples(), Pending: v.optimum.Pending}
	if v.Chosen {
		out.Optimist = tradeoff.Optimist
	}
	plain := v.state
	plain.Threshold, plain.Policy = nil, nil
	out.Hidden = web.HiddenFields(plain.Query())
	now := v.policyText()
	out.Origin = v.originView()
	byHand := v.state.Policy == nil && v.state.Threshold != nil && *v.state.Threshold != explore.DefaultThreshold(v.Run, v.display) && v.origin == nil
	out.Chips = append(out.Chips,
		templates.ChipView{Label: "by hand", ID: "manual", Pressed: byHand,
			Href: v.with(func(s *tradeoff.State) { s.Policy, s.Threshold, s.Origin = nil, &v.Point.Threshold, nil })},
		templates.ChipView{Label: format.Number(explore.DefaultThreshold(v.Run, v.display)), ID: "default", Pressed: now == "" && !byHand && v.origin == nil,
			Href: v.with(func(s *tradeoff.State) { s.Policy, s.Threshold = nil, nil })})
	out.Chips = append(out.Chips, offeredChips(v.state.Policy, v.with)...)
	return out
}

// offeredChips are the buttons of the policies, of which one may be chosen; with
// gives the address of a changed state.
func offeredChips(chosen *calc.Policy, with func(func(*tradeoff.State)) string) []templates.ChipView {
	now := ""
	if chosen != nil {
		now = chosen.String()
	}
	var chips []templates.ChipView
	for _, o := range offered {
		chip := templates.ChipView{Label: o.label, Policy: o.policy, Parameter: o.parameter, Value: o.value, Wants: "a number"}
		if o.AnyBeta {
			chip.Wants = "a number above 0"
		}
		if o.parameter == "" {
			chip.Pressed = now == o.policy
			p, err := calc.ParsePolicy(o.policy)
			if err != nil {
				panic("server: " + err.Error())
			}
			chip.Href = with(func(s *tradeoff.State) { s.Threshold, s.Policy = nil, &p })
		} else if bound, ok := strings.CutPrefix(now, o.policy); ok && !isOffered(now) {
			if _, err := tradeoff.ParseThreshold(bound); err == nil {
				chip.Pressed, chip.Value = true, bound
			}
		}
		chips = append(chips, chip)
	}
	return chips
}

// isOffered reports whether a policy has a button of its own, without a parameter.
func isOffered(policy string) bool {
	for _, o := range offered {
		if o.parameter == "" && o.policy == policy {
			return true
		}
	}
	return false
}

// said is what the policy has chosen, in words; "" without a policy.
func (v runAt) said() string {
	if v.state.Policy == nil {
		switch {
		case v.state.Threshold == nil:
			return v.saidOfDefault()
		case v.state.Overruled != nil:
			return fmt.Sprintf("The address names a policy too, %s: the threshold that it gives as a number counts.", tradeoff.PolicyName(*v.state.Overruled))
		}
		return ""
	}
	p := *v.state.Policy
	words := tradeoff.WordsForPolicy(p)
	if !v.Choice.Value.OK {
		return strings.NewReplacer("{reason}", v.experiment.ReasonText(v.Choice.Value.Reason)).Replace(words.Nowhere)
	}
	sentence := words.Chosen
	if !v.Choice.Reached {
		sentence = words.Unmet
	}
	return strings.NewReplacer(
		"{value}", format.Amount(v.Choice.Value.V), "{bound}", format.Number(p.Bound), "{threshold}", v.Text,
	).Replace(sentence)
}

// saidOfPlateau is where other thresholds are as good; "" if none is.
func (v runAt) saidOfPlateau() string {
	if v.Plateau == nil {
		return ""
	}
	words := tradeoff.WordsForPolicy(*v.state.Policy)
	return strings.NewReplacer("{low}", v.rounded(v.Plateau.Low), "{high}", v.rounded(v.Plateau.High)).Replace(words.Plateau)
}

// saidOfOtherSamples is where the optimum lies in other samples; "" if nothing
// was optimised.
func (v runAt) saidOfOtherSamples() string {
	if !v.Chosen || !v.state.Policy.Optimises() {
		return ""
	}
	o := v.optimum
	switch {
	case o.Pending:
		return tradeoff.OptimumPending
	case o.Missing != nil:
		return fmt.Sprintf(tradeoff.OptimumUnknown, o.Missing.Error())
	case o.Reason != "":
		return fmt.Sprintf(tradeoff.OptimumUnknown, "so many weighted rows take too long to draw again")
	case !o.Value.Low.OK:
		return fmt.Sprintf(tradeoff.OptimumUnknown, v.experiment.ReasonText(o.Value.Low.Reason))
	case o.Value.Low == o.Value.High:
		return fmt.Sprintf(tradeoff.OptimumAlways, v.experiment.UnitPlural, v.rounded(o.Value.Low.V), 100*o.Value.Resampling.Level)
	}
	return fmt.Sprintf(tradeoff.OptimumBetween, v.experiment.UnitPlural, v.rounded(o.Value.Low.V), v.rounded(o.Value.High.V), 100*o.Value.Resampling.Level)
}

// rounded writes a threshold that is no score, with as many decimals as
// thresholds have at least.
func (v runAt) rounded(t float64) string {
	h := v.display.Histogram
	return format.Threshold(t, format.ThresholdDigits(t, math.Inf(-1), h.High-h.Low))
}

// saidOfDefault explains a default threshold that is not the usual one.
func (v runAt) saidOfDefault() string {
	if !explore.StartsAtYouden(v.Run, v.display) {
		return ""
	}
	return "0 lies outside these scores, so the threshold starts where Youden's J is highest. " + tradeoff.Optimist
}

// policyTexts are the sentences of all policies that the page offers, by policy
// without its parameter.
func policyTexts() map[string]tradeoff.PolicyWords {
	out := make(map[string]tradeoff.PolicyWords, len(offered))
	for _, o := range offered {
		p, err := calc.ParsePolicy(o.policy + o.value)
		if err != nil {
			panic("server: " + err.Error())
		}
		words := tradeoff.WordsForPolicy(p)
		if o.AnyBeta {
			words.Chosen = strings.Replace(words.Chosen, "F"+o.value, "F{bound}", 1)
		}
		out[o.policy] = words
	}
	return out
}

// otherSamples returns where on the slider the optimum lies in other samples.
func (v runView) otherSamples() []templates.SpanView {
	if v.saidOfOtherSamples() == "" || !v.optimum.Value.Low.OK {
		return nil
	}
	low, high := v.at(v.optimum.Value.Low.V), v.at(v.optimum.Value.High.V)
	return []templates.SpanView{{X: percent(low), W: percent(high - low), End: percent(high)}}
}

// asGood returns where on the slider an optimising policy would be as good.
func (v runView) asGood() []templates.SpanView {
	if !v.Chosen {
		return nil
	}
	asGood := v.state.Policy.AsGood(v.Choice, v.setting())
	var out []templates.SpanView
	from := -1
	emit := func(first, last int) {
		high, low := v.at(v.display.Threshold[first]), 0.0
		if last+1 < v.display.Len() {
			low = v.at(v.display.Threshold[last+1])
		}
		out = append(out, templates.SpanView{X: percent(low), W: percent(high - low)})
	}
	for k := range v.display.Len() {
		good := asGood(v.display.Point(k).Confusion)
		if good && from < 0 {
			from = k
		}
		if !good && from >= 0 {
			emit(from, k-1)
			from = -1
		}
	}
	if from >= 0 {
		emit(from, v.display.Len()-1)
	}
	return out
}

// A choiceJSON is the operating point that a policy has picked.
type choiceJSON struct {
	Policy  string      `json:"policy"`
	Value   calc.Value  `json:"value" doc:"of what the policy optimises or bounds"`
	Reason  calc.Reason `json:"reason,omitempty" doc:"why there is no value; then the default threshold stands"`
	Reached bool        `json:"reached" doc:"whether the bound is kept"`
	Text    string      `json:"text" doc:"the threshold as pages write it"`
	Said    string      `json:"said" doc:"what was chosen, in words"`
	PointJSON
	Plateau   *plateauJSON `json:"plateau,omitempty" doc:"of a policy that optimises: the thresholds around the optimum that are as good, if there are any"`
	Elsewhere string       `json:"elsewhere,omitempty" doc:"the query with which another run is looked at at this threshold, as one that was chosen here"`
	Optimum   *optimumJSON `json:"optimum,omitempty" doc:"of a policy that optimises: where its optimum lies in other samples"`
}

// A plateauJSON says from where to where thresholds are as good.
type plateauJSON struct {
	Low  calc.Number `json:"low"`
	High calc.Number `json:"high"`
	Said string      `json:"said" doc:"the same in words"`
}

// An optimumJSON says where the optimum of a policy lies in other samples.
type optimumJSON struct {
	Pending   bool        `json:"pending" doc:"it is being computed: ask again in a moment"`
	Low       calc.Value  `json:"low" doc:"the lower end of the percentile interval of the threshold"`
	High      calc.Value  `json:"high" doc:"its upper end; inf calls nobody positive"`
	Reason    calc.Reason `json:"reason,omitempty" doc:"why there is no interval"`
	Defined   int         `json:"defined,omitempty" doc:"how many resamples have an optimum"`
	Resamples int         `json:"resamples,omitempty" doc:"how many there are"`
	Level     float64     `json:"level,omitempty" doc:"of the interval"`
	Said      string      `json:"said" doc:"the same in words"`
}

// getChoice answers with the operating point that a policy picks from the
// whole sweep.
func (s *Server) getChoice(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.runAt)
	if err != nil {
		return err
	}
	if v.state.Policy == nil {
		return tradeoff.Errorf(tradeoff.Invalid, "there is no policy").WithHint("Name one, as in ?policy=max_f1.")
	}
	point, err := pointOf(r.Context(), v.Subject, v.Point, v.Index)
	if err != nil {
		return err
	}
	out := choiceJSON{
		Policy: v.state.Policy.String(), Value: v.Choice.Value, Reason: v.Choice.Value.Reason, Reached: v.Choice.Reached,
		Text: v.Text, Said: v.said(), PointJSON: point,
	}
	if p := v.Plateau; p != nil {
		out.Plateau = &plateauJSON{calc.Number(p.Low), calc.Number(p.High), v.saidOfPlateau()}
	}
	if v.offers() {
		out.Elsewhere = v.elsewhere().Query().Encode()
	}
	if v.Chosen && v.state.Policy.Optimises() {
		v.optimum = s.explorer.Optimum(v.Subject, *v.state.Policy, v.setting())
		out.Optimum = newOptimumJSON(v)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// optimumData is where the optimum lies in other samples; nil if nothing was
// optimised.
func newOptimumJSON(v runAt) *optimumJSON {
	said := v.saidOfOtherSamples()
	if said == "" {
		return nil
	}
	o := v.optimum
	return &optimumJSON{
		Pending: o.Pending, Low: o.Value.Low, High: o.Value.High, Reason: o.Value.Low.Reason,
		Defined: o.Value.Defined, Resamples: o.Value.Resampling.Resamples, Level: o.Value.Resampling.Level, Said: said,
	}
}
