package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/explore"
	"tradeoff/internal/intake"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

type runsJSON struct {
	Runs []shape.RunJSON `json:"runs"`
	Next string          `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
}

// An uploadedJSON is what an upload has made.
type uploadedJSON struct {
	Experiment uploadedTo        `json:"experiment"`
	Runs       []uploadedRunJSON `json:"runs"`
}

// An uploadedTo is the experiment that has got the runs.
type uploadedTo struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url" doc:"path of its page"`
}

type uploadedRunJSON struct {
	ID         int64                `json:"id"`
	Name       string               `json:"name"`
	LabelGroup *tradeoff.LabelGroup `json:"label_group,omitempty" doc:"shared by the runs of a file with several labels"`
	Findings   []tradeoff.Finding   `json:"findings"`
	URL        string               `json:"url" doc:"path of its page"`
}

// listRuns lists the runs of one experiment.
func (s runAPI) listRuns(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, s.explorer.Experiment)
	if err != nil {
		return err
	}
	return s.answerRuns(w, r, e.ID)
}

// listAllRuns lists the runs of all experiments.
func (s runAPI) listAllRuns(w http.ResponseWriter, r *http.Request) error {
	return s.answerRuns(w, r, 0)
}

func (s runAPI) answerRuns(w http.ResponseWriter, r *http.Request, experiment int64) error {
	q := newQuery(r)
	params, err := tradeoff.ParamFilters(q.values)
	if err != nil {
		return err
	}
	filter := source.RunFilter{
		ExperimentID: experiment, Search: q.values.Get("search"), Tag: q.values.Get("tag"),
		Commit: q.values.Get("commit"), Params: params,
		Sort: q.values.Get("sort"), Limit: q.integer("limit"), Cursor: q.values.Get("cursor"),
	}
	if q.err != nil {
		return q.err
	}
	list, next, err := s.explorer.Runs(r.Context(), filter)
	if err != nil {
		return err
	}
	out := runsJSON{[]shape.RunJSON{}, next}
	for _, run := range list {
		out.Runs = append(out.Runs, shape.NewRunJSON(r.Context(), run.Run, run.Metrics))
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func answerUploaded(w http.ResponseWriter, r *http.Request, done intake.Uploaded) error {
	e := done.Experiment
	out := uploadedJSON{Experiment: uploadedTo{e.ID, e.Name, link.To(r.Context(), link.ExperimentPath(e.ID))}}
	for _, run := range done.Runs {
		url := link.To(r.Context(), link.RunPath(run.ID))
		findings := shape.FindingsJSON(r.Context(), run.Findings)
		out.Runs = append(out.Runs, uploadedRunJSON{run.ID, run.Name, run.LabelGroup, findings, url})
	}
	return web.Created(w, r, out, link.APIPath+link.RunPath(done.Runs[0].ID))
}

// getRun answers with a run, its metrics, and its operating point at the
// threshold in the query or else the default one, or its numbers by class.
func (s runAPI) getRun(w http.ResponseWriter, r *http.Request) error {
	if run, err := web.Named(r, s.explorer.Run); err != nil {
		return err
	} else if explore.AllClasses(run, r.URL.Query().Get("class")) {
		return numberAPI(s).getClassRun(w, r, run)
	}
	of, point, index, err := numberAPI(s).subjectWithPoint(r)
	if err != nil {
		return err
	}
	pending := s.explorer.Intervals.Pending(of) // asked for first, since they may come meanwhile
	metrics, err := s.explorer.Metrics(r.Context(), of)
	if err != nil {
		return err
	}
	display, err := s.explorer.DisplayOf(r.Context(), of)
	if err != nil {
		return err
	}
	out, err := shape.NewRunDetailJSON(r.Context(), of, metrics, point, index)
	if err != nil {
		return err
	}
	out.Display = link.To(r.Context(), of.Addresses().Display(display))
	out.Pending = pending || s.explorer.Intervals.Pending(of)
	web.SetVersion(w, out.Version)
	return web.WriteJSON(w, http.StatusOK, out)
}

// patchRun changes the members that the body has and keeps the others.
func (s runAPI) patchRun(w http.ResponseWriter, r *http.Request) error {
	if err := patch(r, s.explorer.UpdateRun, shape.RunFieldsOf, shape.RunFields.Fill); err != nil {
		return err
	}
	return s.getRun(w, r)
}

func (s runAPI) removeRun(w http.ResponseWriter, r *http.Request) error {
	return remove(w, r, s.explorer.DeleteRun)
}
