package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/intake"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A RunJSON is a run as the API writes it.
type RunJSON struct {
	ID           int64 `json:"id"`
	ExperimentID int64 `json:"experiment_id"`
	RunFields
	Task          tradeoff.Task        `json:"task"`
	N             int                  `json:"n" doc:"rows with a weight above 0"`
	Positives     *int                 `json:"positives,omitempty" doc:"those of them whose label is the positive class; absent if there are many classes"`
	Classes       []string             `json:"classes,omitempty" doc:"the names of three or more classes, in the order of the score columns; absent if there are two"`
	LabelGroup    *tradeoff.LabelGroup `json:"label_group,omitempty" doc:"what the runs of one upload of a file with several labels share; absent if it has one"`
	Images        int                  `json:"images,omitempty" doc:"how many images the rows are pixels of; absent if they are none"`
	Weighted      bool                 `json:"weighted"`
	ScoreKind     calc.Kind            `json:"score_kind"`
	TestSetDigest string               `json:"test_set_digest,omitempty" doc:"runs with equal ones have the same ids and labels and can be compared row by row; absent if ids repeat"`
	Roles         tradeoff.Roles       `json:"roles"`
	Findings      []tradeoff.Finding   `json:"findings"`
	Source        sourceJSON           `json:"source"`
	CreatedAt     time.Time            `json:"created_at"`
	URL           string               `json:"url" doc:"path of its page"`
	Metrics       evaluate.Metrics     `json:"metrics"`
}

// The RunFields are those that a client may set.
type RunFields struct {
	Name         string   `json:"name" minLength:"1" maxLength:"200" pattern:"\\S"`
	Notes        string   `json:"notes" maxLength:"4000"`
	Tags         []string `json:"tags" maxItems:"20" doc:"words to find the run by, each once and without commas"`
	ModelVersion string   `json:"model_version" maxLength:"200"`
	Date         string   `json:"date" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"year, month and day, or empty"`
}

func runFieldsOf(r tradeoff.Run) RunFields {
	f := RunFields{r.Name, r.Notes, r.Tags, r.ModelVersion, r.Date}
	if f.Tags == nil {
		f.Tags = []string{} // rather than null
	}
	return f
}

func (f RunFields) fill(r *tradeoff.Run) {
	r.Name, r.Notes, r.Tags, r.ModelVersion, r.Date = f.Name, f.Notes, f.Tags, f.ModelVersion, f.Date
}

// A sourceJSON is the file that a run came from.
type sourceJSON struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes" doc:"its size as it came in"`
	SHA256 string `json:"sha256" doc:"of the bytes as they came in, in hex"`
}

// A runDetailJSON is a run with its numbers: of two classes, those at one
// threshold; of many, those by class.
type runDetailJSON struct {
	RunJSON
	Part              *partJSON             `json:"part,omitempty" doc:"which part of the run this is; absent for all of it"`
	WeightedN         float64               `json:"weighted_n" doc:"what the rows weigh; n without weights"`
	WeightedPositives *float64              `json:"weighted_positives,omitempty" doc:"what the positives among them weigh; absent if there are many classes"`
	Prevalence        *calc.Value           `json:"prevalence,omitempty" doc:"the share of positives in the test set, by weight: weighted_positives of weighted_n"`
	At                *PointJSON            `json:"at,omitempty" doc:"the operating point at a threshold; absent if there are many classes"`
	Display           string                `json:"display,omitempty" doc:"path of the thinned sweep in binary form; absent if there are many classes"`
	ByClass           *evaluate.ClassReport `json:"by_class,omitempty" doc:"absent if there are two classes"`
	Missing           []missingJSON         `json:"missing,omitempty" doc:"what is not available; absent if there is nothing"`
	Pending           bool                  `json:"intervals_pending" doc:"whether intervals that need resampling are still being computed; ask again for them"`
}

