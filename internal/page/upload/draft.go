package upload

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/incoming"
	"tradeoff/internal/intake"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// uploadFile receives the upload form and keeps its files as a draft, which people
// check and save. With save=clean, the draft is saved at once if all checks pass.
// Scripts that ask for JSON get the address of the draft.
func (s *Pages) uploadFile(w http.ResponseWriter, r *http.Request) error {
	location, err := s.receiveDraft(r)
	if err != nil {
		if web.WantsJSON(r) || web.Gone(r.Context(), err) {
			return err
		}
		return s.refusedUpload(w, r, err)
	}
	if web.WantsJSON(r) {
		return web.Created(w, r, map[string]string{"location": link.To(r.Context(), location)}, location)
	}
	return web.SeeOther(w, r, location)
}

// receiveDraft keeps the files of an upload as a draft and returns its address.
func (s *Pages) receiveDraft(r *http.Request) (location string, err error) {
	body, in := incoming.Of(r, s.patience, s.intake.Limits().Bytes)
	defer in.Close()
	id, err := s.drafts.Receive(r.Context(), r.URL.Query(), body)
	return draftPath(id), err
}

// draftPath returns the address of a draft's page.
func draftPath(id string) string { return "/uploads/" + id }

// uploadedPath returns the address of the page of an upload: that of the run, or of
// the experiment if there are several.
func uploadedPath(u *intake.Uploaded) string {
	if len(u.Runs) == 1 {
		return link.RunPath(u.Runs[0].ID)
	}
	return link.ExperimentPath(u.Experiment.ID)
}

// refusedUpload answers with the upload form and the error.
func (s *Pages) refusedUpload(w http.ResponseWriter, r *http.Request, err error) error {
	e := web.Explained(r, err)
	web.ExchangeOf(r).Err = err
	v := templates.UploadView{Problem: &templates.ErrorView{Message: e.Message, Place: e.Place.String(), Hint: e.Hint}}
	return web.Page(w, r, web.StatusOf(e), templates.UploadPage(web.NewPage(r, "Upload", "upload"), v))
}

// draftPage shows a draft: the progress while it is read, then its checks. Once it is
// saved, it redirects to the run.
func (s *Pages) draftPage(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	now, err := d.Wait(r.Context(), show.ShortWork)
	if err != nil {
		return err
	}
	switch {
	case now.Saved != nil:
		return web.SeeOther(w, r, uploadedPath(now.Saved))
	case now.Pending || now.Checks == nil:
		v := templates.DraftWorkView{
			Page: web.NewPage(r, "Upload", "upload"), Action: draftPath(d.ID()), Progress: progressView(d),
		}
		return web.Page(w, r, http.StatusOK, templates.DraftWork(v))
	}
	v, err := s.draftView(r, d, now)
	if err != nil {
		return err
	}
	v.Held = now.Held
	return web.Page(w, r, http.StatusOK, templates.DraftPage(v))
}

// draftProgress answers with the progress of a draft.
func (s *Pages) draftProgress(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	return web.WriteJSON(w, http.StatusOK, progressView(d))
}

// progressView renders the progress of a draft.
func progressView(d *intake.Draft) templates.DraftProgress {
	now := d.Progress()
	p := templates.DraftProgress{Phase: now.Phase, File: now.Item, Bytes: now.Bytes, Total: now.Total, Rows: now.Rows}
	p.Text = p.Words()
	return p
}

// changeDraft receives the form of a draft: its corrections, and whether to check the
// draft again or to save it.
func (s *Pages) changeDraft(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := s.drafts.Change(r.Context(), d, r.PostForm); err != nil {
		return err
	}
	return web.SeeOther(w, r, draftPath(d.ID()))
}

// cancelDraft deletes a draft and redirects to the upload form.
func (s *Pages) cancelDraft(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if tradeoff.KindOf(err) == tradeoff.NotFound {
		return web.SeeOther(w, r, "/upload") // it was deleted before
	} else if err != nil {
		return err
	}
	defer done()
	last := s.drafts.Cancel(d)
	switch experiment := last.Settings.Upload.ExperimentID; {
	case last.Saved != nil: // it was saved before
		return web.SeeOther(w, r, uploadedPath(last.Saved))
	case experiment != 0:
		return web.SeeOther(w, r, link.ExperimentPath(experiment))
	default:
		return web.SeeOther(w, r, "/upload")
	}
}
