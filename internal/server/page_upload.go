package server

import (
	"fmt"
	"net/http"
	"strings"

	"tradeoff/web/templates"
)

// uploadPage is the upload form on a page of its own.
func (s *Server) uploadPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.uploadView(r)
	if err != nil {
		return err
	}
	return s.page(w, r, http.StatusOK, templates.UploadPage(newPage(r, "Upload", "upload"), v))
}

// uploadFile takes the upload form and leads on to what it made: the run, or
// the experiment if there are several. A script that asks for JSON is told
// where that is.
func (s *Server) uploadFile(w http.ResponseWriter, r *http.Request) error {
	done, err := s.receive(r, 0)
	if err != nil {
		return err
	}
	location := fmt.Sprintf("/experiments/%d", done.Experiment.ID)
	if len(done.Runs) == 1 {
		location = fmt.Sprintf("/runs/%d", done.Runs[0].ID)
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		w.Header().Set("Location", location)
		return writeJSON(w, http.StatusCreated, map[string]string{"location": location})
	}
	return seeOther(w, r, location)
}
