package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// inJSON is the file of eight cases in another format, with an additional column.
func inJSON(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(few), "\n")[1:] {
		f := strings.Split(line, ",")
		b.WriteString(`{"score":` + f[2] + `,"site":"x","label":` + f[1] + `,"id":"` + f[0] + `"}` + "\n")
	}
	return b.String()
}

func duplicateKinds(kinds []string) []string {
	return slices.DeleteFunc(kinds, func(k string) bool { return k != "same_file" && k != "same_predictions" })
}

// TestSamePredictionsAreFoundInAnotherFile stores a file and then sends the same
// predictions in other files.
func TestSamePredictionsAreFoundInAnotherFile(t *testing.T) {
	s := open(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/runs?name=first", few), http.StatusCreated)
	for what, c := range map[string]struct {
		file string
		want []string
	}{
		"the same file":  {few, []string{"same_file"}},
		"another format": {inJSON(t), []string{"same_predictions"}},
		"other scores":   {strings.Replace(few, "0.9", "0.95", 1), nil},
		"other ids":      {strings.Replace(few, "a,", "aa,", 1), nil},
	} {
		run := answer[dryRun](t, ask(s, "POST", "/api/v1/runs?dry_run=1", c.file), http.StatusOK)
		if got := duplicateKinds(kinds(run.Files[0].Runs[0].Findings)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
		if run.Clean && c.want != nil {
			t.Errorf("%s: there is no serious finding", what)
		}
	}
	p := look(t, s, draftOf(t, s, "file:again.jsonl", inJSON(t)))
	p.wants(t, `The same predictions (ids, labels and scores) are stored already, as the run "first"`, "Open that run")

	// The response to an upload reports it too, also when the key is sent again.
	first := ask(s, "POST", "/api/v1/runs", inJSON(t), "Idempotency-Key", "k")
	done := answer[uploaded](t, first, http.StatusCreated)
	if !slices.ContainsFunc(done.Runs[0].Findings, func(f struct{ Kind string }) bool {
		return f.Kind == "same_predictions"
	}) {
		t.Errorf("the upload is answered with %v", done.Runs[0].Findings)
	}
	again := ask(s, "POST", "/api/v1/runs", inJSON(t), "Idempotency-Key", "k")
	if again.Code != first.Code || again.Body.String() != first.Body.String() {
		t.Errorf("sent again it is answered with %s, not %s", again.Body, first.Body)
	}
	run := answer[struct{ Findings []tradeoff.Finding }](t, ask(s, "GET", "/api/v1/runs/2", ""), http.StatusOK)
	if got := duplicateKinds(kinds(run.Findings)); len(got) > 0 {
		t.Errorf("stored with the run are %v", got)
	}
}

func TestSamePredictionsInOneUploadAreFound(t *testing.T) {
	s := open(t, Options{})
	body, kind := form("dry_run", "1", "file:a.csv", few, "file:b.jsonl", inJSON(t), "file:c.csv",
		strings.Replace(few, "0.9", "0.95", 1))
	c := answer[dryRun](t, ask(s, "POST", "/api/v1/runs", body, "Content-Type", kind), http.StatusOK)
	for i, want := range [][]string{nil, {"same_predictions"}, nil} {
		findings := c.Files[i].Runs[0].Findings
		if got := duplicateKinds(kinds(findings)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.Files[i].Name, got, want)
		}
		for _, f := range findings {
			if f.Kind == "same_predictions" && (!strings.Contains(f.Message, `"a.csv"`) || !f.Serious) {
				t.Errorf("it shows %+v", f)
			}
		}
	}
	if c.Clean {
		t.Error("there is no serious finding")
	}
}
