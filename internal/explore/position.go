package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// A Position is the operating point of one of several runs, each at a threshold of
// its own.
type Position struct {
	Point   calc.OperatingPoint
	Text    string      // its threshold as it is shown and linked
	Unmet   bool        // no threshold satisfies the policy: this one comes closest
	Nowhere calc.Reason // why the policy picks nothing; "" if it picks
}

// Position returns the operating point of a subject at the threshold that all runs
// share, or at the one that the rule picks on it. display is that of the subject.
func (of Subject) Position(
	ctx context.Context, display *wire.Display, at tradeoff.Stand, where calc.Setting,
) (Position, error) {
	if t := at.Threshold(); t != nil {
		point, _, err := of.Part.OperatingPoint(ctx, *t)
		return Position{Point: point, Text: format.Threshold(*t, format.ExactDigits)}, err
	}
	return of.PositionByPolicy(ctx, display, at.Rule(), where)
}

// PositionByPolicy returns the operating point that a policy picks, or the default
// one without a policy. The display is used only for scores without a scale.
func (of Subject) PositionByPolicy(
	ctx context.Context, display *wire.Display, policy *calc.Policy, where calc.Setting,
) (Position, error) {
	if policy != nil {
		at, err := of.chosen(ctx, *policy, where)
		if err != nil || !at.Chosen {
			return Position{Nowhere: at.Choice.Value.Reason}, err
		}
		return Position{Point: at.Point, Text: at.Text, Unmet: !at.Choice.Reached}, nil
	}
	threshold := DefaultThreshold(of.Run, display)
	point, _, err := of.Part.OperatingPoint(ctx, threshold)
	return Position{Point: point, Text: format.Threshold(threshold, format.ExactDigits)}, err
}

// PositionOfRun returns [Subject.PositionByPolicy] of a whole run.
func (x *Explorer) PositionOfRun(
	ctx context.Context, run tradeoff.Run, policy *calc.Policy, where calc.Setting,
) (Position, error) {
	of, err := x.Subject(ctx, run, tradeoff.View{})
	if err != nil {
		return Position{}, err
	}
	var display Display
	if policy == nil && run.ScoreKind == calc.Score {
		if display, err = x.Display(ctx, of); err != nil {
			return Position{}, err
		}
	}
	return of.PositionByPolicy(ctx, display.Display, policy, where)
}

// ThresholdMetric is the id of the threshold among the metrics of a position. It is
// no metric of the catalog.
const ThresholdMetric = "threshold"

// Estimates adds metrics of the position, by id; with a prevalence, those that depend
// on it are restated for it.
func (p Position) Estimates(into map[string]calc.Estimate, ids []string, prevalence *float64) {
	var metrics []string
	for _, id := range ids {
		switch {
		case p.Nowhere != "":
			into[id] = calc.Estimate{Value: calc.Undefined(p.Nowhere)}
		case id == ThresholdMetric:
			into[id] = calc.Estimate{Value: calc.Defined(p.Point.Threshold)}
		default:
			metrics = append(metrics, id)
		}
	}
	for i, e := range evaluate.Closed(p.Point, metrics, prevalence) {
		into[metrics[i]] = e
	}
}
