package server

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/ingest"
	"tradeoff/internal/intake"
	"tradeoff/internal/jobs"
	"tradeoff/internal/web"
)

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.String()
}

func TestUploadAsFormOrBody(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"x"}`) + "/runs"
	body, kind := form("file:preds.csv", few)
	named, namedKind := form("name", "my model", "positive_name", "sick", "file:preds.csv", few)
	twice, twiceKind := form("file:a.csv", few, "file:b.csv", strings.ReplaceAll(few, "0.9", "0.95"))
	for _, c := range []struct {
		what, query, body string
		headers           []string
		names             []string
	}{
		{"form", "", body, []string{"Content-Type", kind}, []string{"preds"}},
		{"form with fields", "", named, []string{"Content-Type", namedKind}, []string{"my model"}},
		{"two files", "", twice, []string{"Content-Type", twiceKind}, []string{"a", "b"}},
		{"two files with a name", "?name=m", twice, []string{"Content-Type", twiceKind}, []string{"m: a", "m: b"}},
		{"body", "?file_name=dir/raw.csv", few, nil, []string{"raw"}},
		{"body as curl sends it", "?name=model", few, []string{"Content-Type", "application/x-www-form-urlencoded"},
			[]string{"model"}},
		{"body with a disposition", "", few, []string{"Content-Disposition", `attachment; filename="d.csv"`}, []string{"d"}},
		{"packed body", "?file_name=p.csv.gz", zipped(few), nil, []string{"p"}},
		{"roles", "?label=y&score=s&id=k&file_name=r.csv", strings.Replace(few, "id,label,score", "k,y,s", 1), nil,
			[]string{"r"}},
		{"several scores", "?file_name=w.csv", "label,score_a,score_b\n1,0.9,0.1\n0,0.2,0.8\n1,0.7,0.3\n0,0.4,0.4\n", nil, []string{"score_a", "score_b"}},
	} {
		got := answer[uploaded](t, ask(s, "POST", path+c.query, c.body, c.headers...), http.StatusCreated)
		var names []string
		for _, r := range got.Runs {
			names = append(names, r.Name)
			if r.ID == 0 || r.URL != fmt.Sprintf("/runs/%d", r.ID) || r.Findings == nil {
				t.Errorf("%s: %+v", c.what, r)
			}
		}
		if strings.Join(names, ",") != strings.Join(c.names, ",") {
			t.Errorf("%s: runs are %q, want %q", c.what, names, c.names)
		}
	}
}

func TestUploadedRunMatchesTheFile(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"x"}`) + "/runs"
	up := answer[uploaded](t, ask(s, "POST", path+"?file_name=few.csv", few), http.StatusCreated)
	type estimate struct{ Value, Low, High *float64 }
	run := answer[struct {
		Name       string
		N          int
		Positives  int
		Prevalence float64
		ScoreKind  string `json:"score_kind"`
		Source     struct {
			Name   string
			Bytes  int
			SHA256 string
		}
		Roles   struct{ ID, Label string }
		Metrics map[string]estimate
		At      struct {
			Threshold      float64
			TP, FP, FN, TN int
			Index          int
			Metrics        map[string]estimate
		}
		Display string
	}](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d", up.Runs[0].ID), ""), http.StatusOK)
	if run.N != 8 || run.Positives != 4 || run.Prevalence != 0.5 || run.ScoreKind != "probability" ||
		run.Source.Bytes != len(few) ||
		run.Source.Name != "few.csv" || run.Roles.ID != "id" || run.Roles.Label != "label" {
		t.Errorf("got %+v", run)
	}
	if auc := run.Metrics["roc_auc"].Value; auc == nil || *auc != 0.75 {
		t.Errorf("AUC is %v, want 0.75", auc)
	}
	if a := run.At; a.Threshold != 0.5 || a.TP != 3 || a.FP != 2 || a.FN != 1 || a.TN != 2 || a.Index != 5 ||
		*a.Metrics["recall"].Value != 0.75 {
		t.Errorf("at the default threshold: %+v", a)
	}
	w := ask(s, "GET", run.Display, "")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "TRD1") ||
		!strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("the display answers %d, %.10q, %v", w.Code, w.Body, w.Header())
	}
}

