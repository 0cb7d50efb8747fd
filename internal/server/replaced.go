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

// runPattern begins every route of a run, below that of the API or by itself.
const runPattern = "/runs/{id}"

// replaced answers a request for a run that was not found but replaced: reading
// leads on to the run in its place, and everything else is refused, lest that
// run be changed by whoever does not know of it. Otherwise it returns the error.
func (s *Server) replaced(w http.ResponseWriter, r *http.Request, notFound error) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || !strings.HasPrefix(strings.TrimPrefix(chi.RouteContext(r.Context()).RoutePattern(), link.APIPath), runPattern) {
		return notFound
	}
	by, err := s.explorer.ReplacedBy(r.Context(), id)
	if err != nil || by == 0 {
		return notFound
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return tradeoff.Errorf(tradeoff.NotFound, "run %d was replaced by run %d", id, by).WithHint("Name run %d if you mean that one.", by)
	}
	to := *r.URL
	to.Path = strings.Replace(to.Path, fmt.Sprintf("/runs/%d", id), fmt.Sprintf("/runs/%d", by), 1)
	w.Header().Set("Location", link.To(r.Context(), to.RequestURI()))
	w.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}
