package explore

import (
	"context"

	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// An IntervalQueue computes intervals of metrics in the background, by resampling. Those
// of whole runs are stored; those of parts stay in memory.
type IntervalQueue struct{ x *Explorer }

// An IntervalKey names a run, or a part of one, whose intervals are computed.
type IntervalKey struct {
	Run  int64
	Part string // key of its view
}

func intervalKeyOf(of Subject) IntervalKey { return IntervalKey{of.Run.ID, of.View.Key()} }

// Begin starts the work, first for runs that were left when the program last ended.
func (q IntervalQueue) Begin(ctx context.Context) {
	left, err := q.x.RunsLackingIntervals(ctx)
	q.x.warn(ctx, err, "runs without intervals were not found")
	for _, run := range left {
		q.Ask(run, tradeoff.View{})
	}
	q.x.Background.Intervals.Begin()
}

// Ask queues the intervals of a run, or of the part of it that the view selects. Whole
// runs come before parts, whose pages may have been closed.
func (q IntervalQueue) Ask(run int64, view tradeoff.View) {
	priority := 0
	if view.Whole() {
		priority = 1
	}
	key := IntervalKey{run, view.Key()}
	work := func(ctx context.Context, _ *jobs.Progress) (none struct{}, err error) {
		err = q.compute(ctx, run, view)
		q.x.warn(ctx, err, "intervals were not computed", "run", run, "part", key.Part)
		return none, err
	}
	q.x.Background.Intervals.Ask(key, priority, work)
}

// Pending reports whether intervals of a subject are queued or being computed.
func (q IntervalQueue) Pending(of Subject) bool {
	return q.x.Background.Intervals.Look(intervalKeyOf(of)).Pending
}

// compute resamples a run or a part of one, if it lacks intervals that are worth it.
func (q IntervalQueue) compute(ctx context.Context, id int64, view tradeoff.View) error {
	run, err := q.x.Run(ctx, id)
	if err != nil {
		return err
	}
	of, err := q.x.Subject(ctx, run, view)
	if err != nil {
		return err
	}
	list, err := q.x.Metrics(ctx, of)
	if err != nil {
		return err
	}
	found, changed, err := withIntervals(ctx, of, list)
	if err != nil || !changed {
		return err
	}
	if !view.Whole() {
		replaceDerived(of, metricsName, partMetrics(found))
		return nil
	}
	return q.x.ReplaceMetrics(ctx, id, found)
}
