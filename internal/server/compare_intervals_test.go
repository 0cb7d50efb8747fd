package server

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/npy/npytest"
)

// comparedWhole requests a comparison until no interval is pending.
func comparedWhole(t *testing.T, s *Server, query string) comparedAnswer {
	t.Helper()
	for {
		got := answer[comparedAnswer](t, ask(s, "GET", "/api/v1/compare?"+query, ""), http.StatusOK)
		pending := false
		for _, run := range got.Runs {
			pending = pending || run.Pending
		}
		if !pending {
			return got
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// TestDifferencesOfPairedRunsHaveIntervals compares a run of probabilities with one of
// logits, and each interval with the one that is computed from the rows.
func TestDifferencesOfPairedRunsHaveIntervals(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Pairs"}`)
	a := calc.Binary{Kind: calc.Logit}
	b := calc.Binary{Kind: calc.Probability}
	labels, first, second := scoredRows(r, 200)
	files := [2]strings.Builder{}
	for i := range files {
		files[i].WriteString("id,label,score\n")
	}
	for i, y := range labels {
		a.Label, b.Label = append(a.Label, uint8(y)), append(b.Label, uint8(y))
		a.Score, b.Score = append(a.Score, first[i]), append(b.Score, math.Round(100*calc.Sigmoid(second[i]))/100)
		fmt.Fprintf(&files[0], "r%d,%d,%v\n", i, y, a.Score[i])
	}
	for _, i := range r.Perm(len(labels)) { // in another order
		fmt.Fprintf(&files[1], "r%d,%d,%v\n", i, labels[i], b.Score[i])
	}
	answer[uploaded](t, ask(s, "POST", path+"/runs?kind=logit&name=a", files[0].String()), http.StatusCreated)
	answer[uploaded](t, ask(s, "POST", path+"/runs?kind=probability&name=b", files[1].String()), http.StatusCreated)
	one := comparedWhole(t, s, "run=1&run=2").Runs[1]
	near := func(got *float64, want calc.Value) bool {
		return got != nil && want.OK && math.Abs(*got-want.V) <= 1e-12
	}
	for id, compare := range map[string]func(a, b calc.Binary, level float64) (calc.PairedMean,
		error){"log_loss": calc.CompareLogLoss, "brier": calc.CompareBrier} {
		want, err := compare(b, a, 0.95)
		if got := one.Differences[id]; err != nil || got.Method != "paired t" || !near(got.Value, want.Difference) ||
			!near(got.Low, want.Low) || !near(got.High, want.High) {
			t.Errorf("%s: %+v, want %+v, %v", id, got, want, err)
		}
	}
	precision, err := calc.CompareAveragePrecision(a.Label, b.Score, a.Score, calc.DefaultResampling())
	if got := one.Differences["average_precision"]; err != nil || got.Method != "paired bootstrap, 2000 resamples" ||
		!near(got.Value, precision.Estimate) || !near(got.Low, precision.Low) || !near(got.High, precision.High) {
		t.Errorf("average precision: %+v, want %+v, %v", got, precision, err)
	}
	for id, d := range one.Differences {
		if d.Low == nil || d.High == nil {
			t.Errorf("%s has no interval: %s", id, d.Why)
		}
	}
	if page := ask(s, "GET", "/compare?run=1&run=2", "").Body.String(); strings.Contains(page, "data-pending") ||
		strings.Contains(page, "no interval") {
		t.Error("the page lacks an interval")
	}
}

func TestDifferencesWithoutIntervalHaveReasons(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"Few"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?kind=probability&score=a&score=b",
		"id,label,a,b\n1,1,0.25,0.5\n2,0,0.75,0.5\n"), http.StatusCreated)
	one := comparedWhole(t, s, "run=1&run=2").Runs[1]
	if d := one.Differences["brier"]; d.Value == nil || d.Low != nil || d.Why != calc.ZeroVariance || d.Method != "" {
		t.Errorf("the same difference in every row: %+v", d)
	}
	page := ask(s, "GET", "/compare?run=1&run=2", "").Body.String()
	for _, said := range []string{"AUC: no interval of the difference, since there are too few cases.", "Brier score: no interval of the difference, since the sample shows no variation.", "AP: no interval of the difference, since there are too few cases."} {
		if !strings.Contains(page, said) {
			t.Errorf("the page does not show %q", said)
		}
	}
}

// TestPairedTestsMatchReferences compares with the tests of R and scikit-learn.
func TestPairedTestsMatchReferences(t *testing.T) {
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		t.Skip("DATA_DIR is not set")
	}
	b, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Paired map[string]struct {
			Files     map[string]string
			Threshold float64
			Pairs     map[string]struct {
				Difference float64    `json:"auc_difference"`
				Z          float64    `json:"delong_z"`
				P          float64    `json:"delong_p"`
				Interval   [2]float64 `json:"delong95_of_difference"`
				OnlyFirst  int        `json:"only_first_right"`
				OnlySecond int        `json:"only_second_right"`
				Exact      float64    `json:"mcnemar_exact_p"`
				Corrected  float64    `json:"mcnemar_chi2_continuity_p"`
			}
		}
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want)) }
	compared := 0
	for set, paired := range all.Paired {
		s := open(t, Options{})
		path := newExperiment(t, s, `{"name":"Paired"}`)
		ids := make(map[string]int64)
		for name, file := range paired.Files {
			content, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			w := ask(s, "POST", path+"/runs?file_name="+url.QueryEscape(filepath.Base(file)), string(content))
			if w.Code == http.StatusUnprocessableEntity { // labels that have to be named
				w = ask(s, "POST", path+"/runs?positive=good&file_name="+url.QueryEscape(filepath.Base(file)), string(content))
			}
			ids[name] = answer[uploaded](t, w, http.StatusCreated).Runs[0].ID
		}
		for pair, want := range paired.Pairs {
			first, second, ok := strings.Cut(pair, " - ")
			if !ok {
				t.Fatalf("%q is no pair", pair)
			}
			// The first minus the second: the second is the baseline.
			query := fmt.Sprintf("run=%d&run=%d&baseline=%[1]d&lock=threshold:%[3]v", ids[second], ids[first], paired.Threshold)
			one := answer[comparedAnswer](t, ask(s, "GET", "/api/v1/compare?"+query, ""), http.StatusOK).Runs[1]
			if one.DeLong == nil || one.McNemar == nil {
				t.Errorf("%s, %s: not paired: %s", set, pair, one.Unpaired)
				continue
			}
			compared++
			d, m := one.DeLong, one.McNemar
			if !near(d.Difference, want.Difference) || !near(d.Z, want.Z) || !near(d.P, want.P) ||
				!near(d.Low, want.Interval[0]) || !near(d.High, want.Interval[1]) {
				t.Errorf("%s, %s: DeLong gives %+v, want %+v", set, pair, *d, want)
			}
			if m.OnlySecond != want.OnlyFirst || m.OnlyFirst != want.OnlySecond || !near(*m.Exact, want.Exact) ||
				!near(*m.Corrected, want.Corrected) {
				t.Errorf("%s, %s: McNemar gives %+v, want %+v", set, pair, *m, want)
			}
			body := ask(s, "GET", "/compare?"+query, "").Body.String()
			if !strings.Contains(body, one.Verdicts[0].Said) {
				t.Errorf("%s, %s: the page does not show %q", set, pair, one.Verdicts[0].Said)
			}
		}
	}
	if compared < 10 {
		t.Errorf("only %d pairs were compared", compared)
	}
}

