package evaluate

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// fewClasses is a file of six rows: an ant is called bee, and a cat ant.
const fewClasses = "id,label,p_ant,p_bee,p_cat\na,ant,0.5,0.25,0.25\nb,ant,0.25,0.5,0.25\nc,bee,0.125,0.75,0.125\nd,bee,0.25,0.5,0.25\ne,cat,0.25,0.25,0.5\nf,cat,0.5,0.125,0.375\n"

func metric(t *testing.T, list Metrics, id string) calc.Estimate {
	t.Helper()
	for _, m := range list {
		if m.ID == id {
			return m.Estimate
		}
	}
	t.Fatalf("there is no %s", id)
	return calc.Estimate{}
}

func TestFileOfManyClassesGivesRunWithAllNumbers(t *testing.T) {
	r := runs(t, fewClasses, ingest.Options{})[0]
	if r.Sweep != nil || r.Classes == nil || r.N != 6 || r.Weighted || r.Dataset.Task != tradeoff.MultiClassTask {
		t.Fatalf("%+v", r)
	}
	if want := [][]int{{1, 1, 0}, {0, 2, 0}, {1, 0, 1}}; !reflect.DeepEqual(r.Classes.Rows, want) {
		t.Errorf("rows are %v, want %v", r.Classes.Rows, want)
	}
	for id, want := range map[string]float64{
		"accuracy": 4.0 / 6, "balanced_accuracy": 2.0 / 3, "top_2_accuracy": 1,
		"macro_precision": (1.0/2 + 2.0/3 + 1) / 3, "macro_f1": (1.0/2 + 4.0/5 + 2.0/3) / 3,
		"log_loss": -(math.Log(0.5)*3 + math.Log(0.25) + math.Log(0.75) + math.Log(0.375)) / 6,
	} {
		if got := metric(t, r.Metrics, id); math.Abs(got.V-want) > 1e-15 {
			t.Errorf("%s is %v, want %v", id, got.V, want)
		}
	}
	for _, id := range []string{"accuracy", "macro_f1", "mcc", "top_2_accuracy"} {
		if e := metric(t, r.Metrics, id); !e.Low.OK || e.Method == "" {
			t.Errorf("%s has no interval: %+v", id, e)
		}
	}
	for _, m := range r.Metrics {
		if m.ID == "top_3_accuracy" {
			t.Error("of three classes, three are always among the top three")
		}
	}
}

func TestClassSummaryRoundTrips(t *testing.T) {
	for _, text := range []string{
		fewClasses,
		strings.ReplaceAll(strings.Replace(strings.ReplaceAll(fewClasses, "\n", ",2\n"), "cat,2", "cat,w", 1), "e,cat,0.25",
			"e,ant,0.25"),
	} {
		want := runs(t, text, ingest.Options{})[0].Classes
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseClassSummary(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s came back as %+v, %v", b, got, err)
		}
		if (got.Weights != nil) != strings.Contains(text, ",w\n") {
			t.Errorf("weights are %v", got.Weights)
		}
	}
}

func TestDigestOfManyClassesIsOfTheirNames(t *testing.T) {
	digest := func(text string) string { return runs(t, text, ingest.Options{})[0].TestSetDigest }
	base := digest(fewClasses)
	other := "id,label,q_cat,q_ant,q_bee\nf,cat,0.25,0.5,0.25\ne,cat,0.25,0.25,0.5\nd,bee,0.25,0.25,0.5\nc,BEE,0.25,0.25,0.5\nb,ant,0.25,0.25,0.5\na,ant,0.25,0.25,0.5\n"
	if got := digest(other); got != base {
		t.Error("another model with the classes in another order has another test set")
	}
	if got := digest(strings.Replace(fewClasses, "d,bee", "d,cat", 1)); got == base {
		t.Error("another label does not change the digest")
	}
	// Held to what is stored already.
	if want := "15acfe5de8bf6663ce47d16ac3d2a1cd"; base != want {
		t.Errorf("digest is %s, want %s", base, want)
	}
}

