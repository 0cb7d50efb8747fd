package server

import (
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
)

// rowsOf reads a file of label, score and weight.
func rowsOf(t testing.TB, file string) calc.Binary {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := calc.Binary{Kind: calc.Probability}
	for _, line := range lines[1:] {
		score, _ := strconv.ParseFloat(line[1], 64)
		weight, _ := strconv.ParseFloat(line[2], 64)
		b.Label, b.Score, b.Weight = append(b.Label, line[0][0]-'0'), append(b.Score, score), append(b.Weight, weight)
	}
	return b
}

// weightedRun is the part of a weighted run that tests read.
type weightedRun struct {
	N                 int
	Positives         int
	WeightedN         float64 `json:"weighted_n"`
	WeightedPositives float64 `json:"weighted_positives"`
	Prevalence        float64
	Weighted          bool
	Metrics           map[string]calc.Estimate
	At                struct {
		TP, FP, FN, TN float64
		Metrics        map[string]calc.Estimate
	}
	Pending bool `json:"intervals_pending"`
}

// TestWeightedRunShowsItsWeights uploads rows of which two have weight 0.
func TestWeightedRunShowsItsWeights(t *testing.T) {
	s := open(t, Options{})
	id := stored(t, s, "label,score,weight\n1,0.95,0\n0,0.9,0\n1,0.8,2\n1,0.7,1\n0,0.6,1\n0,0.4,3\n1,0.3,0.5\n0,0.2,1\n")
	run := answer[weightedRun](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d", id), ""), http.StatusOK)
	if run.N != 6 || run.Positives != 3 || run.WeightedN != 8.5 || run.WeightedPositives != 3.5 ||
		run.Prevalence != 3.5/8.5 || !run.Weighted {
		t.Errorf("got %+v", run)
	}
	near(t, "AUC", explore.NilIfNaN(run.Metrics["roc_auc"].V), 0.8857142857142857, 1e-12)
	near(t, "average precision", explore.NilIfNaN(run.Metrics["average_precision"].V), 0.9238095238095239, 1e-12)
	near(t, "log-loss", explore.NilIfNaN(run.Metrics["log_loss"].V), 0.4796305415548773, 1e-12)
	page := ask(s, "GET", fmt.Sprintf("/runs/%d", id), "").Body.String()
	if want := "6 rows, weighted to 8.50 cases · prevalence of positive 41.2% · scores are probabilities"; !strings.Contains(page, want) {
		t.Errorf("the page does not show %q", want)
	}
	plain := answer[weightedRun](t,
		ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d", stored(t, s, "label,score\n1,0.8\n0,0.3\n0,0.2\n")), ""), http.StatusOK)
	if plain.N != 3 || plain.WeightedN != 3 || plain.WeightedPositives != 1 {
		t.Errorf("without weights: %+v", plain)
	}
	many := "label,a,b,c,weight\na,0.5,0.3,0.2,2\nb,0.1,0.8,0.1,1\nc,0.2,0.2,0.6,0.5\na,0.6,0.2,0.2,1\n"
	classes := answer[weightedRun](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d", stored(t, s, many)), ""), http.StatusOK)
	if classes.N != 4 || classes.WeightedN != 4.5 {
		t.Errorf("of many classes: %+v", classes)
	}
}

// TestWeightedRunHasIntervals compares the intervals of a weighted run with those of
// resampling its rows, at a threshold and for the complete run.
func TestWeightedRunHasIntervals(t *testing.T) {
	s := open(t, Options{})
	file := weightedTable(120, 9)
	rows := rowsOf(t, file)
	id := stored(t, s, file)
	before := answer[weightedRun](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d", id), ""), http.StatusOK)
	if !before.Pending || before.Metrics["roc_auc"].Low.OK {
		t.Errorf("before resampling: pending is %t, AUC is %+v", before.Pending, before.Metrics["roc_auc"])
	}
	if page := ask(s, "GET", fmt.Sprintf("/runs/%d", id), "").
		Body.String(); !strings.Contains(page, "its interval is being computed") ||
		strings.Contains(page, "no interval: it is not defined for weighted rows") {
		t.Error("the page does not show that intervals follow")
	}
	settle(t, s)
	run := answer[weightedRun](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d?threshold=0.4", id), ""), http.StatusOK)
	for name, m := range run.Metrics {
		if m.OK && (!m.Low.OK || m.Method != "bootstrap, 2000 resamples") {
			t.Errorf("%s has no interval by resampling: %+v", name, m)
		}
	}
	want, err := calc.BootstrapRows(rows, (*calc.Sweep).ROCAUC, calc.DefaultResampling())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "lower end of AUC", explore.NilIfNaN(run.Metrics["roc_auc"].Low.V), want.Low.V, 1e-12)
	near(t, "upper end of AUC", explore.NilIfNaN(run.Metrics["roc_auc"].High.V), want.High.V, 1e-12)
	for name, m := range run.At.Metrics {
		if m.OK && !m.Low.OK && m.IntervalReason != calc.TooFewSamples {
			t.Errorf("%s at the threshold: %+v", name, m)
		}
	}
	recall, err := calc.BootstrapRows(rows, calc.PointStatistic("recall", 0.4), calc.DefaultResampling())
	if err != nil {
		t.Fatal(err)
	}
	got := run.At.Metrics["recall"]
	near(t, "recall", explore.NilIfNaN(got.V), recall.Estimate.V, 1e-12)
	near(t, "lower end of recall", explore.NilIfNaN(got.Low.V), recall.Low.V, 0.3*recall.SE.V) // different random numbers
	near(t, "upper end of recall", explore.NilIfNaN(got.High.V), recall.High.V, 0.3*recall.SE.V)

	used := answer[struct{ Metrics map[string]calc.Estimate }](t,
		ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/in-use?threshold=0.4", id), ""), http.StatusOK)
	if used.Metrics["recall"] != got {
		t.Errorf("where it is used recall is %+v, want %+v", used.Metrics["recall"], got)
	}
	elsewhere := answer[struct{ Metrics map[string]calc.Estimate }](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/in-use?threshold=0.4&prevalence=0.01", id), ""), http.StatusOK)
	if p := elsewhere.Metrics["precision"]; !p.Low.OK || p.V >= run.At.Metrics["precision"].V ||
		elsewhere.Metrics["recall"] != got {
		t.Errorf("at another prevalence: %+v", elsewhere.Metrics)
	}
	for _, query := range []string{"threshold=0.4", "threshold=0.4&slice=weight:1", "threshold=0.4&prevalence=0.05"} {
		w := ask(s, "GET", fmt.Sprintf("/runs/%d?%s", id, query), "")
		if w.Code != http.StatusOK {
			continue // no such slice
		}
		if page := w.Body.String(); strings.Contains(page, "it is not defined for weighted rows</span>") ||
			!strings.Contains(page, `data-metric-row="recall"`) {
			t.Errorf("%s: a number has no interval for its weights", query)
		}
	}
	report := ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d/report?threshold=0.4&format=csv", id), "").Body.String()
	if strings.Contains(report, "it is not defined for weighted rows") {
		t.Error("a number of the report has no interval for its weights")
	}
}

// settle computes all pending and missing intervals.
func settle(t testing.TB, s *Server) {
	t.Helper()
	s.explorer.Intervals.Begin(t.Context())
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(2 * time.Millisecond) {
		left, err := s.store.RunsLackingIntervals(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n := s.explorer.Background.Intervals.Counts(); n.Waiting+n.Running == 0 && len(left) == 0 {
			return
		}
	}
	t.Fatal("intervals are still missing after a minute")
}

// TestIntervalsOfOlderWeightedRunsAreComputed stores a run as earlier versions did, which
// did not resample weighted rows.
func TestIntervalsOfOlderWeightedRunsAreComputed(t *testing.T) {
	s := open(t, Options{})
	id := stored(t, s, weightedTable(60, 4))
	list, err := s.store.RunMetrics(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		if list[i].OK {
			list[i].IntervalReason = calc.WeightsNotSupported
			list[i].Low, list[i].High = calc.Undefined(calc.WeightsNotSupported), calc.Undefined(calc.WeightsNotSupported)
		}
	}
	if err := s.store.ReplaceMetrics(t.Context(), id, list); err != nil {
		t.Fatal(err)
	}
	s.explorer = explore.New(s.store, s.store.Source(), s.log) // as after a start
	s.assemble()
	settle(t, s)
	if list, err = s.store.RunMetrics(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.OK && !m.Low.OK {
			t.Errorf("%s still has no interval: %s", m.ID, m.IntervalReason)
		}
	}
}

// TestWeightedReferenceFileHasIntervals compares the intervals of a stratified sample of a
// million rows with its weighted numbers.
func TestWeightedReferenceFileHasIntervals(t *testing.T) {
	s := open(t, Options{})
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		t.Log("DATA_DIR is not set: no reference files")
		return
	}
	file, err := os.ReadFile(filepath.Join(dir, "credit", "credit-weighted-sample-gboost.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w := stored(t, s, string(file))
	settle(t, s)
	run := answer[weightedRun](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d", w), ""), http.StatusOK)
	if run.N != 20985 || run.Positives != 1002 || run.WeightedN != 1002+50*19983 || run.WeightedPositives != 1002 {
		t.Errorf("got %d rows weighing %v, %d positives weighing %v", run.N, run.WeightedN, run.Positives, run.WeightedPositives)
	}
	near(t, "prevalence", explore.NilIfNaN(run.Prevalence), 1002/(1002+50*19983.0), 1e-12)
	auc := run.Metrics["roc_auc"]
	near(t, "AUC", explore.NilIfNaN(auc.V), 0.6689413796, 1e-9)
	// DeLong's standard error is the same, since all rows of a class weigh the same.
	sweep, err := s.store.Sweep(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	var score []float64
	var npos, nneg []uint32
	for k := 1; k < sweep.Len(); k++ {
		c := sweep.Cell(k)
		score, npos, nneg = append(score, c.Score), append(npos, c.NPos), append(nneg, c.NNeg)
	}
	plain, err := calc.RestoreSweep(calc.Probability, score, npos, nneg, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := plain.DeLong(evaluate.Level)
	if width := d.High.V - d.Low.V; math.Abs(auc.Low.V-d.Low.V) > 0.1*width || math.Abs(auc.High.V-d.High.V) > 0.1*width {
		t.Errorf("AUC from %v to %v, and DeLong's interval is %v to %v", auc.Low.V, auc.High.V, d.Low.V, d.High.V)
	}
	if accuracy := run.At.Metrics["accuracy"]; math.Abs(accuracy.V-0.9983342532) > 1e-9 || !accuracy.Low.OK ||
		accuracy.High.V-accuracy.Low.V > 0.001 {
		t.Errorf("accuracy is %+v", accuracy)
	}
}
