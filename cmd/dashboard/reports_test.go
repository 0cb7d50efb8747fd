package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// reports is the folder of small inputs made after public bug reports of other
// tools, each with what should become of it.
const reports = "../../internal/ingest/testdata/reports"

// A reported file is what is expected of one file.
type reported struct {
	Outcome string   // accept, refuse, accept_or_ask, accept_or_refuse_clearly, or part of a pair
	Args    []string // of eval
	With    string   // the other file of a pair
	Note    string
	MustSay []string `json:"must_say"` // in a refusal; a|b: either
	Metrics struct {
		Task             string
		N, Positives     *int
		Images           *int
		ROCAUC           *float64 `json:"roc_auc"`
		AveragePrecision *float64 `json:"average_precision"`
		Brier            *float64
		LogLoss          *float64 `json:"log_loss"`
		ECE              *float64
		FocalLoss        *float64 `json:"focal_loss"`
		Accuracy         *float64
		At               *struct{ TP, FP, FN, TN float64 }
		Dice             []*float64
		MeanDice         *float64 `json:"mean_dice"`
		MeanOver         *int     `json:"mean_over"`
	}
}

// TestReportedInputs evaluates each of the files as a user would. A wrong number
// fails whatever was allowed. With -v it prints the outcome of each.
func TestReportedInputs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(reports, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected struct{ Files map[string]reported }
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	if len(expected.Files) < 60 {
		t.Fatalf("%d files, want 60 at least", len(expected.Files))
	}
	for _, name := range slices.Sorted(maps.Keys(expected.Files)) {
		want := expected.Files[name]
		if want.Outcome == "part" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			args := []string{"eval", "--format", "json", filepath.Join(reports, name)}
			if want.With != "" {
				args = append(args, filepath.Join(reports, want.With))
			}
			got := runWith("", append(args, want.Args...)...)
			if got.code == 0 {
				t.Log("read")
				want.checkRead(t, got.stdout)
				return
			}
			t.Log(got.stderr)
			want.checkRefused(t, got.stderr)
		})
	}
}

func (w *reported) checkRefused(t *testing.T, said string) {
	if w.Outcome == "accept" {
		t.Fatal("refused")
	}
	if w.Outcome == "accept_or_ask" && !strings.Contains(said, "?") {
		t.Error("the refusal asks nothing")
	}
	for _, must := range w.MustSay {
		if !slices.ContainsFunc(strings.Split(must, "|"), func(s string) bool {
			return strings.Contains(strings.ToLower(said), strings.ToLower(s))
		}) {
			t.Errorf("the refusal does not say %q", must)
		}
	}
}

func (w *reported) checkRead(t *testing.T, stdout string) {
	if !strings.HasPrefix(w.Outcome, "accept") {
		t.Fatal("read, and it should be refused")
	}
	var out struct{ Runs []evaluatedRun }
	if err := json.Unmarshal([]byte(stdout), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Runs) != 1 {
		t.Fatalf("%d runs, want 1", len(out.Runs))
	}
	r, m := out.Runs[0], w.Metrics
	if m.Task != "" && r.Task != m.Task {
		t.Errorf("task %s, want %s", r.Task, m.Task)
	}
	if m.N != nil && r.N != *m.N || m.Positives != nil && r.Positives != *m.Positives {
		t.Errorf("%d rows, %d positive; want %d, %d", r.N, r.Positives, *m.N, *m.Positives)
	}
	for id, want := range map[string]*float64{"roc_auc": m.ROCAUC, "average_precision": m.AveragePrecision, "brier": m.Brier,
		"log_loss": m.LogLoss, "ece": m.ECE, "focal_loss": m.FocalLoss, "accuracy": m.Accuracy} {
		same(t, id, r.Metrics[id].Value, want)
	}
	if at := m.At; at != nil && (r.At.TP != at.TP || r.At.FP != at.FP || r.At.FN != at.FN || r.At.TN != at.TN) {
		t.Errorf("at the default threshold: %+v, want %+v", r.At, *at)
	}
	if m.Images == nil {
		return
	}
	if r.Images.Count != *m.Images || r.Images.Mean.Dice.Defined != *m.MeanOver {
		t.Errorf("%d images, the mean over %d; want %d, %d", r.Images.Count, r.Images.Mean.Dice.Defined, *m.Images, *m.MeanOver)
	}
	same(t, "mean dice", r.Images.Mean.Dice.Value, m.MeanDice)
	for i, want := range m.Dice {
		k := slices.IndexFunc(r.Images.Images, func(x evaluatedImage) bool { return x.Index == i })
		if got := r.Images.Images[k].Dice.Value; want == nil && got != nil {
			t.Errorf("dice of image %d is %v, want none", i, *got)
		} else {
			same(t, fmt.Sprint("dice of image ", i), got, want)
		}
	}
}

func same(t *testing.T, what string, got, want *float64) {
	t.Helper()
	if want != nil && (got == nil || math.Abs(*got-*want) > 1e-8*max(1, math.Abs(*want))) {
		t.Errorf("%s: got %v, want %v", what, number(got), *want)
	}
}

func number(x *float64) any {
	if x == nil {
		return "none"
	}
	return *x
}
