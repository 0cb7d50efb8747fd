package server

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// thresholdColumn is the leaderboard's column of where each run stands. It is
// no metric.
const thresholdColumn = "threshold"

// A standing is where a run stands on a leaderboard.
type standing struct {
	point   calc.OperatingPoint
	text    string      // its threshold as it is shown and linked
	unmet   bool        // no threshold satisfies the policy: this one comes closest
	nowhere calc.Reason // why the policy picks nothing, "" if it picks
}

// standing finds where a run stands: at the threshold that the policy picks on
// it, or at its default one without a policy.
func (s *Server) standing(ctx context.Context, run tradeoff.Run, policy *calc.Policy, where calc.Setting) (standing, error) {
	of, err := s.subject(ctx, run, tradeoff.View{})
	if err != nil {
		return standing{}, err
	}
	var display partDisplay
	if policy == nil && run.ScoreKind == calc.Score {
		if display, err = s.wholeDisplay(ctx, run.ID); err != nil {
			return standing{}, err
		}
	}
	return s.standingOf(ctx, of, display, policy, where)
}

// standingOf is [Server.standing] for a part of a run, whose display is needed
// only for scores without a scale.
func (s *Server) standingOf(ctx context.Context, of subject, display partDisplay, policy *calc.Policy, where calc.Setting) (standing, error) {
	if policy != nil {
		sweep, err := of.Part.Sweep(ctx)
		if err != nil {
			return standing{}, err
		}
		choice := policy.Pick(sweep, where)
		if !choice.Value.OK {
			return standing{nowhere: choice.Value.Reason}, nil
		}
		text, _ := shortest(sweep, choice.Index)
		return standing{point: sweep.Point(choice.Index), text: text, unmet: !choice.Reached}, nil
	}
	threshold := of.Run.ScoreKind.DefaultThreshold()
	if of.Run.ScoreKind == calc.Score {
		threshold = defaultThreshold(of.Run, display.Display)
	}
	point, _, err := of.Part.OperatingPoint(ctx, threshold)
	return standing{point: point, text: format.Threshold(threshold, format.ExactDigits)}, err
}

// estimates adds the metrics of the point, by id; with a prevalence, what depends
// on it is restated for it.
func (p standing) estimates(into map[string]calc.Estimate, ids []string, prevalence *float64) {
	var metrics []string
	for _, id := range ids {
		switch {
		case p.nowhere != "":
			into[id] = calc.Estimate{Value: calc.Undefined(p.nowhere)}
		case id == thresholdColumn:
			into[id] = calc.Estimate{Value: calc.Defined(p.point.Threshold)}
		default:
			metrics = append(metrics, id)
		}
	}
	for i, e := range evaluate.Closed(p.point, metrics, prevalence) {
		into[metrics[i]] = e
	}
}

// leaderboardPolicies is the choice of where the runs stand.
func leaderboardPolicies(path string, state tradeoff.State, keep []templates.Choice, with func(func(*tradeoff.State)) string) templates.PolicyView {
	out := templates.PolicyView{Action: path, Hidden: keep}
	out.Chips = append(out.Chips, templates.ChipView{Label: "each run’s default", ID: "default", Pressed: state.Policy == nil,
		Href: with(func(s *tradeoff.State) { s.Policy = nil })})
	out.Chips = append(out.Chips, offeredChips(state.Policy, with)...)
	return out
}
