package server

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A compareView turns a comparison into what its page shows.
type compareView struct{ explore.Comparison }

// --- API ---

func (s *Server) getComparison(w http.ResponseWriter, r *http.Request) error {
	c, err := s.explorer.Compare(r.Context(), r.URL.Query())
	if err == nil {
		err = c.Enough()
	}
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, shape.NewComparisonJSON(c))
}

// with is the address of this page with another query and another state.
func (c compareView) with(change func(*tradeoff.CompareQuery, *tradeoff.State)) string {
	query, state := c.Query, c.State
	change(&query, &state)
	q := state.Query()
	query.Add(q)
	return link.Address(link.ComparePath, q)
}

// hidden are the fields that forms keep.
func (c compareView) hidden(drop ...string) []templates.Choice {
	q := c.State.Query()
	c.Query.Add(q)
	for _, name := range drop {
		q.Del(name)
	}
	return web.HiddenFields(q)
}
