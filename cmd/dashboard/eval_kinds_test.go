package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/internal/npy/npytest"
)

const fewClasses = "id,label,p_ant,p_bee,p_cat\na,ant,0.5,0.25,0.25\nb,ant,0.25,0.5,0.25\nc,bee,0.125,0.75,0.125\nd,bee,0.25,0.5,0.25\ne,cat,0.25,0.25,0.5\nf,cat,0.5,0.125,0.375\n"

func TestEvalOfManyClasses(t *testing.T) {
	path := file(t, "few.csv", fewClasses)
	got := runWith("", "eval", "--format", "json", path)
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("got %+v", got)
	}
	var out struct {
		Runs []struct {
			Task      string
			N         int
			Positives *int
			At        any
			Metrics   map[string]estimate
			ByClass   struct {
				Classes   []string
				Confusion [][]float64
				PerClass  []struct {
					Class             string
					Support           float64
					Precision, Recall estimate
				} `json:"per_class"`
				Averages struct {
					Macro struct {
						F1      estimate
						Defined struct{ F1 int } `json:"n_defined"`
					}
				}
				TopK []estimate `json:"top_k"`
			} `json:"by_class"`
		}
	}
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil {
		t.Fatal(err)
	}
	r := out.Runs[0]
	if r.Task != "multiclass" || r.N != 6 || r.Positives != nil || r.At != nil || *r.Metrics["accuracy"].Value != 4.0/6 {
		t.Errorf("got %+v", r)
	}
	c := r.ByClass
	if fmt.Sprint(c.Classes, c.Confusion) != "[ant bee cat] [[1 1 0] [0 2 0] [1 0 1]]" || c.PerClass[1].Support != 2 ||
		*c.PerClass[1].Recall.Value != 1 ||
		c.PerClass[1].Recall.Low == nil || c.Averages.Macro.Defined.F1 != 3 || len(c.TopK) != 3 || *c.TopK[1].Value != 1 {
		t.Errorf("by class: %+v", c)
	}

	text := runWith("", "eval", path)
	for _, want := range []string{
		"6 rows, 3 classes", "macro_f1", "Confusion matrix", "bee    0    2    0", "macro", "lovasz_softmax_loss",
	} {
		if !strings.Contains(text.stdout, want) {
			t.Errorf("no %q in\n%s", want, text.stdout)
		}
	}
	if got := runWith("", "eval", path, "--threshold", "0.5"); got.code != 1 || got.stdout != "" ||
		!strings.Contains(got.stderr, "3 classes") {
		t.Errorf("with a threshold: %+v", got)
	}
	if got := runWith("", "eval", path, "--positive", "ant"); got.code != 1 || got.stdout != "" ||
		!strings.Contains(got.stderr, "positive") {
		t.Errorf("with a positive class: %+v", got)
	}
}

func TestEvalPrintsOnlyTheLargestConfusionsOfVeryManyClasses(t *testing.T) {
	const classes = 14
	var b strings.Builder
	b.WriteString("label")
	for c := range classes {
		fmt.Fprintf(&b, ",p%d", c)
	}
	for row := range 3 * classes {
		y, called := row%classes, row%classes
		if row == classes+2 || row == 2*classes+2 {
			called = 5
		}
		fmt.Fprintf(&b, "\n%d", y)
		for c := range classes {
			p := 0.03125
			if c == called {
				p = 1 - 0.03125*(classes-1)
			}
			fmt.Fprintf(&b, ",%v", p)
		}
	}
	got := runWith(b.String()+"\n", "eval", "-")
	if got.code != 0 || !strings.Contains(got.stdout, "2  2 predicted as 5") {
		t.Errorf("code %d, %s%s", got.code, got.stdout, got.stderr)
	}
}

