package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// imported is the answer of import in JSON.
type imported struct {
	Experiment struct {
		ID   int64
		Name string
	}
	Runs []struct {
		ID   int64
		Name string
	}
}

func importJSON(t testing.TB, args ...string) (out imported) {
	t.Helper()
	got := runWith("", append([]string{"import", "--format", "json"}, args...)...)
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("import %s: %+v", strings.Join(args, " "), got)
	}
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImportIntoAFolderAndThroughAServer(t *testing.T) {
	a, b := file(t, "a.csv", few), file(t, "b.csv", strings.Replace(few, "0.9", "0.95", 1))
	stopped := t.TempDir()
	for where, target := range map[string][]string{
		"a stopped server's folder": {"--data", stopped},
		"a running server":          {"--server", startServe(t, t.TempDir()).url},
	} {
		one := importJSON(t, append(target, a, "--experiment", "School", "--name", "first", "--tag", "x,y", "--model-version",
			"2", "--kind=score")...)
		two := importJSON(t, append(target, "--experiment", "School", a, b)...)
		three := importJSON(t, append(target, a, "--experiment", fmt.Sprint(one.Experiment.ID), "--replace",
			fmt.Sprint(one.Runs[0].ID))...)
		if one.Experiment.Name != "School" || len(one.Runs) != 1 || one.Runs[0].Name != "first" ||
			two.Experiment != one.Experiment || len(two.Runs) != 2 || two.Runs[1].Name != "b" ||
			three.Experiment != one.Experiment || three.Runs[0].Name != "first" || three.Runs[0].ID == one.Runs[0].ID {
			t.Errorf("%s: got %+v, %+v and %+v", where, one, two, three)
		}
		folder := filepath.Dir(file(t, "z.csv", few))
		for _, name := range []string{".hidden", "c.csv"} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(few), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := importJSON(t, append(target, folder)...); len(got.Runs) != 2 || got.Runs[0].Name != "c" ||
			got.Runs[1].Name != "z" || got.Experiment.Name != "c" {
			t.Errorf("%s: a folder gives %+v", where, got)
		}
		if got := runWith(few, append([]string{"import", "-"}, target...)...); got.code != 0 ||
			!strings.Contains(got.stdout, "standard input: ") || !strings.Contains(got.stdout, "/runs/") ||
			!strings.Contains(got.stdout, "note: only 4 positive rows") {
			t.Errorf("%s: standard input gives %+v", where, got)
		}
		bad := file(t, "bad.csv", "label,score\n1,0.5\n0,high\n")
		got := runWith("", append([]string{"import", a, bad, "--score", "score"}, target...)...)
		if got.code != 1 || got.stdout != "" || !strings.Contains(got.stderr, `bad.csv, line 3, column "score": `) ||
			strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: a bad file gives %+v", where, got)
		}
		if got := runWith("", append([]string{"import", a, "--max_rows", "3", "--max-rows=3"},
			target...)...); where != "a running server" && (got.code != 1 || !strings.Contains(got.stderr, "--max-rows")) {
			t.Errorf("%s: a limit gives %+v", where, got)
		}
	}
	s := startServe(t, stopped)
	var list struct{ Runs []struct{ Name string } }
	_, body := get(t, s.url+"/api/v1/runs?sort=created_at")
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range list.Runs {
		names = append(names, r.Name)
	}
	want := map[string]int{"first": 1, "a": 1, "b": 1, "c": 1, "z": 1, "standard input": 1}
	have := map[string]int{}
	for _, name := range names {
		have[name]++
	}
	delete(have, "Questionnaire") // the sample's
	delete(have, "Blood test and questionnaire")
	if !reflect.DeepEqual(have, want) {
		t.Errorf("the folder has the runs %v, want %v once each", names, want)
	}
	got := runWith("", "import", a, "--data", stopped)
	if got.code != 1 || !strings.Contains(got.stderr, fmt.Sprintf("process %d", os.Getpid())) ||
		!strings.Contains(got.stderr, "--server") {
		t.Errorf("into a running server's folder: %+v", got)
	}
}

func TestImportReportsErrors(t *testing.T) {
	a := file(t, "a.csv", few)
	data := t.TempDir()
	for range 2 {
		importJSON(t, a, "--data", data, "--experiment", "Twice")
	}
	s := startServe(t, data)
	for range 2 {
		res, err := http.Post(s.url+"/api/v1/experiments", "application/json", strings.NewReader(`{"name":"Same"}`))
		if err != nil || res.StatusCode != http.StatusCreated {
			t.Fatal(res, err)
		}
		res.Body.Close()
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{}, 2, "a file is wanted"},
		{[]string{a, "--server", "localhost"}, 2, "http://"},
		{[]string{a, "--format", "xml"}, 2, "text or json"},
		{[]string{"missing.csv", "--server", s.url}, 1, "missing.csv"},
		{[]string{t.TempDir(), "--server", s.url}, 1, "no file in the folder"},
		{[]string{a, "--server", s.url, "--experiment", "Same"}, 1, "2 experiments"},
		{[]string{a, "--server", s.url, "--experiment", "99"}, 1, "no experiment 99"},
		{[]string{a, "--server", s.url, "--date", "today"}, 1, "2026-05-31"},
		{[]string{a, "--server", s.url, "--kind", "odds"}, 1, "probability, logit, score"},
		{[]string{a, "--data", data, "--file_name", "x"}, 2, "not defined"},
	} {
		got := runWith("", append([]string{"import"}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.stderr, c.want) || got.stdout != "" {
			t.Errorf("import %s: %+v, want code %d and %q", strings.Join(c.args, " "), got, c.code, c.want)
		}
	}
	if _, body := get(t, s.url+"/api/v1/runs"); strings.Count(body, `"name":"a"`) != 2 {
		t.Errorf("refused imports have left runs: %s", body)
	}
}

