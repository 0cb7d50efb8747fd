package server

import (
	"net/http"
	"strings"
	"testing"

	"tradeoff/internal/link"
	"tradeoff/internal/web"
)

func TestRequestsWithMistakesAreRejected(t *testing.T) {
	s := filled(t, Options{})
	for _, c := range []struct{ method, path, body, says string }{
		{"PATCH", "/experiments/1", `null`, "not an object"}, {"PATCH", "/experiments/1", `[]`, "not an object"},
		{"PATCH", "/experiments/1", ``, "byte"},
		{"PATCH", "/experiments/1", `{"name":"a"} {}`, "byte"},
		{"PATCH", "/experiments/1", `{"name":null}`, "name cannot be null"},
		{"PATCH", "/experiments/1", `{"nam":"a"}`, `unknown field "nam"`},
		{"PATCH", "/experiments/1", `{"cost_fp":"1"}`, "cost_fp cannot be a string"},
		{"PATCH", "/runs/1", `{"tags":null}`, "tags cannot be null"}, {"PATCH", "/runs/1", `7`, "not an object"},
		{"POST", "/experiments", `"a"`, "not an object"},
		{"GET", "/runs?limit=1&limit=2", "", "2 times"}, {"GET", "/runs/1/sweep?points=40&points=50", "", "2 times"},
		{"GET", "/runs?limits=1", "", "limit"},
		{"GET", "/runs/1/examples?cell=xx", "", "tp, fn"}, {"GET", "/runs?sort=size", "", "-roc_auc"},
		{"POST", "/runs?kind=odds", few, "logit"},
		{"GET", "/runs/1/losses?focal_loss.use_alpha=2", "", "0, 1"},
	} {
		if p := answer[web.Problem](t, ask(s, c.method, link.APIPath+c.path, c.body),
			http.StatusUnprocessableEntity); !strings.Contains(p.Detail+p.Hint, c.says) {
			t.Errorf("%s %s with %s: %s. %s", c.method, c.path, c.body, p.Detail, p.Hint)
		}
	}
	for _, c := range []struct{ method, path, body string }{
		{"PATCH", "/experiments/1", `{"prevalence":null}`}, {"PATCH", "/experiments/1", `{}`},
		{"GET", "/runs?limit=&sort=", ""},
		{"GET", "/runs/1/operating-point?slice=score%3E=0.1&slice=score%3C2", ""},
	} {
		if w := ask(s, c.method, link.APIPath+c.path, c.body); w.Code != http.StatusOK && !strings.Contains(c.path, "slice") {
			t.Errorf("%s %s: status %d: %s", c.method, c.path, w.Code, w.Body)
		} else if strings.Contains(w.Body.String(), "2 times") {
			t.Errorf("%s may not be given twice: %s", c.path, w.Body)
		}
	}
}