func TestEvalOfMasks(t *testing.T) {
	path := file(t, "discs.npz", string(npytest.Masks(3, 5, 20, 24)))
	r := evalJSON(t, "", path, "--threshold", "0.6")[0]
	m := r.Images
	if r.Task != "segmentation" || r.N != 5*20*24 || m.Count != 5 || len(m.Images) != 5 || m.Images[2].Index != 2 ||
		m.Images[2].Name != "image 2" || m.Images[2].Height != 20 || m.Images[2].Width != 24 {
		t.Errorf("got %+v", r)
	}
	tp, total := 0.0, 0.0
	for _, one := range m.Images {
		tp += one.TP
		if one.Dice.Value != nil {
			total += *one.Dice.Value
		}
	}
	if last := m.Images[4].Dice; tp != r.At.TP || m.Pooled.TP != tp || *m.Pooled.Dice.Value != *r.At.Metrics["f1"].Value ||
		last.Value != nil || last.Reason != "no_positives" ||
		m.Mean.Dice.Defined != 4 || math.Abs(*m.Mean.Dice.Value-total/4) > 1e-12 {
		t.Errorf("images %+v", m)
	}
	if i := m.Intervals.Mean["dice"]; i.Low == nil || !(*i.Low < *m.Mean.Dice.Value && *m.Mean.Dice.Value < *i.High) {
		t.Errorf("the interval of the mean Dice is %+v", i)
	}
	if l := m.Losses[0]; l.ID != "dice_loss" || l.Usual != "per_image" || len(l.Images) != 5 ||
		*l.Pooled.Value != *r.Metrics["dice_loss"].Value || *l.PerImage.Value == *l.Pooled.Value {
		t.Errorf("losses %+v", l)
	}
	text := runWith("", "eval", path)
	for _, want := range []string{
		"Images: 5", "mean over images", "pooled over pixels", "lovasz_softmax_loss", "the worst by Dice", "image 4",
		"left out of the mean",
	} {
		if !strings.Contains(text.stdout, want) {
			t.Errorf("no %q in\n%s", want, text.stdout)
		}
	}
}

const weightless = "label,score,weight\n1,0.95,0\n0,0.9,0\n1,0.8,2\n1,0.7,1\n0,0.6,1\n0,0.4,3\n1,0.3,0.5\n0,0.2,1\n"

func TestEvalCountsRowsAndTheirWeight(t *testing.T) {
	r := evalJSON(t, weightless, "-")[0]
	if r.N != 6 || r.Positives != 3 || r.WeightedN != 8.5 || r.WeightedP != 3.5 || *r.Prevalence != 3.5/8.5 ||
		!r.Weighted {
		t.Errorf("got %+v", r)
	}
	for id, want := range map[string]float64{
		"roc_auc": 0.8857142857142857, "average_precision": 0.9238095238095239, "brier": 0.1523529411764706,
		"log_loss": 0.4796305415548773,
	} {
		if got := *r.Metrics[id].Value; math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is %v, want %v", id, got, want)
		}
	}
	for _, list := range []map[string]estimate{r.Metrics, r.At.Metrics} {
		for id, e := range list {
			if e.Value != nil && e.Low == nil && e.IntervalReason != "too_few_samples" {
				t.Errorf("%s has no interval: %s", id, e.IntervalReason)
			}
		}
	}
	text := runWith(weightless, "eval", "-").stdout
	for _, want := range []string{
		"6 rows, 3 positive; scores are", "by weight: 8.50 in all, 3.50 positive (41.2%)", "(bootstrap, 2000 resamples)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if plain := evalJSON(t, few, "-")[0]; plain.WeightedN != 8 || plain.WeightedP != 4 {
		t.Errorf("without weights: %+v", plain)
	}
	many := "label,a,b,c,weight\na,0.5,0.3,0.2,2\nb,0.1,0.8,0.1,1\nc,0.2,0.2,0.6,0.5\na,0.6,0.2,0.2,1\n"
	if r := evalJSON(t, many, "-")[0]; r.WeightedN != 4.5 ||
		!strings.Contains(runWith(many, "eval", "-").stdout, "by weight: 4.50 in all") {
		t.Errorf("of many classes: %+v", r)
	}
}
