package run

import (
	"net/http"

	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// runPages holds the page of a run for each task. A task whose runs have a sweep
// may share the one of binary runs.
var runPages = map[tradeoff.Task]func(*Pages, http.ResponseWriter, *http.Request) error{
	tradeoff.BinaryTask:       (*Pages).binaryRunPage,
	tradeoff.DetectionTask:    (*Pages).binaryRunPage,
	tradeoff.SegmentationTask: (*Pages).binaryRunPage,
	tradeoff.MultiClassTask:   (*Pages).classRunPage,
}

// runPage shows a run by the page of its task.
func (s *Pages) runPage(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	page, ok := runPages[run.Task]
	// one class against the others is a binary run
	if run.ManyClasses() && !explore.AllClasses(run, r.URL.Query().Get("class")) {
		page, ok = (*Pages).binaryRunPage, true
	}
	if !ok {
		return tradeoff.Errorf(tradeoff.NotFound, "run %d is a %s run, which has no page", run.ID, run.Task.Words())
	}
	return page(s, w, r)
}
