package api

import (
	"context"
	"net/http"
	"time"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// An ExperimentJSON is an experiment as the API writes it.
type ExperimentJSON struct {
	ID int64 `json:"id"`
	shape.ExperimentFields
	CreatedAt time.Time `json:"created_at"`
	Version   int64     `json:"version" doc:"raised by every change; If-Match names it in a change"`
	URL       string    `json:"url" doc:"path of its page"`
}

// An experimentSummaryJSON is an experiment as a list has it.
type experimentSummaryJSON struct {
	ExperimentJSON
	Runs int          `json:"runs" doc:"how many there are"`
	Best *bestRunJSON `json:"best,omitempty" doc:"by ROC AUC, or macro F1 with more than two classes; absent without"`
}

type bestRunJSON struct {
	ID      int64          `json:"id"`
	Name    string         `json:"name"`
	AUC     *calc.Estimate `json:"roc_auc,omitempty"`
	MacroF1 *calc.Estimate `json:"macro_f1,omitempty"`
}

type experimentsJSON struct {
	Experiments []experimentSummaryJSON `json:"experiments"`
	Next        string                  `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
}

func newExperimentJSON(ctx context.Context, e tradeoff.Experiment) ExperimentJSON {
	return ExperimentJSON{
		ID: e.ID, ExperimentFields: shape.ExperimentFieldsOf(e), CreatedAt: e.CreatedAt, Version: e.Version,
		URL: link.To(ctx, link.ExperimentPath(e.ID)),
	}
}

func (s experimentAPI) listExperiments(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	filter := source.ExperimentFilter{
		Search: q.values.Get("search"), Sort: q.values.Get("sort"),
		Limit: q.integer("limit"), Cursor: q.values.Get("cursor"),
	}
	if q.err != nil {
		return q.err
	}
	list, next, err := s.explorer.Experiments(r.Context(), filter)
	if err != nil {
		return err
	}
	out := experimentsJSON{[]experimentSummaryJSON{}, next}
	for _, e := range list {
		one := experimentSummaryJSON{ExperimentJSON: newExperimentJSON(r.Context(), e.Experiment), Runs: e.Runs}
		if b := e.Best; b != nil {
			one.Best = &bestRunJSON{ID: b.ID, Name: b.Name}
			if b.Metric.ID == "macro_f1" {
				one.Best.MacroF1 = &b.Metric.Estimate
			} else {
				one.Best.AUC = &b.Metric.Estimate
			}
		}
		out.Experiments = append(out.Experiments, one)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s experimentAPI) postExperiment(w http.ResponseWriter, r *http.Request) error {
	var f shape.ExperimentFields
	if err := web.ReadJSON(r, &f); err != nil {
		return err
	}
	var e tradeoff.Experiment
	f.Fill(&e)
	if err := s.explorer.CreateExperiment(r.Context(), &e); err != nil {
		return err
	}
	return web.Created(w, r, newExperimentJSON(r.Context(), e), link.APIPath+link.ExperimentPath(e.ID))
}

func (s experimentAPI) getExperiment(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	e, err := s.explorer.Experiment(r.Context(), id)
	if err != nil {
		return err
	}
	web.SetVersion(w, e.Version)
	return web.WriteJSON(w, http.StatusOK, newExperimentJSON(r.Context(), e))
}

// patchExperiment changes the members that the body has and keeps the others.
func (s experimentAPI) patchExperiment(w http.ResponseWriter, r *http.Request) error {
	err := patch(r, s.explorer.UpdateExperiment, shape.ExperimentFieldsOf, shape.ExperimentFields.Fill)
	if err != nil {
		return err
	}
	return s.getExperiment(w, r)
}

func (s experimentAPI) removeExperiment(w http.ResponseWriter, r *http.Request) error {
	return remove(w, r, s.explorer.DeleteExperiment)
}
