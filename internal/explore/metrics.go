package explore

import (
	"context"
	"slices"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An IntervalKey is a run whose intervals are found, or a part of one.
type IntervalKey struct {
	Run  int64
	Part string // key of its view
}

func intervalsOf(of Subject) IntervalKey { return IntervalKey{of.Run.ID, of.View.Key()} }

// partMetrics are the metrics of a part in memory.
type partMetrics []source.RunMetric

// Bytes is about how much memory m takes.
func (m partMetrics) Bytes() int64 { return 200 * int64(len(m)) }

const derivedMetrics = "metrics"

// Metrics returns the metrics of all rows at once. Those of a part are computed when
// they are first asked for; the intervals that need resampling follow.
func (x *Explorer) Metrics(ctx context.Context, of Subject) ([]source.RunMetric, error) {
	if of.View.Whole() {
		return x.RunMetrics(ctx, of.Run.ID)
	}
	return Derived(ctx, of, derivedMetrics, func(ctx context.Context) (partMetrics, error) {
		var list evaluate.Metrics
		err := of.Part.InTurn(ctx, func(sweep *calc.Sweep) (err error) {
			if list, err = evaluate.MetricsOf(ctx, sweep); err == nil && worthResampling(list, sweep) {
				x.AskIntervals(of.Run.ID, of.View)
			}
			return err
		})
		return asStored(list), err
	})
}

// SettledMetrics returns the metrics of all rows at once after waiting for intervals
// that are being computed, but not longer than most.
func (x *Explorer) SettledMetrics(ctx context.Context, of Subject, most time.Duration) ([]source.RunMetric, error) {
	list, err := x.Metrics(ctx, of)
	if err != nil {
		return nil, err
	}
	if ticket, ok := x.Background.Intervals.Find(intervalsOf(of)); ok {
		if _, err := ticket.Wait(ctx, most); err != nil {
			return nil, err
		}
		return x.Metrics(ctx, of)
	}
	return list, nil
}

// MetricsNow returns the metrics of all rows at once with the intervals that they
// lack, which it computes.
func (x *Explorer) MetricsNow(ctx context.Context, of Subject) ([]source.RunMetric, error) {
	list, err := x.Metrics(ctx, of)
	if err != nil {
		return nil, err
	}
	list, _, err = of.resampled(ctx, list)
	return list, err
}

// AskIntervals lets the intervals of a run be computed, or those of a part of it.
// Whole runs come before parts, which may be on no open page any more.
func (x *Explorer) AskIntervals(run int64, view tradeoff.View) {
	priority := 0
	if view.Whole() {
		priority = 1
	}
	key := IntervalKey{run, view.Key()}
	x.Background.Intervals.Ask(key, priority, func(ctx context.Context, _ *jobs.Progress) (none struct{}, err error) {
		err = x.findIntervals(ctx, run, view)
		x.warn(ctx, err, "intervals were not found", "run", run, "part", key.Part)
		return none, err
	})
}

// IntervalsPending reports whether intervals of a subject are still to come.
func (x *Explorer) IntervalsPending(of Subject) bool {
	return x.Background.Intervals.Look(intervalsOf(of)).Pending
}

// BeginIntervals lets missing intervals be computed from now on, first those that
// were left when the program last ended.
func (x *Explorer) BeginIntervals(ctx context.Context) {
	left, err := x.RunsLackingIntervals(ctx)
	x.warn(ctx, err, "runs without intervals were not found")
	for _, run := range left {
		x.AskIntervals(run, tradeoff.View{})
	}
	x.Background.Intervals.Begin()
}

// findIntervals resamples a run or a part of one, if it lacks intervals that are
// worth it.
func (x *Explorer) findIntervals(ctx context.Context, id int64, view tradeoff.View) error {
	run, err := x.Run(ctx, id)
	if err != nil {
		return err
	}
	of, err := x.Subject(ctx, run, view)
	if err != nil {
		return err
	}
	list, err := x.Metrics(ctx, of)
	if err != nil {
		return err
	}
	found, changed, err := of.resampled(ctx, list)
	if err != nil || !changed {
		return err
	}
	if !view.Whole() {
		of.Replace(derivedMetrics, partMetrics(found))
		return nil
	}
	return x.ReplaceMetrics(ctx, id, found)
}

// resampled returns metrics with the intervals that they lack and that are worth it,
// and whether there is one. Without rows, those of weighted runs keep lacking.
func (of Subject) resampled(
	ctx context.Context, stored []source.RunMetric,
) (found []source.RunMetric, changed bool, err error) {
	list := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		list[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	sweep, err := of.Part.Sweep(ctx)
	if err != nil || !worthResampling(list, sweep) {
		return stored, false, err
	}
	list, err = evaluate.WithRowIntervals(sweep, list, func() (calc.Binary, error) { return of.Binary(ctx) })
	if missing, _ := source.Why(err); missing != nil {
		return stored, false, nil
	}
	return asStored(list), err == nil, err
}

// worthResampling reports whether resampling would find an interval that is missing.
func worthResampling(list evaluate.Metrics, sweep *calc.Sweep) bool {
	return slices.ContainsFunc(list, func(m evaluate.Metric) bool { return evaluate.Resamplable(m, sweep) })
}

// asStored returns metrics as they are stored.
func asStored(list evaluate.Metrics) []source.RunMetric {
	out := make([]source.RunMetric, len(list))
	for i, m := range list {
		out[i] = source.RunMetric{ID: m.ID, Estimate: m.Estimate}
	}
	return out
}

// MetricsOf returns stored metrics as they are written, an empty list rather than none.
func MetricsOf(stored []source.RunMetric) evaluate.Metrics {
	list := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		list[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	return list
}
