package server

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/web"
)

// getInUse answers with an operating point as it is where the classifier is used.
func (s *Server) getInUse(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	point, err := v.PointAt(r.Context(), v.Point, v.Setting().Prevalence)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, shape.NewInUseJSON(v, point.Metrics))
}
