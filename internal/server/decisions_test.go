package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/calc"
)

// decidedAnswer is the part of a decision that tests read.
type decidedAnswer struct {
	ID             int64
	Why, Page, URL string
	Policy         string
	Point          struct {
		Threshold calc.Number
		calc.Confusion
	}
	Retests []struct {
		Run      struct{ ID int64 }
		SameTest bool `json:"same_test_set"`
		Replaces bool
		Point    *struct {
			Threshold calc.Number
			calc.Confusion
		}
		Reason, Said string
	}
}

// later waits for the next millisecond of the store's clock.
func later() { time.Sleep(2 * time.Millisecond) }

func TestDecisionsAreCheckedOnLaterRuns(t *testing.T) {
	s := filled(t, Options{})
	state := url.Values{"policy": {"recall>=0.7"}, "cost_fn": {"7"}}
	d := answer[decidedAnswer](t, ask(s, "POST", "/api/v1/runs/1/decisions?"+state.Encode(),
		`{"who":"Ada","why":"misses are intolerable"}`), http.StatusCreated)
	if d.Policy != "recall>=0.7" || d.Point.TP != 3 || d.Point.FN != 1 || d.Page != "/runs/1?"+state.Encode() {
		t.Errorf("recorded %+v", d)
	}
	path := fmt.Sprintf("/api/v1/decisions/%d", d.ID)
	if got := answer[decidedAnswer](t, ask(s, "GET", path, ""), http.StatusOK); len(got.Retests) != 0 {
		t.Errorf("tested again without a later run: %+v", got.Retests)
	}
	if body := ask(s, "GET", d.URL, "").Body.String(); !strings.Contains(body, "The experiment has no later runs yet") {
		t.Error("the page does not show that no run has come since")
	}

	later()
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=same", strings.ReplaceAll(few, "0.6", "0.1")),
		http.StatusCreated)
	later()
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=more", table(300)), http.StatusCreated)
	got := answer[decidedAnswer](t, ask(s, "GET", path, ""), http.StatusOK)
	if len(got.Retests) != 2 {
		t.Fatalf("%d retests", len(got.Retests))
	}
	type point struct{ calc.Confusion }
	for i, want := range []struct {
		run  int64
		same bool
	}{{3, false}, {2, true}} {
		r := got.Retests[i]
		there := answer[point](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/operating-point?threshold=%v", want.run,
			float64(d.Point.Threshold)), ""), http.StatusOK)
		if r.Run.ID != want.run || r.SameTest != want.same || r.Point == nil || r.Point.Confusion != there.Confusion ||
			r.Point.Threshold != d.Point.Threshold {
			t.Errorf("retest %d is %+v, the run has %+v", i, r, there)
		}
		if !strings.HasPrefix(r.Said, "At 0.6 recall is ") || !strings.Contains(r.Said, ", was 0.75 (0.30–0.95)") {
			t.Errorf("it shows %q", r.Said)
		}
		for _, page := range []string{d.URL, "/experiments/1"} {
			body := ask(s, "GET", page, "").Body.String()
			checkPage(t, page, body)
			if !strings.Contains(body, r.Said) {
				t.Errorf("%s does not show %q", page, r.Said)
			}
		}
	}
	if body := ask(s, "GET", "/runs/1", "").Body.String(); !strings.Contains(body, d.URL+`"`) {
		t.Error("the run's page does not lead to the decision")
	}

	// The run that replaces the one of the decision is checked too.
	up := answer[uploaded](t, ask(s, "POST", "/api/v1/runs?replace=1&name=new", few), http.StatusCreated)
	got = answer[decidedAnswer](t, ask(s, "GET", path, ""), http.StatusOK)
	if i := len(got.Retests) - 1; i != 2 || !got.Retests[i].Replaces || got.Retests[i].Run.ID != up.Runs[0].ID {
		t.Errorf("after the run was replaced: %+v", got.Retests)
	}
}

func TestDecisionSupersedesAnother(t *testing.T) {
	s := filled(t, Options{})
	send := func(fields url.Values) (status int, to, body string) {
		w := ask(s, "POST", "/runs/1/decisions", fields.Encode(), "Content-Type", "application/x-www-form-urlencoded")
		return w.Code, w.Header().Get("Location"), w.Body.String()
	}
	status, to, _ := send(url.Values{"threshold": {"0.45"}, "who": {"Ada"}, "why": {"a first guess"},
		"dissent": {"Grace: too low"}})
	if status != http.StatusSeeOther || to != "/decisions/1" {
		t.Fatalf("%d, %s", status, to)
	}
	page := ask(s, "GET", to, "").Body.String()
	checkPage(t, to, page)
	for _, want := range []string{"a first guess", "Grace: too low", "/runs/1?threshold=0.45", "corrects=1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the decision's page has no %q", want)
		}
	}
	form := ask(s, "GET", "/runs/1/decide?corrects=1&threshold=0.55", "").Body.String()
	checkPage(t, "the form", form)
	for _, want := range []string{"a first guess", `name="corrects" value="1"`, `name="threshold" value="0.55"`} {
		if !strings.Contains(form, want) {
			t.Errorf("the form has no %q", want)
		}
	}
	correction := url.Values{"threshold": {"0.55"}, "who": {"Ada"}, "why": {"measured"}, "corrects": {"1"}}
	if status, to, _ = send(correction); status != http.StatusSeeOther || to != "/decisions/2" {
		t.Fatalf("%d, %s", status, to)
	}
	if page := ask(s, "GET", "/decisions/1", "").Body.String(); !strings.Contains(page, "It stands no longer") ||
		strings.Contains(page, "data-correct>") {
		t.Error("the first decision does not show that it is corrected")
	}
	if status, _, body := send(correction); status != http.StatusConflict ||
		!strings.Contains(body, "was corrected by decision 2 already") || !strings.Contains(body, "measured") {
		t.Errorf("a second correction gives %d", status)
	}
	if status, _, body := send(url.Values{"who": {"Ada"},
		"dissent": {"kept"}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "kept") {
		t.Errorf("a decision without a reason gives %d", status)
	}
	if status, _, _ := send(url.Values{"who": {"Ada"}, "why": {"x"},
		"page": {"https://example.org/compare?run=1"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("a foreign page gives %d", status)
	}
	list := answer[struct{ Decisions []decidedAnswer }](t, ask(s, "GET", "/api/v1/experiments/1/decisions?standing=1", ""),
		http.StatusOK)
	if len(list.Decisions) != 1 || list.Decisions[0].ID != 2 {
		t.Errorf("standing are %+v", list.Decisions)
	}

	// A decision outlives its run, and the page shows that the run is gone.
	if w := ask(s, "DELETE", "/api/v1/runs/1", ""); w.Code != http.StatusNoContent {
		t.Fatal(w.Code)
	}
	page = ask(s, "GET", "/decisions/2", "").Body.String()
	checkPage(t, "the decision without its run", page)
	if !strings.Contains(page, "The run was deleted since") || strings.Contains(page, "data-reopen") {
		t.Error("the page does not show that the run is gone")
	}
}
