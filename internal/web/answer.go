package web

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// Page answers with the page c. It renders c before it sends anything, so that a failure
// becomes an error page.
func Page(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return Send(w, status, b.Bytes())
}

// SeeOther answers a form with a redirect to path, which starts at the root of the site.
func SeeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, link.To(r.Context(), path), http.StatusSeeOther)
	return nil
}

// HiddenFields returns a query as the hidden fields of a form, in a fixed order.
func HiddenFields(q url.Values) []templates.Choice {
	var list []templates.Choice
	for _, name := range slices.Sorted(maps.Keys(q)) {
		for _, value := range q[name] {
			list = append(list, templates.Choice{Label: name, Value: value})
		}
	}
	return list
}

// PathID returns the id in the path parameter name. Its error is NotFound for a value
// that is not an id.
func PathID(r *http.Request, name string) (int64, error) {
	text := chi.URLParam(r, name)
	id, err := ParseID(text)
	if err != nil {
		return 0, tradeoff.Errorf(tradeoff.NotFound, "%q is not an id", text)
	}
	return id, nil
}

// ParseID parses an id, a whole number of at least 1.
func ParseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err == nil && id < 1 {
		err = strconv.ErrRange
	}
	return id, err
}

// Send answers with a status and a body. The caller has set the content type.
func Send(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// ExtendDownload extends the write deadline of a download by a minute. Without a
// connection, as in tests, it does nothing.
func ExtendDownload(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute))
}
