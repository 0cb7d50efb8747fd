package calc

import (
	"encoding/json"
	"math"
	"testing"
)

func TestIdentifiersAreSpelledOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, list := range [][]Metric{ConfusionMetrics(), RunMetrics()} {
		for _, m := range list {
			if seen[m.ID] {
				t.Errorf("%s occurs twice", m.ID)
			}
			seen[m.ID] = true
			if m.Name == "" {
				t.Errorf("%s has no name", m.ID)
			}
			if got, ok := MetricByID(m.ID); !ok || got.ID != m.ID {
				t.Errorf("%s is not found", m.ID)
			}
			if m.OfConfusion() == (m.run != nil) {
				t.Errorf("%s is of a point and of a run, or of neither", m.ID)
			}
		}
	}
	for _, id := range []string{"roc_auc", "average_precision", "gini", "ks", "partial_roc_auc", "pr_auc_trapezoid",
		"brier",
		"brier_skill", "ece", "mce", "net_benefit", "expected_cost", "log_loss", "weighted_log_loss", "focal_loss",
		"dice_loss",
		"bce_dice_loss", "jaccard_loss", "tversky_loss", "lovasz_softmax_loss", "lovasz_sigmoid_loss", "lovasz_hinge_loss",
		"iou_balanced_loss"} {
		if !seen[id] {
			t.Errorf("there is no %s", id)
		}
	}
}

func TestArgumentsAreChecked(t *testing.T) {
	for _, c := range []struct {
		id   string
		args Args
		ok   bool
	}{
		{"focal_loss", Args{"gamma": 1}, true},
		{"focal_loss", Args{"gamma": -1}, false},
		{"focal_loss", Args{"delta": 1}, false},
		{"weighted_log_loss", Args{"pos_weight": 0}, false},
		{"partial_roc_auc", Args{"max_fpr": 0}, false},
		{"partial_roc_auc", Args{"max_fpr": 0.1}, true},
		{"net_benefit", Args{"threshold": math.NaN()}, false},
		{"expected_cost", Args{"threshold": math.Inf(1), "prevalence": 0.1}, true},
		{"expected_cost", Args{"cost_fp": math.Inf(1)}, false},
		{"ece", Args{"bins": 0}, false},
	} {
		m, _ := MetricByID(c.id)
		if err := m.Check(c.args); (err == nil) != c.ok {
			t.Errorf("%s%v: %v", c.id, c.args, err)
		}
	}
}

func TestMetricsTakeTheirArguments(t *testing.T) {
	s := sweepOf(t, benchRows(1000, false))
	for _, c := range []struct {
		id   string
		args Args
		want Value
	}{
		{"partial_roc_auc", Args{"max_fpr": 0.1}, s.PartialROCAUC(0.1).Standardized},
		{"focal_loss", Args{"gamma": 1, "use_alpha": 0}, s.FocalLoss(Focal{Gamma: 1}).Mean},
		{"dice_loss", Args{"squared": 1, "smooth": 0}, s.DiceSquared(0).Loss},
		{"tversky_loss", Args{"alpha": 0.3, "beta": 0.7, "focal_gamma": 0.75}, s.FocalTversky(Tversky{0.3, 0.7, 1}, 0.75)},
		{"ece", Args{"bins": 15, "quantile": 1}, s.Calibration(15, QuantileBins).Error().ECE},
		{"lovasz_softmax_loss", Args{"all_classes": 1}, s.LovaszSoftmax(AllClasses)},
		{"expected_cost", Args{"threshold": 0.2, "cost_fn": 5}, Costs{FP: 1, FN: 5}.Expected(s.At(0.2).Confusion)},
	} {
		m, _ := MetricByID(c.id)
		if err := m.Check(c.args); err != nil {
			t.Error(err)
		}
		if got := m.Of(s, c.args, 0.95).Value; got != c.want {
			t.Errorf("%s%v is %v, want %v", c.id, c.args, got, c.want)
		}
	}
}

