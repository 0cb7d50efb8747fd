package server

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/page/show"
	"tradeoff/internal/web"
)

// sited has rows of two sites, and one without a site.
const sited = "id,label,score,site\na,1,0.9,x\nb,1,0.8,y\nc,0,0.7,x\nd,1,0.6,y\ne,0,0.5,x\nf,0,0.4,\ng,1,0.3,x\nh,0,0.2,y\n"

type examplesAnswer struct {
	Total   int
	Columns []struct{ Name, Role, Type string }
	Rows    []struct {
		Row          int
		Values       []any
		CrossEntropy *float64 `json:"cross_entropy"`
	}
}

// withSites returns a server whose run 2 has the rows of two sites.
func withSites(t *testing.T, query string) *Server {
	t.Helper()
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=site&"+query, sited), http.StatusCreated)
	return s
}

func TestExamplesInJSON(t *testing.T) {
	s := withSites(t, "")
	for _, c := range []struct{ query, ids string }{
		{"cell=tp", "d b a"}, {"cell=tp&sort=farthest", "a b d"}, {"cell=tp&sort=loss", "d b a"},
		{"cell=fp", "e c"}, {"cell=fp&sort=loss", "c e"}, {"cell=fn", "g"}, {"cell=tn", "f h"}, {"", "g"},
		{"cell=tp&threshold=0.6", "d b a"}, {"cell=tp&threshold=0.61", "b a"}, {"cell=fn&threshold=inf", "a b d g"},
		{"cell=tn&threshold=-inf", ""},
		{"cell=tp&offset=1&limit=1", "b"}, {"cell=tp&offset=9", ""}, {"cell=tp&by=site&value=y", "d b"},
		{"cell=tn&by=site&blank=1", "f"},
		{"cell=tp&by=site&value=z", ""}, {"cell=tp&id=b", "b"}, {"cell=tn&id=b", ""}, {"cell=tp&id=b&by=site&value=x", ""},
		{"cell=tp&policy=recall>=1", "g d b a"},
	} {
		got := answer[examplesAnswer](t, ask(s, "GET", "/api/v1/runs/2/examples?"+strings.ReplaceAll(c.query, ">", "%3E"),
			""), http.StatusOK)
		var ids []string
		for _, r := range got.Rows {
			ids = append(ids, r.Values[0].(string))
			if r.Row != strings.Index("abcdefgh", r.Values[0].(string))+1 || r.CrossEntropy == nil ||
				len(r.Values) != len(got.Columns) {
				t.Errorf("%s: got the row %+v", c.query, r)
			}
		}
		if strings.Join(ids, " ") != c.ids {
			t.Errorf("%s: got %v, want %s", c.query, ids, c.ids)
		}
	}
	for _, query := range []string{"cell=up", "sort=id", "limit=0", "page=2", "threshold=x"} {
		answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2/examples?"+query, ""), http.StatusUnprocessableEntity)
	}
	answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2/examples?by=score&value=1", ""), http.StatusNotFound)
	answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/9/examples", ""), http.StatusNotFound)
}

func TestUncalibratedScoresHaveNoCrossEntropy(t *testing.T) {
	s := withSites(t, "kind=score")
	got := answer[examplesAnswer](t, ask(s, "GET", "/api/v1/runs/2/examples?cell=tp&threshold=0.5", ""), http.StatusOK)
	if len(got.Rows) != 3 || got.Rows[0].CrossEntropy != nil {
		t.Errorf("got %+v", got.Rows)
	}
	answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2/examples?sort=loss", ""), http.StatusUnprocessableEntity)
	if page := ask(s, "GET", "/runs/2/examples", "").Body.String(); strings.Contains(page, "cross-entropy") {
		t.Error("the page offers the cross-entropy")
	}
}

