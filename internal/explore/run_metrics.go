package explore

import (
	"context"
	"slices"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/source"
)

// partMetrics are the metrics of a part, as they are cached.
type partMetrics []source.RunMetric

// Bytes is about how much memory m takes.
func (m partMetrics) Bytes() int64 { return 200 * int64(len(m)) }

// metricsName is the name of partMetrics among what is derived from a part.
const metricsName = "metrics"

// Metrics returns the metrics of a subject for all thresholds at once. Those of a part
// are computed when they are first asked for; the intervals that need resampling are
// computed in the background.
func (x *Explorer) Metrics(ctx context.Context, of Subject) ([]source.RunMetric, error) {
	if of.View.Whole() {
		return x.RunMetrics(ctx, of.Run.ID)
	}
	return derived(ctx, of, metricsName, func(ctx context.Context) (partMetrics, error) {
		var list evaluate.Metrics
		err := of.Part.InTurn(ctx, func(sweep *calc.Sweep) (err error) {
			if list, err = evaluate.MetricsOf(ctx, sweep); err == nil && worthResampling(list, sweep) {
				x.Intervals.Ask(of.Run.ID, of.View)
			}
			return err
		})
		return asStored(list), err
	})
}

// SettledMetrics is [Explorer.Metrics], after waiting for intervals that are being
// computed, but not longer than most.
func (x *Explorer) SettledMetrics(ctx context.Context, of Subject, most time.Duration) ([]source.RunMetric, error) {
	list, err := x.Metrics(ctx, of)
	if err != nil {
		return nil, err
	}
	if ticket, ok := x.Background.Intervals.Find(intervalKeyOf(of)); ok {
		if _, err := ticket.Wait(ctx, most); err != nil {
			return nil, err
		}
		return x.Metrics(ctx, of)
	}
	return list, nil
}

// MetricsNow is [Explorer.Metrics] with all intervals: it computes those that are
// missing before it returns, and does not store them.
func (x *Explorer) MetricsNow(ctx context.Context, of Subject) ([]source.RunMetric, error) {
	list, err := x.Metrics(ctx, of)
	if err != nil {
		return nil, err
	}
	list, _, err = withIntervals(ctx, of, list)
	return list, err
}

// withIntervals returns the metrics of a subject with the intervals that they lack and
// that are worth resampling, and whether there is one. Without rows, those of weighted
// runs stay missing.
func withIntervals(
	ctx context.Context, of Subject, stored []source.RunMetric,
) (found []source.RunMetric, changed bool, err error) {
	list := MetricsOf(stored)
	sweep, err := of.Part.Sweep(ctx)
	if err != nil || !worthResampling(list, sweep) {
		return stored, false, err
	}
	list, err = evaluate.WithRowIntervals(sweep, list, func() (calc.Binary, error) { return of.binary(ctx) })
	if missing, _ := source.Why(err); missing != nil {
		return stored, false, nil
	}
	return asStored(list), err == nil, err
}

// worthResampling reports whether resampling would find an interval that is missing.
func worthResampling(list evaluate.Metrics, sweep *calc.Sweep) bool {
	return slices.ContainsFunc(list, func(m evaluate.Metric) bool { return evaluate.Resamplable(m, sweep) })
}

// asStored returns metrics in the form in which they are stored.
func asStored(list evaluate.Metrics) []source.RunMetric {
	out := make([]source.RunMetric, len(list))
	for i, m := range list {
		out[i] = source.RunMetric{ID: m.ID, Estimate: m.Estimate}
	}
	return out
}

// MetricsOf returns stored metrics in the form in which answers contain them: an empty
// list rather than nil.
func MetricsOf(stored []source.RunMetric) evaluate.Metrics {
	list := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		list[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	return list
}
