package explore

import (
	"context"
	"net/url"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// ClassReport returns the numbers of a run with many classes.
func (x *Explorer) ClassReport(ctx context.Context, run tradeoff.Run) (*evaluate.ClassReport, []source.RunMetric, error) {
	if !run.ManyClasses() {
		return nil, nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has two classes: its confusion matrix depends on a threshold", run.ID).
			WithHint("Ask for its operating point.")
	}
	data, err := x.Summary(ctx, run.ID)
	if err != nil {
		return nil, nil, err
	}
	summary, err := evaluate.ParseClassSummary(data)
	if err != nil {
		return nil, nil, err
	}
	stored, err := x.RunMetrics(ctx, run.ID)
	if err != nil {
		return nil, nil, err
	}
	metrics := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		metrics[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	return summary.Report(run.Classes, metrics), stored, nil
}

// AsWhole reports whether a run of many classes is looked at as it is, and not one
// of them, which would have a name, against the others.
func AsWhole(run tradeoff.Run, class string) bool {
	return run.ManyClasses() && class == ""
}

// NeedsClass refuses parameters that say something only about one class against
// all others.
func NeedsClass(run tradeoff.Run, q url.Values, names ...string) error {
	for _, name := range names {
		if q.Get(name) != "" {
			return tradeoff.Errorf(tradeoff.Invalid, "run %d has %d classes, and %s is for one of them against all others", run.ID, len(run.Classes), name).
				WithHint("Name one with class=%s, or leave out %s.", run.Classes[0], name)
		}
	}
	return nil
}
