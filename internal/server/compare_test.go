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

	"tradeoff/internal/api"
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
			Mid        *float64 `json:"mid_p"`
			Corrected  *float64 `json:"chi2_continuity_p"`
		}
		Verdicts []struct {
			Kind, Said string
			P          *float64
			Mid        *float64 `json:"mid_p"`
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
	path := newExperiment(t, s, `{"name":"Random","cost_fp":2,"cost_fn":3}`)
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
	path := newExperiment(t, s, `{"name":"Few"}`)
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

// twoModelsFile is a file with the scores of two models, a site for each row and, in
// the given numbers, what it weighs.
func twoModelsFile(r *rand.Rand, n int, weights func(i int) float64) (file string, rows calc.Paired, site []string) {
	labels, first, second := scoredRows(r, n)
	var b strings.Builder
	b.WriteString("id,label,a,b,site,w\n")
	rows.A.Kind, rows.B.Kind = calc.Logit, calc.Logit
	for i, y := range labels {
		site = append(site, []string{"north", "south"}[r.IntN(2)])
		for _, x := range []struct {
			to    *calc.Binary
			score float64
		}{{&rows.A, second[i]}, {&rows.B, first[i]}} {
			x.to.Label, x.to.Score, x.to.Weight = append(x.to.Label, uint8(y)), append(x.to.Score, x.score), append(x.to.Weight, weights(i))
		}
		fmt.Fprintf(&b, "r%d,%d,%v,%v,%s,%v\n", i, y, first[i], second[i], site[i], weights(i))
	}
	return b.String(), rows, site
}

func TestPartsOfRunsArePaired(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 1))
	s := open(t, Options{})
	file, rows, site := twoModelsFile(r, 300, func(int) float64 { return 1 })
	path := newExperiment(t, s, `{"name":"Parts"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?kind=logit&score=a&score=b&group=site&ignore=w", file), http.StatusCreated)
	one := comparedWhole(t, s, "run=1&run=2&slice=site:south").Runs[1]
	var part calc.Paired
	for i, where := range site {
		if where == "south" {
			part.A.Label = append(part.A.Label, rows.A.Label[i])
			part.A.Score, part.B.Score = append(part.A.Score, rows.A.Score[i]), append(part.B.Score, rows.B.Score[i])
		}
	}
	want, err := calc.CompareDeLong(part.A.Label, part.A.Score, part.B.Score, 0.95)
	if err != nil || !one.Paired || one.DeLong == nil || math.Abs(one.DeLong.Z-want.Z.V) > 1e-9 || math.Abs(one.DeLong.P-want.P.V) > 1e-12 {
		t.Errorf("DeLong %+v, want %+v, %v", one.DeLong, want, err)
	}
	joint := calc.NewJoint(part.A.Label, part.B.Score, part.A.Score, 0, 0)
	if m := joint.Right(); one.McNemar == nil || one.McNemar.OnlyFirst != m.OnlyA || one.McNemar.OnlySecond != m.OnlyB {
		t.Errorf("McNemar %+v, want %+v", one.McNemar, m)
	}
	for id, d := range one.Differences {
		if d.Low == nil {
			t.Errorf("%s has no interval: %s", id, d.Why)
		}
	}
	// The same rows are those of the flips and the ranks.
	f := flipsOf(t, s, "run=1&run=2&slice=site:south&by=site")
	if c := joint.Rows[1]; f.Counts.FixedMisses != c[0][1] || f.Counts.NewMisses != c[1][0] || len(f.Slices) != 1 || f.Slices[0].Rows != len(part.A.Label) {
		t.Errorf("flips %+v, want those of %+v", f, joint)
	}
	ranks := answer[api.RanksJSON](t, ask(s, "GET", "/api/v1/compare/ranks?run=1&run=2&slice=site:south", ""), http.StatusOK)
	sweep, err := calc.NewSweep(calc.Binary{Kind: calc.Logit, Label: part.A.Label, Score: part.A.Score})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range ranks.Metrics {
		if got := m.Ranks[1].Value; m.ID == "roc_auc" && (got == nil || *got != sweep.ROCAUC().V) {
			t.Errorf("ranked by an AUC of %v, want %v", got, sweep.ROCAUC())
		}
	}
	for _, page := range []string{"/compare", "/compare/flips", "/compare/ranks"} {
		w := ask(s, "GET", page+"?run=1&run=2&slice=site:south&meeting=1&blind=1", "")
		body := w.Body.String()
		checkPage(t, page, body)
		if w.Code != http.StatusOK || !strings.Contains(body, "data-meeting") || strings.Contains(body, "<bdi>a</bdi>") || !strings.Contains(body, "Model B") {
			t.Errorf("%s: %d, or a meeting that shows names", page, w.Code)
		}
	}
}

func TestOneClassOfTwoRunsIsPaired(t *testing.T) {
	s := withKinds(t, "")
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/2/runs?group=site&name=others", strings.ReplaceAll(antsBeesCats, "g,cat,0.75,0.125,0.125", "g,cat,0.125,0.125,0.75")), http.StatusCreated)
	one := comparedWhole(t, s, "run=2&run=3&class=cat").Runs[1]
	if !one.Paired || one.McNemar == nil || one.McNemar.OnlyFirst != 0 || one.McNemar.OnlySecond != 1 {
		t.Errorf("%+v, %+v", one, one.McNemar)
	}
	f := flipsOf(t, s, "run=2&run=3&class=cat")
	if f.Counts != (api.DisagreementCountsJSON{FixedMisses: 1}) || f.Total != 1 || f.Rows[0].Values[0] != "g" {
		t.Errorf("flips %+v", f)
	}
	if w := ask(s, "GET", "/compare/flips?run=2&run=3", ""); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Name one class") {
		t.Errorf("flips of all classes: %d", w.Code)
	}
	ranks := answer[api.RanksJSON](t, ask(s, "GET", "/api/v1/compare/ranks?run=2&run=3&class=cat", ""), http.StatusOK)
	if len(ranks.Runs) != 2 || ranks.Runs[0].Threshold == nil {
		t.Errorf("ranks %+v", ranks.Runs)
	}
}

// TestWeightedRowsAreResampled compares the differences of weighted runs with
// those of their rows.
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
		if d.Low == nil || d.High == nil || math.Abs(*d.Value-want.Estimate.V) > 1e-12 || math.Abs(*d.Low-want.Low.V) > 1e-12 || math.Abs(*d.High-want.High.V) > 1e-12 || d.Method != "paired bootstrap, 2000 resamples" {
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
	if page := ask(s, "GET", "/compare?run=1&run=2", "").Body.String(); !strings.Contains(page, "Rows have weights, for which there are no tests") {
		t.Error("the page does not say why there are no tests")
	}
}

// TestWholeImagesAreResampled compares masks: their pixels are alike, so nothing is
// tested as if they were independent.
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
	uploadMasks(t, s, "name=other", npytest.Archive("prob", npytest.Array(other, n, height, width), "mask", npytest.Array(mask, n, height, width)))
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
		if d := one.Differences[id]; d.Low == nil || math.Abs(*d.Low-want.Low.V) > 1e-12 || math.Abs(*d.High-want.High.V) > 1e-12 {
			t.Errorf("%s: %+v, want %+v to %+v", id, d, want.Low, want.High)
		}
	}
	if page := ask(s, "GET", "/compare?run=1&run=2", "").Body.String(); !strings.Contains(page, "resampling whole images") {
		t.Error("the page does not say what was resampled")
	}
}

// TestMidPStandsBesideTheExactP compares two runs of which one is right alone on
// two rows and the other on nine, and a run with itself.
func TestMidPStandsBesideTheExactP(t *testing.T) {
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
			t.Errorf("%s does not say %q", address, want)
		}
	}
	same := comparedWhole(t, s, "run=1&run=3").Runs[1]
	if same.McNemar.Mid != nil || *same.McNemar.Exact != 1 || same.Verdicts[len(same.Verdicts)-1].Mid != nil {
		t.Errorf("where no row differs: %+v", same.McNemar)
	}
}
