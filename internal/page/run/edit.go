package run

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

func (s *Pages) editRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	return s.runForm(w, r, http.StatusOK, templates.EditView{Run: run, Typed: runTexts(run), Version: run.Version})
}

// runForm shows the form with the texts and what is wrong with them.
func (s *Pages) runForm(w http.ResponseWriter, r *http.Request, status int, v templates.EditView) error {
	run := v.Run
	v.Page = web.NewPage(r, "Edit "+run.Name, "experiments")
	v.Flips = run.Task == tradeoff.BinaryTask || run.Task == tradeoff.SegmentationTask
	v.Upload = templates.UploadView{Replaces: run.ID, Compact: true}
	return web.Page(w, r, status, templates.RunForm(v))
}

// runTexts are what is said of a run, as its form has them.
func runTexts(run tradeoff.Run) templates.RunTexts {
	return templates.RunTexts{
		Name: run.Name, Notes: run.Notes, Tags: strings.Join(run.Tags, ", "), ModelVersion: run.ModelVersion,
		Date: run.Date, Commit: run.Commit, Params: run.Params.Lines(), Links: strings.Join(run.Links, "\n"),
	}
}

// typedTexts are those of a form. Parameters, commit and links stay if the form does not
// have their fields.
func typedTexts(f url.Values, run tradeoff.Run) templates.RunTexts {
	t := runTexts(run)
	t.Name, t.Notes, t.Tags, t.ModelVersion, t.Date = f.Get("name"), f.Get("notes"), f.Get("tags"),
		f.Get("model_version"), f.Get("date")
	for name, text := range map[string]*string{"commit": &t.Commit, "params": &t.Params, "links": &t.Links} {
		if f.Has(name) {
			*text = f.Get(name)
		}
	}
	return t
}

// fillRun takes over what a form says of a run. Its error is Invalid for parameters that
// cannot be, and names their line.
func fillRun(run *tradeoff.Run, t templates.RunTexts) error {
	params, err := tradeoff.ParseParamLines(t.Params)
	if err != nil {
		return err
	}
	run.Name, run.Notes, run.Tags, run.ModelVersion, run.Date = t.Name, t.Notes, []string{t.Tags}, t.ModelVersion, t.Date
	run.Params, run.Commit, run.Links = params, t.Commit, strings.Split(t.Links, "\n")
	return nil
}

// updateRun takes over what the form says of a run. A form that cannot be taken
// is shown again with what is wrong, or with both texts if the run was changed meanwhile.
func (s *Pages) updateRun(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	expected, err := web.FormVersion(r)
	if err != nil {
		return err
	}
	v := templates.EditView{Run: run, Typed: typedTexts(r.PostForm, run)}
	v.Version = tradeoff.ChangeWith(expected).Version
	_, err = s.explorer.UpdateRun(r.Context(), run.ID, func(run *tradeoff.Run) error {
		return fillRun(run, v.Typed)
	}, expected)
	var wrong *tradeoff.Error
	switch {
	case err == nil:
		return web.SeeOther(w, r, link.RunPath(run.ID))
	case !errors.As(err, &wrong):
		return err
	case wrong.Mismatch != nil:
		v.Conflict, v.Version = show.Conflict(r.Context(), s.explorer, err, link.RunPath(run.ID)+"/edit")
		return s.runForm(w, r, http.StatusPreconditionFailed, v)
	case wrong.Kind == tradeoff.Invalid:
		v.Problem = &templates.ErrorView{Message: wrong.Message, Place: wrong.Place.String(), Hint: wrong.Hint}
		return s.runForm(w, r, http.StatusUnprocessableEntity, v)
	default:
		return err
	}
}

func (s *Pages) deleteRunPage(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	return s.deleteForm(w, r, http.StatusOK, run, nil)
}

// deleteForm asks before a run goes to the trash.
func (s *Pages) deleteForm(
	w http.ResponseWriter, r *http.Request, status int, run tradeoff.Run, problem *templates.ErrorView,
) error {
	decided, err := s.explorer.DecisionLog.Current(r.Context(), run)
	if err != nil {
		return err
	}
	v := templates.DeleteView{
		Page: web.NewPage(r, "Delete "+run.Name, "experiments"), Object: "run", Name: run.Name, Version: run.Version,
		With:   fmt.Sprintf(", with its %s %s,", format.Count(run.N), format.Plural(run.N, "row", "rows")),
		Action: link.RunPath(run.ID) + "/delete", Back: link.RunPath(run.ID), Problem: problem,
	}
	if len(decided) > 0 {
		v.Stays = "What was decided on it stays on record."
	}
	return web.Page(w, r, status, templates.DeletePage(v))
}

func (s *Pages) deleteRun(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	expected, err := web.FormVersion(r)
	if err == nil {
		err = s.explorer.DeleteRun(r.Context(), run.ID, expected)
	}
	if problem, status := show.ChangedMeanwhile(err); problem != nil {
		return s.deleteForm(w, r, status, run, problem)
	}
	if err != nil {
		return err
	}
	deleted := url.Values{"deleted": {fmt.Sprint(run.ID)}}
	return web.SeeOther(w, r, link.Address(link.ExperimentPath(run.ExperimentID), deleted))
}
