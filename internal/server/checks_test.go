package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A dryRun is the response to a dry run.
type dryRun struct {
	OK, Clean bool
	Problem   *intake.Fault
	Files     []struct {
		Name, SHA256, Labels string
		Bytes                int64
		Scores               []string
		Tables               []intake.CheckedTable
		Problem              *intake.Fault
		Runs                 []struct {
			Name         string
			N, Positives int
			ScoreKind    string `json:"score_kind"`
			Roles        tradeoff.Roles
			Findings     []tradeoff.Finding
			Metrics      map[string]any
		}
	}
}

func kinds(list []tradeoff.Finding) (kinds []string) {
	for _, f := range list {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

func TestDryRunReturnsChecksAndStoresNothing(t *testing.T) {
	s := filled(t, Options{})
	before, runs, names := contents(t, s)
	for _, path := range []string{"/api/v1/experiments/1/runs", "/api/v1/runs"} {
		c := answer[dryRun](t, ask(s, "POST", path+"?dry_run=1&name=mine&file_name=again.csv", few), http.StatusOK)
		if !c.OK || c.Clean || c.Problem != nil || len(c.Files) != 1 {
			t.Fatalf("got %+v", c)
		}
		f := c.Files[0]
		if f.Name != "again.csv" || f.Bytes != int64(len(few)) || len(f.SHA256) != 64 || f.Problem != nil ||
			len(f.Runs) != 1 {
			t.Errorf("the file is %+v", f)
		}
		if table := f.Tables[0]; table.N != 8 || !slices.Equal(table.Labels, []string{"1", "0"}) ||
			table.Columns[1].Role != tradeoff.LabelRole ||
			!slices.Equal(table.Columns[2].Values, []string{"0.9", "0.8", "0.7", "0.6", "0.5"}) {
			t.Errorf("the table is %+v", table)
		}
		r := f.Runs[0]
		if r.Name != "mine" || r.N != 8 || r.Positives != 4 || r.ScoreKind != "probability" || r.Roles.Score[0] != "score" ||
			len(r.Metrics) < 10 {
			t.Errorf("the run is %+v", r)
		}
		if got := kinds(r.Findings); !slices.Equal(got,
			[]string{"few_positives", "few_negatives", "same_file", "same_test_set"}) {
			t.Errorf("findings are %v", got)
		}
	}
	// A form can request it too, and a rejected file is part of the response.
	body, kind := form("dry_run", "1", "file:good.csv", table(60), "file:bad.csv", "label,score\n1,0.5\n0,high\n",
		"file:ask.csv", "label,score\npear,0.5\napple,0.25\n")
	c := answer[dryRun](t, ask(s, "POST", "/api/v1/runs", body, "Content-Type", kind), http.StatusOK)
	if c.OK || c.Clean || len(c.Files) != 3 || c.Files[0].Problem != nil || c.Files[1].Problem == nil ||
		c.Files[2].Problem == nil {
		t.Fatalf("got %+v", c)
	}
	if p := c.Files[1].Problem; p.Place.Line != 3 || p.Place.File != "bad.csv" || p.Hint == "" {
		t.Errorf("the problem is %+v", p)
	}
	if p := c.Files[2].Problem; len(p.Fixes) != 2 || p.Fixes[0].Name != "positive" || p.Fixes[0].Value != "pear" {
		t.Errorf("the question is %+v", p)
	}
	if e, r, n := contents(t, s); e != before || r != runs || n != names {
		t.Errorf("stored are %d experiments and %d runs: %s", e, r, n)
	}
}

func TestDryRunUsesTheExperiment(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Scan","positive_name":"malignant","negative_name":"benign"}`) + "/runs?dry_run=1"
	c := answer[dryRun](t, ask(s, "POST", path, strings.NewReplacer(",1,", ",diabetic,", ",0,", ",healthy,").Replace(few)),
		http.StatusOK)
	if c.OK || c.Problem == nil || c.Problem.Kind != tradeoff.Conflict {
		t.Errorf("other class names: %+v", c)
	}
	c = answer[dryRun](t, ask(s, "POST", path,
		strings.NewReplacer(",1,", ",malignant,", ",0,", ",benign,").Replace(table(200))), http.StatusOK)
	if !c.OK {
		t.Errorf("the same class names: %+v", c)
	}
	answer[web.Problem](t, ask(s, "POST", "/api/v1/experiments/9/runs?dry_run=1", few), http.StatusNotFound)
	answer[web.Problem](t, ask(s, "POST", path+"&kind=odds", few), http.StatusUnprocessableEntity)
}

func TestJoinedFilesBecomeOneRun(t *testing.T) {
	s := open(t, Options{})
	labels := "id,truth\nb,0\na,1\nd,0\nc,1\n"
	scores := "id,prob\na,0.75\nb,0.25\nc,0.5\nd,0.625\n"
	for _, c := range []struct {
		what  string
		parts []string
		runs  int
	}{
		{"guessed", []string{"file:y.csv", labels, "file:p.csv", scores}, 1},
		{"said", []string{"pair", "yes", "name", "model", "file:p.csv", scores, "file:y.csv", labels}, 1},
		{"one for several", []string{"file:p.csv", scores, "file:y.csv", labels, "file:q.csv",
			strings.ReplaceAll(scores, "0.5", "0.875")}, 2},
	} {
		body, kind := form(c.parts...)
		up := answer[uploaded](t, ask(s, "POST", "/api/v1/runs", body, "Content-Type", kind), http.StatusCreated)
		if len(up.Runs) != c.runs {
			t.Fatalf("%s: %d runs, want %d", c.what, len(up.Runs), c.runs)
		}
		run := answer[struct {
			N, Positives int
			Source       struct{ Name string }
			Digest       string `json:"test_set_digest"`
			Findings     []tradeoff.Finding
		}](t, ask(s, "GET", "/api/v1"+up.Runs[0].URL, ""), http.StatusOK)
		if run.N != 4 || run.Positives != 2 || run.Source.Name != "p.csv + y.csv" || run.Digest == "" ||
			!slices.Contains(kinds(run.Findings), "paired_by_id") {
			t.Errorf("%s: %+v", c.what, run)
		}
	}
	before, _, _ := contents(t, s)
	for what, parts := range map[string][]string{
		"kept apart":    {"pair", "no", "file:y.csv", labels, "file:p.csv", scores},
		"do not fit":    {"file:y.csv", labels + "e,1\n", "file:p.csv", scores},
		"labels only":   {"file:y.csv", labels},
		"broken labels": {"file:y.csv", labels + "e\n", "file:p.csv", scores},
		"nonsense":      {"pair", "maybe", "file:y.csv", labels, "file:p.csv", scores},
	} {
		body, kind := form(parts...)
		answer[web.Problem](t, ask(s, "POST", "/api/v1/runs", body, "Content-Type", kind), http.StatusUnprocessableEntity)
		if e, _, _ := contents(t, s); e != before {
			t.Fatalf("%s: something was stored", what)
		}
	}
	body, kind := form("dry_run", "1", "file:y.csv", labels, "file:p.csv", scores)
	c := answer[dryRun](t, ask(s, "POST", "/api/v1/runs", body, "Content-Type", kind), http.StatusOK)
	if !c.OK || c.Files[1].Labels != "y.csv" || !slices.Equal(c.Files[0].Scores, []string{"p.csv"}) ||
		len(c.Files[0].Runs) != 0 || c.Files[0].Tables[0].Columns[1].Role != tradeoff.LabelRole {
		t.Errorf("the dry run returns %+v", c)
	}
}

func TestJoinedFilesOnThePage(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:solution.csv", "id,target,Usage\nb,pear,x\na,apple,y\nd,pear,x\nc,apple,y\n", "file:submission.csv", "id,target\na,0.75\nb,0.25\nc,0.5\nd,0.625\n")
	p := look(t, s, path)
	p.wants(t, "Which label is the positive class", "How the files belong together", "The labels of submission.csv")
	if p.canSave || p.fields["f0.t0.c1"] != "label" || p.fields["f1.t0.c1"] != "score" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "f0.positive", "apple")
	p = look(t, s, path)
	p.wants(t, "4 rows · 2 apple · probabilities", `The labels come from "solution.csv", joined by "id"`)
	p.post(t, s, path, "do", "check", "pair", "no")
	p = look(t, s, path)
	if p.wants(t, "Which column is the score"); p.canSave || p.fields["pair"] != "no" {
		t.Errorf("kept apart: %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "pair", "yes", "f0.t0.c2", "ignore")
	p = look(t, s, path)
	if !p.canSave || p.fields["f0.t0.c2"] != "ignore" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "save", "f1.name", "my submission")
	if p = look(t, s, path); p.location != "/runs/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	if _, _, names := contents(t, s); !strings.Contains(names, "my submission") {
		t.Errorf("stored is %s", names)
	}
}

// The file has rows of weight 0, a certain mistake and a column without a role.
func TestChecksReportWhatIsLeftOut(t *testing.T) {
	s := open(t, Options{})
	file := "label,score,weight,remark\n1,0.95,0,a\n0,1,2,b\n1,0.8,2,c\n1,0.7,1,d\n0,0.4,1,e\n"
	type leftOut struct {
		Files []struct {
			Runs []struct {
				N, Weightless, Clipped int
				WeightedN              float64                 `json:"weighted_n"`
				WeightedPositives      float64                 `json:"weighted_positives"`
				Unused                 []tradeoff.UnusedColumn `json:"unused_columns"`
				Findings               []tradeoff.Finding
			}
		}
	}
	r := answer[leftOut](t, ask(s, "POST", "/api/v1/runs?dry_run=1", file), http.StatusOK).Files[0].Runs[0]
	if r.N != 4 || r.WeightedN != 6 || r.WeightedPositives != 3 || r.Weightless != 1 || r.Clipped != 1 ||
		len(r.Unused) != 1 || r.Unused[0] != (tradeoff.UnusedColumn{Name: "remark", Why: "no role"}) {
		t.Errorf("got %+v", r)
	}
	if got := kinds(r.Findings); !slices.Contains(got, "weightless_rows") || !slices.Contains(got, "columns_unused") {
		t.Errorf("findings are %v", got)
	}
	done := answer[uploaded](t, ask(s, "POST", "/api/v1/runs", file), http.StatusCreated)
	page := ask(s, "GET", done.Runs[0].URL, "").Body.String()
	for _, want := range []string{"1 of 5 rows has the weight 0 and is left out", "Nothing is computed from &#34;remark&#34; (no role)"} {
		if !strings.Contains(page, want) {
			t.Errorf("the run's page does not show %q", want)
		}
	}
}
