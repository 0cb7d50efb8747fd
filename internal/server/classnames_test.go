package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/tradeoff"
)

// named returns the file of eight cases with different labels for 1 and 0.
func named(positive, negative string) string {
	return strings.NewReplacer(",1,", ","+positive+",", ",0,", ","+negative+",").Replace(few)
}

func classesOf(t testing.TB, s *Server, path string) string {
	t.Helper()
	e := answer[shape.ExperimentFields](t, ask(s, "GET", path, ""), http.StatusOK)
	return e.PositiveName + " and " + e.NegativeName
}

// TestUploadDoesNotRenameClasses sends a file with class names to an experiment whose runs
// have the default ones.
func TestUploadDoesNotRenameClasses(t *testing.T) {
	for _, c := range []struct {
		query   string
		status  int
		classes string
	}{
		{"", http.StatusConflict, "positive and negative"},
		{"?class_names=keep", http.StatusCreated, "positive and negative"},
		{"?class_names=rename", http.StatusCreated, "diabetic and healthy"},
		{"?positive=diabetic", http.StatusCreated, "positive and negative"},
		// not changed by any file
		{"?positive_name=diabetic&negative_name=healthy", http.StatusCreated, "diabetic and healthy"},
		{"?replace=1", http.StatusCreated, "diabetic and healthy"}, // no run is left that had others
		{"?class_names=ask", http.StatusUnprocessableEntity, "positive and negative"},
	} {
		s := open(t, Options{})
		path := newExperiment(t, s, `{"name":"x"}`)
		answer[uploaded](t, ask(s, "POST", path+"/runs", few), http.StatusCreated)
		dry := c.query + "?dry_run=1"
		if c.query != "" {
			dry = c.query + "&dry_run=1"
		}
		if w := ask(s, "POST", path+"/runs"+dry, named("diabetic", "healthy")); w.Code == http.StatusOK {
			checked := answer[dryRun](t, w, http.StatusOK)
			if checked.OK != (c.status == http.StatusCreated) {
				t.Errorf("%q: the check-up is %+v", c.query, checked.Problem)
			}
			got := ""
			for _, k := range kinds(checked.Files[0].Runs[0].Findings) {
				if strings.HasPrefix(k, "class_names_") {
					got = k
				}
			}
			if want := map[string]string{"?class_names=keep": "class_names_kept",
				"?class_names=rename": "class_names_changed"}[c.query]; got != want {
				t.Errorf("%q: the checks report %q, want %q", c.query, got, want)
			}
		}
		w := ask(s, "POST", path+"/runs"+c.query, named("diabetic", "healthy"))
		if w.Code != c.status {
			t.Errorf("%q: status %d, want %d: %s", c.query, w.Code, c.status, w.Body)
		}
		if got := classesOf(t, s, path); got != c.classes {
			t.Errorf("%q: the classes are %s, want %s", c.query, got, c.classes)
		}
	}
}

func TestContradictingClassNamesHaveFixes(t *testing.T) {
	for _, c := range []struct {
		what, classes, query, file string
		fixes                      []tradeoff.Fix
	}{
		{"the usual names", "", "", named("diabetic", "healthy"), []tradeoff.Fix{
			{Text: `Keep "positive" and "negative"`, Name: "class_names", Value: "keep"},
			{Text: `Rename to "diabetic" and "healthy"`, Name: "class_names", Value: "rename"}}},
		{"other names", `,"positive_name":"malignant","negative_name":"benign"`, "", named("diabetic", "healthy"), []tradeoff.Fix{
			{Text: `"diabetic" is "malignant"`, Name: "positive", Value: "diabetic"},
			{Text: `"healthy" is "malignant"`, Name: "positive", Value: "healthy"}}},
		{"the other class", `,"positive_name":"diabetic","negative_name":"healthy"`, "?positive=healthy", named("diabetic", "healthy"), []tradeoff.Fix{
			{Text: `"diabetic" is positive`, Name: "positive", Value: "diabetic"}}},
	} {
		s := open(t, Options{})
		path := newExperiment(t, s, `{"name":"x"`+c.classes+`}`)
		answer[uploaded](t, ask(s, "POST", path+"/runs", few), http.StatusCreated)
		before := classesOf(t, s, path)
		p := answer[struct {
			Fixes []tradeoff.Fix
			Hint  string
		}](t, ask(s, "POST", path+"/runs"+c.query, c.file), http.StatusConflict)
		if !slices.Equal(p.Fixes, c.fixes) || p.Hint == "" {
			t.Errorf("%s: fixes are %+v, want %+v", c.what, p.Fixes, c.fixes)
			continue
		}
		for _, f := range p.Fixes {
			dry := answer[dryRun](t, ask(s, "POST", path+"/runs?dry_run=1&"+f.Name+"="+f.Value, c.file), http.StatusOK)
			if !dry.OK {
				t.Errorf("%s: %q does not fix it: %+v", c.what, f.Text, dry.Problem)
			}
		}
		if got := classesOf(t, s, path); got != before {
			t.Errorf("%s: the classes were %s and are %s", c.what, before, got)
		}
	}
}

// TestPageAsksForClassNames answers with the buttons of a draft.
func TestPageAsksForClassNames(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"x"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs", few), http.StatusCreated)
	draft := draftOf(t, s, "experiment", "1", "file:diabetic.csv", named("diabetic", "healthy"))
	p := look(t, s, draft)
	p.wants(t, `The classes of the file are "diabetic" and "healthy", and those of the experiment "positive" and "negative"`, "Choose with the buttons below")
	if p.canSave || !slices.Contains(p.buttons, "fix:all:class_names:keep") ||
		!slices.Contains(p.buttons, "fix:all:class_names:rename") {
		t.Fatalf("it can be saved: %t; the buttons are %q", p.canSave, p.buttons)
	}
	p.post(t, s, draft, "do", "fix:all:class_names:rename")
	p = look(t, s, draft)
	p.wants(t, `The classes of the experiment are renamed, for all of its runs: "positive" and "negative" become "diabetic" and "healthy"`)
	// The answer only applies to this experiment.
	p.post(t, s, draft, "do", "check", "experiment", "")
	p = look(t, s, draft)
	p.post(t, s, draft, "do", "check", "experiment", "1")
	if p = look(t, s, draft); p.canSave {
		t.Error("the answer outlives a change of the experiment")
	}
	p.post(t, s, draft, "do", "fix:all:class_names:keep")
	p = look(t, s, draft)
	p.wants(t, `The classes go by the names of the experiment, "positive" and "negative"`)
	p.post(t, s, draft, "do", "save")
	if p = look(t, s, draft); p.location != "/runs/2" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	if got := classesOf(t, s, path); got != "positive and negative" {
		t.Errorf("the classes are %s", got)
	}

	// A file with different names is mapped, by a button or a field.
	other := newExperiment(t, s, `{"name":"y","positive_name":"malignant","negative_name":"benign"}`)
	draft = draftOf(t, s, "experiment", "2", "file:diabetic.csv", named("diabetic", "healthy"))
	p = look(t, s, draft)
	if p.canSave || !slices.Contains(p.buttons, "fix:all:positive:diabetic") {
		t.Fatalf("it can be saved: %t; the buttons are %q", p.canSave, p.buttons)
	}
	p.post(t, s, draft, "do", "fix:all:positive:diabetic")
	if p = look(t, s, draft); !p.canSave || p.fields["f0.positive"] != "diabetic" {
		t.Errorf("it can be saved: %t; the fields are %v", p.canSave, p.fields)
	}
	if got := classesOf(t, s, other); got != "malignant and benign" {
		t.Errorf("the classes are %s", got)
	}
}
