package explore

import (
	"context"
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// DecisionsPerPage is how many decisions one page of a list has.
const DecisionsPerPage = 20

// A DecisionLog answers questions about decisions on record.
type DecisionLog struct{ x *Explorer }

// NewDecision returns the decision for the operating point of v. It has neither an
// author nor a reason yet, and is not stored.
func (v RunAt) NewDecision() tradeoff.Decision {
	shown := v.State
	shown.Meeting = tradeoff.Meeting{}
	d := tradeoff.Decision{
		ExperimentID: v.Run.ExperimentID, Run: tradeoff.DecidedRun{ID: v.Run.ID, Name: v.Run.Name},
		Page: link.Address(link.RunPath(v.Run.ID), shown.Query()), Setting: v.Setting(), Point: v.Point,
	}
	if v.Chosen {
		d.Policy = v.State.Policy
	}
	return d
}

// ChosenAmong returns the other runs that one was chosen among, each once. They have
// only their ids.
func ChosenAmong(run int64, ids []int64) (others []tradeoff.DecidedRun) {
	for _, id := range ids {
		if id != run && !slices.ContainsFunc(others, func(r tradeoff.DecidedRun) bool { return r.ID == id }) {
			others = append(others, tradeoff.DecidedRun{ID: id})
		}
	}
	return others
}

// CostText says what errors cost.
func CostText(c calc.Costs) string {
	return fmt.Sprintf("A miss costs %s, a false alarm %s.", format.Number(c.FN), format.Number(c.FP))
}

// A DecisionWithExperiment is a decision and its experiment, with names that fit into
// sentences.
type DecisionWithExperiment struct {
	tradeoff.Decision
	Experiment tradeoff.Experiment
}

// WithExperiment returns the decision id with its experiment, which may be in the trash
// or purged. Its error is NotFound if there is no such decision.
func (l DecisionLog) WithExperiment(ctx context.Context, id int64) (d DecisionWithExperiment, err error) {
	if d.Decision, err = l.x.Decision(ctx, id); err != nil {
		return d, err
	}
	e, err := l.x.AnyExperiment(ctx, d.ExperimentID)
	d.Experiment = ReadableExperiment(e.In(d.View()))
	return d, err
}

// Current returns the latest decisions on a run that no other supersedes, the newest
// first, at most [DecisionsPerPage].
func (l DecisionLog) Current(ctx context.Context, run tradeoff.Run) ([]tradeoff.Decision, error) {
	list, _, err := l.x.Decisions(ctx, source.DecisionFilter{
		ExperimentID: run.ExperimentID, RunID: run.ID, Uncorrected: true, Limit: DecisionsPerPage,
	})
	return list, err
}

// DecisionTitle returns a decision in one line: "name of the run at 0.5".
func DecisionTitle(d tradeoff.Decision) string {
	return fmt.Sprintf("%s at %s", forSentence(d.Run.Name), ThresholdText(d))
}

// ThresholdText returns the threshold of a decision.
func ThresholdText(d tradeoff.Decision) string {
	return format.Threshold(d.Point.Threshold, format.ExactDigits)
}

// DecidedEstimate returns the metric id of a point in the deployment that d describes,
// with its interval.
func DecidedEstimate(d tradeoff.Decision, p calc.OperatingPoint, id string) calc.Estimate {
	return evaluate.Closed(p, []string{id}, d.Setting.Prevalence)[0]
}

// CurrentRun returns id if its run exists, else the id of the run that took its place,
// and 0 if none did.
func (l DecisionLog) CurrentRun(ctx context.Context, id int64) (int64, error) {
	switch _, err := l.x.Run(ctx, id); {
	case err == nil:
		return id, nil
	case !tradeoff.IsGone(err):
		return 0, err
	}
	by, err := l.x.ReplacedBy(ctx, id)
	if err != nil || by == 0 {
		return 0, err
	}
	return l.CurrentRun(ctx, by)
}
