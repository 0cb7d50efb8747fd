package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReportAddressesMayHaveAFolder(t *testing.T) {
	for address, want := range map[string]string{
		"/runs/3?threshold=0.4": "/runs/3?threshold=0.4", "/tools/tradeoff/runs/3": "/runs/3",
		"/tools/tradeoff/compare?run=1&run=2": "/compare?run=1&run=2", "/experiments/1": "/experiments/1",
		"http://localhost:8080/tools/tradeoff/runs/3?threshold=0.4": "/runs/3?threshold=0.4",
	} {
		if got, err := reportAddress([]string{address}, ""); got != want || err != nil {
			t.Errorf("%s is read as %q (%v), want %q", address, got, err, want)
		}
	}
}

func TestReport(t *testing.T) {
	data := t.TempDir()
	for _, name := range []string{"one", "two"} {
		if got := runWith("", "import", file(t, name+".csv", "id,label,score\na,1,0.9\nb,0,0.4\nc,1,0.6\nd,0,0.7\n"),
			"--name", name, "--experiment", "E", "--data", data); got.code != 0 {
			t.Fatalf("import: %+v", got)
		}
	}
	dir := t.TempDir()
	t.Chdir(dir)
	for _, c := range []struct {
		args []string
		want []string // files
		said string   // in the first of them
	}{
		{[]string{"1"}, []string{"report-run-one.html", "report-run-one.csv", "report-run-one.json"},
			"Written at threshold 0.5."},
		{[]string{"1", "2", "--at", "lock=recall:0.9", "--output", "both.html"},
			[]string{"both.html", "both.csv", "both.json"}, "Written with recall ≥ 0.9."},
		{[]string{"/runs/2?policy=max_f1", "--at", "cost_fn=7", "--output", "x.html"}, []string{"x.html", "x.csv", "x.json"},
			"chosen by max F1."},
	} {
		got := runWith("", slices.Concat([]string{"report", "--data", data}, c.args)...)
		if got.code != 0 || strings.TrimSpace(got.stdout) != strings.Join(c.want, "\n") {
			t.Errorf("%v: %+v", c.args, got)
			continue
		}
		text, err := os.ReadFile(c.want[0])
		if err != nil || !strings.Contains(string(text), c.said) {
			t.Errorf("%v: it does not say %q (%v)", c.args, c.said, err)
		}
		for _, name := range c.want[1:] {
			if info, err := os.Stat(name); err != nil || info.Size() == 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if got := runWith("", "report", "1", "--data", data, "--output", "-"); got.code != 0 ||
		!strings.HasPrefix(got.stdout, "<!doctype html>") {
		t.Errorf("to standard output: %d %.100q", got.code, got.stdout)
	}
	// A file that is there stays, and nothing is left beside it.
	if err := os.WriteFile("mine.csv", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := runWith("", "report", "1", "--data", data, "--output", "mine.html"); got.code != 1 ||
		!strings.Contains(got.stderr, "already exists") {
		t.Errorf("over a file: %+v", got)
	}
	if text, _ := os.ReadFile("mine.csv"); string(text) != "mine" {
		t.Errorf("the file is %q now", text)
	}
	if _, err := os.Stat("mine.html"); err == nil {
		t.Error("half a report is left")
	}
	for _, c := range []struct {
		args []string
		code int
		said string
	}{
		{[]string{}, 2, "id of a run"}, {[]string{"x"}, 2, `"x"`}, {[]string{"1", "x"}, 2, `"x"`},
		{[]string{"1", "--at", "%"}, 2, "not a query"},
		{[]string{"9"}, 1, "no run 9"}, {[]string{"/learn"}, 1, "no report"},
		{[]string{"1", "--at", "threshold=high"}, 1, "high"},
	} {
		got := runWith("", slices.Concat([]string{"report", "--data", data}, c.args)...)
		if got.code != c.code || !strings.Contains(got.stderr, c.said) {
			t.Errorf("%v: %+v, want %d and %q", c.args, got, c.code, c.said)
		}
	}
	if got := runWith("", "report", "1", "--data", filepath.Join(dir, "nothing")); got.code != 1 ||
		!strings.Contains(got.stderr, "no database") {
		t.Errorf("without a database: %+v", got)
	}
}
