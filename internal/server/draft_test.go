package server

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestUploadIsPreviewedBeforeItIsSaved(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:preds.csv", few)
	p := look(t, s, path)
	p.wants(t, "Nothing is saved yet", "preds.csv", "8 rows · 4 positive · probabilities · AUC 0.75",
		"Only 4 positive rows")
	if !p.canSave || p.fields["f0.t0.c0"] != "id" || p.fields["f0.t0.c1"] != "label" || p.fields["f0.t0.c2"] != "score" {
		t.Errorf("the page offers %v", p.fields)
	}
	if e, r, _ := contents(t, s); e+r != 0 {
		t.Fatalf("%d experiments and %d runs are stored before they are saved", e, r)
	}
	p.post(t, s, path, "do", "save", "f0.name", "my model", "experiment_name", "Mine")
	if p = look(t, s, path); p.status != http.StatusSeeOther || p.location != "/runs/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	if e, r, names := contents(t, s); e != 1 || r != 1 || names != "Minepositive;my model;" {
		t.Errorf("stored are %s", names)
	}
	say(t, s, path, "do", "save") // the second time
	if _, r, _ := contents(t, s); r != 1 {
		t.Errorf("saving twice stores %d runs", r)
	}
	_, err := os.Stat(filepath.Join(draftsDir(s), strings.TrimPrefix(path, "/uploads/")))
	if n, bytes := s.drafts.Held(); !os.IsNotExist(err) || n != 1 || bytes != 0 {
		t.Errorf("the file is still there, and %d bytes are counted", bytes)
	}
}

func TestRolesAndFixesUpdateThePreview(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:ugly.csv", "case,truth,alpha,beta,sex\na,pear,0.9,7.5,f\nb,apple,0.2,-2,m\na,pear,0.7,1,f\nc,,0.1,0,m\nd,apple,0.4,3,f\n")
	p := look(t, s, path)
	p.wants(t, "Which column is the score?", `"alpha", "beta" hold numbers`)
	p.post(t, s, path, "do", "fix:0:score:alpha")
	p = look(t, s, path)
	p.wants(t, "Line 5, column \"truth\"", "The label is missing", "Fill in the label, or skip such rows with the box “Skip rows without a label or score”")
	if p.canSave {
		t.Error("a file with a fault can be saved")
	}
	if !slices.Contains(p.buttons, "fix:0:skip_missing:true") {
		t.Fatalf("no button skips the row: %v", p.buttons)
	}
	p.post(t, s, path, "do", "fix:0:skip_missing:true")
	p = look(t, s, path)
	p.wants(t, "Which label is the positive class", `"pear" is positive`)
	p.post(t, s, path, "do", "fix:0:positive:pear")
	p = look(t, s, path)
	p.wants(t, "4 rows · 2 pear · probabilities", "1 of 5 rows is skipped")
	if !p.canSave || p.fields["f0.skip_missing"] != "true" || p.fields["f0.positive"] != "pear" {
		t.Errorf("the page has %v", p.fields)
	}
	if p.fields["f0.t0.c2"] != "score" || p.fields["f0.t0.c3"] != "" {
		t.Fatalf("roles are %v", p.fields)
	}
	// The other column of numbers becomes a score too: two runs.
	p.post(t, s, path, "do", "check", "f0.t0.c3", "score")
	p = look(t, s, path)
	p.wants(t, "Save 2 runs", "uncalibrated scores")
	p.post(t, s, path, "do", "check", "f0.t0.c2", "ignore", "f0.t0.c0", "id")
	p = look(t, s, path)
	p.wants(t, "is repeated here", "line 2")
	p.post(t, s, path, "do", "fix:0:duplicate_ids:keep")
	p = look(t, s, path)
	p.wants(t, "cannot be paired")
	p.post(t, s, path, "do", "fix:0:kind:logit")
	p = look(t, s, path)
	if p.wants(t, "4 rows · 2 pear · logits"); p.fields["f0.t0.c2"] != "ignore" || p.fields["f0.t0.c0"] != "id" ||
		p.fields["f0.kind"] != "logit" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "f0.t0.c4", "", "f0.t0.c0", "ignore", "f0.duplicate_ids", "")
	if p = look(t, s, path); !p.canSave || p.fields["f0.t0.c4"] != "" || p.fields["f0.t0.c0"] != "ignore" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "save")
	if p = look(t, s, path); p.location != "/runs/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	run := answer[struct {
		N, Positives int
		ScoreKind    string `json:"score_kind"`
	}](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	if run.N != 4 || run.Positives != 2 || run.ScoreKind != "logit" {
		t.Errorf("the run is %+v", run)
	}
}

