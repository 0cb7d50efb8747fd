package explore

import (
	"context"
	"net/url"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Report returns the numbers of a run with many classes: its confusion matrix, the
// metrics of each class and of the whole run, and those of the whole run as they are
// stored. Its error is NotFound for a run of two classes.
func (m ManyClassRuns) Report(
	ctx context.Context, run tradeoff.Run,
) (*evaluate.ClassReport, []source.RunMetric, error) {
	if !run.ManyClasses() {
		return nil, nil, tradeoff.Errorf(tradeoff.NotFound,
			"run %d has two classes: its confusion matrix depends on a threshold", run.ID).
			WithHint("Ask for its operating point.")
	}
	data, err := m.x.Summary(ctx, run.ID)
	if err != nil {
		return nil, nil, err
	}
	summary, err := evaluate.ParseClassSummary(data)
	if err != nil {
		return nil, nil, err
	}
	stored, err := m.x.RunMetrics(ctx, run.ID)
	if err != nil {
		return nil, nil, err
	}
	return summary.Report(run.Classes, MetricsOf(stored)), stored, nil
}

// AllClasses reports whether a run with many classes is shown with all of them, and not
// with the named class against the others.
func AllClasses(run tradeoff.Run, class string) bool {
	return run.ManyClasses() && class == ""
}

// CheckClassParameters returns an Invalid error if q has one of the named parameters,
// which mean something only for one class of the run against all others.
func CheckClassParameters(run tradeoff.Run, q url.Values, names ...string) error {
	for _, name := range names {
		if q.Get(name) != "" {
			return tradeoff.Errorf(tradeoff.Invalid,
				"run %d has %d classes, and %s is for one of them against all others", run.ID, len(run.Classes), name).
				WithHint("Name one with class=%s, or leave out %s.", run.Classes[0], name)
		}
	}
	return nil
}

// NormalizedMatrix returns the cells of a square matrix, whose rows are true classes: as
// counts, or as shares of their rows (by "true"), of their columns (by "pred") or of
// everything (by "all"). A share of nothing is nil.
func NormalizedMatrix(m [][]float64, by string) [][]*float64 {
	rows, cols, all := make([]float64, len(m)), make([]float64, len(m)), 0.0
	for i := range m {
		for j, n := range m[i] {
			rows[i] += n
			cols[j] += n
			all += n
		}
	}
	out := make([][]*float64, len(m))
	for i := range m {
		out[i] = make([]*float64, len(m))
		for j, n := range m[i] {
			of := 1.0
			switch by {
			case "true":
				of = rows[i]
			case "pred":
				of = cols[j]
			case "all":
				of = all
			}
			if of > 0 {
				share := n / of
				out[i][j] = &share
			}
		}
	}
	return out
}
