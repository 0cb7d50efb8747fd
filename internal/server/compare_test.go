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
	"tradeoff/internal/tradeoff"
)

// comparedAnswer is what tests read of a comparison.
type comparedAnswer struct {
	Baseline int64
	Runs     []struct {
		ID          int64
		Threshold   *calc.Number
		Reached     bool
		Cells       *calc.Confusion
		Metrics     map[string]struct{ Value, Low, High *float64 }
		Differences map[string]struct {
			Value, Low, High *float64
			Method           string
			Why              calc.Reason `json:"interval_reason"`
		}
		Pending  bool
		Paired   bool
		Unpaired string
		DeLong   *struct{ Difference, Low, High, Z, P float64 }
		McNemar  *struct {
			OnlyFirst  int      `json:"only_first_right"`
			OnlySecond int      `json:"only_second_right"`
			Exact      *float64 `json:"exact_p"`
			Corrected  *float64 `json:"chi2_continuity_p"`
		}
		Verdicts []struct {
			Kind, Said string
			P          *float64
			Holm       *float64 `json:"p_holm"`
		}
	}
}

// scoredRows are rows with the scores of two models, of which the second is better.
func scoredRows(r *rand.Rand, n int) (label []int, a, b []float64) {
	for range n {
		y := r.IntN(2)
		shared := r.NormFloat64()/2 + float64(y)
		label = append(label, y)
		a = append(a, math.Round(20*(shared+r.NormFloat64()))/20)
		b = append(b, math.Round(20*(shared+r.NormFloat64()/3))/20)
	}
	return label, a, b
}

// TestLockedRunsAreThoseOfANaiveRecount locks every metric of random runs, and
// counts again at each score.
func TestLockedRunsAreThoseOfANaiveRecount(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	s := open(t, Options{})
	path := experiment(t, s, `{"name":"Random","cost_fp":2,"cost_fn":3}`)
	label, a, b := scoredRows(r, 150)
	var file strings.Builder
	file.WriteString("id,label,a,b\n")
	for i := range label {
		fmt.Fprintf(&file, "r%d,%d,%v,%v\n", i, label[i], a[i], b[i])
	}
	up := answer[uploaded](t, ask(s, "POST", path+"/runs?kind=score&score=a&score=b", file.String()), http.StatusCreated)
	scores := [][]float64{a, b}
	cellsAt := func(score []float64, t float64) (c calc.Confusion) {
		for i, y := range label {
			switch called := score[i] >= t; {
			case y == 1 && called:
				c.TP++
			case y == 1:
				c.FN++
			case called:
				c.FP++
			default:
				c.TN++
			}
		}
		return c
	}
	value := map[string]func(calc.Confusion) calc.Value{
		"recall": calc.Confusion.Recall, "precision": calc.Confusion.Precision, "specificity": calc.Confusion.Specificity, "fpr": calc.Confusion.FPR,
		"alert_rate": calc.Confusion.PredictedPositiveRate, "expected_cost": calc.Costs{FP: 2, FN: 3}.Expected,
	}
	for metric, of := range value {
		for range 4 {
			lock := tradeoff.Lock{Metric: metric, Value: math.Round(100*r.Float64()) / 100}
			atMost := lock.Policy().Rule == calc.AtMost
			q := url.Values{"lock": {lock.String()}}
			for _, run := range up.Runs {
				q.Add("run", fmt.Sprint(run.ID))
			}
			got := answer[comparedAnswer](t, ask(s, "GET", "/api/v1/compare?"+q.Encode(), ""), http.StatusOK)
			for i, run := range got.Runs {
				// What the rule asks for, point by point: the best among those that keep the value.
				var best *calc.Confusion
				for _, threshold := range append([]float64{math.Inf(1)}, scores[i]...) {
					c := cellsAt(scores[i], threshold)
					v := of(c)
					if !v.OK || atMost && v.V > lock.Value+1e-12 || !atMost && v.V < lock.Value-1e-12 {
						continue
					}
					called := c.TP + c.FP
					switch {
					case best == nil:
					case metric == "recall" && called >= best.TP+best.FP: // the highest threshold
						continue
					case metric == "precision" || metric == "expected_cost": // the highest recall, then the highest threshold
						if c.TP < best.TP || c.TP == best.TP && called >= best.TP+best.FP {
							continue
						}
					case metric != "recall" && called <= best.TP+best.FP: // the lowest threshold
						continue
					}
					best = &c
				}
				switch {
				case best == nil:
					if run.Reached {
						t.Errorf("%s: run %d says that it keeps what no threshold keeps", lock, i)
					}
				case !run.Reached || run.Cells == nil || *run.Cells != *best:
					t.Errorf("%s: run %d has %+v, a recount gives %+v", lock, i, run.Cells, *best)
				case *run.Cells != cellsAt(scores[i], float64(*run.Threshold)):
					t.Errorf("%s: run %d has other cells than at its own threshold %v", lock, i, *run.Threshold)
				}
			}
		}
	}
}

