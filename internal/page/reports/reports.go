// Package reports writes the pages of a run and of a comparison to files that need
// neither a server nor a network.
package reports

import (
	"time"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/page/decision"
	"tradeoff/internal/web"
)

// Pages are the reports.
type Pages struct {
	explorer  *explore.Explorer
	decisions *decision.Pages
	settling  time.Duration // how long a report waits for intervals that are being computed
}

// New returns the reports of the runs that an explorer knows.
func New(explorer *explore.Explorer, decisions *decision.Pages, settling time.Duration) *Pages {
	return &Pages{explorer: explorer, decisions: decisions, settling: settling}
}

// Routes adds the reports to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get("/runs/{id}/report", web.Handle(s.GetReport))
	r.Get(link.ComparePath+"/report", web.Handle(s.GetComparisonReport))
}
