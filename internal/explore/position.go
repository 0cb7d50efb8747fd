package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// A Position is the operating point of one of several runs, each of which may have a
// different threshold.
type Position struct {
	Point     calc.OperatingPoint
	Text      string      // the threshold as pages show and link it; "" if there is none
	Unmet     bool        // no threshold satisfies the policy: this one comes closest
	Undefined calc.Reason // why there is no point; "" if there is one
}

// position returns the operating point of a subject at the threshold for all runs, or at
// the one that the policy of at chooses. display is that of the subject.
func (of Subject) position(
	ctx context.Context, display *wire.Display, at tradeoff.Stand, where calc.Setting,
) (Position, error) {
	if t := at.Threshold(); t != nil {
		point, _, err := of.Part.OperatingPoint(ctx, *t)
		return Position{Point: point, Text: format.Threshold(*t, format.ExactDigits)}, err
	}
	return of.positionByPolicy(ctx, display, at.Rule(), where)
}

// positionByPolicy returns the operating point that a policy chooses, or the default one
// if policy is nil. display is that of the subject; it is used only for the default of
// uncalibrated scores.
func (of Subject) positionByPolicy(
	ctx context.Context, display *wire.Display, policy *calc.Policy, where calc.Setting,
) (Position, error) {
	if policy != nil {
		at, err := of.chosen(ctx, *policy, where)
		if err != nil || !at.Chosen {
			return Position{Undefined: at.Choice.Value.Reason}, err
		}
		return Position{Point: at.Point, Text: at.Text, Unmet: !at.Choice.Reached}, nil
	}
	threshold := DefaultThreshold(of.Run, display)
	point, _, err := of.Part.OperatingPoint(ctx, threshold)
	return Position{Point: point, Text: format.Threshold(threshold, format.ExactDigits)}, err
}

// PositionOfRun is [Subject.positionByPolicy] for a whole run.
func (x *Explorer) PositionOfRun(
	ctx context.Context, run tradeoff.Run, policy *calc.Policy, where calc.Setting,
) (Position, error) {
	of, err := x.Subject(ctx, run, tradeoff.View{})
	if err != nil {
		return Position{}, err
	}
	var display Display
	if policy == nil && run.ScoreKind == calc.Score {
		if display, err = x.DisplayOf(ctx, of); err != nil {
			return Position{}, err
		}
	}
	return of.positionByPolicy(ctx, display.Display, policy, where)
}

// ThresholdMetric is the id of the threshold among the metrics of a position. The catalog
// does not have it.
const ThresholdMetric = "threshold"

// addEstimates sets the metrics ids of the position in into; all are undefined if there is
// no point. Those that depend on the prevalence are restated for it, unless it is nil.
func (p Position) addEstimates(into map[string]calc.Estimate, ids []string, prevalence *float64) {
	var metrics []string
	for _, id := range ids {
		switch {
		case p.Undefined != "":
			into[id] = calc.Estimate{Value: calc.Undefined(p.Undefined)}
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