func TestColumnOfModelsIsSplitOrBecomesAGroup(t *testing.T) {
	s := open(t, Options{})
	var b strings.Builder
	b.WriteString("which,model,label,score\n")
	for i := range 8 {
		for _, model := range []string{"forest", "boost"} {
			fmt.Fprintf(&b, "%c,%s,%d,0.%d%d\n", 'a'+i%2, model, i/2%2, i+1, len(model))
		}
	}
	path := draftOf(t, s, "file:long.csv", b.String())
	p := look(t, s, path)
	p.wants(t, "Save 2 runs", "forest", "boost", "8 rows · 4 positive")
	if p.fields["f0.t0.c1"] != "model" {
		t.Errorf("roles are %v", p.fields)
	}
	p.post(t, s, path, "do", "fix:0:group:model")
	p = look(t, s, path)
	if p.wants(t, "16 rows · 8 positive"); p.fields["f0.t0.c1"] != "group" {
		t.Errorf("roles are %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "f0.t0.c0", "model")
	p = look(t, s, path)
	p.wants(t, "Save 2 runs", "8 rows")
}

func TestTwoLogitsStayOneScoreAfterChanges(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:eval.jsonl", "{\"label\":1,\"logits\":[-1,1]}\n{\"label\":0,\"logits\":[1,-1]}\n{\"label\":0,\"logits\":[0.5,0]}\n")
	for range 2 {
		p := look(t, s, path)
		p.wants(t, "3 rows · 1 positive · probabilities", "logits of the two classes")
		if p.fields["f0.t0.c1"] != "ignore" || p.fields["f0.t0.c2"] != "score" {
			t.Errorf("roles are %v", p.fields)
		}
		p.post(t, s, path, "do", "check")
	}
}

func TestSeriousFindingsAreShownBeforeSaving(t *testing.T) {
	s := open(t, Options{})
	text := "label,good,bad\n"
	for i := range 200 {
		text += fmt.Sprintf("%d,%.3f,%.3f\n", i%2, 0.4*float64(i%2)+float64(i%97)/200, 0.9-0.4*float64(i%2)-float64(i%97)/200)
	}
	path := draftOf(t, s, "score", "good", "file:two.csv", text)
	p := look(t, s, path)
	if p.wants(t, "Nothing needs your attention"); p.fields["f0.t0.c1"] != "score" {
		t.Fatalf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "save", "f0.t0.c1", "", "f0.t0.c2", "score")
	p = look(t, s, path)
	p.wants(t, "It is not saved yet: there is something new below", "are the labels inverted")
	if _, r, _ := contents(t, s); r != 0 {
		t.Fatal("it is stored before the finding was seen")
	}
	p.post(t, s, path, "do", "save")
	if p = look(t, s, path); p.location != "/runs/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
}

func TestPreviewIsSkippedWhenAllChecksPass(t *testing.T) {
	s := open(t, Options{})
	for i, c := range []struct {
		query, file, want string
	}{
		{"?save=clean", few, "/runs/1"},
		{"?save=clean", strings.NewReplacer(",1,", ",pear,", ",0,", ",apple,").Replace(few), ""},
		{"?save=clean", "label,score\n1,3\n0,-2\n", ""}, // logits?
		{"?save=clean", few, ""}, // the same file again
		{"", strings.ReplaceAll(few, "0.9", "0.95"), ""},
	} {
		path := draftFor(t, s, c.query, "file:x.csv", c.file)
		if p := look(t, s, path); p.location != c.want {
			t.Errorf("%d: leads to %d %q, want %q", i, p.status, p.location, c.want)
		}
	}
	if _, r, _ := contents(t, s); r != 1 {
		t.Errorf("%d runs are stored, want 1", r)
	}
}

func TestChecksFindStoredRuns(t *testing.T) {
	s := filled(t, Options{})
	look(t, s, draftOf(t, s, "file:again.csv", few)).wants(t, `This very file is stored already, as the run "one"`, "Open that run", `The test set is that of "one": they can be compared row by row`)
	p := look(t, s, draftOf(t, s, "file:other.csv", strings.ReplaceAll(few, "0.9", "0.95")))
	if p.wants(t, `The test set is that of "one"`); strings.Contains(p.text, "very file") {
		t.Error("another file is reported as the same")
	}
	if p := look(t, s, draftOf(t, s, "file:new.csv", table(50))); strings.Contains(p.text, "test set is that") {
		t.Error("another test set is reported as the same")
	}
}

func TestSeveralFilesAreSavedTogetherOrNotAtAll(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few, "file:bad.csv", "label,score\n1,0.5\n0,high\n", "file:c.csv", table(40))
	p := look(t, s, path)
	if p.wants(t, "a.csv", "bad.csv", "c.csv", "Line 3", `"high" is not a number`); p.canSave {
		t.Error("an upload with a bad file can be saved")
	}
	p.post(t, s, path, "do", "save")
	if e, r, _ := contents(t, s); e+r != 0 {
		t.Errorf("%d experiments and %d runs are stored in spite of a bad file", e, r)
	}
	look(t, s, path).post(t, s, path, "do", "leave:1")
	p = look(t, s, path)
	if p.wants(t, "Left out", "Save 2 runs"); !p.canSave {
		t.Error("without the bad file it cannot be saved")
	}
	p.post(t, s, path, "do", "take:1")
	if p = look(t, s, path); p.canSave {
		t.Error("the bad file is not taken in again")
	}
	p.post(t, s, path, "do", "leave:1")
	look(t, s, path).post(t, s, path, "do", "save", "f2.name", "third")
	if p = look(t, s, path); p.location != "/experiments/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	if _, r, names := contents(t, s); r != 2 || names != "apositive;third;a;" {
		t.Errorf("stored are %s", names)
	}
}

