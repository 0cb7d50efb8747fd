package run

import (
	"slices"

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
	out := templates.PolicyView{Action: link.RunPath(v.Run.ID)}
	plain := v.State
	plain.Threshold, plain.Policy = nil, nil
	out.Hidden = web.HiddenFields(plain.Query())
	byHand := v.State.Policy == nil && v.State.Threshold != nil && *v.State.Threshold != explore.DefaultThreshold(v.Run,
		v.Display)
	chips := append([]templates.ChipView{{
		Label: format.Number(explore.DefaultThreshold(v.Run, v.Display)), ID: "default",
		Pressed: v.policyText() == "" && !byHand && v.Provenance == nil,
		Href:    v.with(func(s *tradeoff.State) { s.Policy, s.Threshold, s.Origin = nil, nil, nil }),
	}}, show.PolicyChips(v.State.Policy, v.with)...)
	for _, id := range usualPolicies {
		i := slices.IndexFunc(chips, func(c templates.ChipView) bool { return c.Policy+c.ID == id })
		out.Usual = append(out.Usual, chips[i])
		chips = slices.Delete(chips, i, i+1)
	}
	// The chosen policy is in view, in the last place.
	if i := slices.IndexFunc(chips, func(c templates.ChipView) bool { return c.Pressed }); i >= 0 {
		last := len(out.Usual) - 1
		out.Usual[last], chips[i] = chips[i], out.Usual[last]
	}
	out.Others = chips
	return out
}

// usualPolicies are the policies of a run's page that are in view: prefixes of addresses,
// and that of the default threshold.
var usualPolicies = []string{"default", "max_f1", "recall>=", "min_cost"}