func TestIntervalsSayWhyTheyAreMissing(t *testing.T) {
	b := benchRows(200, false)
	s := sweepOf(t, b)
	b.Weight = make([]float64, 200)
	for i := range b.Weight {
		b.Weight[i] = 1.5
	}
	weighted := sweepOf(t, b)
	for name, c := range map[string]struct {
		e      Estimate
		method string
		why    Reason
	}{
		"recall":          {s.At(0.5).Estimate("recall", 0.95), "Wilson", ""},
		"F1":              {s.At(0.5).Estimate("f1", 0.95), "Wilson, indirect", ""},
		"MCC":             {s.At(0.5).Estimate("mcc", 0.95), "", NeedsBootstrap},
		"weighted recall": {weighted.At(0.5).Estimate("recall", 0.95), "", WeightsNotSupported},
		"precision":       {s.At(math.Inf(1)).Estimate("precision", 0.95), "", NoPredictedPositives},
		"AUC":             {s.Evaluate("roc_auc"), "DeLong", ""},
		"Gini":            {s.Evaluate("gini"), "DeLong", ""},
		"weighted AUC":    {weighted.Evaluate("roc_auc"), "", WeightsNotSupported},
		"AP":              {s.Evaluate("average_precision"), "", NeedsBootstrap},
		"hinge":           {s.Evaluate("lovasz_hinge_loss"), "", NeedsLogits},
		"IoU":             {s.Evaluate("iou_balanced_loss"), "", NeedsIoU},
	} {
		e := c.e
		if e.Method != c.method || e.IntervalReason != c.why || e.Low.OK != (c.why == "") || e.High.OK != e.Low.OK {
			t.Errorf("%s: %+v, want method %q, reason %q", name, e, c.method, c.why)
		}
		if e.Low.OK && !(e.Low.V <= e.V && e.V <= e.High.V) {
			t.Errorf("%s: %v is outside [%v,%v]", name, e.V, e.Low.V, e.High.V)
		}
	}
}

func TestEstimateInJSON(t *testing.T) {
	for _, c := range []struct {
		e    Estimate
		want string
	}{
		{Estimate{Value: Defined(0.5), Low: Defined(0.25), High: Defined(0.75), Method: "Wilson"},
			`{"value":0.5,"low":0.25,"high":0.75,"method":"Wilson"}`},
		{withoutInterval(Defined(1), NeedsBootstrap),
			`{"value":1,"low":null,"high":null,"interval_reason":"needs_bootstrap"}`},
		{withoutInterval(Undefined(NoPositives), NeedsBootstrap),
			`{"value":null,"low":null,"high":null,"reason":"no_positives","interval_reason":"no_positives"}`},
	} {
		got, err := json.Marshal(c.e)
		if err != nil || string(got) != c.want {
			t.Errorf("got %s, %v, want %s", got, err, c.want)
		}
	}
	got, err := json.Marshal(OperatingPoint{Threshold: math.Inf(1), Confusion: Confusion{FN: 2, TN: 3}})
	if want := `{"threshold":"inf","tp":0,"fp":0,"fn":2,"tn":3}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestUndefinedMetricsGiveTheFirstReason(t *testing.T) {
	for _, c := range []struct {
		name string
		got  Value
		want Reason
	}{
		{"recall of nothing", Confusion{}.Recall(), NoSamples},
		{"recall without positives", Confusion{FP: 1}.Recall(), NoPositives},
		{"precision without calls", Confusion{FN: 1, TN: 1}.Precision(), NoPredictedPositives},
		{"NPV", Confusion{TP: 1, FP: 1}.NPV(), NoPredictedNegatives},
		{"F1 of true negatives", Confusion{TN: 4}.F1(), NoPositives},
		{"MCC", Confusion{TP: 1, FP: 1}.MCC(), NoPredictedNegatives},
		{"kappa of true positives", Confusion{TP: 3}.Kappa(), NoNegatives},
		{"LR+ without false positives", Confusion{TP: 1, FN: 1, TN: 1}.LRPlus(), Infinite},
		{"LR+ without calls", Confusion{FN: 1, TN: 1}.LRPlus(), NoPredictedPositives},
		{"LR- without true negatives", Confusion{FN: 1, TP: 1, FP: 1}.LRMinus(), Infinite},
		{"LR- when everything is predicted positive", Confusion{TP: 1, FP: 1}.LRMinus(), NoPredictedNegatives},
		{"DOR of a perfect call", Confusion{TP: 1, TN: 1}.DOR(), Infinite},
		{"DOR without positives", Confusion{FP: 1, TN: 1}.DOR(), NoPositives},
	} {
		if c.got != Undefined(c.want) {
			t.Errorf("%s: %+v, want undefined, %s", c.name, c.got, c.want)
		}
	}
}
