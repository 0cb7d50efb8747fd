package web

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"tradeoff/web/static"
)

// Asset serves an embedded file. Its address changes with its content, so that browsers
// can cache it for ever; an old address is not found.
func Asset(w http.ResponseWriter, r *http.Request) error {
	f, ok := static.Files()[chi.URLParam(r, "*")]
	if !ok || chi.URLParam(r, "hash") != static.Hash() {
		return NotFound(w, r)
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	body := f.Plain
	if f.Gzipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = f.Gzipped
		}
	}
	return Send(w, http.StatusOK, body)
}

func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
