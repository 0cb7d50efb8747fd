package server

import (
	"net/http"
	"strings"
	"testing"
)

// TestHomeShowsWhereADecisionPerformsWorse records a decision on a run that finds all
// positives, and uploads runs that do about as well, and that find none.
func TestHomeShowsWhereADecisionPerformsWorse(t *testing.T) {
	s := filled(t, Options{})
	run := func(name string, found int) {
		t.Helper()
		later()
		file := "label,score\n"
		for i := range 100 {
			file += map[bool]string{true: "1,0.9\n", false: "1,0.1\n"}[i < found] + "0,0.2\n"
		}
		// Other test sets: with one row more each.
		file += strings.Repeat("0,0.3\n", found)
		answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name="+name, file), http.StatusCreated)
	}
	home := func() string { return ask(s, "GET", "/", "").Body.String() }
	if page := home(); !strings.Contains(page, "none yet") {
		t.Error("without a decision the page does not show that there is none")
	}
	run("first", 100)
	decided := ask(s, "POST", "/api/v1/runs/2/decisions?threshold=0.5", `{"who":"Ada","why":"all are found"}`)
	answer[decidedAnswer](t, decided, http.StatusCreated)
	if page := home(); !strings.Contains(page, "first") || strings.Contains(page, "→") {
		t.Error("the decision is not shown without retests")
	}
	run("alike", 99)
	page := home()
	if !strings.Contains(page, "recall 1.00 → 0.99") || strings.Contains(page, "worse on") {
		t.Errorf("a run that does as well is not shown as such: %s", after(page, "first"))
	}
	run("bad", 40)
	if page := home(); !strings.Contains(page, "worse on") || !strings.Contains(page, "→ 0.40") {
		t.Errorf("a run that finds 40 of 100 is not shown as worse: %s", after(page, "first"))
	}
	run("good", 98)
	if page := home(); !strings.Contains(page, "worse on") {
		t.Error("a later run that does well hides the one that does not")
	}
}

// after returns what follows a text, for messages.
func after(page, text string) string {
	_, rest, _ := strings.Cut(page, text)
	return rest[:min(len(rest), 800)]
}
