package experiment

import (
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// leaderboardPolicies is the choice of where the runs stand.
func leaderboardPolicies(
	path string, state tradeoff.State, keep []templates.Choice, with func(func(*tradeoff.State)) string,
) templates.PolicyView {
	out := templates.PolicyView{Action: path, Hidden: keep}
	out.Chips = append(out.Chips, templates.ChipView{Label: "each run’s default", ID: "default",
		Pressed: state.Policy == nil,
		Href:    with(func(s *tradeoff.State) { s.Policy = nil })})
	out.Chips = append(out.Chips, show.PolicyChips(state.Policy, with)...)
	return out
}
