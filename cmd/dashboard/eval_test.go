package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/internal/npy/npytest"
	"tradeoff/internal/tradeoff"
)

const few = "id,label,score\na,1,0.9\nb,1,0.8\nc,0,0.7\nd,1,0.6\ne,0,0.5\nf,0,0.4\ng,1,0.3\nh,0,0.2\n"

type estimate struct {
	Value, Low, High *float64
	Reason           string
	IntervalReason   string `json:"interval_reason"`
}

// evaluatedRun is a run as readers of the JSON know it.
type evaluatedRun struct {
	Name       string
	Task       string
	N          int
	Positives  int
	Prevalence *float64
	WeightedN  float64 `json:"weighted_n"`
	WeightedP  float64 `json:"weighted_positives"`
	Weighted   bool
	ScoreKind  string `json:"score_kind"`
	Roles      struct {
		ID, Label, Weight    string
		Score, Group, Ignore []string
	}
	Findings []struct{ Kind, Message, Hint string }
	Metrics  map[string]estimate
	Images   struct {
		Count  int
		Pooled struct {
			TP, FP, FN, TN float64
			Dice, IoU      estimate
		}
		Mean struct {
			Dice, IoU struct {
				estimate
				Defined int `json:"n_defined"`
			}
		}
		Intervals struct{ Mean map[string]estimate }
		Losses    []struct {
			ID, Usual string
			PerImage  estimate `json:"per_image"`
			Pooled    estimate
			Images    []estimate
		}
		Images []evaluatedImage
	}
	At struct {
		Threshold      any
		TP, FP, FN, TN float64
		Metrics        map[string]estimate
	}
}

// evaluatedImage is one image of a segmentation run.
type evaluatedImage struct {
	Index         int
	Name          string
	Height, Width int
	TP, FP, FN    float64
	Dice          estimate
}

// evalJSON runs eval, which must succeed, and returns its runs.
func evalJSON(t testing.TB, stdin string, args ...string) []evaluatedRun {
	t.Helper()
	got := runWith(stdin, append([]string{"eval", "--format", "json"}, args...)...)
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("eval %s: code %d, %s", strings.Join(args, " "), got.code, got.stderr)
	}
	var out struct{ Runs []evaluatedRun }
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil {
		t.Fatal(err)
	}
	return out.Runs
}

func TestEvalInJSON(t *testing.T) {
	path := file(t, "few.csv", few)
	for _, args := range [][]string{
		{path, "--threshold", "0.55"}, {"--threshold", "0.55", path}, {"--threshold=0,55", path},
		{path, "-threshold", "0.55", "--id", "id"},
	} {
		runs := evalJSON(t, "", args...)
		if len(runs) != 1 {
			t.Fatalf("%d runs, want 1", len(runs))
		}
		r := runs[0]
		if r.Name != "few" || r.Task != "binary" || r.N != 8 || r.Positives != 4 || *r.Prevalence != 0.5 ||
			r.ScoreKind != "probability" ||
			r.Roles.ID != "id" || r.Roles.Label != "label" || fmt.Sprint(r.Roles.Score) != "[score]" || r.Findings == nil {
			t.Errorf("got %+v", r)
		}
		if *r.Metrics["roc_auc"].Value != 0.75 || r.Metrics["average_precision"].Low == nil {
			t.Errorf("metrics are %+v", r.Metrics)
		}
		if a := r.At; a.Threshold != 0.55 || a.TP != 3 || a.FP != 1 || a.FN != 1 || a.TN != 3 ||
			*a.Metrics["precision"].Value != 0.75 {
			t.Errorf("at the threshold: %+v", a)
		}
	}
}

func TestEvalReadsStandardInput(t *testing.T) {
	r := evalJSON(t, few, "-")[0]
	if r.Name != "standard input" || r.N != 8 || r.At.Threshold != 0.5 {
		t.Errorf("got %+v", r)
	}
}