// TestWeightedRowsAreResampled compares the differences of weighted runs with those that
// are computed from their rows.
func TestWeightedRowsAreResampled(t *testing.T) {
	r := rand.New(rand.NewPCG(32, 1))
	s := open(t, Options{})
	file, rows, _ := twoModelsFile(r, 80, func(i int) float64 { return float64(i%4) / 2 })
	path := newExperiment(t, s, `{"name":"Weights"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?kind=logit&score=a&score=b&weight=w", file), http.StatusCreated)
	answer[uploaded](t, ask(s, "POST", path+"/runs?kind=logit&score=a&ignore=w", file), http.StatusCreated)
	got := comparedWhole(t, s, "run=1&run=2&run=3")
	one := got.Runs[1]
	if !one.Paired || one.DeLong != nil || one.McNemar != nil || len(one.Verdicts) > 0 {
		t.Errorf("tests of weighted rows: %+v", one)
	}
	o := calc.DefaultResampling()
	auc, err := rows.Differences([]calc.Statistic{(*calc.Sweep).ROCAUC}, o)
	if err != nil {
		t.Fatal(err)
	}
	recall, _ := calc.MetricByID("recall")
	at, err := rows.DifferencesAt(0, 0, []func(calc.Confusion) calc.Value{recall.At}, o)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]calc.Bootstrap{"roc_auc": auc[0], "recall": at[0]} {
		d := one.Differences[id]
		if d.Low == nil || d.High == nil || math.Abs(*d.Value-want.Estimate.V) > 1e-12 ||
			math.Abs(*d.Low-want.Low.V) > 1e-12 || math.Abs(*d.High-want.High.V) > 1e-12 ||
			d.Method != "paired bootstrap, 2000 resamples" {
			t.Errorf("%s: %+v, want %+v to %+v", id, d, want.Low, want.High)
		}
	}
	for id, d := range one.Differences {
		if d.Low == nil {
			t.Errorf("%s has no interval: %s", id, d.Why)
		}
	}
	if other := got.Runs[2]; other.Paired || !strings.Contains(other.Unpaired, "weigh more") {
		t.Errorf("rows of other weights are paired: %+v", other)
	}
	if page := ask(s, "GET", "/compare?run=1&run=2", "").
		Body.String(); !strings.Contains(page, "Rows have weights, for which there are no tests") {
		t.Error("the page does not show why there are no tests")
	}
}

// TestWholeImagesAreResampled compares masks: their pixels are correlated, so no test may
// treat them as independent.
func TestWholeImagesAreResampled(t *testing.T) {
	const n, height, width = 6, 8, 9
	s, _ := discs(t, n, height, width)
	prob, mask := npytest.Discs(5, n, height, width)
	other := make([]float32, len(prob))
	var rows calc.Paired
	rows.A.Kind, rows.B.Kind = calc.Probability, calc.Probability
	for i, p := range prob {
		other[i] = p * p
		rows.A.Label, rows.A.Score = append(rows.A.Label, mask[i]), append(rows.A.Score, float64(other[i]))
		rows.B.Score = append(rows.B.Score, float64(p))
		rows.Unit = append(rows.Unit, uint32(i/(height*width)))
	}
	rows.B.Label = rows.A.Label
	uploadMasks(t, s, "name=other",
		npytest.Archive("prob", npytest.Array(other, n, height, width), "mask", npytest.Array(mask, n, height, width)))
	one := comparedWhole(t, s, "run=1&run=2").Runs[1]
	if !one.Paired || one.DeLong != nil || len(one.Verdicts) > 0 {
		t.Errorf("pixels are tested: %+v", one)
	}
	o := calc.DefaultResampling()
	whole, err := rows.Differences([]calc.Statistic{(*calc.Sweep).BrierScore}, o)
	if err != nil {
		t.Fatal(err)
	}
	recall, _ := calc.MetricByID("recall")
	at, err := rows.DifferencesAt(0.5, 0.5, []func(calc.Confusion) calc.Value{recall.At}, o)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]calc.Bootstrap{"brier": whole[0], "recall": at[0]} {
		if d := one.Differences[id]; d.Low == nil || math.Abs(*d.Low-want.Low.V) > 1e-12 ||
			math.Abs(*d.High-want.High.V) > 1e-12 {
			t.Errorf("%s: %+v, want %+v to %+v", id, d, want.Low, want.High)
		}
	}
	if page := ask(s, "GET", "/compare?run=1&run=2", "").
		Body.String(); !strings.Contains(page, "resampling whole images") {
		t.Error("the page does not show what was resampled")
	}
}

// TestMidPIsShownNextToExactP compares two runs of which only the first is right on two
// rows and only the second on nine, and a run with itself.
func TestMidPIsShownNextToExactP(t *testing.T) {
	s := open(t, Options{})
	var b strings.Builder
	b.WriteString("id,label,a,b\n")
	for i := range 30 {
		y := i % 2
		scores := [2]float64{0.2 + 0.6*float64(y), 0.2 + 0.6*float64(y)}
		if i < 2 {
			scores[1] = 1 - scores[1]
		} else if i < 11 {
			scores[0] = 1 - scores[0]
		}
		fmt.Fprintf(&b, "r%d,%d,%g,%g\n", i, y, scores[0], scores[1])
	}
	path := newExperiment(t, s, `{"name":"Mid-p"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?score=a&score=b", b.String()), http.StatusCreated)
	answer[uploaded](t, ask(s, "POST", path+"/runs?score=a&ignore=b", b.String()), http.StatusCreated)
	exact, mid := 134.0/2048, 79.0/2048 // twice the tails of 11 tosses: 1+11+55, less 55/2
	one := comparedWhole(t, s, "run=1&run=2").Runs[1]
	near(t, "exact p", one.McNemar.Exact, exact, 1e-12)
	near(t, "mid-p", one.McNemar.Mid, mid, 1e-12)
	last := one.Verdicts[len(one.Verdicts)-1]
	near(t, "mid-p of the verdict", last.Mid, mid, 1e-12)
	type flipped struct {
		McNemar struct {
			Exact *float64 `json:"exact_p"`
			Mid   *float64 `json:"mid_p"`
		}
	}
	flips := answer[flipped](t, ask(s, "GET", "/api/v1/compare/flips?run=1&run=2", ""), http.StatusOK)
	near(t, "mid-p of the flips", flips.McNemar.Mid, mid, 1e-12)
	for address, want := range map[string]string{
		"/compare?run=1&run=2":               "exact p = 0.065, mid-p = 0.039, with continuity correction",
		"/compare/flips?run=1&run=2":         "exact test, p = 0.065; mid-p = 0.039",
		"/api/v1/compare/report?run=1&run=2": "exact p = 0.065, mid-p = 0.039, with continuity correction",
	} {
		if page := ask(s, "GET", address, "").Body.String(); !strings.Contains(page, want) {
			t.Errorf("%s does not show %q", address, want)
		}
	}
	same := comparedWhole(t, s, "run=1&run=3").Runs[1]
	if same.McNemar.Mid != nil || *same.McNemar.Exact != 1 || same.Verdicts[len(same.Verdicts)-1].Mid != nil {
		t.Errorf("where no row differs: %+v", same.McNemar)
	}
}
