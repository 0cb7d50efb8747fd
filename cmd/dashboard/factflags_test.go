package main

import (
	"encoding/json"
	"os/user"
	"strings"
	"testing"

	"tradeoff/internal/store"
)

func TestImportKeepsHowTheModelWasMade(t *testing.T) {
	a, data := file(t, "a.csv", few), t.TempDir()
	out := importJSON(t, a, "--data", data, "--param", "lr=0.1", "--param", "layers=3,4,5", "--param", `id="7"`,
		"--commit", "ABCDEF01", "--link", "https://example.org/a,b", "--link", "https://example.org/c")
	if got := runWith("", "import", a, "--data", data, "--param", "a b=1"); got.code != 1 ||
		!strings.Contains(got.stderr, "for example a_b") {
		t.Errorf("an odd key gives %+v", got)
	}
	s, err := store.OpenToRead(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := s.Run(t.Context(), out.Runs[0].ID)
	if err != nil || len(r.Params) != 3 || r.Params[1].String() != "layers=3,4,5" || r.Commit != "abcdef01" ||
		len(r.Links) != 2 {
		t.Errorf("got %+v, %v", r.Remarks, err)
	}
	account, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := s.Audit(t.Context(), store.AuditFilter{})
	if err != nil || len(list) < 2 || list[0].Who != account.Username || list[0].Address != "command line" {
		t.Errorf("the audit has %+v, %v", list, err)
	}
}

func TestEvalPrintsHowTheModelWasMade(t *testing.T) {
	args := []string{"eval", file(t, "a.csv", few), "--param", "lr=0.1", "--param", "opt=adam", "--commit", "abcdef01",
		"--link", "https://example.org/c"}
	got := runWith("", args...)
	if want := "parameter lr=0.1\nparameter opt=adam\ncommit abcdef01\nlink https://example.org/c\n\n"; got.code != 0 || !strings.HasPrefix(got.stdout, want) {
		t.Errorf("got %+v", got)
	}
	plain := runWith("", args[:2]...)
	if want := got.stdout[strings.Index(got.stdout, "\n\n")+2:]; plain.stdout != want {
		t.Errorf("without flags: got %q, want %q", plain.stdout, want)
	}
	var out struct {
		Runs []struct {
			Params map[string]any
			Commit string
			Links  []string
		}
	}
	got = runWith("", append(args, "--format", "json")...)
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil {
		t.Fatal(err)
	}
	if r := out.Runs[0]; r.Params["lr"] != 0.1 || r.Params["opt"] != "adam" || r.Commit != "abcdef01" ||
		len(r.Links) != 1 {
		t.Errorf("got %+v", r)
	}
	if got := runWith("", "eval", args[1], "--commit", "main"); got.code != 2 ||
		!strings.Contains(got.stderr, "git rev-parse HEAD") {
		t.Errorf("a name of a branch gives %+v", got)
	}
}
