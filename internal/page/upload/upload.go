// Package upload has the pages on which people upload files, check the drafts, and save
// them.
package upload

import (
	"time"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/intake"
	"tradeoff/internal/web"
)

// Options are the parts that the pages work with.
type Options struct {
	Explorer *explore.Explorer
	Intake   *intake.Intake
	Drafts   *intake.Drafts
	Patience time.Duration // with uploads that send no bytes
}

// Pages are the pages of uploads.
type Pages struct {
	explorer *explore.Explorer
	intake   *intake.Intake
	drafts   *intake.Drafts
	patience time.Duration
}

// New returns the pages of uploads.
func New(o Options) *Pages {
	return &Pages{explorer: o.Explorer, intake: o.Intake, drafts: o.Drafts, patience: o.Patience}
}

// Routes adds the pages to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get("/upload", web.Handle(s.uploadPage))
	r.Post("/uploads", web.Handle(s.uploadFile))
	r.Get("/uploads/{draft}", web.Handle(s.draftPage))
	r.Post("/uploads/{draft}", web.Handle(s.changeDraft))
	r.Get("/uploads/{draft}/progress", web.Handle(s.draftProgress))
	r.Post("/uploads/{draft}/cancel", web.Handle(s.cancelDraft))
	r.Post("/runs/{id}/flip", web.Handle(s.swapClasses))
	r.Post("/sample", web.Handle(s.addSample))
}
