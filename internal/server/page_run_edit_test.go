package server

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/web"
)

func TestRemarksInAPIAndOnPages(t *testing.T) {
	s := filled(t, Options{})
	want := shape.RunFields{Name: "one", Notes: "seen by\nthe board", Tags: []string{"baseline", "school A"},
		Links: []string{}, ModelVersion: "v2.1", Date: "2026-05-31"}
	got := answer[shape.RunFields](t, ask(s, "PATCH", "/api/v1/runs/1", `{"notes":"seen by\nthe board","tags":["baseline, school A","Baseline"],"model_version":"v2.1","date":"2026-05-31"}`), http.StatusOK)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=two", few), http.StatusCreated)
	for query, want := range map[string]string{"tag=BASELINE": "one", "tag=base": "", "search=board": "one",
		"sort=name": "one two", "sort=-name": "two one", "": "two one"} {
		list := answer[struct{ Runs []shape.RunFields }](t, ask(s, "GET", "/api/v1/experiments/1/runs?"+query, ""),
			http.StatusOK)
		all := answer[struct{ Runs []shape.RunFields }](t, ask(s, "GET", "/api/v1/runs?"+query, ""), http.StatusOK)
		var names []string
		for _, r := range list.Runs {
			names = append(names, r.Name)
		}
		if strings.Join(names, " ") != want || !reflect.DeepEqual(list, all) {
			t.Errorf("%q: got %v, want %s", query, names, want)
		}
	}
	for _, body := range []string{`{"date":"31.5.2026"}`, `{"name":""}`, `{"tags":"a"}`, `{"n":3}`} {
		answer[web.Problem](t, ask(s, "PATCH", "/api/v1/runs/1", body), http.StatusUnprocessableEntity)
	}

	page := ask(s, "GET", "/runs/1", "").Body.String()
	for _, want := range []string{"seen by\nthe board", `href="/experiments/1?tag=school+A"`, "v2.1", "2026-05-31"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the run lacks %q", want)
		}
	}
	if page := ask(s, "GET", "/experiments/1?tag=baseline", "").Body.String(); !strings.Contains(page, `href="/runs/1"`) ||
		strings.Contains(page, `href="/runs/2"`) {
		t.Error("the leaderboard of a tag has other runs than those with the tag")
	}
	if page := ask(s, "GET", "/experiments/1?tag=nothing", "").
		Body.String(); !strings.Contains(page, "No run has this tag") {
		t.Error("the leaderboard of an unused tag does not show that it is empty")
	}

	send := func(f url.Values) int {
		return ask(s, "POST", "/runs/1", f.Encode(), "Content-Type", "application/x-www-form-urlencoded").Code
	}
	if code := send(url.Values{"name": {"new"}, "tags": {"x, y"}, "notes": {""}, "model_version": {""},
		"date": {"2026-13-01"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a form with an impossible date: status %d", code)
	}
	if code := send(url.Values{"name": {"new"}, "tags": {"x, y"}}); code != http.StatusSeeOther {
		t.Errorf("the form: status %d", code)
	}
	if got, want := answer[shape.RunFields](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK),
		(shape.RunFields{Name: "new", Tags: []string{"x", "y"}, Links: []string{}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestExperimentsAreSortedOnHomePageAndInAPI(t *testing.T) {
	s := filled(t, Options{})
	newExperiment(t, s, `{"name":"Another"}`)
	for query, want := range map[string]string{"": "Another First", "sort=name": "Another First",
		"sort=-name": "First Another", "sort=-runs": "First Another", "sort=-roc_auc": "First Another",
		"sort=created_at": "First Another"} {
		list := answer[struct{ Experiments []shape.ExperimentFields }](t, ask(s, "GET", "/api/v1/experiments?"+query, ""),
			http.StatusOK)
		var names []string
		for _, e := range list.Experiments {
			names = append(names, e.Name)
		}
		page := ask(s, "GET", "/?"+query, "").Body.String()
		onPage := []string{"Another", "First"}
		if strings.Index(page, "<bdi>First</bdi>") < strings.Index(page, "<bdi>Another</bdi>") {
			onPage = []string{"First", "Another"}
		}
		if strings.Join(names, " ") != want || strings.Join(onPage, " ") != want {
			t.Errorf("%q: the API has %v and the page %v, want %s", query, names, onPage, want)
		}
	}
	for _, path := range []string{"/?sort=size", "/api/v1/experiments?sort=size"} {
		if w := ask(s, "GET", path, ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}
