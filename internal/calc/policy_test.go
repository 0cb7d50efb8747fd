package calc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func policy(t testing.TB, text string) Policy {
	t.Helper()
	p, err := ParsePolicy(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPoliciesAreWrittenAsTheyAreRead(t *testing.T) {
	for _, text := range []string{"max_f1", "max_f2", "max_f0.5", "max_f3.5", "max_youden_j", "max_mcc", "max_accuracy",
		"max_recall",
		"closest_topleft", "min_cost", "recall>=0.9", "precision>=0.5", "specificity>=1", "alert_rate<=0.1", "fpr<=0.1",
		"expected_cost<=0.25"} {
		if got := policy(t, text).String(); got != text {
			t.Errorf("%q is written %q", text, got)
		}
	}
	for _, text := range []string{"", "f1", "max_", "max_f", "max_f0", "max_f-1", "max_fnr", "max_prevalence",
		"max_roc_auc", "recall<=0.9",
		"alert_rate>=0.1", "fpr>=0.1", "expected_cost>=1", "npv>=0.5", "recall>=x", "recall>=NaN", "recall>=", "min_f1",
		"max_finf"} {
		if p, err := ParsePolicy(text); err == nil {
			t.Errorf("%q is read as %+v", text, p)
		}
	}
}

func TestConstraintPolicies(t *testing.T) {
	// Thresholds 0.9 … 0.4; positives at 0.9, 0.7, 0.4.
	s := sweepOf(t, Binary{
		Kind: Probability, Label: []uint8{1, 0, 1, 0, 0, 1}, Score: []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4},
	})
	for text, want := range map[string]float64{
		"recall>=0.6":      0.7, // the highest that reaches it
		"recall>=0":        math.Inf(1),
		"recall>=1":        0.4,
		"precision>=0.65":  0.7, // recall 2/3 beats 1/3 at 0.9
		"precision>=1":     0.9,
		"specificity>=0.5": 0.7, // the lowest that satisfies it: 2/3
		"specificity>=1":   0.9,
		"alert_rate<=0.5":  0.7,
		"alert_rate<=0.1":  math.Inf(1),
		"alert_rate<=1":    0.4,
	} {
		got := policy(t, text).Pick(s, Setting{})
		if !got.Reached || got.Threshold != want || got.Threshold != s.Threshold(got.Index) {
			t.Errorf("%s: %+v, want threshold %v", text, got, want)
		}
	}
	got := policy(t, "precision>=1.5").Pick(s, Setting{})
	if got.Reached || got.Value != Defined(1) || got.Threshold != 0.9 {
		t.Errorf("an unreachable bound gives %+v, want the best precision and its threshold", got)
	}
}

func TestPoliciesOfARunWithoutPositives(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Probability, Label: []uint8{0, 0}, Score: []float64{0.9, 0.8}})
	for _, text := range []string{"recall>=0.5", "precision>=0.5", "max_youden_j", "closest_topleft"} {
		if got := policy(t, text).Pick(s, Setting{}); got.Reached {
			t.Errorf("%s reaches %+v", text, got)
		}
	}
	if got := policy(t, "recall>=0.5").Pick(s, Setting{}); got.Value != Undefined(NoPositives) {
		t.Errorf("recall is %v, want undefined for want of positives", got.Value)
	}
}

func TestPrevalenceInDeploymentChangesPrecisionButNotRecall(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		for k := range min(s.Len(), 20) {
			c := s.Confusion(k)
			used, why := c.AtPrevalence(0.02)
			if (why != "") != (s.Positives() == 0 || s.Negatives() == 0) {
				t.Fatalf("reason %q with %d positives and %d negatives", why, s.Positives(), s.Negatives())
			}
			if why != "" {
				continue
			}
			if !isClose(used.Total(), 1) || !isClose(used.Prevalence().V, 0.02) ||
				!isClose(used.Recall().V, c.Recall().V) || !isClose(used.YoudenJ().V, c.YoudenJ().V) {
				t.Errorf("%+v becomes %+v", c, used)
			}
			same, _ := c.AtPrevalence(c.Prevalence().V)
			if !sameValue(same.Precision(), c.Precision()) {
				t.Errorf("at its own prevalence %+v becomes %+v", c, same)
			}
		}
	})
}

