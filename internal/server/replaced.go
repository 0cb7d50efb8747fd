package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

// replaced answers a request for a run that was replaced: it redirects reads to the
// successor, and rejects all others, so that clients do not change a run that they do not
// know. For a run that was not replaced it returns the error.
func (s *Server) replaced(w http.ResponseWriter, r *http.Request, notFound error) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || !strings.HasPrefix(strings.TrimPrefix(chi.RouteContext(r.Context()).RoutePattern(), link.APIPath),
		link.RunPattern) {
		return notFound
	}
	by, err := s.explorer.ReplacedBy(r.Context(), id)
	if err != nil || by == 0 {
		return notFound
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return tradeoff.Errorf(tradeoff.NotFound, "run %d was replaced by run %d", id, by).
			WithHint("Use run %d instead.", by)
	}
	to := *r.URL
	to.Path = strings.Replace(to.Path, fmt.Sprintf("/runs/%d", id), fmt.Sprintf("/runs/%d", by), 1)
	w.Header().Set("Location", link.To(r.Context(), to.RequestURI()))
	w.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}
