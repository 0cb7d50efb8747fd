package server

import (
	"context"
	"net/http"
	"net/url"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// classReport returns the numbers of a run with many classes.
func (s *Server) classReport(ctx context.Context, run tradeoff.Run) (*evaluate.ClassReport, []source.RunMetric, error) {
	if !run.ManyClasses() {
		return nil, nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has two classes: its confusion matrix depends on a threshold", run.ID).
			WithHint("Ask for its operating point.")
	}
	data, err := s.explorer.Summary(ctx, run.ID)
	if err != nil {
		return nil, nil, err
	}
	summary, err := evaluate.ParseClassSummary(data)
	if err != nil {
		return nil, nil, err
	}
	stored, err := s.explorer.RunMetrics(ctx, run.ID)
	if err != nil {
		return nil, nil, err
	}
	metrics := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		metrics[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	return summary.Report(run.Classes, metrics), stored, nil
}

// asWhole reports whether a run of many classes is looked at as it is, and not one
// of them, which would have a name, against the others.
func asWhole(run tradeoff.Run, class string) bool {
	return run.ManyClasses() && class == ""
}

// needsClass refuses parameters that say something only about one class against
// all others.
func needsClass(run tradeoff.Run, q url.Values, names ...string) error {
	for _, name := range names {
		if q.Get(name) != "" {
			return tradeoff.Errorf(tradeoff.Invalid, "run %d has %d classes, and %s is for one of them against all others", run.ID, len(run.Classes), name).
				WithHint("Name one with class=%s, or leave out %s.", run.Classes[0], name)
		}
	}
	return nil
}

// getClassRun answers with a run of many classes.
func (s *Server) getClassRun(w http.ResponseWriter, r *http.Request, run tradeoff.Run) error {
	if err := needsClass(run, r.URL.Query(), "threshold", "slice"); err != nil {
		return err
	}
	report, metrics, err := s.classReport(r.Context(), run)
	if err != nil {
		return err
	}
	of, err := s.explorer.Subject(r.Context(), run, tradeoff.View{})
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, runDetailJSON{
		RunJSON: newRunJSON(r.Context(), run, metrics), WeightedN: report.Weight(), ByClass: report, Missing: missingOf(of),
	})
}

// A confusionJSON is a confusion matrix.
type confusionJSON struct {
	Classes   []string     `json:"classes" doc:"of two, the negative one first"`
	Normalize string       `json:"normalize,omitempty" doc:"what the cells are shares of; absent for counts"`
	Matrix    [][]*float64 `json:"matrix" doc:"actual classes in rows, called classes in columns; null is a share of nothing"`
}

// normalizations are the names that scikit-learn has for them: by row, by column,
// and by all.
var normalizations = []string{"true", "pred", "all"}

// getConfusion answers with the confusion matrix of a run: of two classes, at the
// threshold in the query or else the default one.
func (s *Server) getConfusion(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	normalize := q.values.Get("normalize")
	if q.err != nil {
		return q.err
	}
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if asWhole(run, q.values.Get("class")) {
		if err := needsClass(run, q.values, "threshold", "slice"); err != nil {
			return err
		}
		report, _, err := s.classReport(r.Context(), run)
		if err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, confusionJSON{run.Classes, normalize, normalized(report.Confusion, normalize)})
	}
	of, p, _, err := s.subjectWithPoint(r)
	if err != nil {
		return err
	}
	e, err := s.explorer.Experiment(r.Context(), run.ExperimentID)
	if err != nil {
		return err
	}
	m := [][]float64{{p.TN, p.FP}, {p.FN, p.TP}}
	e = e.In(of.View)
	return web.WriteJSON(w, http.StatusOK, confusionJSON{[]string{e.NegativeName, e.PositiveName}, normalize, normalized(m, normalize)})
}

// normalized returns the cells as counts, or as shares of their rows ("true"),
// their columns ("pred") or all.
func normalized(m [][]float64, by string) [][]*float64 {
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