func TestFindingsOfManyClasses(t *testing.T) {
	table := func(names string, of func(row int) string, p func(row int) string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "label,%s\n", names)
		for row := range 60 {
			fmt.Fprintf(&b, "%s,%s\n", of(row), p(row))
		}
		return b.String()
	}
	right := []string{"0.5,0.25,0.25", "0.25,0.5,0.25", "0.25,0.25,0.5"}
	three := func(row int) string { return "abc"[row%3 : row%3+1] }
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing to say", table("p_a,p_b,p_c", three, func(row int) string { return right[row%3] }), nil},
		{"columns in another order", table("p_b,p_c,p_a", three, func(row int) string { return right[row%3] }),
			[]string{"columns_permuted"}},
		{"never called", table("p_a,p_b,p_c", three, func(row int) string { return right[min(row%3, 1)] }),
			[]string{"class_never_called"}},
		{"rare", table("p_a,p_b,p_c", func(row int) string { return "abc"[min(row, 1)+min(row/30, 1):][:1] },
			func(row int) string { return right[min(row, 1)+min(row/30, 1)] }), []string{"class_rare"}},
		{"absent", table("p_0,p_1,p_2", func(row int) string { return fmt.Sprint(row % 2) },
			func(row int) string { return right[row%3] }), []string{"class_absent"}},
	} {
		var got []string
		for _, f := range runs(t, c.text, ingest.Options{})[0].Findings {
			got = append(got, f.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: findings are %v, want %v", c.name, got, c.want)
		}
	}
}

// TestReferenceClasses compares the numbers of the files with many classes in
// the folder DATA_DIR with those of expected.json beside them.
func TestReferenceClasses(t *testing.T) {
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		t.Log("DATA_DIR is not set: no reference files")
		return
	}
	var expected struct {
		Files map[string]struct {
			Metrics json.RawMessage
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	files := 0
	for name, file := range expected.Files {
		var want struct {
			Task          string
			Accuracy, MCC float64
			Balanced      float64 `json:"balanced_accuracy"`
			MacroF1       float64 `json:"macro_f1"`
			WeightedF1    float64 `json:"weighted_f1"`
			Kappa         float64 `json:"cohen_kappa"`
			LogLoss       float64 `json:"log_loss"`
			RowSum        float64 `json:"max_row_sum_error"`
			Matrix        [][]int `json:"confusion_matrix"`
			AUC           float64 `json:"macro_roc_auc_ovr"`
			PerClass      []struct {
				Precision, Recall *float64
				AUC               float64 `json:"roc_auc_ovr"`
			} `json:"per_class"`
		}
		if err := json.Unmarshal(file.Metrics, &want); err != nil || want.Task != "multiclass" ||
			strings.Contains(name, "538-") {
			continue
		}
		files++
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		list, err := Read(t.Context(), f, name, ingest.Options{})
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r := list[0]
		if !reflect.DeepEqual(r.Classes.Rows, want.Matrix) {
			t.Errorf("%s: the matrix is %v, want %v", name, r.Classes.Rows, want.Matrix)
		}
		for id, w := range map[string]float64{
			"accuracy": want.Accuracy, "mcc": want.MCC, "balanced_accuracy": want.Balanced, "macro_f1": want.MacroF1,
			"weighted_f1": want.WeightedF1, "kappa": want.Kappa, "macro_roc_auc_ovr": want.AUC, "log_loss": want.LogLoss,
		} {
			tolerance := 1e-9
			if id == "log_loss" { // theirs is of rows that were made to add up to one
				tolerance = 2*want.RowSum + 1e-9
			}
			if got := metric(t, r.Metrics, id); math.Abs(got.V-w) > tolerance {
				t.Errorf("%s: %s is %v, want %v", name, id, got.V, w)
			}
		}
		report := r.Classes.Confusion().Report()
		for c, w := range want.PerClass {
			k := report.PerClass[c]
			if w.Precision != nil && math.Abs(k.Precision.V-*w.Precision) > 1e-9 ||
				w.Recall != nil && math.Abs(k.Recall.V-*w.Recall) > 1e-9 ||
				math.Abs(r.Classes.ROCAUC[c].V-w.AUC) > 1e-9 {
				t.Errorf("%s, class %d: %+v with AUC %v, want %+v", name, c, k, r.Classes.ROCAUC[c].V, w)
			}
		}
	}
	if files < 5 {
		t.Errorf("%d files of many classes in %s", files, dir)
	}
}
