package server

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tradeoff/internal/api"
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// comparedAnswer is the part of a comparison that tests read.
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

// TestLockedRunsMatchNaiveSearch locks every metric of random runs, and searches all
// scores.
func TestLockedRunsMatchNaiveSearch(t *testing.T) {
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
		"recall": calc.Confusion.Recall, "precision": calc.Confusion.Precision, "specificity": calc.Confusion.Specificity,
		"fpr":        calc.Confusion.FPR,
		"alert_rate": calc.Confusion.PredictedPositiveRate,
		"alerts_per_100k": func(c calc.Confusion) calc.Value {
			v := c.PredictedPositiveRate()
			v.V *= 100_000
			return v
		},
		"expected_cost": calc.Costs{FP: 2, FN: 3}.Expected,
	}
	for metric, of := range value {
		for range 4 {
			lock := tradeoff.Lock{Metric: metric, Value: math.Round(100*r.Float64()) / 100}
			if metric == "alerts_per_100k" {
				lock.Value *= 100_000
			}
			atMost := lock.Policy().Rule == calc.AtMost
			q := url.Values{"lock": {lock.String()}}
			for _, run := range up.Runs {
				q.Add("run", fmt.Sprint(run.ID))
			}
			got := answer[comparedAnswer](t, ask(s, "GET", "/api/v1/compare?"+q.Encode(), ""), http.StatusOK)
			for i, run := range got.Runs {
				// The rule, point by point: the best point among those that keep the value.
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
						t.Errorf("%s: run %d reports a value as reached that no threshold reaches", lock, i)
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

func TestRunsOnDifferentTestSetsAreNotPaired(t *testing.T) {
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=other", table(80)), http.StatusCreated)
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=same", strings.ReplaceAll(few, "0.6", "0.1")),
		http.StatusCreated)
	got := answer[comparedAnswer](t, ask(s, "GET", "/api/v1/compare?run=1&run=2&run=3", ""), http.StatusOK)
	if one := got.Runs[1]; one.Paired || one.DeLong != nil || one.McNemar != nil ||
		!strings.Contains(one.Unpaired, "different test sets") || one.Differences["recall"].Low == nil {
		t.Errorf("another test set: %+v", one)
	}
	one := got.Runs[2]
	if !one.Paired || one.DeLong == nil || one.McNemar == nil || one.McNemar.OnlyFirst != 1 ||
		one.McNemar.OnlySecond != 0 {
		t.Errorf("the same test set: %+v", one)
	}
	for _, v := range one.Verdicts {
		if v.P != nil && (v.Holm == nil || *v.Holm < *v.P) {
			t.Errorf("%s: p %v becomes %v", v.Kind, *v.P, v.Holm)
		}
	}
	for _, query := range []string{"run=1&run=2&run=3", "run=1&run=3&lock=recall:0.75&baseline=3",
		"run=1&run=3&policy=max_f1&meeting=1&blind=1", "run=1", ""} {
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

// twoModelsFile is a file with the scores of two models, and a site and a weight for each
// row.
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
			x.to.Label, x.to.Score, x.to.Weight = append(x.to.Label, uint8(y)), append(x.to.Score, x.score),
				append(x.to.Weight, weights(i))
		}
		fmt.Fprintf(&b, "r%d,%d,%v,%v,%s,%v\n", i, y, first[i], second[i], site[i], weights(i))
	}
	return b.String(), rows, site
}

func TestSlicesOfRunsArePaired(t *testing.T) {
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
	if err != nil || !one.Paired || one.DeLong == nil || math.Abs(one.DeLong.Z-want.Z.V) > 1e-9 ||
		math.Abs(one.DeLong.P-want.P.V) > 1e-12 {
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
	// Disagreements and ranks use the same rows.
	f := flipsOf(t, s, "run=1&run=2&slice=site:south&by=site")
	if c := joint.Rows[1]; f.Counts.FixedMisses != c[0][1] || f.Counts.NewMisses != c[1][0] || len(f.Slices) != 1 ||
		f.Slices[0].Rows != len(part.A.Label) {
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
		if w.Code != http.StatusOK || !strings.Contains(body, "data-meeting") || strings.Contains(body, "<bdi>a</bdi>") ||
			!strings.Contains(body, "Model B") {
			t.Errorf("%s: %d, or a meeting that shows names", page, w.Code)
		}
	}
}

func TestOneVsRestViewsArePaired(t *testing.T) {
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
	if w := ask(s, "GET", "/compare/flips?run=2&run=3", ""); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "Name one class") {
		t.Errorf("flips of all classes: %d", w.Code)
	}
	ranks := answer[api.RanksJSON](t, ask(s, "GET", "/api/v1/compare/ranks?run=2&run=3&class=cat", ""), http.StatusOK)
	if len(ranks.Runs) != 2 || ranks.Runs[0].Threshold == nil {
		t.Errorf("ranks %+v", ranks.Runs)
	}
}
