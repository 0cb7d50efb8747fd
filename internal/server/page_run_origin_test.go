package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// trial is a server whose experiment 1 has the runs validation, test (different rows),
// twin (the rows of validation), logits, repeated (an id occurs twice).
func trial(t testing.TB) (s *Server, ids map[string]int64) {
	s = open(t, Options{})
	newExperiment(t, s, `{"name":"First","unit_singular":"scan","unit_plural":"scans"}`)
	ids = make(map[string]int64)
	upload := func(name, query, file string) {
		ids[name] = answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name="+name+query, file),
			http.StatusCreated).Runs[0].ID
	}
	upload("validation", "", few)
	upload("test", "", table(60))
	upload("twin", "", strings.ReplaceAll(few, "0.9", "0.95"))
	upload("logits", "&kind=logit", table(61))
	upload("repeated", "&duplicate_ids=keep", few+"a,1,0.7\n")
	return s, ids
}

type origins struct {
	Origin *struct {
		Run        int64
		Policy     string
		Part       string
		Optimistic *bool
		SameKind   *bool `json:"same_score_kind"`
		Said       string
	}
}

func TestPageShowsWhereThresholdWasChosen(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s, ids := trial(t)
	yes, no := true, false
	for _, c := range []struct {
		on          string
		chosenOn    int64
		by          string
		same, kinds *bool
		says        string
	}{
		{"test", ids["validation"], "max_f1", &no, &yes, "are not optimistic, as long as no scan is in both"},
		{"test", ids["validation"], "recall>=0.9", &no, &yes, "are not optimistic"},
		{"twin", ids["validation"], "max_f1", &yes, &yes, "the same test set, so the numbers here are still optimistic"},
		{"validation", ids["validation"], "", &yes, &yes, "these very rows, so the numbers here are optimistic"},
		{"logits", ids["validation"], "max_f1", &no, &no, "Scores there are probabilities and here logits: one threshold does not mean the same in both"},
		{"repeated", ids["validation"], "max_f1", nil, &yes, "cannot be told whether they share their scans"},
		{"test", 999, "max_f1", nil, nil, "was deleted"},
	} {
		query := fmt.Sprintf("threshold=0.6&chosen_on=%d", c.chosenOn)
		how := "by hand"
		if c.by != "" {
			query += "&chosen_by=" + strings.ReplaceAll(c.by, ">", "%3E")
			how = map[string]string{"max_f1": "by max F1", "recall>=0.9": "by recall ≥ 0.9"}[c.by]
		}
		got := answer[origins](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/operating-point?%s", ids[c.on], query), ""),
			http.StatusOK).Origin
		same := func(a, b *bool) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
		if got == nil || got.Run != c.chosenOn || got.Policy != c.by || !same(got.Optimistic, c.same) ||
			!same(got.SameKind, c.kinds) || !strings.Contains(got.Said, c.says) {
			t.Errorf("%s, chosen on %d %s: %+v", c.on, c.chosenOn, how, got)
		}
		page := ask(s, "GET", fmt.Sprintf("/runs/%d?%s", ids[c.on], query), "").Body.String()
		if !strings.Contains(page, c.says) || !strings.Contains(page, how+".") ||
			!strings.Contains(page, "<span data-optimist hidden>") {
			t.Errorf("the page of %s, chosen on %d %s, does not show %q", c.on, c.chosenOn, how, c.says)
		}
	}
	for _, query := range []string{"threshold=0.6&chosen_on=1&chosen_in=slice%3D%3A", "threshold=0.6&chosen_on=x",
		"threshold=0.6&chosen_on=1&chosen_by=best"} {
		if w := ask(s, "GET", "/runs/1?"+query, ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want 422", query, w.Code)
		}
	}
	if w := answer[origins](t, ask(s, "GET", "/api/v1/runs/1/operating-point?threshold=0.6", ""),
		http.StatusOK); w.Origin != nil {
		t.Errorf("a threshold of nowhere has the origin %+v", w.Origin)
	}
}

func TestEveryChoiceLinksToOtherRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s, ids := trial(t)
	for _, policy := range []string{"max_f1", "max_f2", "max_youden_j", "max_mcc", "closest_topleft", "recall>=0.9",
		"precision>=0.9", "specificity>=0.9", "alert_rate<=0.5", "min_cost"} {
		q := strings.NewReplacer(">", "%3E", "<", "%3C", "=", "%3D").Replace(policy)
		c := answer[struct {
			Query string `json:"transfer_query"`
			Text  string
		}](t, ask(s, "GET", "/api/v1/runs/1/choice?policy="+q, ""), http.StatusOK)
		want := fmt.Sprintf("chosen_by=%s&chosen_on=1&threshold=%s", q, c.Text)
		if c.Query != want {
			t.Errorf("%s: the query for other runs is %s, want %s", policy, c.Query, want)
		}
		page := ask(s, "GET", "/runs/1?policy="+q, "").Body.String()
		for _, name := range []string{"test", "twin", "logits", "repeated"} {
			if link := fmt.Sprintf(`href="/runs/%d?%s"`, ids[name],
				strings.ReplaceAll(want, "&", "&amp;")); !strings.Contains(page, link) {
				t.Errorf("%s: no link %s", policy, link)
			}
		}
		if n := strings.Count(page, "same test set: still optimistic"); n != 1 {
			t.Errorf("%s: %d runs are shown with the same test set, want the twin alone", policy, n)
		}
		if n := strings.Count(page, "its scores are logits"); n != 1 {
			t.Errorf("%s: %d runs are shown with logits", policy, n)
		}
	}
	offered := func(query string) bool {
		return !strings.Contains(ask(s, "GET", "/runs/1?"+query, "").Body.String(), "data-elsewhere hidden")
	}
	if offered("") || offered("policy=precision%3E%3D1.5") || !offered("threshold=0.3") {
		t.Error("the default threshold, or one that does not reach its bound, is offered, or one by hand is not")
	}
	if page := ask(s, "GET", fmt.Sprintf("/runs/%d?threshold=0.6&chosen_on=1&chosen_by=max_f1", ids["test"]), "").Body.String(); !strings.Contains(page, fmt.Sprintf(`href="/runs/%d?chosen_by=max_f1&amp;chosen_on=1&amp;threshold=0.6"`, ids["twin"])) {
		t.Error("a threshold that is passed on loses where it was chosen")
	}
}

func TestOtherRunsCanBeSearched(t *testing.T) {
	s, _ := trial(t)
	for i := range 8 {
		answer[uploaded](t, ask(s, "POST", fmt.Sprintf("/api/v1/experiments/1/runs?name=Fold+%d", i), few),
			http.StatusCreated)
	}
	if page := ask(s, "GET", "/runs/1?policy=max_f1", "").
		Body.String(); !strings.Contains(page, `href="/runs/1/elsewhere?policy=max_f1"`) ||
		strings.Contains(page, ">test</bdi></a>") {
		t.Error("a long list has no separate page, or is shown completely")
	}
	links := func(query string) int {
		return strings.Count(ask(s, "GET", "/runs/1/elsewhere?"+query, "").Body.String(), "data-elsewhere-link")
	}
	for query, want := range map[string]int{"policy=max_f1": 12, "search=fold": 8, "search=fold+3": 1, "search=nothing": 0,
		"threshold=0.3&search=TWIN": 1} {
		if got := links(query); got != want {
			t.Errorf("%q finds %d runs, want %d", query, got, want)
		}
	}
}

func TestPageShowsThatThresholdOverridesPolicy(t *testing.T) {
	s := filled(t, Options{})
	page := ask(s, "GET", "/runs/1?threshold=0.55&policy=recall%3E%3D0.9", "").Body.String()
	if !strings.Contains(page, "names a policy too, recall ≥ 0.9") || !strings.Contains(page, `value="0.55"`) {
		t.Error("the page does not show that the threshold overrides the policy")
	}
}

func TestThresholdOfOneSliceIsEvaluatedOnAnother(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"First"}`)
	file := "id,label,score,split\n"
	for i, line := range strings.Split(strings.TrimSpace(table(80)), "\n")[1:] {
		file += line + []string{",validation\n", ",test\n"}[i%2]
	}
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=both", file), http.StatusCreated)
	c := answer[struct {
		Query string `json:"transfer_query"`
		Text  string
	}](t, ask(s, "GET", "/api/v1/runs/1/choice?policy=max_f1&slice=split:validation", ""), http.StatusOK)
	want := "chosen_by=max_f1&chosen_in=slice%3Dsplit%253Avalidation&chosen_on=1&threshold=" + c.Text
	if c.Query != want {
		t.Fatalf("the query is %s, want %s", c.Query, want)
	}
	for part, says := range map[string]string{
		"&slice=split:test": "The rows here are others, so the numbers here are not optimistic", "&slice=split:validation": "these very rows", "": "this very run",
	} {
		o := answer[origins](t, ask(s, "GET", "/api/v1/runs/1/operating-point?"+want+part, ""), http.StatusOK).Origin
		if o == nil || o.Optimistic == nil || *o.Optimistic != (part != "&slice=split:test") ||
			!strings.Contains(o.Said, says) || o.Part == "" {
			t.Errorf("%q: %+v, want %q", part, o, says)
		}
		page := ask(s, "GET", "/runs/1?"+want+part, "").Body.String()
		if !strings.Contains(page, says) || !strings.Contains(page, "both · split is validation") || !strings.Contains(page, `href="/runs/1?policy=max_f1&amp;slice=split%3Avalidation"`) {
			t.Errorf("%q: the page does not show %q", part, says)
		}
	}
}
