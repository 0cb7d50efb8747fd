package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tradeoff/internal/api/shape"
)

// send posts a form, whose fields alternate between names and values.
func send(s *Server, path string, fields ...string) *httptest.ResponseRecorder {
	q := make(url.Values)
	for i := 0; i < len(fields); i += 2 {
		q.Set(fields[i], fields[i+1])
	}
	return ask(s, "POST", path, q.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// follow returns the page to which an answer leads.
func follow(t testing.TB, s *Server, w *httptest.ResponseRecorder) (path, page string) {
	t.Helper()
	if path = w.Header().Get("Location"); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	next := ask(s, "GET", path, "")
	if next.Code != http.StatusOK {
		t.Fatalf("%s: status %d: %s", path, next.Code, next.Body)
	}
	return path, next.Body.String()
}

var tagsAndSpace = regexp.MustCompile(`(?s)<[^>]*>|\s+`)

// words returns the text of a page without its markup.
func words(page string) string {
	return strings.Join(strings.Fields(tagsAndSpace.ReplaceAllString(page, " ")), " ")
}

// wants fails unless a page has all the texts.
func wants(t testing.TB, what, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) && !strings.Contains(words(page), text) {
			t.Errorf("%s lacks %q: %s", what, text, words(page))
		}
	}
}

func TestDeletingOnAPageOffersUndo(t *testing.T) {
	s := filled(t, Options{})
	for _, c := range []struct{ thing, name, after string }{
		{"/runs/1", "Run “one” is in the trash until ", "/experiments/1?deleted=1"},
		{"/experiments/1", "Experiment “First” is in the trash until ", "/?deleted=1"},
	} {
		wants(t, "the question", ask(s, "GET", c.thing+"/delete", "").Body.String(), "goes to the trash", `name="version"`)
		path, page := follow(t, s, send(s, c.thing+"/delete"))
		if path != c.after {
			t.Errorf("deleting %s leads to %s", c.thing, path)
		}
		wants(t, path, page, c.name, `action="`+c.thing+`/restore"`, "Undo")
		w := ask(s, "GET", c.thing, "")
		if w.Code != http.StatusGone {
			t.Errorf("%s: status %d", c.thing, w.Code)
		}
		wants(t, "the page that is gone", w.Body.String(), "is in the trash", "deleted on",
			`action="`+c.thing+`/restore"`, `href="/trash"`)
		if path, _ := follow(t, s, send(s, c.thing+"/restore")); path != c.thing {
			t.Errorf("undo leads to %s", path)
		}
		if page := ask(s, "GET", c.after, "").Body.String(); strings.Contains(page, "Undo") {
			t.Error("what is restored is still said to be in the trash")
		}
	}
	ask(s, "DELETE", "/api/v1/experiments/1", "")
	w := ask(s, "GET", "/runs/1/examples", "")
	wants(t, "the page of a run that was deleted with its experiment", w.Body.String(),
		"both are restored together", "Restore the experiment", `action="/experiments/1/restore"`)
	for _, path := range []string{
		"/?deleted=9", "/?deleted=x", "/trash?restored=run-9", "/trash?purged=cat-1", "/trash?purged=run-1",
	} {
		page := ask(s, "GET", path, "")
		if page.Code != http.StatusOK || strings.Contains(page.Body.String(), "data-message") {
			t.Errorf("%s: status %d, or it says what is not so", path, page.Code)
		}
	}
}

func TestTrashRestoresAndDeletesForGood(t *testing.T) {
	s := filled(t, Options{})
	wants(t, "the empty trash", ask(s, "GET", "/trash", "").Body.String(), "The trash is empty")
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=two", few), http.StatusCreated)
	answer[uploaded](t, ask(s, "POST", "/api/v1/runs?replace=2&name=three", few), http.StatusCreated)
	ask(s, "DELETE", "/api/v1/runs/1", "")
	page := ask(s, "GET", "/trash", "").Body.String()
	wants(t, "the trash", page, "Run one", "of First", "kept until", "replaced by another run",
		`action="/runs/1/restore"`, `action="/trash/runs/1/delete"`)
	path, page := follow(t, s, send(s, "/runs/1/restore", "back", "trash"))
	if path != "/trash?restored=run-1" {
		t.Errorf("restoring leads to %s", path)
	}
	wants(t, path, page, "Run “one” is restored", `href="/runs/1"`)
	path, page = follow(t, s, send(s, "/trash/runs/2/delete"))
	wants(t, path, page, "Run “two” was deleted permanently", "The trash is empty")
	ask(s, "DELETE", "/api/v1/runs/1", "")
	ask(s, "DELETE", "/api/v1/experiments/1", "")
	page = ask(s, "GET", "/trash", "").Body.String()
	wants(t, "the trash", page, "with 1 run", "restore its experiment first", `action="/trash/runs/1/delete"`)
	if strings.Contains(page, `action="/runs/1/restore"`) {
		t.Error("a run can be restored into an experiment that is in the trash")
	}
	_, page = follow(t, s, send(s, "/trash/experiments/1/delete"))
	wants(t, "the trash", page, "Experiment “First” was deleted permanently", "The trash is empty")
	if w := send(s, "/trash/experiments/1/delete"); w.Code != http.StatusNotFound {
		t.Errorf("again: status %d", w.Code)
	}
}