func TestEvalTakesRolesAndKind(t *testing.T) {
	text := "k,truth,s,w,site,junk\n1,pear,-2,1,north,x\n2,apple,3,2,south,y\n3,pear,1,1,north,z\n4,apple,2,0.5,south,q\n"
	r := evalJSON(t, text, "-", "--label", "truth", "--score", "s", "--id", "k", "--weight", "w", "--group", "site",
		"--ignore", "junk", "--positive", "apple", "--kind", "logit", "--threshold", "inf")[0]
	if r.ScoreKind != "logit" || r.Positives != 2 || r.Roles.Weight != "w" || fmt.Sprint(r.Roles.Group) != "[site]" ||
		fmt.Sprint(r.Roles.Ignore) != "[junk]" {
		t.Errorf("got %+v", r)
	}
	if r.At.Threshold != "inf" || r.At.TP != 0 || r.At.FN != 2.5 || r.At.TN != 2 {
		t.Errorf("at +Inf: %+v", r.At)
	}
	if p := r.At.Metrics["precision"]; p.Value != nil || p.Reason != "no_predicted_positives" {
		t.Errorf("precision is %+v, want undefined", p)
	}
}

func TestEvalInText(t *testing.T) {
	got := runWith("", "eval", file(t, "few.csv", few), "--threshold", "0.55")
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("got %+v", got)
	}
	for _, want := range []string{
		"8 rows, 4 positive (50.0%)", "roc_auc", "0.75", "log_loss", "threshold 0.55", "precision", "no interval",
	} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("no %q in\n%s", want, got.stdout)
		}
	}
}

func TestEvalOfABadFileSaysWhereAndPrintsNothing(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		got := runWith("", "eval", "--score", "score", "--format", format, file(t, "bad.csv", "label,score\n1,0.5\n0,high\n"))
		if got.code != 1 || got.stdout != "" || !strings.Contains(got.stderr, "bad.csv, line 3") ||
			strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("got %+v, want code 1 and one line that names the place", got)
		}
	}
}

