package api

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// ifMatchParameter is the header by which a change says which version it is of.
var ifMatchParameter = text("If-Match", "the ETag of the answer that is changed: if the thing was changed since, "+
	"this change is refused with 412 and both texts; without the header it is made in any case")

// auditParameters say which changes are listed.
var auditParameters = []Parameter{
	oneOf("object", "only changes of such things", "", words(tradeoff.Objects)...),
	integer("object_id", "only changes of the thing with this id", 0, 1, maxID),
	oneOf("action", "only what was done so", "", words(tradeoff.Actions)...),
	text("who", "only changes by this name or account, written exactly so"),
	text("from", "a day, as 2026-05-31 (in UTC), or a time: only changes since then"),
	text("to", "a day, or a time: only changes until the end of that day, or before that time"),
}

// maxID is the largest id that a client can name.
const maxID = 1<<53 - 1

func words[T ~string](list []T) (out []string) {
	for _, word := range list {
		out = append(out, string(word))
	}
	return out
}

// historyOperations are those of what was deleted and what was changed.
func (s *API) historyOperations() []Operation {
	h := historyAPI{s}
	return []Operation{
		{ID: "listTrash", Group: ofHistory, Method: "GET", Path: "/trash", Summary: "List what is in the trash",
			about: "What was deleted last comes first. Runs that were deleted with their experiment are counted there. " +
				"A thing stays for " + strconv.Itoa(tradeoff.TrashDays) + " days, and is then deleted permanently.",
			Query: []Parameter{limitParameter, cursorParameter}, answers: content{of: trashJSON{}}, handle: h.listTrash},
		{ID: "restoreRun", Group: ofHistory, Method: "POST", Path: "/runs/{id}/restore",
			Summary: "Restore a run from the trash",
			about: "A run that was replaced comes back beside its successor. " +
				"A run that is not in the trash is answered as it is. Restore its experiment first if that was deleted too.",
			versioned: true, answers: content{of: shape.RunDetailJSON{}}, handle: h.restoreRun},
		{ID: "restoreExperiment", Group: ofHistory, Method: "POST", Path: "/experiments/{id}/restore",
			Summary:   "Restore an experiment and the runs that were deleted with it",
			about:     "An experiment that is not in the trash is answered as it is.",
			versioned: true, answers: content{of: restoredExperimentJSON{}}, handle: h.restoreExperiment},
		{ID: "purgeRun", Group: ofHistory, Method: "DELETE", Path: "/trash/runs/{id}",
			Summary: "Delete a run that is in the trash permanently",
			about:   "Decisions on it stay.", status: http.StatusNoContent, handle: h.purgeRun},
		{ID: "purgeExperiment", Group: ofHistory, Method: "DELETE", Path: "/trash/experiments/{id}",
			Summary: "Delete an experiment that is in the trash, and all of its runs, permanently",
			about:   "Its decisions stay.", status: http.StatusNoContent, handle: h.purgeExperiment},
		{ID: "listAudit", Group: ofHistory, Method: "GET", Path: "/audit", Summary: "List changes, the newest first",
			about: "Every change of an experiment, a run, a decision or a setting has an entry, which is never changed. " +
				"It says what the change was, and who made it from which address if that is known.",
			Query:   append(append([]Parameter{}, auditParameters...), limitParameter, cursorParameter),
			answers: content{of: auditJSON{}}, handle: h.listAudit},
		{ID: "exportAudit", Group: ofHistory, Method: "GET", Path: "/audit.csv",
			Summary: "All of these changes as a CSV file",
			about:   "No cell is a formula to a spreadsheet: a text that begins like one has a ' before it.",
			Query:   auditParameters, answers: content{kind: "text/csv", about: "a header and one line for each change"},
			handle: h.exportAudit},
	}
}

type trashJSON struct {
	Trash []tradeoff.Trashed `json:"trash"`
	Next  string             `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
}

type auditJSON struct {
	Audit []tradeoff.AuditEntry `json:"audit"`
	Next  string                `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
}

