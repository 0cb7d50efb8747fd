package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// result is what the program leaves behind.
type result struct {
	code           int
	stdout, stderr string
}

func runWith(stdin string, args ...string) result {
	var out, err bytes.Buffer
	code := run(context.Background(), args, strings.NewReader(stdin), &out, &err)
	return result{code, out.String(), err.String()}
}

// file writes a file and returns its path.
func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args           []string
		code           int
		stdout, stderr string // what it must say
	}{
		{nil, 2, "dashboard serve", ""},
		{[]string{"help"}, 0, "dashboard eval", ""},
		{[]string{"--help"}, 0, "dashboard eval", ""},
		{[]string{"version"}, 0, "dashboard devel", ""},
		{[]string{"--version"}, 0, "dashboard devel", ""},
		{[]string{"evaluate"}, 2, "", `no command "evaluate"`},
		{[]string{"eval", "-h"}, 0, "--threshold number", ""},
		{[]string{"serve", "--help"}, 0, "--max-size MB", ""},
		{[]string{"eval"}, 2, "", "a file is wanted"},
		{[]string{"eval", "--pair", "maybe", "a.csv", "b.csv"}, 2, "", "yes or no"},
		{[]string{"eval", "--treshold", "0.5", "a.csv"}, 2, "", "See dashboard eval -h"},
		{[]string{"eval", "--format", "xml", "a.csv"}, 2, "", "text or json"},
		{[]string{"eval", "--kind", "odds", "a.csv"}, 2, "", "probability, logit, score and percent"},
		{[]string{"eval", "--threshold", "half", "a.csv"}, 2, "", "not a number"},
		{[]string{"eval", "nothing.csv"}, 1, "", "nothing.csv"},
		{[]string{"serve", "extra"}, 2, "", `"extra"`},
		{[]string{"serve", "--max-size", "-1"}, 2, "", "above 0"},
		{[]string{"serve", "--max-size", "many"}, 2, "", "above 0"},
	} {
		got := runWith("", c.args...)
		if got.code != c.code || !strings.Contains(got.stdout, c.stdout) || !strings.Contains(got.stderr, c.stderr) ||
			c.stdout == "" && got.stdout != "" || c.stderr == "" && got.stderr != "" {
			t.Errorf("dashboard %s: %+v, want code %d, %q and %q", strings.Join(c.args, " "), got, c.code, c.stdout, c.stderr)
		}
	}
}

// failingWriter is standard output on a full disk.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestOutputThatCannotBeWrittenIsAnError(t *testing.T) {
	var stderr bytes.Buffer
	code := run(context.Background(), []string{"eval", "-"}, strings.NewReader(few), failingWriter{}, &stderr)
	if code != 1 || stderr.Len() == 0 {
		t.Errorf("code %d, %q, want 1 and a reason", code, stderr.String())
	}
}
