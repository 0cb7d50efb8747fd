package server

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// page answers with c. It is rendered before anything is sent, so that a
// failure is answered as one.
func (s *Server) page(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return send(w, status, b.Bytes())
}

// seeOther answers a form: the browser fetches what is at path next.
func seeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// hiddenFields returns a query as the hidden fields of a form, in a fixed order.
func hiddenFields(q url.Values) []templates.Choice {
	var list []templates.Choice
	for _, name := range slices.Sorted(maps.Keys(q)) {
		for _, value := range q[name] {
			list = append(list, templates.Choice{Label: name, Value: value})
		}
	}
	return list
}

// pathID returns the id in the path's parameter name. What is no id names
// nothing, so the error is NotFound.
func pathID(r *http.Request, name string) (int64, error) {
	text := chi.URLParam(r, name)
	id, err := parseID(text)
	if err != nil {
		return 0, tradeoff.Errorf(tradeoff.NotFound, "%q is no id", text)
	}
	return id, nil
}

// parseID reads an id.
func parseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err == nil && id < 1 {
		err = strconv.ErrRange
	}
	return id, err
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return send(w, status, encodeJSON(v))
}

// encodeJSON panics if v cannot be encoded: what we answer always can.
func encodeJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("server: " + err.Error())
	}
	return append(b, '\n')
}

func send(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}
