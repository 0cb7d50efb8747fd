package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// runDisplay answers with the binary form of a display; see package wire.
func (s *Server) runDisplay(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.SubjectAt)
	if err != nil {
		return err
	}
	d, err := s.explorer.Display(r.Context(), of)
	if err != nil {
		return err
	}
	if chi.URLParam(r, "hash") != explore.DisplayHash(d.Data) {
		return web.NotFound(w, r)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return web.Send(w, http.StatusOK, d.Data)
}
