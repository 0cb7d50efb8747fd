package server

import (
	"net/http"
	"strings"

	"tradeoff/internal/api/shape"
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

// with returns the address of this page with a changed state.
func (v runView) with(change func(*tradeoff.State)) string {
	state := v.State
	change(&state)
	return link.Address(link.RunPath(v.Run.ID), state.Query())
}

func (v runView) policies() templates.PolicyView {
	out := templates.PolicyView{Here: v.with(func(*tradeoff.State) {}), Action: link.RunPath(v.Run.ID), Said: v.Said(), Default: v.SaidOfDefault(), AsGood: v.SaidOfPlateau(), OtherSamples: v.SaidOfOtherSamples(), Pending: v.Optimum.Pending}
	if v.Chosen {
		out.Optimist = tradeoff.Optimist
	}
	plain := v.State
	plain.Threshold, plain.Policy = nil, nil
	out.Hidden = web.HiddenFields(plain.Query())
	now := v.policyText()
	out.Origin = v.originView()
	byHand := v.State.Policy == nil && v.State.Threshold != nil && *v.State.Threshold != explore.DefaultThreshold(v.Run, v.Display) && v.Origin == nil
	out.Chips = append(out.Chips,
		templates.ChipView{Label: "by hand", ID: "manual", Pressed: byHand,
			Href: v.with(func(s *tradeoff.State) { s.Policy, s.Threshold, s.Origin = nil, &v.Point.Threshold, nil })},
		templates.ChipView{Label: format.Number(explore.DefaultThreshold(v.Run, v.Display)), ID: "default", Pressed: now == "" && !byHand && v.Origin == nil,
			Href: v.with(func(s *tradeoff.State) { s.Policy, s.Threshold = nil, nil })})
	out.Chips = append(out.Chips, offeredChips(v.State.Policy, v.with)...)
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
	if v.SaidOfOtherSamples() == "" || !v.Optimum.Value.Low.OK {
		return nil
	}
	low, high := v.at(v.Optimum.Value.Low.V), v.at(v.Optimum.Value.High.V)
	return []templates.SpanView{{X: percent(low), W: percent(high - low), End: percent(high)}}
}

// asGood returns where on the slider an optimising policy would be as good.
func (v runView) asGood() []templates.SpanView {
	if !v.Chosen {
		return nil
	}
	asGood := v.State.Policy.AsGood(v.Choice, v.Setting())
	var out []templates.SpanView
	from := -1
	emit := func(first, last int) {
		high, low := v.at(v.Display.Threshold[first]), 0.0
		if last+1 < v.Display.Len() {
			low = v.at(v.Display.Threshold[last+1])
		}
		out = append(out, templates.SpanView{X: percent(low), W: percent(high - low)})
	}
	for k := range v.Display.Len() {
		good := asGood(v.Display.Point(k).Confusion)
		if good && from < 0 {
			from = k
		}
		if !good && from >= 0 {
			emit(from, k-1)
			from = -1
		}
	}
	if from >= 0 {
		emit(from, v.Display.Len()-1)
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
	shape.PointJSON
	Plateau   *plateauJSON       `json:"plateau,omitempty" doc:"of a policy that optimises: the thresholds around the optimum that are as good, if there are any"`
	Elsewhere string             `json:"elsewhere,omitempty" doc:"the query with which another run is looked at at this threshold, as one that was chosen here"`
	Optimum   *shape.OptimumJSON `json:"optimum,omitempty" doc:"of a policy that optimises: where its optimum lies in other samples"`
}

// A plateauJSON says from where to where thresholds are as good.
type plateauJSON struct {
	Low  calc.Number `json:"low"`
	High calc.Number `json:"high"`
	Said string      `json:"said" doc:"the same in words"`
}

// getChoice answers with the operating point that a policy picks from the
// whole sweep.
func (s *Server) getChoice(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	if v.State.Policy == nil {
		return tradeoff.Errorf(tradeoff.Invalid, "there is no policy").WithHint("Name one, as in ?policy=max_f1.")
	}
	point, err := shape.NewPoint(r.Context(), v.Subject, v.Point, v.Index)
	if err != nil {
		return err
	}
	out := choiceJSON{
		Policy: v.State.Policy.String(), Value: v.Choice.Value, Reason: v.Choice.Value.Reason, Reached: v.Choice.Reached,
		Text: v.Text, Said: v.Said(), PointJSON: point,
	}
	if p := v.Plateau; p != nil {
		out.Plateau = &plateauJSON{calc.Number(p.Low), calc.Number(p.High), v.SaidOfPlateau()}
	}
	if v.Offers() {
		out.Elsewhere = v.Elsewhere().Query().Encode()
	}
	if v.Chosen && v.State.Policy.Optimises() {
		v.Optimum = s.explorer.Optimum(v.Subject, *v.State.Policy, v.Setting())
		out.Optimum = shape.NewOptimumJSON(v)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
