package server

import (
	"net/http"
	"slices"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// flip exchanges the two classes of the run that the path names: its labels,
// not its scores. As its numbers are others, it becomes a new run in the place
// of the old one.
func (s *Server) flip(r *http.Request) (done Uploaded, err error) {
	run, err := s.runOf(r)
	if err != nil {
		return done, err
	}
	if run.Task != tradeoff.BinaryTask && run.Task != tradeoff.SegmentationTask {
		return done, tradeoff.Errorf(tradeoff.Invalid, "run %d is a %s run, which has no positive class to exchange", run.ID, run.Task.Words())
	}
	leave, err := s.takeUpload(r.Context())
	if err != nil {
		return done, err
	}
	defer leave()
	d := &ingest.Dataset{Name: run.Name, Task: run.Task, Images: run.Images, Kind: run.ScoreKind, Roles: run.Roles, Unpaired: run.TestSetDigest == "", Findings: flipped(run.Findings)}
	if d.Columns, err = s.explorer.Columns(r.Context(), run); err != nil {
		return done, err
	}
	for _, c := range d.Columns {
		d.N = c.Len()
		for i, label := range c.Labels {
			c.Labels[i] = 1 - label
		}
	}
	computed, err := evaluate.Dataset(r.Context(), d, run.SourceName)
	if err != nil {
		return done, err
	}
	computed.SourceName, computed.SourceBytes, computed.SourceSHA256 = run.SourceName, run.SourceBytes, run.SourceSHA256
	list, err := newRuns([]*evaluate.Run{computed})
	if err != nil {
		return done, err
	}
	n := list[0].Run
	n.Name, n.ExperimentID, n.Remarks, n.TaskFacts = run.Name, run.ExperimentID, run.Remarks, run.TaskFacts
	if err := s.store.CreateUpload(r.Context(), store.Upload{Runs: list, Replaces: run.ID}); err != nil {
		return done, err
	}
	s.askIntervals(n.ID, tradeoff.View{})
	done.Runs = []tradeoff.Run{*n}
	done.Experiment, err = s.store.Experiment(r.Context(), n.ExperimentID)
	return done, err
}

const flippedKind = "classes_exchanged"

// flipped returns what is to be said of a run after its classes were exchanged,
// besides what its numbers say.
func flipped(findings []tradeoff.Finding) []tradeoff.Finding {
	var list []tradeoff.Finding
	twice := false
	for _, f := range findings {
		switch {
		case f.Kind == flippedKind:
			twice = true
		case !slices.Contains(evaluate.Checks, f.Kind):
			list = append(list, f)
		}
	}
	if twice {
		return list
	}
	return append(list, tradeoff.Finding{
		Kind: flippedKind, Message: "the positive and the negative class were exchanged after the upload", Mend: "Exchange them again to undo it.",
	})
}

func (s *Server) flipRun(w http.ResponseWriter, r *http.Request) error {
	done, err := s.flip(r)
	if err != nil {
		return err
	}
	return answerUploaded(w, r, done)
}

// flipFromPage does the same for the form of a page.
func (s *Server) flipFromPage(w http.ResponseWriter, r *http.Request) error {
	done, err := s.flip(r)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, runPath(done.Runs[0].ID))
}
