package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Decisions in one page of a list, and later runs shown with each.
const (
	DecisionsPerPage = 20
)

// DecisionOn returns the decision on what a run's page shows, which has neither
// been explained nor stored.
func (v RunAt) DecisionOn() tradeoff.Decision {
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

// ChosenAmong are the others of the runs that one was chosen among, each once.
func ChosenAmong(run int64, ids []int64) (others []tradeoff.DecidedRun) {
	for _, id := range ids {
		if id != run && !slices.ContainsFunc(others, func(r tradeoff.DecidedRun) bool { return r.ID == id }) {
			others = append(others, tradeoff.DecidedRun{ID: id})
		}
	}
	return others
}

// CostWords say what errors cost.
func CostWords(c calc.Costs) string {
	return fmt.Sprintf("A miss costs %s, a false alarm %s.", format.Number(c.FN), format.Number(c.FP))
}

// A decided is a decision with its experiment, whose names are fit for sentences.
type DecidedCase struct {
	tradeoff.Decision
	Experiment tradeoff.Experiment
}

// DecisionOf returns a decision with its experiment, which may be in the trash or purged.
func (x *Explorer) DecisionOf(ctx context.Context, id int64) (d DecidedCase, err error) {
	if d.Decision, err = x.Decision(ctx, id); err != nil {
		return d, err
	}
	e, err := x.AnyExperiment(ctx, d.ExperimentID)
	d.Experiment = ForReading(e.In(d.View()))
	return d, err
}

// DecisionTitle is a decision in a line.
func DecisionTitle(d tradeoff.Decision) string {
	return fmt.Sprintf("%s at %s", format.Isolate(format.Shorten(d.Run.Name, RoomInSentence)), ThresholdText(d))
}

func ThresholdText(d tradeoff.Decision) string {
	return format.Threshold(d.Point.Threshold, format.ExactDigits)
}

// LiveRun returns the run that has the id, or is in its place, and 0 if none is.
func (x *Explorer) LiveRun(ctx context.Context, id int64) (int64, error) {
	switch _, err := x.Run(ctx, id); {
	case err == nil:
		return id, nil
	case !tradeoff.IsGone(err):
		return 0, err
	}
	by, err := x.ReplacedBy(ctx, id)
	if err != nil || by == 0 {
		return 0, err
	}
	return x.LiveRun(ctx, by)
}

// DecidedEstimate is a metric where the classifier is to be used, as d says.
func DecidedEstimate(d tradeoff.Decision, p calc.OperatingPoint, id string) calc.Estimate {
	return evaluate.Closed(p, []string{id}, d.Setting.Prevalence)[0]
}

// StandingDecisions are the decisions on a run that none corrects, the newest first.
func (x *Explorer) StandingDecisions(ctx context.Context, run tradeoff.Run) ([]tradeoff.Decision, error) {
	list, _, err := x.Decisions(ctx, source.DecisionFilter{ExperimentID: run.ExperimentID, RunID: run.ID, Standing: true, Limit: DecisionsPerPage})
	return list, err
}

// A Retest is a decision looked at on a later run: its threshold there.
type Retest struct {
	Run       tradeoff.Run
	SameTests bool // as the run that was decided upon
	Replaces  bool // it is in that run's place
	Point     calc.OperatingPoint
	Reason    string // why there is no point
}

// RunsSince returns the runs of an experiment, the newest first, that decisions
// may be looked at on; none if there is no decision.
func (x *Explorer) RunsSince(ctx context.Context, experiment int64, decisions []tradeoff.Decision) (runs []tradeoff.Run, err error) {
	if len(decisions) > 0 {
		runs, _, err = x.PlainRuns(ctx, source.RunFilter{ExperimentID: experiment, Limit: LeaderboardRuns})
	}
	return runs, err
}

// LaterRuns returns those of the runs that have come since d was taken, and the
// one that is in the place of its own, which live is. None is tested yet.
func LaterRuns(d tradeoff.Decision, live int64, runs []tradeoff.Run) (list []Retest) {
	for _, run := range runs {
		t := Retest{Run: run, SameTests: d.TestSetDigest != "" && run.TestSetDigest == d.TestSetDigest, Replaces: run.ID == live && live != d.Run.ID}
		if t.Replaces || run.CreatedAt.After(d.CreatedAt) {
			list = append(list, t)
		}
	}
	return list
}

// test looks at d on the run of t.
func (x *Explorer) TestDecision(ctx context.Context, d tradeoff.Decision, t *Retest) error {
	of, err := x.Subject(ctx, t.Run, d.View())
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

// Retests looks at d on all the runs that have come since, the newest first.
func (x *Explorer) Retests(ctx context.Context, d tradeoff.Decision, live int64) ([]Retest, error) {
	runs, err := x.RunsSince(ctx, d.ExperimentID, []tradeoff.Decision{d})
	if err != nil {
		return nil, err
	}
	list := LaterRuns(d, live, runs)
	for i := range list {
		if err := x.TestDecision(ctx, d, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Sentence says in words what d is worth on the run.
func (t Retest) Sentence(e tradeoff.Experiment, d tradeoff.Decision) string {
	if t.Reason != "" {
		return "It cannot be tested there: " + t.Reason + "."
	}
	var said []string
	for _, id := range d.CitedMetrics() {
		said = append(said, t.said(e, d, id))
	}
	return "At " + ThresholdText(d) + " " + strings.Join(said, "; ") + "."
}

// said is what became of one metric.
func (t Retest) said(e tradeoff.Experiment, d tradeoff.Decision, id string) string {
	text := func(estimate calc.Estimate) string {
		value, interval := EstimateText(e, estimate, "")
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
	if now.OK && was.OK && now.V != was.V && !t.SameTests && !t.Replaces {
		if calc.MayBeChance(calc.Difference(now, was)) {
			s += " (the difference may be chance)"
		} else {
			s += " (more than chance explains)"
		}
	}
	return s
}
