package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// get sends h a request for path as a browser, or as a program if it is below /api/.
func get(site *Site, h HandlerFunc, path string) *httptest.ResponseRecorder {
	if site.Log == nil {
		site.Log = slog.New(slog.DiscardHandler)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept", "text/html")
	site.Record(RecoverPanics(Handle(h))).ServeHTTP(w, r)
	return w
}

func failing(err error) HandlerFunc {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func TestErrorBecomesPageProblemAndLogLine(t *testing.T) {
	err := tradeoff.Errorf(tradeoff.Conflict, "the name is taken").WithHint("Give another name.")
	err.Err = errors.New("constraint 7")
	var log bytes.Buffer
	site := &Site{Log: slog.New(slog.NewTextHandler(&log, nil))}

	page := get(site, failing(err), "/runs/1")
	text := page.Body.String()
	if page.Code != http.StatusConflict || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") ||
		!strings.Contains(text, "The name is taken.") || !strings.Contains(text, "Give another name.") {
		t.Errorf("the page has status %d: %s", page.Code, page.Body)
	}

	program := get(site, failing(err), "/api/v1/runs/1")
	var got Problem
	if err := json.Unmarshal(program.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := Problem{
		Type: "about:blank", Title: "Conflict", Status: 409, Detail: "the name is taken", Kind: tradeoff.Conflict,
		Hint: "Give another name.",
	}
	if got.Type != want.Type || got.Title != want.Title || got.Status != want.Status || got.Detail != want.Detail ||
		got.Kind != want.Kind || got.Hint != want.Hint || program.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("the problem is %+v, want %+v", got, want)
	}

	for _, answer := range []*httptest.ResponseRecorder{page, program} {
		if strings.Contains(answer.Body.String(), "constraint 7") {
			t.Errorf("the response has details that are only for the log: %s", answer.Body)
		}
		if !strings.Contains(log.String(), answer.Header().Get("X-Request-Id")) {
			t.Errorf("the log does not name the request: %s", log.String())
		}
	}
	if !strings.Contains(log.String(), "constraint 7") {
		t.Errorf("the log lacks the cause: %s", log.String())
	}
}

func TestResponseToPanicHidesItsText(t *testing.T) {
	w := get(&Site{}, func(http.ResponseWriter, *http.Request) error { panic("secret") }, "/")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

func TestMissingIsOnlyCalledForNotFound(t *testing.T) {
	asked := 0
	site := &Site{Missing: func(w http.ResponseWriter, _ *http.Request, err error) error {
		asked++
		return SeeOther(w, httptest.NewRequest("GET", "/", nil), "/elsewhere")
	}}
	nothing := func(w http.ResponseWriter, _ *http.Request) error { return NoContent(w) }
	for _, c := range []struct {
		what   string
		h      HandlerFunc
		status int
		asked  int // calls so far
	}{
		{"not found", failing(tradeoff.Errorf(tradeoff.NotFound, "no run 1")), http.StatusSeeOther, 1},
		{"invalid", failing(tradeoff.Errorf(tradeoff.Invalid, "no number")), http.StatusUnprocessableEntity, 1},
		{"a success", nothing, http.StatusNoContent, 1},
	} {
		if w := get(site, c.h, "/"); w.Code != c.status || asked != c.asked {
			t.Errorf("%s: status %d after %d calls, want %d after %d", c.what, w.Code, asked, c.status, c.asked)
		}
	}
	if w := get(&Site{}, failing(tradeoff.Errorf(tradeoff.NotFound, "no run 1")), "/"); w.Code != http.StatusNotFound {
		t.Errorf("status %d without Missing, want 404", w.Code)
	}
}

func TestOwnPathRejectsOtherSites(t *testing.T) {
	for path, want := range map[string]string{
		"/runs/1?threshold=0.5": "/runs/1?threshold=0.5", "": "/", "runs": "/", "//evil.example": "/", `/\evil.example`: "/",
		"/\t/evil.example": "/", "https://evil.example/": "/",
	} {
		if got := ownPath(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}
