package run

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

func (s *Pages) editRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	return s.runForm(w, r, http.StatusOK, run, nil)
}

func (s *Pages) runForm(w http.ResponseWriter, r *http.Request, status int, run tradeoff.Run, problem *templates.ErrorView) error {
	v := templates.EditView{
		Page: web.NewPage(r, "Edit "+run.Name, "experiments"), Run: run, Tags: strings.Join(run.Tags, ", "), Problem: problem,
		Flips: run.Task == tradeoff.BinaryTask || run.Task == tradeoff.SegmentationTask, Upload: templates.UploadView{Replaces: run.ID, Compact: true},
	}
	return web.Page(w, r, status, templates.RunForm(v))
}

// updateRun takes over what the form says of a run. A form that cannot be taken
// is shown again with what is wrong.
func (s *Pages) updateRun(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	f := r.PostForm
	typed := shape.RunFields{
		Name: f.Get("name"), Notes: f.Get("notes"), Tags: []string{f.Get("tags")}, ModelVersion: f.Get("model_version"), Date: f.Get("date"),
	}
	_, err = s.explorer.UpdateRun(r.Context(), run.ID, func(run *tradeoff.Run) error {
		typed.Fill(run)
		return nil
	})
	var wrong *tradeoff.Error
	if errors.As(err, &wrong) && wrong.Kind == tradeoff.Invalid {
		typed.Fill(&run)
		return s.runForm(w, r, http.StatusUnprocessableEntity, run, &templates.ErrorView{Message: wrong.Message, Hint: wrong.Hint})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, link.RunPath(run.ID))
}

func (s *Pages) deleteRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	decided, err := s.explorer.DecisionLog.Current(r.Context(), run)
	if err != nil {
		return err
	}
	v := templates.DeleteView{
		Page: web.NewPage(r, "Delete "+run.Name, "experiments"), Heading: "Delete the run?", Name: run.Name,
		Losses: fmt.Sprintf(", with its %s rows", format.Count(run.N)),
		Action: fmt.Sprintf("/runs/%d/delete", run.ID), Back: fmt.Sprintf("/runs/%d", run.ID),
	}
	if len(decided) > 0 {
		v.Losses += "; what was decided on it stays on record"
	}
	return web.Page(w, r, http.StatusOK, templates.DeletePage(v))
}

func (s *Pages) deleteRun(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if err := s.explorer.DeleteRun(r.Context(), run.ID); err != nil {
		return err
	}
	return web.SeeOther(w, r, fmt.Sprintf("/experiments/%d", run.ExperimentID))
}
