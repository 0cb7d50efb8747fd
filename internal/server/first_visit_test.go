package server

import (
	"net/http"
	"strings"
	"testing"
)

func TestFirstVisitShowsTheSample(t *testing.T) {
	s := open(t, Options{})
	if err := s.InstallSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := func() string {
		t.Helper()
		w := ask(s, "GET", "/", "")
		if w.Code != http.StatusOK {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		checkPage(t, "/", w.Body.String())
		return w.Body.String()
	}
	first := page()
	for _, want := range []string{
		"What does your classifier give up at each threshold?", `href="/runs/2"`, "640 students, 82 diabetic",
		`<b class="figures" data-count="tp">42</b>`, "/compare?run=", `href="/experiments/1"`, "data-upload-file",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if n := strings.Count(first, "button primary"); n != 1 {
		t.Errorf("the page has %d primary buttons, want 1", n)
	}
	if list := ask(s, "GET", "/?q=scan", "").Body.String(); !strings.Contains(list, "No experiment matches") &&
		!strings.Contains(list, "Best run") {
		t.Error("a search is not answered with a list")
	}

	answer[uploaded](t, ask(s, "POST", "/api/v1/runs?experiment_name=Mine", few), http.StatusCreated)
	if list := page(); strings.Contains(list, "What does your classifier") || !strings.Contains(list, "Mine") {
		t.Error("with another experiment the page is not the list")
	}
}

func TestSampleIsAddedBackAfterItWasDeleted(t *testing.T) {
	s := open(t, Options{})
	home := func() string { return ask(s, "GET", "/", "").Body.String() }
	if page := home(); !strings.Contains(page, "Add the sample back") || strings.Contains(page, "Open the sample") {
		t.Error("an empty page does not offer the sample")
	}
	for range 2 { // the second time does nothing
		if w := ask(s, "POST", "/sample", ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
			t.Fatalf("status %d to %q", w.Code, w.Header().Get("Location"))
		}
	}
	if e, r, _ := contents(t, s); e != 1 || r != 2 {
		t.Errorf("there are %d experiments and %d runs, want 1 and 2", e, r)
	}
	if page := home(); !strings.Contains(page, "Open the sample") {
		t.Error("the sample is not shown")
	}
}
