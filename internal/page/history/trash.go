package history

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// trashPerPage is how many things the trash shows at once.
const trashPerPage = 50

// trashPage lists what was deleted.
func (s *Pages) trashPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	list, next, err := s.explorer.Trash(r.Context(), source.TrashFilter{Limit: trashPerPage, Cursor: q.Get("cursor")})
	if err != nil {
		return err
	}
	v := templates.TrashView{Page: web.NewPage(r, "Trash", "trash"), Message: s.doneMessage(r.Context(), q)}
	waiting := make(map[int64]bool) // experiments in the trash
	for _, t := range list {
		if t.Object == tradeoff.ExperimentObject {
			waiting[t.ID] = true
		}
	}
	for _, t := range list {
		row := templates.NewTrashRow(t)
		if t.Object == tradeoff.RunObject && waiting[t.ExperimentID] {
			row.Restore, row.Note = "", "restore its experiment first"
		}
		v.Rows = append(v.Rows, row)
	}
	if next != "" {
		v.Next = link.Address(link.TrashPath, url.Values{"cursor": {next}})
	}
	return web.Page(w, r, http.StatusOK, templates.TrashPage(v))
}

// doneMessage says what a button of the trash has done, as the address after it names it:
// restored=run-3 or purged=experiment-1. It asks the audit whether that is so, and says
// nothing if it is not.
func (s *Pages) doneMessage(ctx context.Context, q url.Values) *templates.MessageView {
	for _, done := range []struct {
		name   string
		action tradeoff.Action
		said   string
	}{{"restored", tradeoff.RestoreAction, "is restored"}, {"purged", tradeoff.PurgeAction, "was deleted permanently"}} {
		object, number, _ := strings.Cut(q.Get(done.name), "-")
		id, err := web.ParseID(number)
		if err != nil {
			continue
		}
		list, _, err := s.explorer.Audit(ctx, source.AuditFilter{Object: tradeoff.Object(object), ObjectID: id, Limit: 1})
		if err != nil || len(list) == 0 || list[0].Action != done.action {
			return nil
		}
		m := &templates.MessageView{What: "Experiment", Name: list[0].Name, Said: done.said}
		path := link.ExperimentPath(id)
		if list[0].Object == tradeoff.RunObject {
			m.What, path = "Run", link.RunPath(id)
		}
		if done.action == tradeoff.RestoreAction {
			m.Link = templates.Choice{Label: "Open the " + object, Value: path}
		}
		return m
	}
	return nil
}

// restoreRun takes a run out of the trash, and leads to its page.
func (s *Pages) restoreRun(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.RestoreRun)
	if err != nil {
		return err
	}
	return restored(w, r, tradeoff.RunObject, run.ID, link.RunPath(run.ID))
}

// restoreExperiment takes an experiment out of the trash, and leads to its page.
func (s *Pages) restoreExperiment(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, func(ctx context.Context, id int64) (tradeoff.Experiment, error) {
		e, _, err := s.explorer.RestoreExperiment(ctx, id)
		return e, err
	})
	if err != nil {
		return err
	}
	return restored(w, r, tradeoff.ExperimentObject, e.ID, link.ExperimentPath(e.ID))
}

// restored leads back to the trash if its page asked, and else to the page of the thing.
func restored(w http.ResponseWriter, r *http.Request, object tradeoff.Object, id int64, path string) error {
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	if r.PostForm.Get("back") == "trash" {
		return web.SeeOther(w, r, trashAfter("restored", object, id))
	}
	return web.SeeOther(w, r, path)
}

// purgeRun deletes a run permanently.
func (s *Pages) purgeRun(w http.ResponseWriter, r *http.Request) error {
	return purged(w, r, tradeoff.RunObject, s.explorer.PurgeRun)
}

// purgeExperiment deletes an experiment permanently.
func (s *Pages) purgeExperiment(w http.ResponseWriter, r *http.Request) error {
	return purged(w, r, tradeoff.ExperimentObject, s.explorer.PurgeExperiment)
}

func purged(
	w http.ResponseWriter, r *http.Request, object tradeoff.Object, purge func(context.Context, int64) error,
) error {
	id, err := web.PathID(r, "id")
	if err == nil {
		err = purge(r.Context(), id)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, trashAfter("purged", object, id))
}

// trashAfter is the address of the trash that says what was done.
func trashAfter(done string, object tradeoff.Object, id int64) string {
	return link.Address(link.TrashPath, url.Values{done: {fmt.Sprintf("%s-%d", object, id)}})
}
