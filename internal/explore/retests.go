package explore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A Retest is the threshold of a decision on a later run.
type Retest struct {
	Run         tradeoff.Run
	SameTestSet bool // as the run of the decision had
	Replaces    bool // it took the place of the run of the decision
	Point       calc.OperatingPoint
	Reason      string // why there is no point; "" if there is one
}

// LaterRunsOf returns the runs of an experiment that decisions may be tested on, the
// newest first, at most [LeaderboardRuns]. It returns none if there is no decision.
func (l DecisionLog) LaterRunsOf(
	ctx context.Context, experiment int64, decisions []tradeoff.Decision,
) (runs []tradeoff.Run, err error) {
	if len(decisions) > 0 {
		runs, _, err = l.x.PlainRuns(ctx, source.RunFilter{ExperimentID: experiment, Limit: LeaderboardRuns})
	}
	return runs, err
}

// PlanRetests returns a retest without a result for each of the runs that is newer than
// d, and for current, the run that took the place of d's.
func PlanRetests(d tradeoff.Decision, current int64, runs []tradeoff.Run) (list []Retest) {
	for _, run := range runs {
		t := Retest{
			Run:         run,
			SameTestSet: d.TestSetDigest != "" && run.TestSetDigest == d.TestSetDigest,
			Replaces:    run.ID == current && current != d.Run.ID,
		}
		if t.Replaces || run.CreatedAt.After(d.CreatedAt) {
			list = append(list, t)
		}
	}
	return list
}

// RetestOn finds the point of d on the run of t, or the reason why there is none.
func (l DecisionLog) RetestOn(ctx context.Context, d tradeoff.Decision, t *Retest) error {
	of, err := l.x.Subject(ctx, t.Run, d.View())
	if err == nil && of.Run.N == 0 {
		t.Reason = "it has none of the rows that were decided upon"
		return nil
	}
	if err == nil {
		t.Point, _, err = of.Part.OperatingPoint(ctx, d.Point.Threshold)
	}
	var wrong *tradeoff.Error
	if errors.As(err, &wrong) && (wrong.Kind == tradeoff.Invalid || tradeoff.IsGone(wrong)) {
		t.Reason = wrong.Message
		return nil
	}
	return err
}

// RetestAll tests d on all later runs, the newest first. current is the run that is in
// the place of d's now, as [DecisionLog.CurrentRun] returns it.
func (l DecisionLog) RetestAll(ctx context.Context, d tradeoff.Decision, current int64) ([]Retest, error) {
	runs, err := l.LaterRunsOf(ctx, d.ExperimentID, []tradeoff.Decision{d})
	if err != nil {
		return nil, err
	}
	list := PlanRetests(d, current, runs)
	for i := range list {
		if err := l.RetestOn(ctx, d, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Sentence says how d performs on the run.
func (t Retest) Sentence(e tradeoff.Experiment, d tradeoff.Decision) string {
	if t.Reason != "" {
		return "It cannot be tested there: " + t.Reason + "."
	}
	var metrics []string
	for _, id := range d.CitedMetrics() {
		metrics = append(metrics, t.metricText(e, d, id))
	}
	return "At " + ThresholdText(d) + " " + strings.Join(metrics, "; ") + "."
}

// metricText says what a metric is on the run, and what it was when d was recorded.
func (t Retest) metricText(e tradeoff.Experiment, d tradeoff.Decision, id string) string {
	text := func(estimate calc.Estimate) string {
		value, interval := EstimateText(e, id, estimate, "")
		if !estimate.OK {
			return "undefined (" + e.ReasonText(estimate.Reason) + ")"
		}
		if estimate.Low.OK && estimate.Low.V < estimate.High.V {
			value += " (" + interval + ")"
		}
		return value
	}
	now, was := DecidedEstimate(d, t.Point, id), DecidedEstimate(d, d.Point, id)
	s := fmt.Sprintf("%s is %s, was %s", strings.ToLower(MetricName(id)), text(now), text(was))
	if now.OK && was.OK && now.V != was.V && !t.SameTestSet && !t.Replaces {
		if calc.MayBeChance(calc.Difference(now, was)) {
			s += " (the difference may be chance)"
		} else {
			s += " (more than chance explains)"
		}
	}
	return s
}