// A restoredExperimentJSON is an experiment that came out of the trash.
type restoredExperimentJSON struct {
	ExperimentJSON
	Runs []int64 `json:"restored_runs" doc:"ids of the runs that came back with it"`
}

func (s historyAPI) listTrash(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	filter := source.TrashFilter{Limit: q.integer("limit"), Cursor: q.values.Get("cursor")}
	if q.err != nil {
		return q.err
	}
	list, next, err := s.explorer.Trash(r.Context(), filter)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, trashJSON{append([]tradeoff.Trashed{}, list...), next})
}

func (s historyAPI) restoreRun(w http.ResponseWriter, r *http.Request) error {
	if _, err := web.Named(r, s.explorer.RestoreRun); err != nil {
		return err
	}
	return runAPI(s).getRun(w, r)
}

func (s historyAPI) restoreExperiment(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	e, runs, err := s.explorer.RestoreExperiment(r.Context(), id)
	if err != nil {
		return err
	}
	web.SetVersion(w, e.Version)
	out := restoredExperimentJSON{newExperimentJSON(r.Context(), e), append([]int64{}, runs...)}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s historyAPI) purgeRun(w http.ResponseWriter, r *http.Request) error {
	return purge(w, r, s.explorer.PurgeRun)
}

func (s historyAPI) purgeExperiment(w http.ResponseWriter, r *http.Request) error {
	return purge(w, r, s.explorer.PurgeExperiment)
}

// purge deletes the thing that the path names permanently, by the given function.
func purge(w http.ResponseWriter, r *http.Request, purgeThing func(context.Context, int64) error) error {
	id, err := web.PathID(r, "id")
	if err == nil {
		err = purgeThing(r.Context(), id)
	}
	if err != nil {
		return err
	}
	return web.NoContent(w)
}

func (s historyAPI) listAudit(w http.ResponseWriter, r *http.Request) error {
	filter, err := explore.ParseAuditFilter(r.URL.Query())
	if err != nil {
		return err
	}
	q := newQuery(r)
	if filter.Limit = q.integer("limit"); q.err != nil {
		return q.err
	}
	list, next, err := s.explorer.Audit(r.Context(), filter)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, auditJSON{append([]tradeoff.AuditEntry{}, list...), next})
}

// exportAudit answers with all entries that the query keeps. Entries that are damaged have
// nothing but their id and a remark.
func (s historyAPI) exportAudit(w http.ResponseWriter, r *http.Request) error {
	filter, err := explore.ParseAuditFilter(r.URL.Query())
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	begin := func() {
		web.ExtendDownload(w)
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="audit.csv"`)
		writeGuarded(out, "id", "created_at", "who", "address", "request_id", "action", "object", "object_id", "name",
			"before", "after", "remark")
	}
	n := 0
	for e, err := range s.explorer.AuditAll(r.Context(), filter) {
		if err != nil {
			return err
		}
		if n == 0 {
			begin()
		}
		if n++; n%auditChunk == 0 {
			web.ExtendDownload(w)
		}
		id := strconv.FormatInt(e.ID, 10)
		if e.Damaged {
			writeGuarded(out, id, "", "", "", "", "", "", "", "", "", "", "damaged")
			continue
		}
		writeGuarded(out, id, e.CreatedAt.UTC().Format(time.RFC3339Nano), e.Who, e.Address, e.RequestID,
			string(e.Action), string(e.Object), strconv.FormatInt(e.ObjectID, 10), e.Name,
			string(e.Before), string(e.After), "")
	}
	if n == 0 {
		begin()
	}
	out.Flush()
	return out.Error()
}

// auditChunk is after how many lines a download is given more time.
const auditChunk = 1000

// writeGuarded writes a line whose cells are safe to open in a spreadsheet. The writer
// keeps the first error.
func writeGuarded(out *csv.Writer, cells ...string) {
	for i := range cells {
		cells[i] = format.Guard(cells[i])
	}
	_ = out.Write(cells)
}
