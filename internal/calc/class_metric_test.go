package calc

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func classRun(t *testing.T, m MultiClass) *ClassRun {
	t.Helper()
	r, err := NewClassRun(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestClassMetricsAreSpelledOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range ClassMetricList() {
		if seen[m.ID] || m.Name == "" || m.Group == "" || m.Better == 0 {
			t.Errorf("%+v", m)
		}
		seen[m.ID] = true
		if got, ok := ClassMetricByID(m.ID); !ok || got.Name != m.Name {
			t.Errorf("%s is not found", m.ID)
		}
	}
}

func TestClassMetricsAreThoseOfTheRun(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	m := randomClasses(r, 200, 4, Logit, false)
	run := classRun(t, m)
	n := run.Numbers()
	want := classValues(t, m)
	for id, key := range map[string]string{
		"accuracy": "accuracy", "balanced_accuracy": "balanced", "mcc": "mcc", "kappa": "kappa", "kappa_linear": "linear",
		"kappa_quadratic": "quadratic",
		"macro_f1":        "macro", "weighted_precision": "weighted", "macro_roc_auc_ovr": "auc",
		"weighted_roc_auc_ovr": "auc weighted", "micro_roc_auc_ovr": "auc micro",
		"macro_roc_auc_ovo": "pairs", "weighted_roc_auc_ovo": "pairs weighted", "macro_average_precision": "ap",
		"micro_average_precision": "ap micro",
		"top_2_accuracy":          "top 2", "top_label_ece": "ece", "log_loss": "ce", "focal_loss": "focal", "brier": "brier",
		"dice_loss": "dice", "lovasz_softmax_loss": "lovasz",
	} {
		if got := n.Evaluate(id, nil); got.Value != want[key] {
			t.Errorf("%s is %v, want %v", id, got.Value, want[key])
		}
	}
	if got := n.Evaluate("weighted_log_loss", Args{"balance": 0}); got.Value != want["ce"] {
		t.Errorf("weighted_log_loss without weights is %v, want %v", got.Value, want["ce"])
	}
	if got, want := n.Evaluate("weighted_log_loss",
		nil).Value, run.CrossEntropy(run.BalancedWeights(1)).WeightedMean; got != want {
		t.Errorf("weighted_log_loss is %v, want %v", got, want)
	}
	for id, other := range map[string]Args{
		"weighted_log_loss": {"balance": 0.5}, "focal_loss": {"gamma": 1}, "dice_loss": {"smooth": 50},
		"jaccard_loss": {"smooth": 50},
	} {
		if n.Evaluate(id, other).Value == n.Evaluate(id, nil).Value {
			t.Errorf("%s does not depend on its parameter", id)
		}
	}
	if n.Evaluate("focal_loss", Args{"balance": 1}).Value == n.Evaluate("focal_loss", nil).Value {
		t.Error("the focal loss does not depend on its class weights")
	}
}

func TestClassesShareTheLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	m := randomClasses(r, 90, 3, Probability, false)
	run := classRun(t, m)
	n := run.Numbers()
	l := run.CrossEntropy(nil)
	var want [3]float64
	for i, y := range m.Label {
		want[y] += l.PerSample[i] / l.Sum.V
	}
	total := 0.0
	for c, v := range n.ByClass("log_loss", nil) {
		total += v.V
		if math.Abs(v.V-want[c]) > 1e-12 {
			t.Errorf("class %d carries %v, want %v", c, v.V, want[c])
		}
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("all classes carry %v", total)
	}
	for id, of := range map[string][]Value{"dice_loss": run.Dice(1).PerClass, "jaccard_loss": run.Jaccard(1).PerClass} {
		if got := n.ByClass(id, nil); !reflect.DeepEqual(got, of) {
			t.Errorf("%s of each class is %v, want %v", id, got, of)
		}
	}
	mean := 0.0
	for _, v := range n.ByClass("lovasz_softmax_loss", nil) {
		mean += v.V / 3
	}
	if want := run.Lovasz(PresentClasses); math.Abs(mean-want.V) > 1e-12 {
		t.Errorf("the mean of the Lovász losses is %v, want %v", mean, want.V)
	}
}

func TestAbsentClassesCountOnlyIfAsked(t *testing.T) {
	run := classRun(t, MultiClass{
		Kind: Probability, Classes: 3, Label: []int{0, 1}, Score: [][]float64{{0.75, 0.125, 0.125}, {0.125, 0.75, 0.125}},
	})
	n, all := run.Numbers(), Args{"all_classes": 1}
	for _, id := range []string{"dice_loss", "jaccard_loss", "lovasz_softmax_loss"} {
		if n.Evaluate(id, nil).Value == n.Evaluate(id, all).Value {
			t.Errorf("%s is the same over the classes that occur and over all", id)
		}
	}
	if got := run.BalancedWeights(1); !reflect.DeepEqual(got, []float64{1, 1, 1}) {
		t.Errorf("balanced weights are %v", got)
	}
}

