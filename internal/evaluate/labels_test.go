package evaluate

import (
	"math"
	"os"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
)

// severalLabels is a file of 24 rows with three labels, one of which is never
// predicted at 0.5.
func severalLabels(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/several-labels.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAveragesOverLabelsAreThoseOfScikitLearn(t *testing.T) {
	list := runs(t, severalLabels(t), ingest.Options{})
	got := MeansOfRuns(list, func(*Run) float64 { return 0.5 })
	// scikit-learn 1.9.1 on the matrices of labels and scores: roc_auc_score,
	// average_precision_score, and precision_score, recall_score and f1_score of
	// scores ≥ 0.5 with zero_division=nan, each with average="macro" and "micro".
	// The others are, for macro, the means of log_loss, brier_score_loss,
	// accuracy_score and the recall of the negatives over the columns, and for micro
	// those functions and matthews_corrcoef of the matrices ravelled.
	for id, want := range map[string]struct {
		macro, micro float64
		defined      int
	}{
		"roc_auc":           {0.8964726631393297, 0.9149305555555555, 3},
		"average_precision": {0.8594082098003666, 0.8444600948657054, 3},
		"log_loss":          {0.3774869210336162, 0.3774869210336162, 3},
		"brier":             {0.12139722222222223, 0.12139722222222221, 3},
		"precision":         {0.8571428571428572, 0.7777777777777778, 2},
		"recall":            {0.4444444444444444, 0.5833333333333334, 3},
		"specificity":       {0.8518518518518517, 0.9166666666666666, 3},
		"f1":                {0.4965517241379311, 0.6666666666666666, 3},
		"accuracy":          {0.8055555555555555, 0.8055555555555556, 3},
		"mcc":               {math.NaN(), 0.5443310539518174, 2},
	} {
		macro, micro := got.Macro[id], got.Micro[id]
		if !math.IsNaN(want.macro) && math.Abs(macro.Value.V-want.macro) > 1e-12 ||
			macro.Defined != want.defined || !macro.Value.OK {
			t.Errorf("macro %s is %+v, want %v over %d", id, macro, want.macro, want.defined)
		}
		if math.Abs(micro.Value.V-want.micro) > 1e-12 || !micro.Value.OK {
			t.Errorf("micro %s is %+v, want %v", id, micro, want.micro)
		}
	}
}

func TestAverageOverLabelsWithoutAValueHasAReason(t *testing.T) {
	list := runs(t, severalLabels(t), ingest.Options{})
	got := MeansOfRuns(list, func(*Run) float64 { return 1 })
	if m := got.Macro["precision"]; m.Value.OK || m.Reason != calc.NoPredictedPositives || m.Defined != 0 {
		t.Errorf("macro precision of labels that are never predicted is %+v", m)
	}
	if m := got.Micro["precision"]; m.Value.OK || m.Reason != calc.NoPredictedPositives {
		t.Errorf("micro precision of labels that are never predicted is %+v", m)
	}
	labels := []LabelRun{{Metrics: list[0].Metrics, Point: list[0].Sweep.At(0.5)}, {Nowhere: calc.NoPositives}}
	got = MeansOfLabels(labels, nil)
	if m := got.Macro["recall"]; m.Defined != 1 || m.Value != list[0].Sweep.At(0.5).Recall() {
		t.Errorf("macro recall of one operating point is %+v", m)
	}
	if m := got.Micro["recall"]; m.Value.OK || m.Reason != calc.NoPositives {
		t.Errorf("micro recall without one of the operating points is %+v", m)
	}
	if _, ok := got.Micro["roc_auc"]; ok {
		t.Error("there is a micro AUC of nothing")
	}
	uncalibrated := runs(t, severalLabels(t), ingest.Options{Kind: calc.Score})
	got = MeansOfRuns(uncalibrated, func(*Run) float64 { return 0.5 })
	if m := got.Micro["roc_auc"]; m.Value.OK || m.Reason != calc.NeedsProbabilities || !got.Macro["roc_auc"].Value.OK {
		t.Errorf("uncalibrated scores of different labels are pooled: %+v", m)
	}
}

func TestLabelsOfOneTableAreOneGroup(t *testing.T) {
	b := Batch{FileJoin: PairNo}
	for range 2 {
		b.Read(t.Context(), strings.NewReader(severalLabels(t)), "topics.csv", ingest.Options{})
	}
	b.Read(t.Context(), strings.NewReader(few), "few.csv", ingest.Options{})
	list, err := b.Runs()
	if err != nil || len(list) != 7 {
		t.Fatalf("got %d runs, %v", len(list), err)
	}
	first, second := list[0].LabelGroup, list[3].LabelGroup
	if first == nil || second == nil || first == second || first.Name != "topics" || *first != *second || first.ID != 0 {
		t.Fatalf("the groups are %+v and %+v", first, second)
	}
	for i, r := range list[:6] {
		if want := []*Run{list[0], list[3]}[i/3].LabelGroup; r.LabelGroup != want {
			t.Errorf("run %d is in the group %p, want %p", i, r.LabelGroup, want)
		}
	}
	if list[6].LabelGroup != nil {
		t.Errorf("a run of one label is in the group %+v", list[6].LabelGroup)
	}
}

func TestLabelsOfEachModelAreOneGroup(t *testing.T) {
	var text strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(severalLabels(t)), "\n") {
		if i == 0 {
			text.WriteString("model," + line + "\n")
			continue
		}
		text.WriteString("a," + line + "\nb," + line + "\n")
	}
	list := runs(t, text.String(), ingest.Options{})
	if len(list) != 6 {
		t.Fatalf("got %d runs", len(list))
	}
	for i, r := range list {
		if want := []string{"a: test", "b: test"}[i/3]; r.LabelGroup == nil || r.LabelGroup.Name != want {
			t.Errorf("the run %s is in the group %+v, want %s", r.Name, r.LabelGroup, want)
		}
	}
}
