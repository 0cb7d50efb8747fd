package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// getClassRun answers with a run of more than two classes.
func (s numberAPI) getClassRun(w http.ResponseWriter, r *http.Request, run tradeoff.Run) error {
	if err := explore.CheckClassParameters(run, r.URL.Query(), "threshold", "slice"); err != nil {
		return err
	}
	report, metrics, err := s.explorer.ManyClasses.Report(r.Context(), run)
	if err != nil {
		return err
	}
	of, err := s.explorer.Subject(r.Context(), run, tradeoff.View{})
	if err != nil {
		return err
	}
	web.SetVersion(w, run.Version)
	return web.WriteJSON(w, http.StatusOK, shape.RunDetailJSON{
		RunJSON: shape.NewRunJSON(r.Context(), run, metrics), WeightedN: report.Weight(),
		ByClass: report, Missing: shape.NewMissingJSON(of),
	})
}

// A confusionJSON is a confusion matrix.
type confusionJSON struct {
	Classes   []string     `json:"classes" doc:"with two classes, the negative one first"`
	Normalize string       `json:"normalize,omitempty" doc:"what the cells are shares of; absent for counts"`
	Matrix    [][]*float64 `json:"matrix" doc:"actual classes in rows, predicted ones in columns; null: share of no rows"`
}

// normalizations are the names of scikit-learn for shares by row, by column, and
// of all rows.
var normalizations = []string{"true", "pred", "all"}

// getConfusion answers with the confusion matrix of a run. With two classes, it is
// at the threshold in the query, or else at the default one.
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
	if explore.AllClasses(run, q.values.Get("class")) {
		if err := explore.CheckClassParameters(run, q.values, "threshold", "slice"); err != nil {
			return err
		}
		report, _, err := s.explorer.ManyClasses.Report(r.Context(), run)
		if err != nil {
			return err
		}
		matrix := explore.NormalizedMatrix(report.Confusion, normalize)
		return web.WriteJSON(w, http.StatusOK, confusionJSON{run.Classes, normalize, matrix})
	}
	of, p, _, err := s.subjectWithPoint(r)
	if err != nil {
		return err
	}
	e, err := s.explorer.Experiment(r.Context(), run.ExperimentID)
	if err != nil {
		return err
	}
	e = e.In(of.View)
	classes := []string{e.NegativeName, e.PositiveName}
	matrix := explore.NormalizedMatrix([][]float64{{p.TN, p.FP}, {p.FN, p.TP}}, normalize)
	return web.WriteJSON(w, http.StatusOK, confusionJSON{classes, normalize, matrix})
}