func TestExportedRunGivesTheSameNumbersAgain(t *testing.T) {
	data := t.TempDir()
	text := "id,label,score,note\n" + strings.ReplaceAll(strings.TrimPrefix(few, "id,label,score\n"), "\n", ",=1+1\n")
	importJSON(t, file(t, "a.csv", text), "--data", data, "--kind", "score")
	s := startServe(t, data)
	want := evalJSON(t, text, "-", "--kind", "score")[0]
	for _, format := range []string{"csv", "json", "parquet"} {
		out := filepath.Join(t.TempDir(), "out."+format)
		got := runWith("", "export", "1", "--data", data, "--output", out)
		if got.code != 0 || got.stdout != "" || !strings.Contains(got.stderr, "--kind score") {
			t.Fatalf("%s: %+v", format, got)
		}
		again := evalJSON(t, "", out, "--kind", "score")[0]
		if !reflect.DeepEqual(again.Metrics, want.Metrics) || !reflect.DeepEqual(again.At, want.At) || again.N != want.N {
			t.Errorf("%s: got %+v, want %+v", format, again, want)
		}
		if got := runWith("", "export", "/runs/1", "--data", data, "--format", format); got.code != 0 {
			t.Errorf("%s: %+v", format, got)
		} else if b, err := os.ReadFile(out); err != nil || string(b) != got.stdout {
			t.Errorf("%s: standard output has other bytes than the file, %v", format, err)
		} else if format == "csv" && !strings.Contains(got.stdout, ",'=1+1\n") {
			t.Errorf("a formula is not guarded: %s", got.stdout)
		}
		if got := runWith("", "export", "1", "--data", data, "--output", out); got.code != 1 ||
			!strings.Contains(got.stderr, "already exists") {
			t.Errorf("over a file: %+v", got)
		}
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{}, 2, "id of one run"}, {[]string{"x"}, 2, `"x"`},
		{[]string{"1", "--format", "xlsx"}, 2, "csv, json and parquet"},
		{[]string{"9"}, 1, "no run 9"}, {[]string{"1", "--data", t.TempDir()}, 1, "no database"},
		{[]string{"1", "--output", filepath.Join(t.TempDir(), "no", "x.csv")}, 1, "no such file"},
	} {
		args := c.args
		if !strings.Contains(strings.Join(args, " "), "--data") {
			args = append(args, "--data", data)
		}
		if got := runWith("", append([]string{"export"}, args...)...); got.code != c.code ||
			!strings.Contains(got.stderr, c.want) || got.stdout != "" {
			t.Errorf("export %v: %+v, want code %d and %q", c.args, got, c.code, c.want)
		}
	}
	res, err := http.Post(s.url+"/api/v1/runs?replace=1", "text/csv", strings.NewReader(few))
	if err != nil || res.StatusCode != http.StatusCreated {
		t.Fatal(res, err)
	}
	res.Body.Close()
	if got := runWith("", "export", "1", "--data", data); got.code != 1 ||
		!strings.Contains(got.stderr, "replaced by run") {
		t.Errorf("a replaced run: %+v", got)
	}
}

func TestBackupIsRestored(t *testing.T) {
	data := t.TempDir()
	s := startServe(t, data)
	importJSON(t, file(t, "a.csv", few), "--server", s.url, "--experiment", "Kept")
	folder := filepath.Join(t.TempDir(), "restored")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(folder, "tradeoff.db")
	if got := runWith("", "backup", to, "--data", data); got.code != 0 || !strings.Contains(got.stdout, to) ||
		got.stderr != "" {
		t.Fatalf("got %+v", got)
	}
	if got := runWith("", "backup", to, "--data", data); got.code != 1 || !strings.Contains(got.stderr, "exists already") {
		t.Errorf("over a file: %+v", got)
	}
	if got := runWith("", "backup", "--data", data); got.code != 2 {
		t.Errorf("without a file: %+v", got)
	}
	restored := startServe(t, folder)
	for _, path := range []string{
		"/api/v1/runs/3/operating-point?threshold=0.6", "/api/v1/runs/3/sweep", "/api/v1/runs/3/export",
		"/api/v1/experiments/2",
	} {
		status, got := get(t, restored.url+path)
		if _, want := get(t, s.url+path); status != http.StatusOK || got != want {
			t.Errorf("%s of the backup answers %d, %s, want %s", path, status, got, want)
		}
	}
}

// TestImportNeverRenamesClassesUnasked imports a file with class names into an
// experiment whose run goes by the usual ones.
func TestImportNeverRenamesClassesUnasked(t *testing.T) {
	data := t.TempDir()
	target := []string{"--data", data, "--experiment", "School"}
	named := file(t, "b.csv", strings.NewReplacer(",1,", ",diabetic,", ",0,", ",healthy,").Replace(few))
	importJSON(t, append(target, file(t, "a.csv", few))...)
	got := runWith("", append([]string{"import", named}, target...)...)
	for _, want := range []string{`"diabetic" and "healthy"`, `"positive" and "negative"`, "--class_names"} {
		if got.code != 1 || !strings.Contains(got.stderr, want) {
			t.Errorf("no %q in %+v", want, got)
		}
	}
	for _, answer := range []string{"keep", "rename"} {
		if out := importJSON(t, append(target, named, "--class_names", answer)...); len(out.Runs) != 1 {
			t.Errorf("%s: %+v", answer, out)
		}
	}
}
