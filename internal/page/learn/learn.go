// Package learn has the pages of the lesson: the diabetes scan, the choice of a metric,
// the loss lab and the glossary.
package learn

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// Pages are the pages of the lesson.
type Pages struct {
	explorer *explore.Explorer
}

// New returns the pages of the lesson, which use runs that an explorer knows.
func New(explorer *explore.Explorer) *Pages { return &Pages{explorer: explorer} }

// Routes adds the pages to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get("/learn", web.Handle(s.learnPage))
	r.Get("/learn/scan", web.Handle(s.scanPage))
	r.Get("/learn/sheet", web.Handle(s.sheetPage))
	r.Get("/learn/choose", web.Handle(s.choosePage))
	r.Post("/learn/apply", web.Handle(s.applyAdvice))
	r.Get("/learn/losses", web.Handle(s.labPage))
	r.Get("/learn/glossary", web.Handle(s.glossaryPage))
}
