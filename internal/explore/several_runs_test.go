package explore

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// full writes a score with all its digits.
func full(_ int, x float64) string { return format.Number(x) }

// query parses a query of an address.
func query(t *testing.T, text string) url.Values {
	t.Helper()
	q, err := url.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// near checks a defined value.
func near(t *testing.T, what string, got calc.Value, want float64) {
	t.Helper()
	if !got.OK || math.Abs(got.V-want) > 1e-12 {
		t.Errorf("%s is %+v, want %v", what, got, want)
	}
}

func TestCompareFindsDifferencesOnPairedRows(t *testing.T) {
	c, err := newFakeStore().explorer(t).Several.Compare(t.Context(), query(t, "run=1&run=2&baseline=1"))
	if err != nil {
		t.Fatal(err)
	}
	base, one := c.Runs[0], c.Runs[1]
	if c.Baseline != 0 || one.Paired == nil || one.Paired.ByRow || one.Text != "0.5" {
		t.Fatalf("baseline %d, paired %+v, threshold %s", c.Baseline, one.Paired, one.Text)
	}
	for id, want := range map[string][2]float64{ // of the baseline and of run 2
		"recall": {3. / 4, 3. / 4}, "precision": {3. / 5, 3. / 4}, "specificity": {2. / 4, 3. / 4},
		"accuracy": {5. / 8, 6. / 8}, "predicted_positive_rate": {5. / 8, 4. / 8}, CostColumn: {3. / 8, 2. / 8},
		"roc_auc": {12. / 16, 15. / 16},
	} {
		near(t, id+" of the baseline", base.Estimates[id].Value, want[0])
		near(t, id, one.Estimates[id].Value, want[1])
		near(t, "difference of "+id, one.Differences[id].Value, want[1]-want[0])
	}
	if d := one.Differences["roc_auc"]; d.Method != "DeLong" || !d.Low.OK {
		t.Errorf("the difference of AUC is %+v", d)
	}
	if d := one.Differences["recall"]; d.Method != "paired bootstrap" || !(d.Low.V < 0 && d.High.V > 0) {
		t.Errorf("the difference of recall is %+v", d)
	}
	found, spared, right := one.Joint.Found(), one.Joint.Spared(), one.Joint.Right()
	if got, want := [6]int{found.OnlyA, found.OnlyB, spared.OnlyA, spared.OnlyB, right.OnlyA, right.OnlyB},
		[6]int{1, 1, 0, 1, 1, 2}; got != want {
		t.Errorf("right only in the baseline and only in run 2: %v, want %v", got, want)
	}
	if base.Differences != nil || base.DeLong != nil {
		t.Error("the baseline is compared with itself")
	}
}

func TestVerdictsSayWhatEachTestFound(t *testing.T) {
	c, err := newFakeStore().explorer(t).Several.Compare(t.Context(), query(t, "run=1&run=2&baseline=1"))
	if err != nil {
		t.Fatal(err)
	}
	all := c.Verdicts()
	if len(all) != 2 || len(all[0]) != 0 || len(all[1]) != 4 {
		t.Fatalf("%d runs, verdicts %v", len(all), all)
	}
	var kinds []string
	for _, v := range all[1] {
		kinds = append(kinds, v.Kind)
		if v.Holm.V < v.P.V {
			t.Errorf("%s: Holm made %v of %v", v.Kind, v.Holm, v.P)
		}
	}
	if !slices.Equal(kinds, []string{"roc_auc", "found", "spared", "right"}) {
		t.Errorf("tests of %v", kinds)
	}
	near(t, "the exact p", all[1][3].P, 1) // 1 against 2 of 3
	for i, want := range []string{
		"Its AUC is 0.188 higher. If the two ranked equally well, a difference at least this large would appear",
		"It misses as many of 4 ", "It raises a false alarm for 1 fewer of 4 ", "It is wrong about 1 fewer of 8 scans.",
	} {
		if !strings.HasPrefix(all[1][i].Text, want) {
			t.Errorf("%q, want %q …", all[1][i].Text, want)
		}
	}
}

func TestCompareWithoutPairsUsesOwnIntervals(t *testing.T) {
	s := newFakeStore()
	other := s.runs[2]
	other.TestSetDigest = "other"
	s.runs[2] = other
	c, err := s.explorer(t).Several.Compare(t.Context(), query(t, "run=1&run=2"))
	if err != nil {
		t.Fatal(err)
	}
	one := c.Runs[1]
	if one.Paired != nil || one.DeLong != nil || one.UnpairedReason == "" || c.Verdicts()[1] != nil {
		t.Errorf("paired %v, tests %v, because %q", one.Paired, c.Verdicts()[1], one.UnpairedReason)
	}
	near(t, "the difference of precision", one.Differences["precision"].Value, 0.15)
}

func TestCompareChecksWhatItIsAsked(t *testing.T) {
	x := newFakeStore().explorer(t)
	c, err := x.Several.Compare(t.Context(), query(t, "run=1"))
	if err != nil || c.Runs != nil || tradeoff.KindOf(c.CheckTwoRuns()) != tradeoff.Invalid {
		t.Errorf("one run: %v, %v", c.Runs, err)
	}
	if _, err = x.Several.Compare(t.Context(), query(t, "run=1&run=9")); tradeoff.KindOf(err) != tradeoff.NotFound {
		t.Errorf("a run that does not exist: %v", err)
	}
	many := tradeoff.Run{ID: 5}
	many.Classes = []string{"cat", "dog", "owl"}
	if err := CheckTwoClasses(many, tradeoff.View{}); tradeoff.KindOf(err) != tradeoff.Invalid {
		t.Errorf("three classes: %v", err)
	}
	if err := CheckTwoClasses(many, tradeoff.View{Class: "cat"}); err != nil {
		t.Errorf("cat against the rest: %v", err)
	}
}

func TestCalibrationBinsAndScaleOfComparedRuns(t *testing.T) {
	c, err := newFakeStore().explorer(t).Several.Compare(t.Context(), query(t, "run=1&run=2"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.BinCalibration(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, b := range c.Runs[1].Bins {
		rows += b.Count
	}
	if rows != 8 {
		t.Errorf("%d rows are in bins", rows)
	}
	for threshold, want := range map[float64]float64{0.2: 0, 0.55: 0.5, 0.9: 1, 7: 1} {
		if got := c.Runs[0].PositionOnScale(threshold); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v is at %v of the scale, want %v", threshold, got, want)
		}
	}
}

func TestDisagreementsCountAndListRows(t *testing.T) {
	x := newFakeStore().explorer(t)
	for list, want := range map[string]string{
		"fixed_misses": "g", "new_misses": "b", "fixed_alarms": "c", "new_alarms": "",
	} {
		v, err := x.Several.Disagreements(t.Context(), query(t, "run=1&run=2&list="+list))
		if err != nil {
			t.Fatal(err)
		}
		pairs := v.ListedPairs()
		table, err := v.Table(t.Context(), pairs)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for i := range pairs {
			ids = append(ids, table.Cells(i, full)[0])
		}
		if got := strings.Join(ids, ""); got != want {
			t.Errorf("%s: %q, want %q", list, got, want)
		}
		if v.Counts.Right().OnlyA != 1 || v.Counts.Right().OnlyB != 2 {
			t.Errorf("%s: counts %+v", list, v.Counts)
		}
	}
}

func TestDisagreementsCutAndFilterBySlice(t *testing.T) {
	x := newFakeStore().explorer(t)
	v, err := x.Several.Disagreements(t.Context(), query(t, "run=1&run=2&list=fixed_misses"))
	if err != nil {
		t.Fatal(err)
	}
	if v.Query.By != "site" || len(v.SliceCounts) != 2 {
		t.Fatalf("cut by %q into %d slices", v.Query.By, len(v.SliceCounts))
	}
	// Site a has a new miss (b) and a fixed alarm (c), site b a fixed miss (g).
	a, b := v.SliceCounts[0], v.SliceCounts[1]
	if a.Found().OnlyA != 1 || a.Spared().OnlyB != 1 || b.Found().OnlyB != 1 || b.Spared().OnlyB != 0 {
		t.Errorf("site a %+v, site b %+v", a, b)
	}
	for value, want := range map[string]int{"a": 0, "b": 1} {
		q := make(url.Values)
		SetSliceFilter(&v.Query, "site", siteSlice(value).Keys[0])
		v.Query.Add(q)
		filtered, err := x.Several.Disagreements(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(filtered.ListedPairs()); got != want {
			t.Errorf("%d fixed misses in site %s, want %d", got, value, want)
		}
	}
}

func TestDisagreementTableShowsBothScoresSideBySide(t *testing.T) {
	v, err := newFakeStore().explorer(t).Several.Disagreements(t.Context(), query(t, "run=1&run=2&list=fixed_misses"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := v.Table(t.Context(), v.ListedPairs())
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, c := range table.Columns {
		titles = append(titles, v.ColumnTitle(c))
	}
	if want := []string{"id", "label", "score of old", "score of new"}; !slices.Equal(titles, want) {
		t.Errorf("columns %v, want %v", titles, want)
	}
	if want := []string{"g", "1", "0.3", "0.8"}; !slices.Equal(table.Cells(0, full), want) || table.Rows[0] != 7 {
		t.Errorf("row %d: %v, want row 7: %v", table.Rows[0], table.Cells(0, full), want)
	}
	if table.Numbered() || v.NoTestReason() != "" || v.Order() != tradeoff.ChangeFirst {
		t.Errorf("numbered %v, no test: %q, order %q", table.Numbered(), v.NoTestReason(), v.Order())
	}
}

func TestDisagreementsUseTheThresholdOfEachRun(t *testing.T) {
	x := newFakeStore().explorer(t)
	v, err := x.Several.Disagreements(t.Context(), query(t, "run=1&run=2&threshold_a=0.3&threshold_b=0.7"))
	if err != nil {
		t.Fatal(err)
	}
	if v.ThresholdA != 0.3 || v.ThresholdB != 0.7 || v.Sides[0].Text != "0.3" || v.Sides[0].ByPolicy {
		t.Errorf("thresholds %v and %v", v.ThresholdA, v.ThresholdB)
	}
	if v.Sides[0].Point.FN != 0 || v.Sides[1].Point.FN != 1 || v.Sides[1].Point.FP != 0 {
		t.Errorf("points %+v and %+v", v.Sides[0].Point.Confusion, v.Sides[1].Point.Confusion)
	}
	s := newFakeStore()
	other := s.runs[2]
	other.TestSetDigest = ""
	s.runs[2] = other
	_, err = s.explorer(t).Several.Disagreements(t.Context(), query(t, "run=1&run=2"))
	if tradeoff.KindOf(err) != tradeoff.Invalid || !strings.Contains(err.Error(), "ids repeat in run 2") {
		t.Errorf("repeated ids: %v", err)
	}
}

func TestRanksGiveTiesTheBetterRank(t *testing.T) {
	v, err := newFakeStore().explorer(t).Several.Ranks(t.Context(), query(t, "run=1&run=2"))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][]int{
		"recall": {1, 1}, "precision": {2, 1}, "specificity": {2, 1}, "roc_auc": {2, 1}, "fpr": {2, 1},
	} {
		m := v.Metric(id)
		if m == nil || !slices.Equal(m.Ranks, want) {
			t.Errorf("%s: %+v, want %v", id, m, want)
		}
	}
	if v.X != "recall" || v.Y != "precision" {
		t.Errorf("the front is of %s and %s", v.X, v.Y)
	}
	for i, want := range []bool{false, true} {
		if front, placed := v.OnFront(i); front != want || !placed {
			t.Errorf("run %d is on the front: %v, placed: %v", i+1, front, placed)
		}
	}
	ranking := v.RankingMetrics()
	if v.Firsts(1) != len(ranking) || v.Firsts(0) >= len(ranking) {
		t.Errorf("of %d metrics run 1 is first by %d, run 2 by %d", len(ranking), v.Firsts(0), v.Firsts(1))
	}
	if !v.OneTestSet() {
		t.Error("the runs are on one test set")
	}
}

func TestRanksCheckWhatTheyAreAsked(t *testing.T) {
	x := newFakeStore().explorer(t)
	for text, want := range map[string]tradeoff.Kind{
		"run=1": tradeoff.Invalid, "run=1&run=2&x=height": tradeoff.Invalid, "run=1&run=9": tradeoff.NotFound,
	} {
		if _, err := x.Several.Ranks(t.Context(), query(t, text)); tradeoff.KindOf(err) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestLeaderboardPutsEachRunAtItsThreshold(t *testing.T) {
	s := newFakeStore()
	x := s.explorer(t)
	policy, err := calc.ParsePolicy("recall>=1")
	if err != nil {
		t.Fatal(err)
	}
	entries, next, err := x.Several.Leaderboard(t.Context(), s.experiment, "", "", &policy)
	if err != nil || len(entries) != 2 || next != "" {
		t.Fatalf("%d entries, %q, %v", len(entries), next, err)
	}
	for i, want := range []struct{ threshold, recall, auc float64 }{{0.4, 1, 15. / 16}, {0.3, 1, 12. / 16}} {
		e := entries[i]
		near(t, "the threshold of "+e.Run.Name, e.Estimates[ThresholdMetric].Value, want.threshold)
		near(t, "recall of "+e.Run.Name, e.Estimates["recall"].Value, want.recall)
		near(t, "AUC of "+e.Run.Name, e.Estimates["roc_auc"].Value, want.auc)
	}
	rows := slices.Clone(entries)
	of := func(e LeaderboardEntry) (string, map[string]calc.Estimate) { return e.Run.Name, e.Estimates }
	delete(rows[0].Estimates, "roc_auc")
	for _, ascending := range []bool{true, false} {
		if SortLeaderboard(rows, "roc_auc", ascending, of); rows[1].Run.Name != "new" {
			t.Errorf("ascending %v: an undefined AUC comes first", ascending)
		}
	}
	if SortLeaderboard(rows, "name", false, of); rows[0].Run.Name != "old" {
		t.Errorf("%s comes first by name, descending", rows[0].Run.Name)
	}
}

func TestLabelAveragesAreMeansOfTheRuns(t *testing.T) {
	s := newFakeStore()
	s.labels = tradeoff.LabelGroup{ID: 3}
	x := s.explorer(t)
	at := func(run tradeoff.Run) (Position, error) {
		return x.PositionOfRun(t.Context(), run, nil, calc.Setting{})
	}
	g, err := x.Several.LabelAverages(t.Context(), 3, at, 0)
	if err != nil || g.Pending || len(g.Positions) != 2 {
		t.Fatalf("%+v, %v", g, err)
	}
	macro := g.Macro()
	near(t, "macro recall", macro["recall"].Value, 0.75)
	near(t, "macro precision", macro["precision"].Value, (3./5+3./4)/2)
	near(t, "macro AUC", macro["roc_auc"].Value, (12./16+15./16)/2)
	near(t, "micro precision", g.Means.Micro["precision"].Value, 6./9)
	if _, err := x.Several.LabelAverages(t.Context(), 3, at, time.Minute); err != nil {
		t.Error(err)
	}
	ids := slices.Sorted(maps.Keys(macro))
	if !slices.Contains(ids, "f1") {
		t.Errorf("macro averages of %v", ids)
	}
}