type runsJSON struct {
	Runs []RunJSON `json:"runs"`
	Next string    `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
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
	LabelGroup *tradeoff.LabelGroup `json:"label_group,omitempty" doc:"that the runs of several labels share; absent if the file has one label"`
	Findings   []tradeoff.Finding   `json:"findings"`
	URL        string               `json:"url" doc:"path of its page"`
}

func newRunJSON(ctx context.Context, r tradeoff.Run, metrics []source.RunMetric) RunJSON {
	out := RunJSON{
		ID: r.ID, ExperimentID: r.ExperimentID, RunFields: runFieldsOf(r), Task: r.Task, N: r.N, Classes: r.Classes, LabelGroup: r.LabelGroup, Images: len(r.Images),
		Weighted: r.Weighted, ScoreKind: r.ScoreKind, TestSetDigest: r.TestSetDigest, Roles: r.Roles,
		Findings: findingsJSON(ctx, r.Findings), Source: sourceJSON{r.SourceName, r.SourceBytes, r.SourceSHA256},
		CreatedAt: r.CreatedAt, URL: link.To(ctx, runPath(r.ID)),
	}
	if !r.ManyClasses() {
		out.Positives = &r.Positives
	}
	out.Metrics = metricsOf(metrics)
	return out
}

// metricsOf returns stored metrics as they are written, an empty list rather than none.
func metricsOf(stored []source.RunMetric) evaluate.Metrics {
	list := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		list[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	return list
}

// findingsJSON returns findings as an answer has them: with addresses for clients,
// and an empty list rather than none, which JSON calls null.
func findingsJSON(ctx context.Context, list []tradeoff.Finding) []tradeoff.Finding {
	out := append([]tradeoff.Finding{}, list...)
	for i := range out {
		out[i].URL = link.To(ctx, out[i].URL)
	}
	return out
}

// experimentPath returns the address of an experiment's page.
func experimentPath(id int64) string { return fmt.Sprintf("/experiments/%d", id) }

// runPath returns the address of a run's page.
func runPath(id int64) string { return tradeoff.RunPath(id) }

// listRuns lists the runs of one experiment.
func (s *Server) listRuns(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, s.explorer.Experiment)
	if err != nil {
		return err
	}
	return s.answerRuns(w, r, e.ID)
}

// listAllRuns lists the runs of all experiments.
func (s *Server) listAllRuns(w http.ResponseWriter, r *http.Request) error {
	return s.answerRuns(w, r, 0)
}

func (s *Server) answerRuns(w http.ResponseWriter, r *http.Request, experiment int64) error {
	q := newQuery(r)
	filter := source.RunFilter{
		ExperimentID: experiment, Search: q.values.Get("search"), Tag: q.values.Get("tag"),
		Sort: q.values.Get("sort"), Limit: q.integer("limit"), Cursor: q.values.Get("cursor"),
	}
	if q.err != nil {
		return q.err
	}
	list, next, err := s.explorer.Runs(r.Context(), filter)
	if err != nil {
		return err
	}
	out := runsJSON{[]RunJSON{}, next}
	for _, run := range list {
		out.Runs = append(out.Runs, newRunJSON(r.Context(), run.Run, run.Metrics))
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func answerUploaded(w http.ResponseWriter, r *http.Request, done intake.Uploaded) error {
	e := done.Experiment
	out := uploadedJSON{Experiment: uploadedTo{e.ID, e.Name, link.To(r.Context(), experimentPath(e.ID))}}
	for _, run := range done.Runs {
		url := link.To(r.Context(), runPath(run.ID))
		out.Runs = append(out.Runs, uploadedRunJSON{run.ID, run.Name, run.LabelGroup, findingsJSON(r.Context(), run.Findings), url})
	}
	return web.Created(w, r, out, apiPath+runPath(done.Runs[0].ID))
}

// getRun answers with a run, its metrics, and its operating point at the
// threshold in the query or else the default one, or its numbers by class.
func (s *Server) getRun(w http.ResponseWriter, r *http.Request) error {
	if run, err := web.Named(r, s.explorer.Run); err != nil {
		return err
	} else if asWhole(run, r.URL.Query().Get("class")) {
		return s.getClassRun(w, r, run)
	}
	of, point, index, err := s.subjectWithPoint(r)
	if err != nil {
		return err
	}
	pending := s.explorer.IntervalsPending(of) // asked for first, since they may come meanwhile
	metrics, err := s.explorer.Metrics(r.Context(), of)
	if err != nil {
		return err
	}
	display, err := s.explorer.Display(r.Context(), of)
	if err != nil {
		return err
	}
	out, err := newRunDetailJSON(r.Context(), of, metrics, point, index)
	if err != nil {
		return err
	}
	out.Display = link.To(r.Context(), of.DisplayPath(display))
	out.Pending = pending || s.explorer.IntervalsPending(of)
	return web.WriteJSON(w, http.StatusOK, out)
}

// newRunDetailJSON is a binary run with its numbers at an operating point.
func newRunDetailJSON(
	ctx context.Context, of explore.Subject, metrics []source.RunMetric, point calc.OperatingPoint, index int,
) (runDetailJSON, error) {
	at, err := pointOf(ctx, of, point, index)
	return runDetailJSON{
		RunJSON: newRunJSON(ctx, of.Run, metrics), Part: partOf(of),
		WeightedN: point.Total(), WeightedPositives: new(point.Positives()),
		Prevalence: new(point.Prevalence()), At: &at, Missing: missingOf(of),
	}, err
}

// A missingJSON is something that is not available for a run.
type missingJSON struct {
	What    string `json:"what" doc:"single rows, slices, …"`
	Because string `json:"because"`
	Instead string `json:"instead,omitempty" doc:"what to use instead"`
	Said    string `json:"said" doc:"what and why, in words"`
}

func missingOf(of explore.Subject) (list []missingJSON) {
	for _, m := range of.Missing() {
		list = append(list, missingJSON{string(m.What), m.Because, m.Instead, m.Error()})
	}
	return list
}

// patchRun changes the members that the body has and keeps the others.
func (s *Server) patchRun(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body) // before others have to wait for us
	if err != nil {
		return err
	}
	_, err = s.explorer.UpdateRun(r.Context(), id, func(run *tradeoff.Run) error {
		f := runFieldsOf(*run)
		if err := web.DecodeJSON(body, &f); err != nil {
			return err
		}
		f.fill(run)
		return nil
	})
	if err != nil {
		return err
	}
	return s.getRun(w, r)
}

func (s *Server) removeRun(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.explorer.DeleteRun(r.Context(), id); err != nil {
		return err
	}
	return web.NoContent(w)
}
