package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
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
		Shape     []int  // of images
		Pixels    int
		Classes   []string
		Support   []int
	}
}

// checkClasses compares a run of many classes with what the reference says.
func checkClasses(t *testing.T, got []*Dataset, want expected) {
	if len(got) != 1 {
		t.Fatalf("%d runs, want 1", len(got))
	}
	d := got[0]
	for _, f := range d.Findings {
		t.Logf("%s: %s. %s", f.Kind, f.Message, f.Hint)
	}
	r := d.Roles
	if ours := ourNames[want.Roles.Label]; ours != "" {
		want.Roles.Label = ours
	}
	scores := r.Score
	if json.Unmarshal(want.Roles.Scores, &scores) != nil { // an array, whose columns have names of ours
		scores = r.Score
	}
	if d.Task != tradeoff.MultiClassTask || d.Kind != calc.Probability || r.ID != want.Roles.ID ||
		r.Label != want.Roles.Label || !slices.Equal(r.Score, scores) ||
		slices.ContainsFunc(want.Roles.Group, func(g string) bool { return !slices.Contains(r.Group, g) }) ||
		!slices.Equal(r.Ignore, want.Roles.Ignore) {
		t.Errorf("%s with roles %+v, want %+v with scores %q", d.Task, r, want.Roles, scores)
	}
	support := make([]int, len(d.Classes))
	for _, y := range d.MultiClass().Label {
		support[y]++
	}
	if d.N != want.Metrics.N || !slices.Equal(support, want.Metrics.Support) {
		t.Errorf("%d rows of classes %q: %v, want %d: %v", d.N, d.Classes, support, want.Metrics.N, want.Metrics.Support)
	}
	for c, name := range d.Classes { // one file spells them as its columns do
		if name != want.Metrics.Classes[c] && ".pred_"+name != want.Metrics.Classes[c] && want.SameMetrics == nil {
			t.Errorf("class %d is %q, want %q", c, name, want.Metrics.Classes[c])
		}
	}
}

// TestReferenceFiles reads the files of the folder DATA_DIR and
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
	files := reference.Files
	for name, want := range files { // what equals another file is of its task
		other := ""
		if json.Unmarshal(want.SameMetrics, &other) == nil && other != "" {
			want.Metrics = files[other].Metrics
			files[name] = want
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t.Run(name, func(t *testing.T) {
			switch task := files[name].Metrics.Task; {
			case strings.Contains(name, " + "):
				t.Skip("a pair of files")
			case task == "segmentation":
				checkImages(t, dir, name, files[name])
			default:
				checkReference(t, dir, name, files)
			}
		})
	}
}

// ourNames says what columns are called here that the reference calls otherwise.
var ourNames = map[string]string{
	"one-hot in prob1_outcome, probtie_outcome, prob2_outcome": "outcome",
	"y_proba[:,1]":       "y_proba[1]",
	"softmax(logits)[1]": "softmax of logits[1]",
	"distribution (second value, '*' marks the predicted class)": "distribution[2:Yes]",
}

// checkImages compares a run of pixels with what the reference says.
func checkImages(t *testing.T, dir, name string, want expected) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := Read(context.Background(), f, name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	positives := 0
	for _, y := range got[0].Binary().Label {
		positives += int(y)
	}
	d, shape := got[0], want.Metrics.Shape
	if len(got) != 1 || d.Task != tradeoff.SegmentationTask || d.Kind != calc.Probability || d.N != want.Metrics.Pixels ||
		positives != want.Metrics.Positives ||
		len(d.Images) != shape[0] || d.Images[0] != (tradeoff.Image{Height: shape[1], Width: shape[2]}) {
		t.Errorf("got %d runs, the first %s of %d rows, %d positive, and %d images; want %+v", len(got), d.Task, d.N,
			positives, len(d.Images), want.Metrics)
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
	if err != nil {
		t.Fatal(err)
	}
	if want.Metrics.Task == "multiclass" {
		checkClasses(t, got, want)
		return
	}
	for _, d := range got {
		var each map[string]string
		if json.Unmarshal(want.SameMetrics, &each) == nil && each != nil {
			want.Metrics = files[each[d.Roles.Score[0]]].Metrics
		}
		positives := 0
		for _, l := range d.Binary().Label {
			positives += int(l)
		}
		if d.N != want.Metrics.N || positives != want.Metrics.Positives {
			t.Errorf("%d rows, %d positives, want %d, %d", d.N, positives, want.Metrics.N, want.Metrics.Positives)
		}
		if kind := map[string]calc.Kind{
			"probabilities": calc.Probability, "margins": calc.Score,
		}[want.Metrics.Are]; d.Kind != kind {
			t.Errorf("kind %s, want %s", d.Kind, kind)
		}
		for _, f := range d.Findings {
			t.Logf("%s: %s. %s", f.Kind, f.Message, f.Hint)
		}
		if want.Roles.Label == "" { // several runs in one file
			continue
		}
		var score string
		if err := json.Unmarshal(want.Roles.Score, &score); err != nil {
			t.Fatal(err)
		}
		if ours, ok := ourNames[score]; ok {
			score = ours
		}
		r := d.Roles
		if r.ID != want.Roles.ID || r.Label != want.Roles.Label || r.Weight != want.Roles.Weight ||
			!slices.Equal(r.Score, []string{score}) {
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
