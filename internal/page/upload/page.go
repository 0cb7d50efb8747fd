package upload

import (
	"net/http"

	"tradeoff/internal/link"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// swapClasses swaps the classes of a run and redirects to the new run.
func (s *Pages) swapClasses(w http.ResponseWriter, r *http.Request) error {
	done, err := web.Named(r, s.intake.SwapClasses)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, link.RunPath(done.Runs[0].ID))
}

// addSample stores the sample again after it was deleted, and redirects to the home page.
func (s *Pages) addSample(w http.ResponseWriter, r *http.Request) error {
	if err := s.intake.AddSample(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/")
}

// uploadPage shows the upload form on a separate page.
func (s *Pages) uploadPage(w http.ResponseWriter, r *http.Request) error {
	form := templates.UploadPage(web.NewPage(r, "Upload", "upload"), templates.UploadView{})
	return web.Page(w, r, http.StatusOK, form)
}