func TestRunsOnOtherTestSetsAreNotPaired(t *testing.T) {
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=other", table(80)), http.StatusCreated)
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=same", strings.ReplaceAll(few, "0.6", "0.1")), http.StatusCreated)
	got := answer[comparedAnswer](t, ask(s, "GET", "/api/v1/compare?run=1&run=2&run=3", ""), http.StatusOK)
	if one := got.Runs[1]; one.Paired || one.DeLong != nil || one.McNemar != nil || !strings.Contains(one.Unpaired, "different test sets") || one.Differences["recall"].Low == nil {
		t.Errorf("another test set: %+v", one)
	}
	one := got.Runs[2]
	if !one.Paired || one.DeLong == nil || one.McNemar == nil || one.McNemar.OnlyFirst != 1 || one.McNemar.OnlySecond != 0 {
		t.Errorf("the same test set: %+v", one)
	}
	for _, v := range one.Verdicts {
		if v.P != nil && (v.Holm == nil || *v.Holm < *v.P) {
			t.Errorf("%s: p %v becomes %v", v.Kind, *v.P, v.Holm)
		}
	}
	for _, query := range []string{"run=1&run=2&run=3", "run=1&run=3&lock=recall:0.75&baseline=3", "run=1&run=3&policy=max_f1&meeting=1&blind=1", "run=1", ""} {
		w := ask(s, "GET", "/compare?"+query, "")
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", query, w.Code)
		}
		checkPage(t, query, w.Body.String())
		if blind := strings.Contains(query, "blind"); blind && strings.Contains(w.Body.String(), ">same<") {
			t.Error("a blind meeting shows a name")
		}
	}
}

// comparedWhole asks for a comparison until no interval is still to come.
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

// TestEveryDifferenceOnTheSameRowsHasAnInterval compares a run of probabilities
// with one of logits, and each interval with that of the rows.
func TestEveryDifferenceOnTheSameRowsHasAnInterval(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	s := open(t, Options{})
	path := experiment(t, s, `{"name":"Pairs"}`)
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
	for id, compare := range map[string]func(a, b calc.Binary, level float64) (calc.PairedMean, error){"log_loss": calc.CompareLogLoss, "brier": calc.CompareBrier} {
		want, err := compare(b, a, 0.95)
		if got := one.Differences[id]; err != nil || got.Method != "paired t" || !near(got.Value, want.Difference) || !near(got.Low, want.Low) || !near(got.High, want.High) {
			t.Errorf("%s: %+v, want %+v, %v", id, got, want, err)
		}
	}
	precision, err := calc.CompareAveragePrecision(a.Label, b.Score, a.Score, calc.DefaultResampling())
	if got := one.Differences["average_precision"]; err != nil || got.Method != "paired bootstrap, 2000 resamples" || !near(got.Value, precision.Estimate) || !near(got.Low, precision.Low) || !near(got.High, precision.High) {
		t.Errorf("average precision: %+v, want %+v, %v", got, precision, err)
	}
	for id, d := range one.Differences {
		if d.Low == nil || d.High == nil {
			t.Errorf("%s has no interval: %s", id, d.Why)
		}
	}
	if page := ask(s, "GET", "/compare?run=1&run=2", "").Body.String(); strings.Contains(page, "data-pending") || strings.Contains(page, "no interval") {
		t.Error("the page lacks an interval")
	}
}

func TestDifferencesWithoutAnIntervalSayWhy(t *testing.T) {
	s := open(t, Options{})
	path := experiment(t, s, `{"name":"Few"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?kind=probability&score=a&score=b", "id,label,a,b\n1,1,0.25,0.5\n2,0,0.75,0.5\n"), http.StatusCreated)
	one := comparedWhole(t, s, "run=1&run=2").Runs[1]
	if d := one.Differences["brier"]; d.Value == nil || d.Low != nil || d.Why != calc.ZeroVariance || d.Method != "" {
		t.Errorf("the same difference in every row: %+v", d)
	}
	page := ask(s, "GET", "/compare?run=1&run=2", "").Body.String()
	for _, said := range []string{"AUC: no interval of the difference, since there are too few cases.", "Brier score: no interval of the difference, since the sample shows no variation.", "AP: no interval of the difference, since there are too few cases."} {
		if !strings.Contains(page, said) {
			t.Errorf("the page does not say %q", said)
		}
	}
}

// TestPairedTestsOfRealRuns compares with the tests that R and scikit-learn give.
func TestPairedTestsOfRealRuns(t *testing.T) {
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
		path := experiment(t, s, `{"name":"Paired"}`)
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
			if !near(d.Difference, want.Difference) || !near(d.Z, want.Z) || !near(d.P, want.P) || !near(d.Low, want.Interval[0]) || !near(d.High, want.Interval[1]) {
				t.Errorf("%s, %s: DeLong gives %+v, want %+v", set, pair, *d, want)
			}
			if m.OnlySecond != want.OnlyFirst || m.OnlyFirst != want.OnlySecond || !near(*m.Exact, want.Exact) || !near(*m.Corrected, want.Corrected) {
				t.Errorf("%s, %s: McNemar gives %+v, want %+v", set, pair, *m, want)
			}
			body := ask(s, "GET", "/compare?"+query, "").Body.String()
			if !strings.Contains(body, one.Verdicts[0].Said) {
				t.Errorf("%s, %s: the page does not say %q", set, pair, one.Verdicts[0].Said)
			}
		}
	}
	if compared < 10 {
		t.Errorf("only %d pairs were compared", compared)
	}
}

// TestPixelsAreNoPairs compares the masks of one model with themselves: their
// pixels are alike, so nothing is tested as if they were independent.
func TestPixelsAreNoPairs(t *testing.T) {
	s, _ := discs(t, 4, 6, 6)
	uploadMasks(t, s, "name=again", npytest.Masks(5, 4, 6, 6))
	one := comparedWhole(t, s, "run=1&run=2").Runs[1]
	if one.Paired || one.DeLong != nil || len(one.Verdicts) > 0 || !strings.Contains(one.Unpaired, "pixels of one image are alike") {
		t.Errorf("pixels are paired: %+v", one)
	}
	for id, d := range one.Differences {
		if d.Low != nil {
			t.Errorf("%s has an interval", id)
		}
	}
}