func TestDownloadsEscapeFormulas(t *testing.T) {
	in := []string{"", "=1+1", "+x", "-x", "@x", "\tx", "\rx", "-2", "+1e5", "-inf", "x=1", "'=1", " =1", "-", "12"}
	want := []string{"", "'=1+1", "'+x", "'-x", "'@x", "'\tx", "'\rx", "-2", "+1e5", "'-inf", "x=1", "''=1", " =1",
		"'-", "12"}
	if got := show.Guarded(slices.Clone(in)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSlicesInJSON(t *testing.T) {
	s := withSites(t, "")
	type slice struct {
		Value          string
		N, Positives   int
		TP, FP, FN, TN float64
		Metrics        map[string]struct {
			Value  *float64
			Reason string
		}
		AUC         struct{ Value *float64 } `json:"roc_auc"`
		Slice       []string
		Differences map[string]struct {
			Value, Low, High *float64
			Reason           string
		}
	}
	got := answer[struct {
		By     string
		Total  int
		Slices []slice
		Spread map[string]struct {
			Mean, SD, Min, Max *float64
			Defined            int `json:"n_defined"`
			N                  int
		}
	}](t, ask(s, "GET", "/api/v1/runs/2/slices", ""), http.StatusOK)
	var shown []string
	for _, x := range got.Slices {
		shown = append(shown, fmt.Sprintf("%s:%d/%d %v %v %v %v", x.Value, x.Positives, x.N, x.TP, x.FP, x.FN, x.TN))
	}
	if want := "x:2/4 1 2 1 0|y:2/3 2 0 0 1|:0/1 0 0 0 1"; got.By != "site" || got.Total != 3 ||
		strings.Join(shown, "|") != want {
		t.Fatalf("got %s of %s, want %s", strings.Join(shown, "|"), got.By, want)
	}
	// 1 of 2 against 2 of 2: Wilson's intervals are 0.0945–0.9055 and 0.3424–1.
	if d := got.Slices[0].Differences["recall"]; d.Value == nil || *d.Value != -0.5 ||
		math.Abs(*d.Low-(-0.5-0.405469)) > 1e-5 || math.Abs(*d.High-(-0.5+math.Hypot(0.405469, 1-0.34238))) > 1e-5 {
		t.Errorf("the recall of x differs by %+v, want −0.5", d)
	}
	// In slice x, a (0.9) beats both c and e, and g (0.3) neither: an AUC of ½. In y both
	// beat h.
	if x, y, none := got.Slices[0].AUC.Value, got.Slices[1].AUC.Value, got.Slices[2].AUC.Value; *x != 0.5 || *y != 1 ||
		none != nil {
		t.Errorf("AUCs are %v, %v and %v", *x, *y, none)
	}
	if s := got.Spread["roc_auc"]; *s.Mean != 0.75 || math.Abs(*s.SD-math.Sqrt(0.125)) > 1e-12 || *s.Min != 0.5 ||
		*s.Max != 1 || s.Defined != 2 || s.N != 3 {
		t.Errorf("the spread of AUC is %+v", s)
	}
	if !slices.Equal(got.Slices[2].Slice, []string{"site:"}) {
		t.Errorf("the slice without a site is %q", got.Slices[2].Slice)
	}
	if m := got.Slices[2].Metrics["recall"]; m.Value != nil || m.Reason != "no_positives" ||
		got.Slices[2].Differences["recall"].Value != nil {
		t.Errorf("the recall without positives is %+v", m)
	}
	page := ask(s, "GET", "/runs/2/slices", "").Body.String()
	for _, want := range []string{"undefined: the slice has no positive cases", "few positive, few negative",
		"cell=fn&amp;slice=site%3Ax&amp;threshold=0.5", "/runs/2?slice=site%3A&amp;threshold=0.5"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2/slices?sort=id", ""), http.StatusUnprocessableEntity)
	answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2/slices?by=none", ""), http.StatusNotFound)
	if page := ask(s, "GET", "/runs/1/slices", "").Body.String(); !strings.Contains(page, "no column to cut it by") {
		t.Error("a run without columns does not show that")
	}
}

// The rows of a cell have the requested loss, largest first.
func TestExamplesWithAChosenLoss(t *testing.T) {
	s := filled(t, Options{})
	type rows struct {
		Rows []struct {
			Row          int
			CrossEntropy *float64 `json:"cross_entropy"`
			Loss         *float64
		}
	}
	get := func(query string) rows {
		return answer[rows](t, ask(s, "GET", "/api/v1/runs/1/examples?threshold=-1&cell=tp&sort=loss"+query, ""), http.StatusOK)
	}
	plain, focal := get(""), get("&loss=focal_loss")
	if len(plain.Rows) == 0 || len(plain.Rows) != len(focal.Rows) {
		t.Fatalf("%d rows, %d with the focal loss", len(plain.Rows), len(focal.Rows))
	}
	for i, r := range focal.Rows {
		ce := plain.Rows[i].CrossEntropy
		if r.Row != plain.Rows[i].Row || ce == nil || r.CrossEntropy != nil || r.Loss == nil {
			t.Fatalf("row %d: %+v beside %+v", i, r, plain.Rows[i])
		}
		miss := 1 - math.Exp(-*ce)
		if want := 0.25 * miss * miss * *ce; math.Abs(*r.Loss-want) > 1e-12 {
			t.Errorf("the focal loss of row %d is %v, want %v", r.Row, *r.Loss, want)
		}
		if i > 0 && *r.Loss > *focal.Rows[i-1].Loss {
			t.Errorf("the loss rises at row %d", r.Row)
		}
	}
	page := ask(s, "GET", "/runs/1/examples?threshold=-1&cell=tp&loss=focal_loss", "").Body.String()
	if !strings.Contains(page, "focal loss</") || !strings.Contains(page, `data-loss-choice="weighted_log_loss"`) {
		t.Error("the page does not show the focal loss, or offers no other")
	}
	if w := ask(s, "GET", "/runs/1/examples?loss=dice_loss", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a loss that rows do not have: status %d", w.Code)
	}
}

// A candidate box without an overlap has an empty cell, not a number.
func TestExamplesOfBoxesWithoutOverlap(t *testing.T) {
	s := ofEveryTask(t, Options{})
	for _, path := range []string{"/runs/2/examples?threshold=-1&cell=fp", "/api/v1/runs/2/examples?threshold=-1&cell=fp",
		"/runs/2/examples.csv?threshold=-1&cell=fp", "/api/v1/runs/2/export?format=json",
		"/api/v1/runs/2/export?format=csv"} {
		if w := ask(s, "GET", path, ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "NaN") {
			t.Errorf("%s: status %d: %.300s", path, w.Code, w.Body)
		}
	}
}
