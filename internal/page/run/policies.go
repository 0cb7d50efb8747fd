package run

import (
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// with returns the address of this page with a changed state.
func (v RunView) with(change func(*tradeoff.State)) string {
	state := v.State
	change(&state)
	return link.Address(link.RunPath(v.Run.ID), state.Query())
}

func (v operatingSection) policies() templates.PolicyView {
	out := templates.PolicyView{Here: v.with(func(*tradeoff.State) {}), Action: link.RunPath(v.Run.ID),
		Said: v.PolicyText(), Default: v.DefaultText(), AsGood: v.PlateauText(), OtherSamples: v.OptimumText(),
		Pending: v.Optimum.Pending}
	if v.Chosen {
		out.Optimist = tradeoff.Optimist
	}
	plain := v.State
	plain.Threshold, plain.Policy = nil, nil
	out.Hidden = web.HiddenFields(plain.Query())
	now := v.policyText()
	out.Origin = deploymentSection(v).originView()
	byHand := v.State.Policy == nil && v.State.Threshold != nil && *v.State.Threshold != explore.DefaultThreshold(v.Run,
		v.Display) && v.Provenance == nil
	out.Chips = append(out.Chips,
		templates.ChipView{Label: "by hand", ID: "manual", Pressed: byHand,
			Href: v.with(func(s *tradeoff.State) { s.Policy, s.Threshold, s.Origin = nil, &v.Point.Threshold, nil })},
		templates.ChipView{Label: format.Number(explore.DefaultThreshold(v.Run, v.Display)), ID: "default",
			Pressed: now == "" && !byHand && v.Provenance == nil,
			Href:    v.with(func(s *tradeoff.State) { s.Policy, s.Threshold = nil, nil })})
	out.Chips = append(out.Chips, show.PolicyChips(v.State.Policy, v.with)...)
	return out
}

// otherSamples returns where on the slider the optimum lies in other samples.
func (v operatingSection) otherSamples() []templates.SpanView {
	if v.OptimumText() == "" || !v.Optimum.Value.Low.OK {
		return nil
	}
	low, high := v.place(v.Optimum.Value.Low.V), v.place(v.Optimum.Value.High.V)
	return []templates.SpanView{{X: show.Percent(low), W: show.Percent(high - low), End: show.Percent(high)}}
}

// asGood returns where on the slider an optimising policy would be as good.
func (v operatingSection) asGood() []templates.SpanView {
	if !v.Chosen {
		return nil
	}
	asGood := v.State.Policy.AsGood(v.Choice, v.Setting())
	var out []templates.SpanView
	from := -1
	emit := func(first, last int) {
		high, low := v.place(v.Display.Threshold[first]), 0.0
		if last+1 < v.Display.Len() {
			low = v.place(v.Display.Threshold[last+1])
		}
		out = append(out, templates.SpanView{X: show.Percent(low), W: show.Percent(high - low)})
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
