package server

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/web"
)

func TestFileOfARunIsReplaced(t *testing.T) {
	s := filled(t, Options{})
	ask(s, "PATCH", "/api/v1/runs/1", `{"notes":"said","tags":["a"],"model_version":"v1"}`)
	better := strings.Replace(few, "c,0,0.7", "c,0,0.1", 1)
	for i, c := range []struct {
		path, query string
		want        shape.RunFields
	}{
		{"/api/v1/runs", "?replace=1&file_name=new.csv",
			shape.RunFields{
				Name: "one", Notes: "said", Tags: []string{"a"}, ModelVersion: "v1", Date: "", Links: []string{},
			}},
		{"/api/v1/experiments/1/runs", "?replace=2&name=two&tag=b&tag=c&date=2026-01-02",
			shape.RunFields{
				Name: "two", Notes: "said", Tags: []string{"b", "c"}, ModelVersion: "v1", Date: "2026-01-02",
				Links: []string{},
			}},
	} {
		up := answer[uploaded](t, ask(s, "POST", c.path+c.query, better), http.StatusCreated)
		if len(up.Runs) != 1 || up.Runs[0].ID != int64(i+2) {
			t.Fatalf("got %+v, want run %d", up.Runs, i+2)
		}
		run := answer[struct {
			shape.RunFields
			CreatedAt string `json:"created_at"`
			Source    struct{ Name string }
		}](t, ask(s, "GET", "/api/v1"+up.Runs[0].URL, ""), http.StatusOK)
		if !reflect.DeepEqual(run.RunFields, c.want) {
			t.Errorf("got %+v, want %+v", run.RunFields, c.want)
		}
	}
	for path, want := range map[string]string{
		"/runs/1?threshold=0.3": "/runs/3?threshold=0.3", "/runs/2/examples?cell=fp": "/runs/3/examples?cell=fp",
		"/runs/1/edit":   "/runs/3/edit",
		"/api/v1/runs/1": "/api/v1/runs/3", "/api/v1/runs/2/charts/roc.csv": "/api/v1/runs/3/charts/roc.csv",
	} {
		if w := ask(s, "GET", path, ""); w.Code != http.StatusTemporaryRedirect || w.Header().Get("Location") != want {
			t.Errorf("%s: status %d to %q, want %s", path, w.Code, w.Header().Get("Location"), want)
		}
	}
	for _, c := range [][3]string{
		{"DELETE", "/api/v1/runs/1", "run 3"}, {"PATCH", "/api/v1/runs/2", "run 3"}, {"POST", "/runs/1/delete", "run 3"},
		{"POST", "/api/v1/runs?replace=1", "no run 1"}, {"GET", "/api/v1/runs/9", "no run 9"},
		{"GET", "/api/v1/experiments/2", "no experiment 2"},
	} {
		if w := ask(s, c[0], c[1], "{}", "Accept", "application/json"); w.Code != http.StatusNotFound ||
			!strings.Contains(w.Body.String(), c[2]) {
			t.Errorf("%s %s: status %d: %s", c[0], c[1], w.Code, w.Body)
		}
	}
	newExperiment(t, s, `{"name":"Second"}`)
	answer[web.Problem](t, ask(s, "POST", "/api/v1/experiments/2/runs?replace=3", few), http.StatusConflict)
	answer[web.Problem](t, ask(s, "POST", "/api/v1/runs?replace=3", "label,score_a,score_b\n1,0.9,0.1\n0,0.2,0.8\n1,0.7,0.3\n0,0.4,0.4\n"), http.StatusUnprocessableEntity)
	answer[web.Problem](t, ask(s, "POST", "/api/v1/runs?replace=x", few), http.StatusUnprocessableEntity)
	if e, runs, names := contents(t, s); e != 2 || runs != 1 || !strings.Contains(names, "two;") {
		t.Errorf("%d experiments, %d runs: %s", e, runs, names)
	}
	draft := draftOf(t, s, "replace", "3", "file:page.csv", few)
	p := look(t, s, draft)
	p.wants(t, "Takes the place of two")
	p.post(t, s, draft, "do", "save")
	if p = look(t, s, draft); p.location != "/runs/4" {
		t.Errorf("from the page: status %d to %q", p.status, p.location)
	}
	if run := answer[shape.RunFields](t, ask(s, "GET", "/api/v1/runs/4", ""), http.StatusOK); run.Name != "two" {
		t.Errorf("the new run is called %q", run.Name)
	}
}

func TestClassesOfARunAreSwappedTwice(t *testing.T) {
	for name, file := range map[string]string{
		"plain":    few,
		"weighted": "id,label,score,weight,site\na,1,0.9,2,x\nb,1,0.8,1,y\nc,0,0.7,3,x\nd,1,0.6,1,x\ne,0,0.5,0,y\nf,0,0.4,1,y\ng,1,0.3,1,x\nh,0,0.2,5,y\n",
	} {
		s := open(t, Options{})
		path := newExperiment(t, s, `{"name":"x","positive_name":"ill","negative_name":"well"}`)
		answer[uploaded](t, ask(s, "POST", path+"/runs?name=r&tag=a&file_name=f.csv", file), http.StatusCreated)
		type run struct {
			shape.RunFields
			N, Positives int
			Findings     []struct{ Kind string }
			Metrics      map[string]struct{ Value *float64 }
			At           struct{ TP, FP, FN, TN float64 }
			Source       shape.SourceJSON
			CreatedAt    string `json:"created_at"`
			Digest       string `json:"test_set_digest"`
		}
		get := func(id string) run {
			return answer[run](t, ask(s, "GET", "/api/v1/runs/"+id, ""), http.StatusOK)
		}
		before := get("1")
		answer[uploaded](t, ask(s, "POST", "/api/v1/runs/1/flip", ""), http.StatusCreated)
		now := get("2")
		b, a := before.At, now.At
		if a.TP != b.FP || a.FP != b.TP || a.FN != b.TN || a.TN != b.FN || now.Positives != before.N-before.Positives {
			t.Errorf("%s: counts are %+v with %d positives, before %+v with %d", name, a, now.Positives, b, before.Positives)
		}
		if x, y := *now.Metrics["roc_auc"].Value, *before.Metrics["roc_auc"].Value; x < 1-y-1e-12 || x > 1-y+1e-12 {
			t.Errorf("%s: AUC is %v, before %v", name, x, y)
		}
		if !reflect.DeepEqual(now.RunFields, before.RunFields) || now.Source != before.Source ||
			now.CreatedAt != before.CreatedAt || now.Digest == before.Digest {
			t.Errorf("%s: got %+v, before %+v", name, now, before)
		}
		isSaid := func(f struct{ Kind string }) bool { return f.Kind == "classes_exchanged" }
		if kinds := now.Findings; !slices.ContainsFunc(kinds, isSaid) {
			t.Errorf("%s: there is no finding: %+v", name, kinds)
		}
		w := ask(s, "POST", "/runs/2/flip", "", "Sec-Fetch-Site", "same-origin")
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/runs/3" {
			t.Errorf("%s: the page's button: status %d to %q", name, w.Code, w.Header().Get("Location"))
		}
		if again := get("3"); !reflect.DeepEqual(again, before) {
			t.Errorf("%s: back again it is %+v, before %+v", name, again, before)
		}
		if page := ask(s, "GET", "/runs/3/edit", "").Body.String(); !strings.Contains(page, `action="/runs/3/flip"`) ||
			!strings.Contains(page, `name="replace" value="3"`) {
			t.Errorf("%s: the page to edit has neither button nor form", name)
		}
	}
}