func TestClassAccuracyHasWilsonsInterval(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	m := randomClasses(r, 150, 3, Probability, false)
	n := classRun(t, m).Numbers()
	for _, id := range []string{"accuracy", "top_2_accuracy"} {
		e := n.Evaluate(id, nil)
		low, high := Wilson(math.Round(e.V*150), 150, 0.95)
		if e.Method != "Wilson" || e.Low != low || e.High != high {
			t.Errorf("%s is %+v, want %v–%v", id, e, low, high)
		}
	}
	m.Weight = make([]float64, 150)
	for i := range m.Weight {
		m.Weight[i] = 1 + r.Float64()
	}
	if e := classRun(t, m).Numbers().Evaluate("accuracy", nil); e.Low.OK || e.IntervalReason != WeightsNotSupported {
		t.Errorf("weighted: %+v", e)
	}
}

// Of the accuracy the spread is known: √(p(1-p)/n).
func TestResampledMatrixSpreadsAsItsRowsDo(t *testing.T) {
	m := ClassConfusion{{300, 40, 10}, {20, 250, 30}, {0, 50, 300}}
	o := DefaultResampling()
	all := m.Bootstrap([]string{"accuracy", "macro_f1", "mcc", "kappa_quadratic"}, o)
	p, n := all[0].Estimate.V, 1000.0
	if want := math.Sqrt(p * (1 - p) / n); math.Abs(all[0].SE.V-want) > 0.05*want {
		t.Errorf("the accuracy spreads by %v, want %v", all[0].SE.V, want)
	}
	report := m.Report()
	for k, want := range []Value{report.Accuracy, report.Macro.F1, report.MCC, report.KappaQuadratic} {
		b := all[k]
		if b.Estimate != want || !(b.Low.V < want.V && want.V < b.High.V) || b.Defined != o.Resamples {
			t.Errorf("%d: %v in %v–%v, %d defined, want %v", k, b.Estimate, b.Low, b.High, b.Defined, want)
		}
	}
	again := m.Bootstrap([]string{"macro_f1"}, o)
	if again[0].Low != all[1].Low || again[0].High != all[1].High {
		t.Error("the same seed gives other digits")
	}
	if e := (ClassConfusion{{0, 0}, {0, 0}}).Bootstrap([]string{"accuracy"}, o); e[0].Low.OK ||
		e[0].Low.Reason != NoSamples {
		t.Errorf("no rows: %+v", e[0])
	}
}

func TestQuickReportIsTheReport(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 50 {
		m := newClassConfusion(2 + r.IntN(6))
		for i := range m {
			for j := range m[i] {
				m[i][j] = float64(r.IntN(5) * r.IntN(2))
			}
		}
		if got, want := m.quickReport(), m.Report(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v: got %+v, want %+v", m, got, want)
		}
	}
}

func TestOneVsRestIsTheColumnOfTheClass(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for _, kind := range []Kind{Probability, Logit, Score} {
		m := randomClasses(r, 80, 3, kind, false)
		run := classRun(t, m)
		for c := range 3 {
			s := run.OneVsRest(c)
			if s != run.OneVsRest(c) && kind != Score {
				t.Error("the sweep was made twice")
			}
			if auc := run.ROCAUC().Values[c]; kind != Score && s.ROCAUC() != auc {
				t.Errorf("%s, class %d: AUC %v, want %v", kind, c, s.ROCAUC(), auc)
			}
			b := Binary{Kind: Score}
			for i, y := range m.Label {
				b.Label, b.Score = append(b.Label, isOne(y == c)), append(b.Score, m.Score[i][c])
			}
			if kind == Score && s.ROCAUC() != mustSweep(b).ROCAUC() {
				t.Errorf("class %d: the AUC is not that of the stored score", c)
			}
		}
	}
}

func TestEstimateRoundTripsThroughJSON(t *testing.T) {
	for _, e := range []Estimate{
		{Value: Defined(0.1), Low: Defined(0.05), High: Defined(1.0 / 3), Method: "Wilson"},
		withoutInterval(Defined(2), NeedsBootstrap),
		withoutInterval(Undefined(NoPositives), NeedsBootstrap),
	} {
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var got Estimate
		if err := json.Unmarshal(b, &got); err != nil || got != e {
			t.Errorf("%s came back as %+v, %v, want %+v", b, got, err, e)
		}
	}
}