func TestPolicyAtAnotherPrevalence(t *testing.T) {
	s := sweepOf(t, Binary{
		Kind: Probability, Label: []uint8{1, 0, 1, 0, 0, 1}, Score: []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4},
	})
	rare := 0.001
	w := Setting{Costs: Costs{FP: 1, FN: 5}, Prevalence: &rare}
	if got := policy(t, "min_cost").Pick(s, w); got.Threshold != 0.9 {
		t.Errorf("where nearly all are negative %+v is the cheapest, want 0.9", got)
	}
	w.Prevalence = nil
	if got := policy(t, "min_cost").Pick(s, w); got.Threshold != 0.4 {
		t.Errorf("in the test set %+v is the cheapest, want 0.4", got)
	}
}

func TestHighestOfTiedThresholdsWins(t *testing.T) {
	// F1 is 2/3 at 0.9 and again at 0.6.
	s := sweepOf(t, Binary{Kind: Probability, Label: []uint8{1, 0, 0, 1}, Score: []float64{0.9, 0.8, 0.7, 0.6}})
	if got := s.Best("f1"); got.Threshold != 0.9 || !isClose(got.Value.V, 2.0/3) {
		t.Errorf("best F1 %+v, want 2/3 at 0.9", got)
	}
}

// plainBest looks at every operating point.
func plainBest(s *Sweep, d Direction, f func(Confusion) Value) Optimum {
	sign := 1.0
	if d == Lower {
		sign = -1
	}
	most := math.Inf(-1)
	for k := range s.Len() {
		if v := f(s.Confusion(k)); v.OK {
			most = max(most, sign*v.V)
		}
	}
	for k := range s.Len() {
		if v := f(s.Confusion(k)); v.OK && sign*v.V >= most-tieTolerance {
			return Optimum{Value: v, Index: k, Threshold: s.Threshold(k)}
		}
	}
	return Optimum{Value: Undefined(f(s.Confusion(s.Len() - 1)).Reason)}
}

func TestBestIsThatOfAPlainSearch(t *testing.T) {
	check := func(t *testing.T, s *Sweep) {
		t.Helper()
		prevalence := 0.02
		for _, where := range []Setting{{}, {Prevalence: &prevalence}} {
			for _, m := range ConfusionMetrics() {
				if m.Better == Neither {
					continue
				}
				if got, want := s.bestPoint(m.Better, where.In(m.point)), plainBest(s, m.Better, where.In(m.point)); got != want {
					t.Errorf("%s of %d points: %+v, want %+v", m.ID, s.Len(), got, want)
				}
			}
			for _, c := range []Costs{{FP: 1, FN: 1}, {FP: 1, FN: 30, TP: -2}, {FP: -3, FN: 1}, {FP: 1, FN: -1, TN: 2}, {}} {
				if got, want := s.bestPoint(Lower, where.In(c.Expected)), plainBest(s, Lower, where.In(c.Expected)); got != want {
					t.Errorf("costs %+v of %d points: %+v, want %+v", c, s.Len(), got, want)
				}
			}
		}
		if p, q := s.PositiveWeight(), s.NegativeWeight(); p > 0 && q > 0 {
			want := plainBest(s, Higher, func(c Confusion) Value { return Defined(math.Abs(c.TP/p - c.FP/q)) })
			if got := s.KS(); got.Statistic != want.Value || got.Index != want.Index {
				t.Errorf("KS of %d points: %+v, want %+v", s.Len(), got, want)
			}
		}
		if got, want := s.ClosestTopLeft(), plainBest(s, Lower, topLeft.target(Setting{}).of); got != want {
			t.Errorf("top left of %d points: %+v, want %+v", s.Len(), got, want)
		}
	}
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) { check(t, sweepOf(t, b)) })
	for _, n := range []int{1000, 20_000} {
		for _, tied := range []bool{false, true} {
			b := benchRows(n, tied)
			check(t, sweepOf(t, b))
			b.Label = slices.Clone(b.Label)
			for i := range b.Label {
				b.Label[i] = 1 - b.Label[i] // an inverted model
			}
			check(t, sweepOf(t, b))
		}
	}
}
