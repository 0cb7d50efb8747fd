package explore

import (
	"math"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// runAt returns run 1 of a store at a state.
func runAt(t *testing.T, x *Explorer, text string) RunAt {
	t.Helper()
	v, err := x.RunAt(t.Context(), 1, query(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDeployedNumbersAreRestatedForThePrevalence(t *testing.T) {
	x := newFakeStore().explorer(t)
	v := runAt(t, x, "prevalence=0.1&cost_fn=10")
	c, reason := v.DeployedPoint()
	if reason != "" {
		t.Fatal(reason)
	}
	// Recall 3/4 and specificity 1/2 stay.
	total := c.Total()
	for what, shares := range map[string][2]float64{
		"TP": {c.TP / total, 0.1 * 0.75}, "FN": {c.FN / total, 0.1 * 0.25},
		"FP": {c.FP / total, 0.9 * 0.5}, "TN": {c.TN / total, 0.9 * 0.5},
	} {
		if math.Abs(shares[0]-shares[1]) > 1e-12 {
			t.Errorf("the share of %s is %v, want %v", what, shares[0], shares[1])
		}
	}
	near(t, "precision", v.DeployedMetric("precision", v.Point.Confusion), 0.075/(0.075+0.45))
	near(t, "recall", v.DeployedMetric("recall", v.Point.Confusion), 0.75)
	near(t, "the cost", v.DeployedCost(v.Point.Confusion), 0.45+10*0.025)
	d, _ := catalog.ChartByID("decision")
	decision := v.Curve(d)
	near(t, "the net benefit", decision.Y(0, v.Point.Confusion, 0.5), 0.075-0.45)
	near(t, "the net benefit of treating all", decision.Y(1, v.Point.Confusion, 0.5), 0.1-0.9)
	if b := decision.Y(0, calc.Confusion{TP: 1, FP: 1}, 1); b.OK {
		t.Errorf("the net benefit at 1 is %+v", b)
	}
	if b := decision.InTestSet().Y(0, calc.Confusion{}, 0.5); b.Reason != calc.NoSamples {
		t.Errorf("the net benefit without rows is %+v", b)
	}
}

func TestCurvesAreRestatedWhereTheyDepend(t *testing.T) {
	v := runAt(t, newFakeStore().explorer(t), "prevalence=0.1&cost_fn=10") // recall 3/4, specificity 1/2
	p := v.Point.Confusion
	for _, c := range []struct {
		id   string
		line int
		x, y float64
	}{
		{"roc", 0, 0.5, 0.75}, {"pr", 0, 0.75, 0.075 / (0.075 + 0.45)}, {"gain", 0, 0.075 + 0.45, 0.75},
		{"lift", 0, 0.075 + 0.45, 0.75 / (0.075 + 0.45)}, {"cost", 1, 0.3, 10 * 0.025}, {"cost", 2, 0.3, 0.45},
	} {
		d, _ := catalog.ChartByID(c.id)
		curve := v.Curve(d)
		near(t, c.id+" x", curve.X(p, 0.3), c.x)
		near(t, c.id+" y", curve.Y(c.line, p, 0.3), c.y)
	}
	pr, _ := catalog.ChartByID("pr")
	if got := v.Curve(pr).Dashed(p, 0); math.Abs(got-0.1) > 1e-12 {
		t.Errorf("the prevalence line is at %v", got)
	}
	near(t, "precision of the test set", v.Curve(pr).InTestSet().Y(0, p, 0), p.TP/(p.TP+p.FP))
	cost, _ := catalog.ChartByID("cost")
	if got := v.Curve(cost).Dashed(p, 0); math.Abs(got-0.9) > 1e-12 { // all positive: 0.9 · 1; none: 0.1 · 10
		t.Errorf("the cheaper of all and none costs %v", got)
	}
}

func TestProbabilitiesOfThresholds(t *testing.T) {
	v := RunAt{}
	v.Run.ScoreKind = calc.Probability
	for threshold, want := range map[float64]float64{-1: 0, 0.25: 0.25, math.Inf(1): 1} {
		if got := v.ProbabilityAt(threshold); got != want {
			t.Errorf("probability %v: %v", threshold, got)
		}
	}
	v.Run.ScoreKind = calc.Logit
	if got := v.ProbabilityAt(math.Log(3)); math.Abs(got-0.75) > 1e-12 {
		t.Errorf("the logit of 3:1 is %v", got)
	}
	if p := Probit(calc.Defined(0.5)); !p.OK || math.Abs(p.V) > 1e-12 {
		t.Errorf("the probit of 0.5 is %+v", p)
	}
}

func TestCompleteComputesWhatThePageShows(t *testing.T) {
	x := newFakeStore().explorer(t)
	v := runAt(t, x, "policy=max_f1")
	if err := x.Complete(t.Context(), &v); err != nil {
		t.Fatal(err)
	}
	if len(v.MetricEstimates) != len(v.State.ShownMetrics()) || v.BoxResults != nil || v.ImageResults != nil {
		t.Errorf("%d metrics", len(v.MetricEstimates))
	}
	// F1 is 8/11 at 0.3, where no row is missed, and 3/4 at 0.6.
	if !v.Chosen || v.Text != "0.6" || math.Abs(v.Choice.Value.V-0.75) > 1e-12 {
		t.Errorf("the policy chose %s with %+v", v.Text, v.Choice.Value)
	}
	loss := 0.0
	for i, label := range []float64{1, 1, 0, 1, 0, 0, 1, 0} {
		p := []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2}[i]
		loss -= (label*math.Log(p) + (1-label)*math.Log(1-p)) / 8
	}
	near(t, "the cross-entropy", v.LossValues.Values["log_loss"], loss)
	if v.LossValues.Shares == nil || v.LossValues.Clipped != 0 {
		t.Errorf("shares %v, %d clipped", v.LossValues.Shares, v.LossValues.Clipped)
	}
	interval, err := v.OptimumNow(t.Context(), *v.State.Policy, v.Setting())
	if err != nil || !interval.Value.Low.OK || interval.Value.Low.V > 0.6 || interval.Value.High.V < 0.6 {
		t.Errorf("the optimum lies in %+v, %v", interval.Value, err)
	}
}

func TestProvenanceSaysWhetherNumbersAreOptimistic(t *testing.T) {
	s := newFakeStore()
	x := s.explorer(t)
	s.add(4, "unrelated", []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2})
	unrelated := s.runs[4]
	unrelated.TestSetDigest = "other"
	s.runs[4] = unrelated
	for text, want := range map[string]struct {
		name, how, says string
		shares, known   bool
	}{
		"threshold=0.4&chosen_on=2&chosen_by=max_f1": {"new", "by max F1", "still optimistic", true, true},
		"threshold=0.4&chosen_on=4":                  {"unrelated", "by hand", "not optimistic", false, true},
		"threshold=0.4&chosen_on=1":                  {"old", "by hand", "these very rows", true, true},
		"threshold=0.4&chosen_on=9":                  {"run 9", "by hand", "cannot be told", false, false},
	} {
		v := runAt(t, x, text)
		p, err := x.Provenance(t.Context(), v.State)
		if err != nil || p == nil {
			t.Fatalf("%s: %v, %v", text, p, err)
		}
		shares, known := p.SharesRows(v.Subject)
		if p.RunName() != want.name || shares != want.shares || known != want.known {
			t.Errorf("%s: chosen on %s, shares rows: %v, known: %v", text, p.RunName(), shares, known)
		}
		if !strings.Contains(p.Text(v.Subject, v.Experiment), want.says) || !strings.HasPrefix(p.PolicyText(), want.how[:6]) {
			t.Errorf("%s: %q, %q", text, p.PolicyText(), p.Text(v.Subject, v.Experiment))
		}
	}
	if p, err := x.Provenance(t.Context(), tradeoff.State{}); p != nil || err != nil {
		t.Errorf("a threshold that was chosen here: %v, %v", p, err)
	}
}

func TestStateForOtherRunNamesWhereTheThresholdWasChosen(t *testing.T) {
	x := newFakeStore().explorer(t)
	for text, want := range map[string]struct {
		transferable, origin bool
	}{"": {false, false}, "threshold=0.4": {true, true}, "policy=max_f1": {true, true}} {
		v := runAt(t, x, text)
		state := v.StateForOtherRun()
		if v.Transferable() != want.transferable || (state.Origin != nil) != want.origin {
			t.Errorf("%q: transferable %v, origin %v", text, v.Transferable(), state.Origin)
		}
		if state.Policy != nil || *state.Threshold != v.Point.Threshold {
			t.Errorf("%q: %+v", text, state)
		}
	}
}

func TestRunWithoutRowsSaysWhatIsMissing(t *testing.T) {
	s := newFakeStore()
	x := New(s, sweeps{1: s.runs[1].sweep(), 2: s.runs[2].sweep()}, s.explorer(t).log)
	v := runAt(t, x, "")
	if err := x.Complete(t.Context(), &v); err != nil {
		t.Fatal(err)
	}
	const why = "single rows and slices are not available, because the rows stay in the warehouse"
	if got := MissingText(v.Subject); got != " · "+why {
		t.Errorf("%q", got)
	}
	if v.Point.TP != 3 || len(v.Metrics) == 0 {
		t.Errorf("%+v, %d metrics", v.Point.Confusion, len(v.Metrics))
	}
	_, err := x.ExamplesAt(t.Context(), 1, query(t, ""))
	if missing, _ := source.Why(err); missing == nil || missing.What != source.SingleRows {
		t.Errorf("examples: %v", err)
	}
	_, err = x.SlicesAt(t.Context(), 1, query(t, ""))
	if missing, _ := source.Why(err); missing == nil || missing.What != source.SliceCounts {
		t.Errorf("slices: %v", err)
	}
	c, err := x.Several.Compare(t.Context(), query(t, "run=1&run=2"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Runs[1].Paired != nil || !strings.HasPrefix(c.Runs[1].UnpairedReason, "single rows are not available") {
		t.Errorf("compared: %q", c.Runs[1].UnpairedReason)
	}
	near(t, "the difference of recall", c.Runs[1].Differences["recall"].Value, 0)
	x.Stop()
}

func TestNormalizedMatrixHasSharesOfRowsColumnsOrAll(t *testing.T) {
	m := [][]float64{{3, 1}, {0, 0}}
	for by, want := range map[string][4]float64{ // -1 is undefined
		"": {3, 1, 0, 0}, "true": {0.75, 0.25, -1, -1}, "pred": {1, 1, 0, 0}, "all": {0.75, 0.25, 0, 0},
	} {
		got := NormalizedMatrix(m, by)
		for i, cell := range []*float64{got[0][0], got[0][1], got[1][0], got[1][1]} {
			if (cell == nil) != (want[i] < 0) || cell != nil && *cell != want[i] {
				t.Errorf("by %q: cell %d is %v, want %v", by, i, cell, want[i])
			}
		}
	}
}
