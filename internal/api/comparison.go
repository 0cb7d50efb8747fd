package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/web"
)

// getComparison answers with a comparison of several runs.
func (s severalAPI) getComparison(w http.ResponseWriter, r *http.Request) error {
	c, err := s.explorer.Compare(r.Context(), r.URL.Query())
	if err == nil {
		err = c.Enough()
	}
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, shape.NewComparisonJSON(c))
}
