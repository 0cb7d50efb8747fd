package server

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/incoming"
	"tradeoff/internal/intake"
	"tradeoff/internal/link"
	"tradeoff/internal/web"
)

// keyParameter is the header by which an upload can be sent again without being
// stored again.
var keyParameter = func() parameter {
	p := text(intake.KeyHeader, "any text that no other upload has, such as a UUID. "+
		"An upload that is sent again with it within a day is not stored again, "+
		"but answered as it was; another one with the same key is refused")
	most := intake.MaxKey
	p.schema.MaxLength = &most
	return p
}()

var uploadParameters = parametersOf(intake.UploadOptions)

// uploadContent is the body of an upload.
var uploadContent = content{form: uploadParameters}

// postRuns stores the runs of an uploaded file in the experiment of the path.
func (s *Server) postRuns(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return s.upload(w, r, id)
}

// postAnywhere stores the runs of an uploaded file where it says.
func (s *Server) postAnywhere(w http.ResponseWriter, r *http.Request) error { return s.upload(w, r, 0) }

func (s *Server) upload(w http.ResponseWriter, r *http.Request, experiment int64) error {
	done, dry, err := s.receive(r, experiment)
	if err != nil {
		return err
	}
	if dry != nil {
		for _, f := range dry.Files {
			for i := range f.Runs {
				f.Runs[i].Findings = shape.FindingsJSON(r.Context(), f.Runs[i].Findings)
			}
		}
		return web.WriteJSON(w, http.StatusOK, dry)
	}
	return answerUploaded(w, r, done)
}

// receive takes the upload that r brings: a form, or a file as the body.
func (s *Server) receive(r *http.Request, experiment int64) (intake.Uploaded, *intake.Checkup, error) {
	body, in := incoming.Of(r, s.patience, s.intake.Limits().Bytes)
	defer in.Close()
	request := intake.Request{Path: r.URL.Path, Query: r.URL.Query(), Experiment: experiment, Body: body}
	if keys := r.Header.Values(intake.KeyHeader); len(keys) > 0 {
		request.Key = &keys[0]
	}
	return s.intake.Receive(r.Context(), request)
}

// flipRun exchanges the classes of a run.
func (s *Server) flipRun(w http.ResponseWriter, r *http.Request) error {
	done, err := web.Named(r, s.intake.Flip)
	if err != nil {
		return err
	}
	return answerUploaded(w, r, done)
}

// flipFromPage does the same for the form of a page.
func (s *Server) flipFromPage(w http.ResponseWriter, r *http.Request) error {
	done, err := web.Named(r, s.intake.Flip)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, link.RunPath(done.Runs[0].ID))
}
