// Package decision has the pages that record a decision on a threshold, and show how it
// performs on later runs.
package decision

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// Pages are the pages of decisions.
type Pages struct {
	explorer *explore.Explorer
}

// New returns the pages of the decisions that an explorer knows.
func New(explorer *explore.Explorer) *Pages { return &Pages{explorer: explorer} }

// Routes adds the pages to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get("/runs/{id}/decide", web.Handle(s.decidePage))
	r.Post("/runs/{id}/decisions", web.Handle(s.decide))
	r.Get("/decisions/{id}", web.Handle(s.decisionPage))
}
