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

// A LabelGroup is a group of runs, one for each label, with its averages.
type LabelGroup struct {
	tradeoff.LabelGroup
	Runs      []source.RunSummary
	Standings []Position // of the runs
	Means     evaluate.LabelMeans
	Pending   bool // micro averages of whole runs are still to come
}

// labelGroup returns the group of the given id, each of its runs at the operating
// point that at returns. Micro averages of whole runs need all scores: they are
// found in the background, and waited for as long as most, or to their end if it is 0.
func (x *Explorer) LabelAverages(
	ctx context.Context, id int64, at func(tradeoff.Run) (Position, error), most time.Duration,
) (g LabelGroup, err error) {
	if g.LabelGroup, g.Runs, err = x.LabelGroup(ctx, id); err != nil {
		return g, err
	}
	labels := make([]evaluate.LabelRun, len(g.Runs))
	for i, r := range g.Runs {
		p, err := at(r.Run)
		if err != nil {
			return g, err
		}
		g.Standings = append(g.Standings, p)
		labels[i] = evaluate.LabelRun{Metrics: MetricsOf(r.Metrics), Point: p.Point, Nowhere: p.Nowhere}
	}
	pooled, err := x.pooledLabels(ctx, g.Runs, most)
	g.Means, g.Pending = evaluate.MeansOfLabels(labels, pooled), pooled == nil
	return g, err
}

// pooledLabels returns the micro averages of metrics of whole runs, or nil if they
// are still to come.
func (x *Explorer) pooledLabels(
	ctx context.Context, runs []source.RunSummary, most time.Duration,
) (map[string]evaluate.Quantity, error) {
	ids, list := make([]int64, len(runs)), make([]tradeoff.Run, len(runs))
	for i, r := range runs {
		ids[i], list[i] = r.ID, r.Run
	}
	key := fmt.Sprint(ids) // a run of an id never changes
	work := func(ctx context.Context, _ *jobs.Progress) (map[string]evaluate.Quantity, error) {
		pooled, err := x.poolLabels(ctx, list)
		x.warn(ctx, err, "labels were not pooled", "runs", key)
		return pooled, err
	}
	if most == 0 {
		return x.Background.Pooled.Get(ctx, key, work)
	}
	now, err := x.Background.Pooled.Ask(key, 0, work).Wait(ctx, most)
	if !now.Ready || now.Err != nil {
		return nil, err
	}
	return now.Value, err
}

// poolLabels reads the whole sweeps of runs, as long as they can be pooled.
func (x *Explorer) poolLabels(ctx context.Context, runs []tradeoff.Run) (map[string]evaluate.Quantity, error) {
	var sweeps []*calc.Sweep
	for _, run := range runs {
		sweep, err := x.Sweep(ctx, run)
		if err != nil {
			return nil, err
		}
		if sweeps = append(sweeps, sweep); calc.Poolable(sweeps) != "" {
			break
		}
	}
	return evaluate.PoolLabels(sweeps), nil
}

// Macro returns the macro averages as estimates without intervals.
func (g LabelGroup) Macro() map[string]calc.Estimate {
	all := make(map[string]calc.Estimate)
	for id, m := range g.Means.Macro {
		all[id] = calc.Estimate{Value: m.Value}
	}
	return all
}
