package explore

import (
	"context"
	"fmt"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A LabelGroup is the runs of one file with several labels, one run for each label, and
// their averages.
type LabelGroup struct {
	tradeoff.LabelGroup
	Runs      []source.RunSummary
	Positions []Position // of the runs
	Means     evaluate.LabelMeans
	Pending   bool // micro averages for all thresholds are still being computed
}

// LabelAverages returns the group id, each of its runs at the operating point that at
// returns. Micro averages for all thresholds need all scores: they are computed in the
// background, and LabelAverages waits for them at most so long, or until they are there
// if most is 0. Its error is NotFound if there is no such group.
func (s SeveralRuns) LabelAverages(
	ctx context.Context, id int64, at func(tradeoff.Run) (Position, error), most time.Duration,
) (g LabelGroup, err error) {
	if g.LabelGroup, g.Runs, err = s.x.LabelGroup(ctx, id); err != nil {
		return g, err
	}
	labels := make([]evaluate.LabelRun, len(g.Runs))
	for i, r := range g.Runs {
		p, err := at(r.Run)
		if err != nil {
			return g, err
		}
		g.Positions = append(g.Positions, p)
		labels[i] = evaluate.LabelRun{Metrics: MetricsOf(r.Metrics), Point: p.Point, Nowhere: p.Undefined}
	}
	pooled, err := s.pooledLabels(ctx, g.Runs, most)
	g.Means, g.Pending = evaluate.MeansOfLabels(labels, pooled), pooled == nil
	return g, err
}

// pooledLabels returns the micro averages of metrics for all thresholds, or nil if they
// are still being computed.
func (s SeveralRuns) pooledLabels(
	ctx context.Context, runs []source.RunSummary, most time.Duration,
) (map[string]evaluate.Quantity, error) {
	ids, list := make([]int64, len(runs)), make([]tradeoff.Run, len(runs))
	for i, r := range runs {
		ids[i], list[i] = r.ID, r.Run
	}
	key := fmt.Sprint(ids) // the numbers of a run never change
	work := func(ctx context.Context, _ *jobs.Progress) (map[string]evaluate.Quantity, error) {
		pooled, err := s.poolLabels(ctx, list)
		s.x.warn(ctx, err, "labels were not pooled", "runs", key)
		return pooled, err
	}
	if most == 0 {
		return s.x.Background.Pooled.Get(ctx, key, work)
	}
	now, err := s.x.Background.Pooled.Ask(key, 0, work).Wait(ctx, most)
	if !now.Ready || now.Err != nil {
		return nil, err
	}
	return now.Value, err
}

// poolLabels reads the sweeps of whole runs and pools them. It stops to read when they
// cannot be pooled.
func (s SeveralRuns) poolLabels(ctx context.Context, runs []tradeoff.Run) (map[string]evaluate.Quantity, error) {
	var sweeps []*calc.Sweep
	for _, run := range runs {
		sweep, err := s.x.Sweep(ctx, run)
		if err != nil {
			return nil, err
		}
		if sweeps = append(sweeps, sweep); calc.Poolable(sweeps) != "" {
			break
		}
	}
	return evaluate.PoolLabels(sweeps), nil
}

// Macro returns the macro averages by metric id, as estimates without intervals.
func (g LabelGroup) Macro() map[string]calc.Estimate {
	all := make(map[string]calc.Estimate)
	for id, m := range g.Means.Macro {
		all[id] = calc.Estimate{Value: m.Value}
	}
	return all
}