func TestDraftIsSavedToTheChosenExperiment(t *testing.T) {
	s := open(t, Options{})
	newExperiment(t, s, `{"name":"Scan","positive_name":"malignant","negative_name":"benign"}`)
	newExperiment(t, s, `{"name":"Other"}`)
	path := draftOf(t, s, "experiment", "1", "file:x.csv",
		strings.NewReplacer(",1,", ",diabetic,", ",0,", ",healthy,").Replace(few))
	p := look(t, s, path)
	if p.wants(t, `The classes of the file are "diabetic" and "healthy"`); p.canSave || p.fields["experiment"] != "1" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "experiment", "2")
	if p = look(t, s, path); !p.canSave || p.fields["experiment"] != "2" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "save", "experiment", "2")
	run := answer[struct {
		ExperimentID int `json:"experiment_id"`
	}](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	if run.ExperimentID != 2 {
		t.Errorf("the run is in experiment %d, want 2", run.ExperimentID)
	}
	path = draftOf(t, s, "experiment", "2", "file:x.csv", few)
	if w := ask(s, "POST", path+"/cancel", ""); w.Header().Get("Location") != "/experiments/2" {
		t.Errorf("cancelling leads to %s", w.Header().Get("Location"))
	}
}

func TestDraftRejectsInvalidForms(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few)
	for _, body := range []string{"do=fix", "do=fix:7:kind:logit", "do=leave:x", "do=fix:0:kind:odds",
		"do=fix:0:colour:red", "f0.shown=1&f0.kind=odds", "experiment=x",
		"f0.shown=1&f0.t0.c0=king"} {
		w := ask(s, "POST", path, body, "Content-Type", "application/x-www-form-urlencoded")
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want 422", body, w.Code)
		}
	}
	if p := look(t, s, path); !p.canSave {
		t.Error("the draft has suffered")
	}
}
