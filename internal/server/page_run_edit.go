package server

import (
	"fmt"
	"net/http"

	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

func (s *Server) runOf(r *http.Request) (tradeoff.Run, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return tradeoff.Run{}, err
	}
	return s.store.Run(r.Context(), id)
}

func (s *Server) editRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	v := templates.EditView{Page: newPage(r, "Rename "+run.Name, "experiments"), Run: run}
	return s.page(w, r, http.StatusOK, templates.RunForm(v))
}

func (s *Server) renameRun(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.store.RenameRun(r.Context(), id, r.PostFormValue("name")); err != nil {
		return err
	}
	return seeOther(w, r, fmt.Sprintf("/runs/%d", id))
}

func (s *Server) deleteRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	v := templates.DeleteView{
		Page: newPage(r, "Delete "+run.Name, "experiments"), Heading: "Delete the run?", Name: run.Name,
		Losses: fmt.Sprintf(", with its %s rows", format.Count(run.N)),
		Action: fmt.Sprintf("/runs/%d/delete", run.ID), Back: fmt.Sprintf("/runs/%d", run.ID),
	}
	return s.page(w, r, http.StatusOK, templates.DeletePage(v))
}

func (s *Server) deleteRun(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	if err := s.store.DeleteRun(r.Context(), run.ID); err != nil {
		return err
	}
	return seeOther(w, r, fmt.Sprintf("/experiments/%d", run.ExperimentID))
}
