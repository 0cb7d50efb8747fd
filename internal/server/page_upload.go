package server

import (
	"net/http"

	"tradeoff/web/templates"

	"tradeoff/internal/web"
)

// uploadPage is the upload form on a page of its own.
func (s *Server) uploadPage(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, templates.UploadPage(web.NewPage(r, "Upload", "upload"), templates.UploadView{}))
}
