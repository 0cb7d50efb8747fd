package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var severalLabels = filepath.Join("..", "..", "internal", "evaluate", "testdata", "several-labels.csv")

func TestEvalPrintsAveragesBelowSeveralLabels(t *testing.T) {
	few := file(t, "few.csv", few)
	got := runWith("", "eval", severalLabels, few)
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("got %+v", got)
	}
	_, text, _ := strings.Cut(got.stdout, "\nseveral-labels: averages over 3 labels\n")
	averages, rest, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(averages, "\n")
	if !strings.HasPrefix(rest, "few\n8 rows") || strings.Contains(rest, "averages") || len(lines) < 20 {
		t.Fatalf("the averages do not stand between the labels and the next file: %s", got.stdout)
	}
	for _, want := range []string{ // as in the test of internal/evaluate
		"macro micro", "roc_auc 0.90 0.91 ROC AUC", "precision 0.86 0.78 Precision macro over 2 of 3",
		"recall 0.44 0.58 Recall", "f1 0.50 0.67 F1",
	} {
		if !slices.ContainsFunc(lines, func(line string) bool { return singleSpaced(line) == want }) {
			t.Errorf("no line says %q: %s", want, averages)
		}
	}
	got = runWith("", "eval", "--threshold", "2", "--kind", "score", severalLabels)
	_, averages, _ = strings.Cut(got.stdout, ": averages over")
	for _, want := range []string{
		"micro undefined: it needs probabilities", "precision — — Precision undefined: no row", "recall 0.00 0.00 Recall",
	} {
		if !strings.Contains(singleSpaced(averages), want) {
			t.Errorf("without averages it does not say %q: %s", want, averages)
		}
	}
}

// singleSpaced returns a text with one space between words.
func singleSpaced(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestEvalWritesAveragesOverLabelsAsJSON(t *testing.T) {
	one := file(t, "few.csv", few)
	got := runWith("", "eval", "--format", "json", "--threshold", "0.5", one, severalLabels, severalLabels)
	var out struct {
		Runs []struct {
			LabelGroup *struct{ Name string } `json:"label_group"`
		}
		Groups []struct {
			Name         string
			Labels       []string
			Runs         []int
			Macro, Micro map[string]struct {
				Value   *float64
				Reason  string
				Defined int `json:"n_defined"`
			}
		} `json:"label_groups"`
	}
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil || len(out.Runs) != 7 || len(out.Groups) != 2 {
		t.Fatalf("%v: %+v", err, got)
	}
	if last := out.Runs[6].LabelGroup; out.Runs[0].LabelGroup != nil || last == nil || last.Name != "several-labels" {
		t.Errorf("the runs are in the groups %+v", out.Runs)
	}
	for i, g := range out.Groups {
		if g.Name != "several-labels" || !slices.Equal(g.Labels, []string{"news", "sport", "rare"}) ||
			!slices.Equal(g.Runs, []int{3*i + 1, 3*i + 2, 3*i + 3}) {
			t.Errorf("group %d is %+v", i, g)
		}
		// Of scikit-learn 1.9.1, as in the test of internal/evaluate.
		macro, micro := g.Macro["precision"], g.Micro["roc_auc"]
		if macro.Value == nil || math.Abs(*macro.Value-0.8571428571428572) > 1e-12 || macro.Defined != 2 ||
			micro.Value == nil || math.Abs(*micro.Value-0.9149305555555555) > 1e-12 {
			t.Errorf("group %d has the averages %+v and %+v", i, macro, micro)
		}
	}
	if got := runWith("", "eval", "--format", "json", one); strings.Contains(got.stdout, "label_group") {
		t.Errorf("one label has a group: %s", got.stdout)
	}
}

func TestImportKeepsLabelsInOneGroup(t *testing.T) {
	data := t.TempDir()
	got := runWith("", "import", "--data", data, severalLabels)
	if got.code != 0 || strings.Count(got.stdout, "  a label of the group 1, several-labels\n") != 3 {
		t.Errorf("import prints %+v", got)
	}
	got = runWith("", "import", "--data", data, "--format", "json", "--name", "v2", severalLabels)
	var out struct {
		Runs []struct {
			Name       string
			LabelGroup *struct {
				ID   int64
				Name string
			} `json:"label_group"`
		}
	}
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil || len(out.Runs) != 3 {
		t.Fatalf("%v: %+v", err, got)
	}
	for _, r := range out.Runs {
		if g := r.LabelGroup; g == nil || g.ID != 2 || g.Name != "v2" {
			t.Errorf("the run %s is in the group %+v", r.Name, g)
		}
	}
}
