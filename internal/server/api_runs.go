package server

import (
	"fmt"
	"net/http"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// A RunJSON is a run as the API writes it.
type RunJSON struct {
	ID            int64              `json:"id"`
	ExperimentID  int64              `json:"experiment_id"`
	Name          string             `json:"name"`
	Task          tradeoff.Task      `json:"task"`
	N             int                `json:"n" doc:"rows with a weight above 0"`
	Positives     int                `json:"positives" doc:"those of them whose label is the positive class"`
	Weighted      bool               `json:"weighted"`
	ScoreKind     calc.Kind          `json:"score_kind"`
	TestSetDigest string             `json:"test_set_digest,omitempty" doc:"runs with equal ones have the same ids and labels and can be compared row by row; absent if ids repeat"`
	Roles         tradeoff.Roles     `json:"roles"`
	Findings      []tradeoff.Finding `json:"findings"`
	Source        sourceJSON         `json:"source"`
	CreatedAt     time.Time          `json:"created_at"`
	URL           string             `json:"url" doc:"path of its page"`
	Metrics       evaluate.Metrics   `json:"metrics"`
}

// A sourceJSON is the file that a run came from.
type sourceJSON struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes" doc:"its size as it came in"`
	SHA256 string `json:"sha256" doc:"of the bytes as they came in, in hex"`
}

// A runDetailJSON is a run with its numbers at one threshold.
type runDetailJSON struct {
	RunJSON
	Prevalence calc.Value `json:"prevalence" doc:"the share of positives in the test set"`
	At         PointJSON  `json:"at"`
	Display    string     `json:"display" doc:"path of the thinned sweep in binary form"`
}

type runsJSON struct {
	Runs []RunJSON `json:"runs"`
	Next string    `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
}

// The runFields are those that a client may change.
type runFields struct {
	Name *string `json:"name,omitempty" maxLength:"200"`
}

// An uploadedJSON is what an upload has made.
type uploadedJSON struct {
	Runs []uploadedRunJSON `json:"runs"`
}

type uploadedRunJSON struct {
	ID       int64              `json:"id"`
	Name     string             `json:"name"`
	Findings []tradeoff.Finding `json:"findings"`
	URL      string             `json:"url" doc:"path of its page"`
}

func newRunJSON(r tradeoff.Run, metrics []store.RunMetric) RunJSON {
	out := RunJSON{
		ID: r.ID, ExperimentID: r.ExperimentID, Name: r.Name, Task: r.Task, N: r.N, Positives: r.Positives,
		Weighted: r.Weighted, ScoreKind: r.ScoreKind, TestSetDigest: r.TestSetDigest, Roles: r.Roles,
		Findings: orNone(r.Findings), Source: sourceJSON{r.SourceName, r.SourceBytes, r.SourceSHA256},
		CreatedAt: r.CreatedAt, URL: runPath(r.ID), Metrics: evaluate.Metrics{},
	}
	for _, m := range metrics {
		out.Metrics = append(out.Metrics, evaluate.Metric{ID: m.ID, Estimate: m.Estimate})
	}
	return out
}

// orNone returns an empty list rather than none, which JSON calls null.
func orNone(list []tradeoff.Finding) []tradeoff.Finding {
	if list == nil {
		return []tradeoff.Finding{}
	}
	return list
}

// runPath returns the address of a run's page.
func runPath(id int64) string { return fmt.Sprintf("/runs/%d", id) }

func (s *Server) listRuns(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	filter := store.RunFilter{ExperimentID: id, Limit: q.integer("limit"), Cursor: q.values.Get("cursor")}
	if q.err != nil {
		return q.err
	}
	if _, err := s.store.Experiment(r.Context(), id); err != nil {
		return err
	}
	list, next, err := s.store.Runs(r.Context(), filter)
	if err != nil {
		return err
	}
	out := runsJSON{[]RunJSON{}, next}
	for _, run := range list {
		out.Runs = append(out.Runs, newRunJSON(run.Run, run.Metrics))
	}
	return writeJSON(w, http.StatusOK, out)
}

// postRuns stores the runs of an uploaded file.
func (s *Server) postRuns(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	done, err := s.receive(r, id)
	if err != nil {
		return err
	}
	out := uploadedJSON{}
	for _, run := range done.Runs {
		out.Runs = append(out.Runs, uploadedRunJSON{run.ID, run.Name, orNone(run.Findings), runPath(run.ID)})
	}
	return created(w, out, "/api/v1/runs/%d", done.Runs[0].ID)
}

// getRun answers with a run, its metrics, and its operating point at the
// threshold in the query or else the default one.
func (s *Server) getRun(w http.ResponseWriter, r *http.Request) error {
	run, point, index, err := s.runPoint(r)
	if err != nil {
		return err
	}
	metrics, err := s.store.RunMetrics(r.Context(), run.ID)
	if err != nil {
		return err
	}
	data, err := s.store.Display(r.Context(), run.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, runDetailJSON{newRunJSON(run, metrics), point.Prevalence(), pointOf(point, index), displayPath(run.ID, data)})
}

// patchRun renames a run.
func (s *Server) patchRun(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	var change runFields
	if err := readJSON(r, &change); err != nil {
		return err
	}
	if change.Name != nil {
		if err := s.store.RenameRun(r.Context(), id, *change.Name); err != nil {
			return err
		}
	}
	return s.getRun(w, r)
}

func (s *Server) removeRun(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.store.DeleteRun(r.Context(), id); err != nil {
		return err
	}
	return noContent(w)
}
