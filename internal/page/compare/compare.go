// Package compare has the pages of several runs: their comparison, the rows on which
// two of them disagree, and their ranks by every metric.
package compare

import (
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/web"
)

// Pages are the pages of several runs.
type Pages struct {
	explorer *explore.Explorer
}

// New returns the pages of the runs that an explorer knows.
func New(explorer *explore.Explorer) *Pages { return &Pages{explorer: explorer} }

// Routes adds the pages to a router.
func (s *Pages) Routes(r chi.Router) {
	r.Get(link.ComparePath, web.Handle(s.comparePage))
	r.Get(link.DisagreementsPath, web.Handle(s.disagreementsPage))
	r.Get(link.DisagreementsPath+".csv", web.Handle(s.disagreementsCSV))
	r.Get(link.RanksPath, web.Handle(s.ranksPage))
}
