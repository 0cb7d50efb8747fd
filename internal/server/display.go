package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// displayPath returns the address at which the browser loads a display in binary
// form. It holds a hash of the content, so that a browser may keep it for ever.
func (of subject) displayPath(d explore.Display) string {
	return of.api("/display/"+displayHash(d.Data)+".bin", nil)
}

func displayHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// runDisplay answers with the binary form of a display; see package wire.
func (s *Server) runDisplay(w http.ResponseWriter, r *http.Request) error {
	of, err := s.subjectOf(r)
	if err != nil {
		return err
	}
	d, err := s.explorer.Display(r.Context(), of.Subject)
	if err != nil {
		return err
	}
	if chi.URLParam(r, "hash") != displayHash(d.Data) {
		return web.NotFound(w, r)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return web.Send(w, http.StatusOK, d.Data)
}
