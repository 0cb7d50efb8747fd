// Package history has the pages of what was deleted and what was changed: the trash, its
// buttons, and the audit.
package history

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// Pages are the trash and the audit.
type Pages struct {
	explorer *explore.Explorer
}

// New returns the pages of what an explorer has on record.
func New(explorer *explore.Explorer) *Pages { return &Pages{explorer: explorer} }

// Routes adds the pages to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get("/trash", web.Handle(s.trashPage))
	r.Post("/runs/{id}/restore", web.Handle(s.restoreRun))
	r.Post("/experiments/{id}/restore", web.Handle(s.restoreExperiment))
	r.Post("/trash/runs/{id}/delete", web.Handle(s.purgeRun))
	r.Post("/trash/experiments/{id}/delete", web.Handle(s.purgeExperiment))
	r.Get("/audit", web.Handle(s.auditPage))
}