// TestReferenceFiles compares eval's numbers for the files of real models in
// the folder DATA_DIR with those of expected.json beside them.
func TestReferenceFiles(t *testing.T) {
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		t.Log("DATA_DIR is not set: no reference files")
		return
	}
	var expected struct {
		Files map[string]struct {
			Positive string
			Metrics  struct {
				Task         string
				N, Positives int
				Images       int
				MeanDice     float64 `json:"mean_image_dice"`
				MeanIoU      float64 `json:"mean_image_iou"`
				Pooled       struct{ TP, FP, FN, TN, Dice, IoU float64 }
				ROCAUC       float64                                     `json:"roc_auc"`
				AP           float64                                     `json:"average_precision"`
				AtDefault    struct{ Threshold, TP, FP, FN, TN float64 } `json:"at_default"`
			}
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
	for name, want := range expected.Files {
		folder, _, _ := strings.Cut(name, "/")
		m := want.Metrics
		if m.Task == "segmentation" {
			files++
			r := evalJSON(t, "", filepath.Join(dir, filepath.FromSlash(name)))[0]
			close := func(what string, got *float64, want float64) {
				if got == nil || math.Abs(*got-want) > 1e-9 {
					t.Errorf("%s: %s is %v, want %v", name, what, got, want)
				}
			}
			close("mean Dice", r.Images.Mean.Dice.Value, m.MeanDice)
			close("mean IoU", r.Images.Mean.IoU.Value, m.MeanIoU)
			close("pooled Dice", r.Images.Pooled.Dice.Value, m.Pooled.Dice)
			close("pooled IoU", r.Images.Pooled.IoU.Value, m.Pooled.IoU)
			if p := r.Images.Pooled; r.Images.Count != m.Images || len(r.Images.Images) != m.Images || p.TP != m.Pooled.TP ||
				p.FP != m.Pooled.FP || p.FN != m.Pooled.FN || p.TN != m.Pooled.TN {
				t.Errorf("%s: %+v, want %+v", name, r.Images, m)
			}
			continue
		}
		if m.Task != "binary" || folder != "pima" && folder != "breast" && folder != "teaching" {
			continue
		}
		files++
		args := []string{filepath.Join(dir, filepath.FromSlash(name))}
		if want.Positive != "1" {
			args = append(args, "--positive", want.Positive)
		}
		r := evalJSON(t, "", args...)[0]
		near := func(id string, want float64) {
			if got := r.Metrics[id].Value; got == nil || math.Abs(*got-want) > 1e-9 {
				t.Errorf("%s: %s is %v, want %v", name, id, got, want)
			}
		}
		near("roc_auc", m.ROCAUC)
		near("average_precision", m.AP)
		a, d := r.At, m.AtDefault
		if r.N != m.N || r.Positives != m.Positives || a.Threshold != d.Threshold || a.TP != d.TP || a.FP != d.FP ||
			a.FN != d.FN || a.TN != d.TN {
			t.Errorf("%s: %d rows, %d positive, %+v, want %d, %d, %+v", name, r.N, r.Positives, a, m.N, m.Positives, d)
		}
	}
	if files < 10 {
		t.Errorf("only %d files were compared", files)
	}
	t.Logf("%d files give the expected numbers", files)
}

func TestFindingsAreWholeSentences(t *testing.T) {
	for message, want := range map[string]string{
		"scores are in percent":    "scores are in percent. Fix it.",
		"are the labels inverted?": "are the labels inverted? Fix it.",
		"every row has one score.": "every row has one score. Fix it.",
	} {
		if got := findingText(tradeoff.Finding{Message: message, Hint: "Fix it."}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := findingText(tradeoff.Finding{Message: "noted"}); got != "noted." {
		t.Errorf("got %q", got)
	}
}

func TestEvalOfSeveralFiles(t *testing.T) {
	labels, scores := file(t, "y.csv", "id,truth\nb,0\na,1\nc,1\n"), file(t, "p.csv", "id,prob\na,0.75\nb,0.25\nc,0.5\n")
	other := file(t, "few.csv", few)
	for _, args := range [][]string{{labels, scores}, {scores, labels}, {"--pair", "yes", labels, scores}} {
		runs := evalJSON(t, "", args...)
		if len(runs) != 1 || runs[0].N != 3 || runs[0].Positives != 2 || *runs[0].Metrics["roc_auc"].Value != 1 ||
			runs[0].Name != "p" {
			t.Errorf("%v: %+v", args, runs)
		} else if f := runs[0].Findings[0]; f.Kind != "paired_by_id" && runs[0].Findings[1].Kind != "paired_by_id" {
			t.Errorf("%v: findings %+v", args, runs[0].Findings)
		}
	}
	if runs := evalJSON(t, "", other, labels, scores); len(runs) != 2 || runs[0].Name != "few" || runs[1].Name != "p" {
		t.Errorf("three files: %+v", runs)
	}
	if got := runWith("", "eval", "--pair", "no", labels, scores); got.code != 1 ||
		!strings.Contains(got.stderr, "which column is the score") {
		t.Errorf("kept apart: %+v", got)
	}
	if got := runWith("", "eval", labels, file(t, "q.csv", "id,prob\na,0.75\nz,0.25\n")); got.code != 1 ||
		!strings.Contains(got.stderr, `"z"`) || got.stdout != "" {
		t.Errorf("ids that do not fit: %+v", got)
	}
}

func TestEvalAnswersWhatAFileLeavesOpen(t *testing.T) {
	path := file(t, "x.csv", "id,label,score\na,1,90\nb,,80\nc,0,10\na,1,70\n")
	for _, step := range []struct {
		args []string
		want string
	}{
		{nil, "label is missing"},
		{[]string{"--skip_missing"}, "is repeated here"},
		{[]string{"--skip_missing", "--duplicate_ids", "keep"}, ""},
		{[]string{"--skip_missing", "--ignore", "id", "--kind", "percent"}, ""},
	} {
		got := runWith("", append([]string{"eval", path}, step.args...)...)
		if (got.code == 0) != (step.want == "") || !strings.Contains(got.stderr, step.want) {
			t.Errorf("%v: %+v", step.args, got)
		}
	}
	runs := evalJSON(t, "", path, "--skip_missing", "--ignore", "id", "--kind", "percent")
	if r := runs[0]; r.N != 3 || r.ScoreKind != "probability" || r.Metrics["brier"].Value == nil {
		t.Errorf("got %+v", r)
	}
}

// TestEvalJoinsTwoFilesWithARoleFlag names a column that only one of two files has.
func TestEvalJoinsTwoFilesWithARoleFlag(t *testing.T) {
	scores := file(t, "scores.csv", "row,p_a,p_b\n0,0.34,0.66\n1,0.84,0.16\n2,0.38,0.62\n3,0.7,0.3\n")
	labels := file(t, "labels.csv", "label\n0\n0\n1\n1\n")
	bare := file(t, "bare-scores.txt", "0.66\n0.16\n0.62\n0.3\n")
	bareLabels := file(t, "bare-labels.txt", "0\n0\n1\n1\n")
	arrays := file(t, "labels.npy", string(npytest.Array([]uint8{0, 0, 1, 1}, 4)))
	index := file(t, "index-scores.csv", "0,0.34,0.66\n1,0.84,0.16\n2,0.38,0.62\n3,0.7,0.3\n")
	for _, args := range [][]string{
		{scores, labels, "--score", "p_b"},
		{labels, scores, "--score", "p_b"},
		{scores, labels, "--score", "p_b", "--pair", "yes"},
		{scores, labels, "--score", "p_b", "--label", "label"},
		{scores, labels, "--ignore", "p_a"},
		{bare, bareLabels},
		{bare, bareLabels, "--label", "column 1 (bare-labels)"},
		{index, arrays, "--score", "column 3"},
	} {
		runs := evalJSON(t, "", args...)
		if len(runs) != 1 || runs[0].N != 4 || runs[0].Positives != 2 || *runs[0].Metrics["roc_auc"].Value != 0.5 {
			t.Errorf("%q: %+v", args, runs)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{scores, labels, "--score", "p_c"}, `there is no column "p_c" for the score`},
		{[]string{scores, labels, "--score", "p_b", "--label", "truth"}, `there is no column "truth" for the label`},
		{[]string{scores, labels, "--score", "label"}, `the column "label" for the score is in the file of the labels`},
	} {
		if got := runWith("", append([]string{"eval"}, c.args...)...); got.code != 1 ||
			!strings.Contains(got.stderr, c.want) {
			t.Errorf("%q: %+v, want %q", c.args, got, c.want)
		}
	}
}

func TestEvalReportsIgnoredRowsAndColumns(t *testing.T) {
	type detailed struct {
		Runs []struct {
			Weightless, Clipped int
			Unused              []tradeoff.UnusedColumn `json:"unused_columns"`
			Findings            []tradeoff.Finding
		}
	}
	left := func(text string) (out detailed) {
		t.Helper()
		if err := json.Unmarshal([]byte(runWith(text, "eval", "-", "--format", "json").stdout), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	text := "label,score,weight,remark\n1,0.95,0,a\n0,1,2,b\n1,0.8,2,c\n1,0,1,d\n0,0.4,1,e\n"
	r := left(text).Runs[0]
	if r.Weightless != 1 || r.Clipped != 2 || len(r.Unused) != 1 ||
		r.Unused[0] != (tradeoff.UnusedColumn{Name: "remark", Why: "no role"}) {
		t.Errorf("got %+v", r)
	}
	printed := runWith(text, "eval", "-").stdout
	for _, want := range []string{
		"1 of 5 rows has the weight 0 and is left out", "in 2 rows the true class has less than 2^-52",
		`not used: "remark" (no role)`,
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("no %q in\n%s", want, printed)
		}
	}
	if got := left("label,score\n1,0.5\n0,0.25\n").Runs[0]; got.Weightless != 0 || got.Clipped != 0 || got.Unused == nil ||
		len(got.Unused) != 0 {
		t.Errorf("where nothing is left out: %+v", got)
	}
	if many := runWith("label,a,b,c,x\na,0.5,0.3,0.2,1.5\nb,0.1,0.8,0.1,2.5\nc,1,0,0,1.25\n", "eval",
		"-").stdout; !strings.Contains(many, "in 1 row the true class") ||
		!strings.Contains(many, `not used: "x" (no role)`) {
		t.Errorf("of many classes:\n%s", many)
	}
}
