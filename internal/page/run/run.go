// Package run has the pages of a run: its own, one for each kind of task, and those of
// its examples, slices, images and settings. They show what [explore] finds, and
// compute nothing.
package run

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// Pages are the pages of runs.
type Pages struct {
	explorer *explore.Explorer
}

// New returns the pages of the runs that an explorer knows.
func New(explorer *explore.Explorer) *Pages { return &Pages{explorer: explorer} }

// Routes adds the pages to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get("/runs/{id}", web.Handle(s.runPage))
	r.Post("/runs/{id}", web.Handle(s.updateRun))
	r.Get("/runs/{id}/examples", web.Handle(web.ByTask(s.explorer.Run, s.classExamplesPage, s.examplesPage)))
	r.Get("/runs/{id}/examples.csv", web.Handle(web.ByTask(s.explorer.Run, s.classExamplesCSV, s.examplesCSV)))
	r.Get("/runs/{id}/errors", web.Handle(s.errorsPart))
	r.Get("/runs/{id}/errors/window", web.Handle(s.errorWindow))
	r.Get("/runs/{id}/slices/counts", web.Handle(s.sliceCounts))
	r.Get("/runs/{id}/slices", web.Handle(s.slicesPage))
	r.Get("/runs/{id}/slices.csv", web.Handle(s.slicesCSV))
	r.Get("/runs/{id}/elsewhere", web.Handle(s.elsewherePage))
	r.Get("/runs/{id}/images/{image}.png", web.Handle(s.runPicture))
	r.Get("/runs/{id}/edit", web.Handle(s.editRunPage))
	r.Get("/runs/{id}/delete", web.Handle(s.deleteRunPage))
	r.Post("/runs/{id}/delete", web.Handle(s.deleteRun))
}
