package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// getClassRun answers with a run of many classes.
func (s numberAPI) getClassRun(w http.ResponseWriter, r *http.Request, run tradeoff.Run) error {
	if err := explore.NeedsClass(run, r.URL.Query(), "threshold", "slice"); err != nil {
		return err
	}
	report, metrics, err := s.explorer.ClassReport(r.Context(), run)
	if err != nil {
		return err
	}
	of, err := s.explorer.Subject(r.Context(), run, tradeoff.View{})
	if err != nil {
		return err
	}
	web.SetVersion(w, run.Version)
	return web.WriteJSON(w, http.StatusOK, shape.RunDetailJSON{
		RunJSON: shape.NewRunJSON(r.Context(), run, metrics), WeightedN: report.Weight(), ByClass: report, Missing: shape.NewMissing(of),
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
func (s numberAPI) getConfusion(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	normalize := q.values.Get("normalize")
	if q.err != nil {
		return q.err
	}
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if explore.AsWhole(run, q.values.Get("class")) {
		if err := explore.NeedsClass(run, q.values, "threshold", "slice"); err != nil {
			return err
		}
		report, _, err := s.explorer.ClassReport(r.Context(), run)
		if err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, confusionJSON{run.Classes, normalize, explore.Normalized(report.Confusion, normalize)})
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
	return web.WriteJSON(w, http.StatusOK, confusionJSON{[]string{e.NegativeName, e.PositiveName}, normalize, explore.Normalized(m, normalize)})
}
