package upload

import (
	"net/http"

	"tradeoff/internal/link"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// flipFromPage does the same for the form of a page.
func (s *Pages) SwapClasses(w http.ResponseWriter, r *http.Request) error {
	done, err := web.Named(r, s.intake.SwapClasses)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, link.RunPath(done.Runs[0].ID))
}

// uploadPage is the upload form on a page of its own.
func (s *Pages) uploadPage(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, templates.UploadPage(web.NewPage(r, "Upload", "upload"), templates.UploadView{}))
}
