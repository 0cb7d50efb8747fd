package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"tradeoff/internal/calc"
)

// expected is what the reference data says of one of its files.
type expected struct {
	Roles struct {
		ID     string
		Label  string
		Score  json.RawMessage
		Scores json.RawMessage
		Weight string
		Group  []string
		Ignore []string
	}
	Positive    string
	SameMetrics json.RawMessage `json:"same_metrics_as"`
	Metrics     struct {
		Task      string
		N         int
		Positives int
		Are       string `json:"scores_are"`
	}
}

// TestReferenceFiles reads the delimited files of the folder DATA_DIR and
// compares roles and counts with its expected.json.
func TestReferenceFiles(t *testing.T) {
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		fmt.Println("ingest: DATA_DIR is not set, the reference files are not read")
		t.Skip()
	}
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var reference struct{ Files map[string]expected }
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range reference.Files {
		if !strings.Contains(name, " ") && !strings.Contains(name, "weka") &&
			slices.Contains([]string{".csv", ".tsv", ".txt", ".gz"}, filepath.Ext(name)) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		t.Run(name, func(t *testing.T) { checkReference(t, dir, name, reference.Files) })
	}
}

func checkReference(t *testing.T, dir, name string, files map[string]expected) {
	want := files[name]
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := Read(context.Background(), f, name, Options{Positive: want.Positive})
	if want.Metrics.Task == "multiclass" {
		if strings.HasSuffix(name, "538-world-cup-matches-men.csv") {
			return // its three labels are columns of their own, each of two classes
		}
		if err == nil {
			t.Fatalf("read a file of several classes as %+v", got[0].Roles)
		}
		t.Log(err)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range got {
		if same := want.SameMetrics; len(same) > 0 {
			var other string
			if json.Unmarshal(same, &other) != nil {
				var each map[string]string
				if err := json.Unmarshal(same, &each); err != nil {
					t.Fatal(err)
				}
				other = each[d.Roles.Score[0]]
			}
			want.Metrics = files[other].Metrics
		}
		positives := 0
		for _, l := range d.Binary().Label {
			positives += int(l)
		}
		if d.N != want.Metrics.N || positives != want.Metrics.Positives {
			t.Errorf("%d rows, %d positives, want %d, %d", d.N, positives, want.Metrics.N, want.Metrics.Positives)
		}
		if kind := map[string]calc.Kind{"probabilities": calc.Probability, "margins": calc.Score}[want.Metrics.Are]; d.Kind != kind {
			t.Errorf("kind %s, want %s", d.Kind, kind)
		}
		for _, f := range d.Findings {
			t.Logf("%s: %s. %s", f.Kind, f.Message, f.Mend)
		}
		if want.Roles.Label == "" { // several runs in one file
			continue
		}
		var score string
		if err := json.Unmarshal(want.Roles.Score, &score); err != nil {
			t.Fatal(err)
		}
		r := d.Roles
		if r.ID != want.Roles.ID || r.Label != want.Roles.Label || r.Weight != want.Roles.Weight || !slices.Equal(r.Score, []string{score}) {
			t.Errorf("roles %+v, want %+v with score %s", r, want.Roles, score)
		}
		for _, g := range want.Roles.Group {
			if g == "season" { // the same one in every row
				continue
			}
			if !slices.Contains(r.Group, g) {
				t.Errorf("%q is no group; groups are %q", g, r.Group)
			}
		}
		if want.Roles.Group != nil && !strings.HasPrefix(name, "public/") && len(r.Group) != len(want.Roles.Group) {
			t.Errorf("groups %q, want %q", r.Group, want.Roles.Group)
		}
		for _, g := range want.Roles.Ignore {
			if slices.Contains(r.Group, g) && !strings.HasPrefix(name, "public/") {
				t.Errorf("%q is a group", g)
			}
		}
	}
}
