package history

import (
	"errors"
	"net/http"
	"net/url"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// auditPerPage is how many changes the audit shows at once.
const auditPerPage = 50

// auditFields are the fields of its filter.
var auditFields = []string{"object", "object_id", "action", "who", "from", "to"}

// auditPage lists changes.
func (s *Pages) auditPage(w http.ResponseWriter, r *http.Request) error {
	q, kept := r.URL.Query(), make(url.Values)
	for _, name := range auditFields {
		if text := q.Get(name); text != "" {
			kept.Set(name, text)
		}
	}
	v := templates.AuditView{
		Page: web.NewPage(r, "Audit", "audit"), Filtered: len(kept) > 0,
		Object: kept.Get("object"), ObjectID: kept.Get("object_id"), Action: kept.Get("action"), Who: kept.Get("who"),
		From: kept.Get("from"), To: kept.Get("to"), CSV: link.Address(link.APIPath+"/audit.csv", kept),
	}
	filter, err := explore.ParseAuditFilter(q)
	var list []tradeoff.AuditEntry
	var next string
	if err == nil {
		filter.Limit = auditPerPage
		list, next, err = s.explorer.Audit(r.Context(), filter)
	}
	var wrong *tradeoff.Error
	if errors.As(err, &wrong) && wrong.Kind == tradeoff.Invalid {
		v.Problem = &templates.ErrorView{Message: wrong.Message, Hint: wrong.Hint}
		return web.Page(w, r, http.StatusUnprocessableEntity, templates.AuditPage(v))
	} else if err != nil {
		return err
	}
	for _, e := range list {
		v.Rows = append(v.Rows, templates.NewAuditRow(e))
	}
	if next != "" {
		kept.Set("cursor", next)
		v.Next = link.Address(link.AuditPath, kept)
	}
	return web.Page(w, r, http.StatusOK, templates.AuditPage(v))
}