func TestRejectedUploadStoresNothing(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"x"}`) + "/runs"
	late, lateKind := form("file:a.csv", few, "label", "label")
	bad, badKind := form("file:a.csv", few, "file:b.csv", "label,score\n1,0.5\n0,2e999x\n")
	empty, emptyKind := form("name", "x", "file:", "")
	none, noneKind := form("name", "x")
	long, longKind := form("name", strings.Repeat("x", intake.MaxField+1), "file:a.csv", few)
	for _, c := range []struct {
		what, query, body, kind string
		status                  int
	}{
		{"field behind the file", "", late, lateKind, 422},
		{"second file is bad", "?score=score", bad, badKind, 422},
		{"no file chosen", "", empty, emptyKind, 422},
		{"no file", "", none, noneKind, 422},
		{"long field", "", long, longKind, 413},
		{"form cut short", "", late[:len(late)/2], lateKind, 422},
		{"form without boundary", "", late, "multipart/form-data", 422},
		{"empty body", "", "", "text/csv", 422},
		{"unknown parameter", "?postive=1", few, "", 422},
		{"unknown kind", "?kind=odds", few, "", 422},
		{"unknown column", "?score=nope", few, "", 422},
		{"text labels without a positive class", "", "label,score\napple,0.1\npear,0.9\n", "", 422},
		{"other experiment in the form", "?experiment=7", few, "", 422},
	} {
		w := ask(s, "POST", path+c.query, c.body, "Content-Type", c.kind)
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.what, w.Code, c.status, w.Body)
		} else if p := answer[web.Problem](t, w, c.status); p.Hint == "" && c.what != "other experiment in the form" &&
			c.what != "long field" {
			t.Errorf("%s: no hint: %s", c.what, w.Body)
		}
		if _, runs, _ := contents(t, s); runs != 0 {
			t.Fatalf("%s: %d runs were stored", c.what, runs)
		}
	}
	if w := ask(s, "POST", "/api/v1/experiments/99/runs", few); w.Code != http.StatusNotFound {
		t.Errorf("for an experiment that is not there: status %d, want 404", w.Code)
	}
}

func TestErrorsNameTheLimits(t *testing.T) {
	body, kind := form("file:a.csv", table(2000))
	for _, c := range []struct {
		limits          ingest.Limits
		query, want     string
		body            string
		known           bool
		headers         []string
		experimentsLeft int
	}{
		{limits: ingest.Limits{Bytes: 1 << 12}, body: table(2000), want: "--max-size"},
		{limits: ingest.Limits{Bytes: 1 << 12}, body: body, headers: []string{"Content-Type", kind}, want: "--max-size"},
		{limits: ingest.Limits{Rows: 100}, body: table(2000), want: "100 rows"},
		{limits: ingest.Limits{Columns: 2}, body: table(20), want: "2 columns"},
		{limits: ingest.Limits{Unpacked: 1 << 12}, body: zipped(table(2000)), want: "4 KiB"},
	} {
		s := open(t, Options{Limits: c.limits})
		path := newExperiment(t, s, `{"name":"x"}`) + "/runs"
		for _, chunked := range []bool{false, true} {
			r := newRequest("POST", path, c.body, c.headers...)
			if chunked {
				r.ContentLength = -1
			}
			w := serve(s, r)
			if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("%+v: status %d, %s, want 413 and %q", c.limits, w.Code, w.Body, c.want)
			}
		}
		if _, runs, _ := contents(t, s); runs != 0 {
			t.Errorf("%d runs were stored", runs)
		}
	}
}

func TestTooManyUploadsGetRetryAfter(t *testing.T) {
	s := filled(t, Options{})
	var turns []*jobs.Turn
	for range intake.Most {
		turn, err := s.intake.Enter()
		if err != nil {
			t.Fatal(err)
		}
		turns = append(turns, turn)
	}
	w := ask(s, "POST", "/api/v1/experiments/1/runs", few)
	if p := answer[web.Problem](t, w, http.StatusServiceUnavailable); p.Kind != "busy" || w.Header().
		Get("Retry-After") == "" {
		t.Errorf("got %+v", p)
	}
	for _, turn := range turns {
		turn.Leave()
	}
	if w := ask(s, "POST", "/api/v1/experiments/1/runs", few); w.Code != http.StatusCreated {
		t.Errorf("afterwards: status %d, want 201", w.Code)
	}
}

func TestClassNames(t *testing.T) {
	text := func(positive, negative string) string {
		return strings.NewReplacer(",1,", ","+positive+",", ",0,", ","+negative+",").Replace(few)
	}
	for _, c := range []struct {
		what, experiment, query, file string
		status                        int
		positive, negative            string
		tp                            int
	}{
		{"numbers leave the defaults", `{"name":"x"}`, "", few, 201, "positive", "negative", 3},
		{"names of the file are taken over", `{"name":"x"}`, "", text("diabetic", "healthy"), 201, "diabetic", "healthy", 3},
		{"yes and no name nothing", `{"name":"x"}`, "", text("yes", "no"), 201, "positive", "negative", 3},
		{"names that the uploader gives", `{"name":"x"}`, "?positive_name=ill&negative_name=well", few, 201, "ill",
			"well", 3},
		{"the same names", `{"name":"x","positive_name":"Diabetic","negative_name":"Healthy"}`, "", text("diabetic", "healthy"), 201, "Diabetic", "Healthy", 3},
		{"names are mapped, not guessed", `{"name":"x","positive_name":"healthy","negative_name":"diabetic"}`, "", text("diabetic", "healthy"), 201, "healthy", "diabetic", 2},
		{"a name that says nothing by itself", `{"name":"x","positive_name":"pear","negative_name":"apple"}`, "", text("pear", "apple"), 201, "pear", "apple", 3},
		{"numbers fit every experiment", `{"name":"x","positive_name":"ill","negative_name":"well"}`, "", few, 201, "ill", "well", 3},
		{"other names contradict", `{"name":"x","positive_name":"malignant","negative_name":"benign"}`, "", text("diabetic", "healthy"), 409, "malignant", "benign", 0},
		{"unless the uploader maps them", `{"name":"x","positive_name":"ill","negative_name":"well"}`, "?positive=diabetic", text("diabetic", "healthy"), 201, "ill", "well", 3},
		{"but never the other way round", `{"name":"x","positive_name":"diabetic","negative_name":"healthy"}`, "?positive=healthy", text("diabetic", "healthy"), 409, "diabetic", "healthy", 0},
		{"names that the uploader gives contradict", `{"name":"x","positive_name":"ill","negative_name":"well"}`, "?positive_name=sick", few, 409, "ill", "well", 0},
	} {
		s := open(t, Options{})
		path := newExperiment(t, s, c.experiment)
		w := ask(s, "POST", path+"/runs"+c.query, c.file)
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.what, w.Code, c.status, w.Body)
			continue
		}
		e := answer[shape.ExperimentFields](t, ask(s, "GET", path, ""), http.StatusOK)
		if e.PositiveName != c.positive || e.NegativeName != c.negative {
			t.Errorf("%s: classes are %q and %q, want %q and %q", c.what, e.PositiveName, e.NegativeName, c.positive, c.negative)
		}
		if c.status == 201 {
			p := answer[struct{ TP int }](t, ask(s, "GET", "/api/v1/runs/1/operating-point", ""), http.StatusOK)
			if p.TP != c.tp {
				t.Errorf("%s: %d true positives, want %d", c.what, p.TP, c.tp)
			}
		}
	}
}

// TestConcurrentFilesDoNotMixClassNames sends files with different class names to a new
// experiment concurrently: all but the first are rejected.
func TestConcurrentFilesDoNotMixClassNames(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"x"}`) + "/runs"
	codes := make(chan int)
	for i := range 4 {
		go func() {
			file := strings.NewReplacer(",1,", fmt.Sprintf(",class%d,", i), ",0,", ",healthy,").Replace(few)
			codes <- ask(s, "POST", path, file).Code
		}()
	}
	stored := 0
	for range 4 {
		switch code := <-codes; code {
		case http.StatusCreated:
			stored++
		case http.StatusConflict:
		default:
			t.Errorf("status %d", code)
		}
	}
	if _, runs, _ := contents(t, s); stored != 1 || runs != 1 {
		t.Errorf("%d files were taken and %d runs stored, want one", stored, runs)
	}
}
