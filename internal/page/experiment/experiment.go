// Package experiment has the home page and the pages of an experiment: its leaderboard,
// its settings, and the decisions that were taken in it.
package experiment

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// Pages are the pages of experiments.
type Pages struct {
	explorer *explore.Explorer
}

// New returns the pages of the experiments that an explorer knows.
func New(explorer *explore.Explorer) *Pages { return &Pages{explorer: explorer} }

// Routes adds the pages to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get("/", web.Handle(s.homePage))
	r.Get("/experiments/new", web.Handle(s.newExperimentPage))
	r.Post("/experiments", web.Handle(s.createExperiment))
	r.Get("/experiments/{id}", web.Handle(s.experimentPage))
	r.Post("/experiments/{id}", web.Handle(s.updateExperiment))
	r.Get("/experiments/{id}/edit", web.Handle(s.editExperimentPage))
	r.Get("/experiments/{id}/delete", web.Handle(s.deleteExperimentPage))
	r.Post("/experiments/{id}/delete", web.Handle(s.deleteExperiment))
}
