package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/wire"
)

// display returns what a page draws of a run, and the address at which the
// browser loads the same in binary form. The address holds a hash of the
// content, so that a browser may keep it for ever.
func (s *Server) display(ctx context.Context, run int64) (*wire.Display, string, error) {
	data, err := s.store.Display(ctx, run)
	if err != nil {
		return nil, "", err
	}
	d := new(wire.Display)
	if err := d.UnmarshalBinary(data); err != nil {
		return nil, "", fmt.Errorf("run %d: %w", run, err)
	}
	return d, displayPath(run, data), nil
}

func displayPath(run int64, data []byte) string {
	return fmt.Sprintf("/api/v1/runs/%d/display/%s.bin", run, displayHash(data))
}

func displayHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// runDisplay answers with the binary form of a display; see package wire.
func (s *Server) runDisplay(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	data, err := s.store.Display(r.Context(), id)
	if err != nil {
		return err
	}
	if chi.URLParam(r, "hash") != displayHash(data) {
		return notFound(w, r)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return send(w, http.StatusOK, data)
}
