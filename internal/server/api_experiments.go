package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// An experimentJSON is an experiment as the API writes it.
type experimentJSON struct {
	ID int64 `json:"id"`
	experimentFields
	CreatedAt time.Time `json:"created_at"`
	URL       string    `json:"url"`
}

// The experimentFields are those that a client may set.
type experimentFields struct {
	Name         string   `json:"name"`
	Description  string   `json:"description"`
	PositiveName string   `json:"positive_name"`
	NegativeName string   `json:"negative_name"`
	UnitSingular string   `json:"unit_singular"`
	UnitPlural   string   `json:"unit_plural"`
	CostFP       float64  `json:"cost_fp"`
	CostFN       float64  `json:"cost_fn"`
	Prevalence   *float64 `json:"prevalence"`
}

func newExperimentJSON(e tradeoff.Experiment) experimentJSON {
	return experimentJSON{
		ID: e.ID, experimentFields: fieldsOf(e), CreatedAt: e.CreatedAt, URL: fmt.Sprintf("/experiments/%d", e.ID),
	}
}

func fieldsOf(e tradeoff.Experiment) experimentFields {
	return experimentFields{
		Name: e.Name, Description: e.Description, PositiveName: e.PositiveName, NegativeName: e.NegativeName,
		UnitSingular: e.UnitSingular, UnitPlural: e.UnitPlural, CostFP: e.CostFP, CostFN: e.CostFN, Prevalence: e.Prevalence,
	}
}

func (f experimentFields) fill(e *tradeoff.Experiment) {
	e.Name, e.Description, e.PositiveName, e.NegativeName = f.Name, f.Description, f.PositiveName, f.NegativeName
	e.UnitSingular, e.UnitPlural, e.CostFP, e.CostFN, e.Prevalence = f.UnitSingular, f.UnitPlural, f.CostFP, f.CostFN, f.Prevalence
}

func (s *Server) listExperiments(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r, "search", "limit", "cursor")
	filter := store.ExperimentFilter{Search: q.values.Get("search"), Limit: q.listLimit(), Cursor: q.values.Get("cursor")}
	if q.err != nil {
		return q.err
	}
	list, next, err := s.store.Experiments(r.Context(), filter)
	if err != nil {
		return err
	}
	type best struct {
		ID   int64         `json:"id"`
		Name string        `json:"name"`
		AUC  calc.Estimate `json:"roc_auc"`
	}
	type summary struct {
		experimentJSON
		Runs int   `json:"runs"`
		Best *best `json:"best"`
	}
	out := struct {
		Experiments []summary `json:"experiments"`
		Next        string    `json:"next,omitempty"`
	}{[]summary{}, next}
	for _, e := range list {
		one := summary{experimentJSON: newExperimentJSON(e.Experiment), Runs: e.Runs}
		if b := e.Best; b != nil {
			one.Best = &best{b.ID, b.Name, b.AUC}
		}
		out.Experiments = append(out.Experiments, one)
	}
	return writeJSON(w, http.StatusOK, out)
}

func (s *Server) postExperiment(w http.ResponseWriter, r *http.Request) error {
	var f experimentFields
	if err := readJSON(r, &f); err != nil {
		return err
	}
	var e tradeoff.Experiment
	f.fill(&e)
	if err := s.store.CreateExperiment(r.Context(), &e); err != nil {
		return err
	}
	return created(w, newExperimentJSON(e), "/api/v1/experiments/%d", e.ID)
}

func (s *Server) getExperiment(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	e, err := s.store.Experiment(r.Context(), id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newExperimentJSON(e))
}

// patchExperiment changes the members that the body has and keeps the others.
func (s *Server) patchExperiment(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	var body json.RawMessage // read before others have to wait for us
	if err := readJSON(r, &body); err != nil {
		return err
	}
	_, err = s.store.UpdateExperiment(r.Context(), id, func(e *tradeoff.Experiment) error {
		f := fieldsOf(*e)
		if err := decodeJSON(bytes.NewReader(body), &f); err != nil {
			return err
		}
		f.fill(e)
		return nil
	})
	if err != nil {
		return err
	}
	return s.getExperiment(w, r)
}

func (s *Server) removeExperiment(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.store.DeleteExperiment(r.Context(), id); err != nil {
		return err
	}
	return noContent(w)
}
