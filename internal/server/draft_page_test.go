package server

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// draftOf uploads the fields and files of a form from the page, and returns the path of
// the draft after its processing has finished.
func draftOf(t testing.TB, s *Server, fields ...string) string {
	t.Helper()
	return draftFor(t, s, "", fields...)
}

func draftFor(t testing.TB, s *Server, query string, fields ...string) string {
	t.Helper()
	body, kind := form(fields...)
	w := ask(s, "POST", "/uploads"+query, body, "Content-Type", kind, "Sec-Fetch-Site", "same-origin")
	path := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/uploads/") {
		t.Fatalf("status %d to %q: %s", w.Code, path, w.Body)
	}
	workEnds(t, s, path)
	return path
}

// workEnds waits until the processing of a draft has finished.
func workEnds(t testing.TB, s *Server, path string) {
	t.Helper()
	d, done, err := s.drafts.Find(strings.TrimPrefix(path, "/uploads/"))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if now, err := d.Wait(t.Context(), time.Hour); err != nil || now.Pending {
		t.Fatalf("the work on the draft does not end: %v", err)
	}
}

// say sends the form of a draft and waits for the result.
func say(t testing.TB, s *Server, path string, fields ...string) {
	t.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	w := ask(s, "POST", path, v.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
		t.Fatalf("status %d to %q: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	workEnds(t, s, path)
}

// A seen is the content of the page of a draft.
type seen struct {
	status   int
	location string
	text     string
	buttons  []string          // the values of its buttons
	fields   map[string]string // values that its form would send
	canSave  bool
}

// look fetches the page of a draft.
func look(t testing.TB, s *Server, path string) seen {
	t.Helper()
	w := ask(s, "GET", path, "")
	out := seen{status: w.Code, location: w.Header().Get("Location"), fields: map[string]string{}}
	if w.Code != http.StatusOK {
		return out
	}
	checkPage(t, path, w.Body.String())
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	get := func(n *html.Node, key string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val, true
			}
		}
		return "", false
	}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
			continue
		}
		name, _ := get(n, "name")
		value, _ := get(n, "value")
		_, disabled := get(n, "disabled")
		switch n.Data {
		case "button":
			out.buttons = append(out.buttons, value)
			if value == "save" {
				out.canSave = !disabled
			}
		case "input":
			kind, _ := get(n, "type")
			if _, checked := get(n, "checked"); kind != "checkbox" || checked {
				out.fields[name] = value
			}
		case "select":
			for o := range n.Descendants() {
				if v, _ := get(o, "value"); o.Type == html.ElementNode {
					if _, chosen := get(o, "selected"); chosen {
						out.fields[name] = v
					}
				}
			}
		}
	}
	out.text = strings.Join(strings.Fields(text.String()), " ")
	return out
}

// post sends what the page's form would send, changed by fields.
func (p seen) post(t testing.TB, s *Server, path string, fields ...string) {
	t.Helper()
	all := make(map[string]string)
	for name, value := range p.fields {
		all[name] = value
	}
	for i := 0; i < len(fields); i += 2 {
		all[fields[i]] = fields[i+1]
	}
	var list []string
	for name, value := range all {
		list = append(list, name, value)
	}
	say(t, s, path, list...)
}

func (p seen) wants(t testing.TB, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(p.text, w) {
			t.Errorf("the page does not show %q: %s", w, p.text)
		}
	}
}

// draftsDir is the folder of drafts.
func draftsDir(s *Server) string { return filepath.Join(s.store.Dir(), "drafts") }

// spooled returns the names in the folder of drafts.
func spooled(t testing.TB, s *Server) (names []string) {
	t.Helper()
	list, err := os.ReadDir(draftsDir(s))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}
