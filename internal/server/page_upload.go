package server

import (
	"net/http"

	"tradeoff/web/templates"
)

// uploadPage is the upload form on a page of its own.
func (s *Server) uploadPage(w http.ResponseWriter, r *http.Request) error {
	return s.page(w, r, http.StatusOK, templates.UploadPage(newPage(r, "Upload", "upload"), templates.UploadView{}))
}