func TestEditFormsKeepWhatWasTypedInAConflict(t *testing.T) {
	s := filled(t, Options{})
	version := regexp.MustCompile(`name="version" value="(\d+)"`)
	of := func(page string) string {
		if m := version.FindStringSubmatch(page); m != nil {
			return m[1]
		}
		t.Fatal("the form has no version")
		return ""
	}
	for _, path := range []string{"/runs/1", "/experiments/1"} {
		before := of(ask(s, "GET", path+"/edit", "").Body.String())
		text := map[bool]string{true: "notes", false: "description"}[path == "/runs/1"]
		first := append([]string{"version", before, "name", "Ada’s name", text, "Ada’s text"}, "positive_name", "ill")
		if w := send(s, path, first...); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
		}
		w := send(s, path, "version", before, "name", "Bob’s name", text, "Bob’s text", "positive_name", "ill")
		if w.Code != http.StatusPreconditionFailed {
			t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
		}
		page := w.Body.String()
		wants(t, "the conflict", page, "was changed while you edited it", "It was changed on",
			"Stored now Ada’s name Yours Bob’s name", "Stored now Ada’s text Yours Bob’s text",
			`value="Bob’s name"`, ">Bob’s text</textarea>")
		if got := of(page); got == before {
			t.Errorf("%s: the form still has the version %s", path, got)
		}
		if w := send(s, path+"/delete", "version", before); w.Code != http.StatusPreconditionFailed {
			t.Errorf("deleting another version of %s: status %d", path, w.Code)
		} else {
			wants(t, "the question", w.Body.String(), "was changed while this page was open")
		}
		w = send(s, path, "version", of(page), "name", "Bob’s name", text, "Bob’s text")
		if w.Code != http.StatusSeeOther {
			t.Errorf("%s: saved again: status %d", path, w.Code)
		}
		if w := send(s, path, "version", "x"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: a version that is none: status %d", path, w.Code)
		}
	}
}

func TestFactsOfARunAreEditedOnItsPage(t *testing.T) {
	s := filled(t, Options{})
	w := send(s, "/runs/1", "name", "one", "params", "lr = 0.1\r\noptimizer = adam\r\nseed = \"7\"\r\namp = true",
		"commit", "0123456789ABCDEF", "links", "https://example.org/a\r\n\r\nhttps://example.org/b")
	_, page := follow(t, s, w)
	wants(t, "the page of the run", page, "lr 0.1", "optimizer adam", "seed 7", "0123456789ab",
		`href="https://example.org/a"`, "example.org/b")
	run := answer[shape.RunFields](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	const want = "amp = true\nlr = 0.1\noptimizer = adam\nseed = \"7\"\n"
	got := run.Params.Lines()
	if got != want || len(run.Links) != 2 || run.Commit != "0123456789abcdef" {
		t.Errorf("stored: %q %+v", got, run)
	}
	page = ask(s, "GET", "/runs/1/edit", "").Body.String()
	wants(t, "the form", page, "seed = &#34;7&#34;", "0123456789abcdef", "https://example.org/b")
	page = ask(s, "GET", "/api/v1/runs/1/report", "").Body.String()
	wants(t, "the report", page, "optimizer adam", "0123456789ab")
	wrong := "lr = 0.1\nno value"
	w = send(s, "/runs/1", "name", "one", "params", wrong, "commit", "main")
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", w.Code)
	}
	wants(t, "the form", w.Body.String(), "Parameters, line 2", "has no value", wrong, `value="main"`)
	if w = send(s, "/runs/1", "name", "new"); w.Code != http.StatusSeeOther { // a form without the fields
		t.Errorf("status %d", w.Code)
	}
	run = answer[shape.RunFields](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	if len(run.Params) != 4 || run.Commit == "" {
		t.Errorf("what the form does not have is gone: %+v", run)
	}
}

func TestAuditPageFiltersAndLeadsToItsThings(t *testing.T) {
	s := filled(t, Options{})
	ask(s, "PATCH", "/api/v1/runs/1", `{"name":"<b>uno</b>"}`)
	ask(s, "DELETE", "/api/v1/runs/1", "")
	page := ask(s, "GET", "/audit", "").Body.String()
	wants(t, "the audit", page, "Deleted run", "Changed run", "Created experiment", "192.0.2.1",
		`href="/runs/1"`, `href="/api/v1/audit.csv"`,
		"<del><bdi>one</bdi></del> <ins><bdi>&lt;b&gt;uno&lt;/b&gt;</bdi></ins>")
	page = ask(s, "GET", "/audit?object=run&action=update&who=", "").Body.String()
	wants(t, "the filter", page, "Changed run", "Clear", `<option value="run" selected>`,
		`href="/api/v1/audit.csv?action=update&amp;object=run"`)
	if strings.Contains(page, "Deleted run") {
		t.Error("the filter keeps other actions")
	}
	wants(t, "a filter that keeps nothing", ask(s, "GET", "/audit?who=ada", "").Body.String(), "No change matches")
	w := ask(s, "GET", "/audit?object_id=x", "")
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", w.Code)
	}
	wants(t, "a wrong filter", w.Body.String(), "Give a whole number", `value="x"`)
	for i := range 60 {
		ask(s, "PATCH", "/api/v1/experiments/1", fmt.Sprintf(`{"description":"%d"}`, i))
	}
	page = ask(s, "GET", "/audit?object=experiment", "").Body.String()
	next := regexp.MustCompile(`href="(/audit\?cursor=[^"]*)"`).FindStringSubmatch(page)
	if next == nil {
		t.Fatal("there is no link to earlier changes")
	}
	page = ask(s, "GET", strings.ReplaceAll(next[1], "&amp;", "&"), "").Body.String()
	wants(t, "earlier changes", page, "Created experiment")
}
