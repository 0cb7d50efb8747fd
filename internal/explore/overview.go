package explore

import (
	"context"
	"fmt"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An ExperimentOverview is an experiment with the decision that stands in it.
type ExperimentOverview struct {
	source.ExperimentSummary
	Decision *tradeoff.Decision // the latest that no other supersedes; nil if there is none
	Retest   *Retest            // of the decision on a later run; nil if there is no later run
	Worse    string             // what the later run is detectably worse at, as in "recall 0.92 → 0.81"; "" if nothing
}

// retestsInOverview is the number of later runs on which an overview tests a decision.
const retestsInOverview = 3

// Overview returns a page of experiments, each with its latest decision and how that
// performs on the latest runs: on the one that is detectably worse if there is one, and
// else on the newest. next is the cursor of the next page, "" on the last.
func (l DecisionLog) Overview(
	ctx context.Context, filter source.ExperimentFilter,
) (list []ExperimentOverview, next string, err error) {
	found, next, err := l.x.Experiments(ctx, filter)
	if err != nil {
		return nil, "", err
	}
	for _, e := range found {
		one := ExperimentOverview{ExperimentSummary: e}
		decisions, _, err := l.x.Decisions(ctx, source.DecisionFilter{ExperimentID: e.ID, Uncorrected: true, Limit: 1})
		if err != nil {
			return nil, "", err
		}
		if len(decisions) > 0 {
			one.Decision = &decisions[0]
			if err := l.retestLatest(ctx, &one); err != nil {
				return nil, "", err
			}
		}
		list = append(list, one)
	}
	return list, next, nil
}

// retestLatest sets Retest and Worse of an overview that has a decision.
func (l DecisionLog) retestLatest(ctx context.Context, one *ExperimentOverview) error {
	d := *one.Decision
	current, err := l.CurrentRun(ctx, d.Run.ID)
	if err != nil {
		return err
	}
	runs, err := l.LaterRunsOf(ctx, d.ExperimentID, []tradeoff.Decision{d})
	if err != nil {
		return err
	}
	list := PlanRetests(d, current, runs)
	for i := range list[:min(len(list), retestsInOverview)] {
		t := &list[i]
		if err := l.RetestOn(ctx, d, t); err != nil {
			return err
		}
		if worse := t.worse(d); one.Retest == nil || worse != "" {
			one.Retest, one.Worse = t, worse
		}
		if one.Worse != "" {
			return nil
		}
	}
	return nil
}

// worse says which of the metrics that the decision is checked by are worse than chance
// explains, and by how much; "" if none is. Runs on one test set are not independent, so
// that their intervals do not say it.
func (t Retest) worse(d tradeoff.Decision) string {
	if t.Reason != "" || t.SameTestSet || t.Replaces {
		return ""
	}
	var list []string
	for _, id := range d.CitedMetrics() {
		now, was := DecidedEstimate(d, t.Point, id), DecidedEstimate(d, d.Point, id)
		m, _ := calc.MetricByID(id)
		if now.OK && was.OK && (m.Better == calc.Lower) == (now.V > was.V) && !calc.MayBeChance(calc.Difference(now, was)) {
			list = append(list, t.change(d, id))
		}
	}
	return strings.Join(list, ", ")
}

// Changes says how the metrics that the decision is checked by have changed.
func (t Retest) Changes(d tradeoff.Decision) string {
	var list []string
	for _, id := range d.CitedMetrics() {
		list = append(list, t.change(d, id))
	}
	return strings.Join(list, ", ")
}

// change says what a metric was at the decision and is on the later run.
func (t Retest) change(d tradeoff.Decision, id string) string {
	text := func(p calc.OperatingPoint) string {
		value, _ := EstimateText(tradeoff.Experiment{}, id, DecidedEstimate(d, p, id), "")
		return value
	}
	return fmt.Sprintf("%s %s → %s", strings.ToLower(MetricName(id)), text(d.Point), text(t.Point))
}
