package catalog

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestFormulasAreWrittenAsPeopleWriteThem(t *testing.T) {
	for id, want := range map[string]string{
		"accuracy":          "(TP + TN) / (TP + FP + FN + TN)",
		"precision":         "TP / (TP + FP)",
		"f0.5":              "1.25·TP / (1.25·TP + 0.25·FN + FP)",
		"balanced_accuracy": "(TP / (TP + FN) + TN / (TN + FP)) / 2",
		"youden_j":          "TP / (TP + FN) + TN / (TN + FP) − 1",
		"mcc":               "(TP·TN − FP·FN) / √((TP + FP)·(TP + FN)·(TN + FP)·(TN + FN))",
		"lr_plus":           "(TP / (TP + FN)) / (FP / (TN + FP))",
		"dor":               "(TP / FP)·(TN / FN)",
	} {
		m, _ := MetricByID(id)
		if got := m.Formula.Text(); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	if got, want := Over(TP, A).Letters(), "TP / A"; got != want {
		t.Errorf("precision in letters is %s, want %s", got, want)
	}
	if got, want := Root(Over(TP, A)).MathML(),
		"<msqrt><mfrac><mi>TP</mi><mrow><mi>TP</mi><mo>+</mo><mi>FP</mi></mrow></mfrac></msqrt>"; got != want {
		t.Errorf("MathML is %s, want %s", got, want)
	}
}

func TestAFormulaKnowsWhereItIsUndefined(t *testing.T) {
	for id, want := range map[string]string{
		"accuracy": "N", "precision": "A", "mcc": "A P Q B", "kappa": "A·Q + P·B", "lr_plus": "FP P Q", "lr_minus": "TN P Q",
		"dor": "FP FN", "jaccard": "TP + FP + FN", "balanced_accuracy": "P Q",
	} {
		m, _ := MetricByID(id)
		var got []string
		for _, d := range m.Formula.Divisors() {
			got = append(got, d.Letters())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s divides by %v, want %s", id, got, want)
		}
	}
	// Where a divisor is zero, the formula is no number, and nowhere else.
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		c := Cells{TP: float64(r.IntN(3)), FP: float64(r.IntN(3)), FN: float64(r.IntN(3)), TN: float64(r.IntN(3))}
		for _, m := range Metrics {
			zero := slices.ContainsFunc(m.Formula.Divisors(), func(d Expr) bool { return d.Value(c) == 0 })
			if x := m.Formula.Value(c); (math.IsNaN(x) || math.IsInf(x, 0)) != zero {
				t.Fatalf("%s of %+v is %v, and a divisor is zero: %t", m.ID, c, x, zero)
			}
		}
	}
}

func TestProportionsAreFound(t *testing.T) {
	want := []string{"accuracy", "error_rate", "precision", "recall", "specificity", "npv", "fpr", "fnr", "fdr", "for",
		"jaccard", "prevalence", "predicted_positive_rate"}
	var got []string
	for _, m := range Metrics {
		if _, _, ok := m.Formula.Share(); ok {
			got = append(got, m.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("proportions are %v, want %v", got, want)
	}
}

// A fraction has counts above and below its line, so it can be shown with the numbers of
// rows in place of its letters. A proportion also says what its rows are.
func TestFractionsOfCountsAreFound(t *testing.T) {
	c := Cells{TP: 100, FP: 78, FN: 9, TN: 145}
	want := map[string][2]float64{"recall": {100, 109}, "precision": {100, 178}, "f1": {200, 287}, "f2": {500, 614},
		"accuracy": {245, 332}, "jaccard": {100, 187}, "predicted_positive_rate": {178, 332}}
	for _, m := range Metrics {
		num, den, ok := m.Formula.Fraction()
		if x, known := want[m.ID]; known && (!ok || num.Value(c) != x[0] || den.Value(c) != x[1]) {
			t.Errorf("%s is a fraction: %t, want %v", m.ID, ok, x)
		}
		if _, _, share := m.Formula.Share(); share && (!ok || (m.Counted == "") != (m.Others == "")) {
			t.Errorf("the proportion %s is a fraction: %t; its rows are %q and %q", m.ID, ok, m.Counted, m.Others)
		} else if !share && m.Counted+m.Others != "" {
			t.Errorf("%s is no proportion and says what its rows are", m.ID)
		}
		others := []string{"mcc", "kappa", "lr_plus", "f0.5", "g_mean", "youden_j", "dor", "balanced_accuracy"}
		if ok && slices.Contains(others, m.ID) {
			t.Errorf("%s is a fraction of counts", m.ID)
		}
	}
}

func TestPrevalenceAndScaling(t *testing.T) {
	free := []string{
		"recall", "specificity", "fpr", "fnr", "balanced_accuracy", "youden_j", "g_mean", "lr_plus", "lr_minus", "dor",
	}
	bound := []string{"accuracy", "precision", "npv", "fdr", "for", "f1", "f0.5", "jaccard", "markedness",
		"fowlkes_mallows",
		"mcc", "kappa", "prevalence", "predicted_positive_rate"}
	for want, list := range map[bool][]string{false: free, true: bound} {
		for _, id := range list {
			m, _ := MetricByID(id)
			if m.Formula.DependsOnPrevalence() != want {
				t.Errorf("%s depends on the prevalence: %t, want %t", m.ID, !want, want)
			}
			if got, want := m.Formula.Scaled(), m.ID == "mcc" || m.ID == "kappa"; got != want {
				t.Errorf("%s is scaled: %t, want %t", m.ID, got, want)
			}
		}
	}
}

// regular reports whether a formula improves throughout as TP rises at given P and
// as FP falls at given Q.
func regular(e Expr, better Direction) bool {
	sign := 1.0
	if better == Lower {
		sign = -1
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		p, q := 1+float64(r.IntN(30)), 1+float64(r.IntN(30))
		tp, fp := r.Float64()*p, r.Float64()*q
		at := func(tp, fp float64) float64 {
			return sign * e.Value(Cells{TP: tp, FN: p - tp, FP: fp, TN: q - fp, CostFP: 1, CostFN: 2})
		}
		here := at(tp, fp)
		if at(tp+(p-tp)*r.Float64(), fp) < here-1e-9 || at(tp, fp*r.Float64()) < here-1e-9 {
			return false
		}
	}
	return true
}

func TestIrregularFormulasAreDeclared(t *testing.T) {
	for _, m := range Metrics {
		if m.Better != Neither && regular(m.Formula, m.Better) == m.Irregular {
			t.Errorf("%s has Irregular: %t", m.ID, m.Irregular)
		}
	}
	for _, p := range Policies {
		if p.Formula.None() {
			continue
		}
		better := Lower
		if p.Rule == AtLeast || p.Rule == Maximize {
			better = Higher
		}
		if regular(p.Formula, better) == p.Irregular {
			t.Errorf("the policy %s has Irregular: %t", p.ID, p.Irregular)
		}
	}
	apart := Minus(Over(TP, P), Over(TP, A)) // recall minus precision, which crosses 0
	if regular(Times(apart, apart), Lower) {
		t.Error("the distance of recall and precision is not found to be irregular")
	}
}

func TestChartsAreWhole(t *testing.T) {
	known := map[string]bool{}
	for _, m := range RunMetrics {
		known[m.ID] = true
	}
	for _, c := range Charts {
		if c.ID == "" || c.Name == "" {
			t.Errorf("chart %+v", c)
		}
		if d := c.Curve; d != nil {
			curveIsWhole(t, c.ID, *d, known)
		}
	}
}

func curveIsWhole(t *testing.T, id string, d Curve, metrics map[string]bool) {
	t.Helper()
	if d.About == "" || d.X.Name == "" || d.X.Of.None() || !d.Y.Of.None() || d.Summary != "" && !metrics[d.Summary] {
		t.Errorf("the curve %s lacks something: %+v", id, d)
	}
	if d.Dashed.None() != (d.DashedName == "") {
		t.Errorf("the reference line of %s has no name, or only one", id)
	}
	if (len(d.Lines) == 0) != (d.Words == "") || (len(d.Lines) == 0) != (len(d.Columns) == 0) {
		t.Errorf("of the lines of %s, the words of its point and its columns, one is missing", id)
	}
	for i, l := range d.Lines {
		if l.ID == "" || l.Name == "" || l.Hue == "" || l.Of.None() || (i == 0 && l.Reference) {
			t.Errorf("the curve %s has the line %+v", id, l)
		}
		if l.Of.UsesThreshold() && !d.ByThreshold() {
			t.Errorf("%s of %s depends on the threshold, which is not its x", l.ID, id)
		}
	}
	for _, a := range []Axis{d.X, d.Y} {
		if (a.Scale == Normal) != (a.Low > 0 && a.Low < a.High && a.High < 1) {
			t.Errorf("the axis of %s in %s has the scale %q from %v to %v", a.Name, id, a.Scale, a.Low, a.High)
		}
	}
	if n := len(d.Columns); n > 0 {
		least := len(d.Lines)
		if !d.ByThreshold() || d.Probabilities {
			least++
		}
		if n < least || n > least+1 {
			t.Errorf("%s has the columns %v", id, d.Columns)
		}
	}
}

func TestWhatDependsOnPrevalenceIsRestated(t *testing.T) {
	got := map[string]bool{}
	for _, c := range Charts {
		if c.Curve != nil {
			got[c.ID] = c.Curve.Restated()
		}
	}
	want := map[string]bool{"tradeoff": true, "roc": false, "pr": true, "cost": true, "decision": true, "gain": true,
		"lift": true, "det": false}
	for id, restated := range want {
		if got[id] != restated {
			t.Errorf("%s restated: %t, want %t", id, got[id], restated)
		}
	}
}

func TestThresholdAndLeastAreWrittenAlike(t *testing.T) {
	e := Minus(Over(TP, N), Times(Over(FP, N), Over(T, Minus(Number(1), T))))
	if got, want := e.Letters(), "TP / N − (FP / N)·(t / (1 − t))"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// 8/20 − 2/20 · 0.25/0.75
	if got := e.Value(Cells{TP: 8, FN: 2, FP: 2, TN: 8, T: 0.25}); math.Abs(got-(0.4-0.1/3)) > 1e-15 {
		t.Errorf("the net benefit is %v", got)
	}
	l := Least(CostFP, Times(CostFN, TP))
	if got := l.Value(Cells{CostFP: 5, CostFN: 2, TP: 2}); got != 4 || l.Text() != "min(c_fp, c_fn·TP)" {
		t.Errorf("%s is %v", l.Text(), got)
	}
	if got, want := l.JS()+" "+l.Go(), "Math.min(costs.fp, (costs.fn * c.tp)) min(costs.FP, float64(costs.FN * c.TP))"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDeclarationsAreWhole(t *testing.T) {
	gaps := strings.NewReplacer("{positive}", "", "{negative}", "", "{units}", "", "{unit}", "")
	for kind, list := range map[string][]Metric{"": Metrics, "run": RunMetrics, "class": ClassMetrics} {
		seen := map[string]bool{}
		for _, m := range list {
			if seen[m.ID] || m.Name == "" || m.Group == "" || m.Ask == "" ||
				strings.ContainsAny(gaps.Replace(m.Ask+m.Counted+m.Others), "{}") {
				t.Errorf("%s metric %+v", kind, m)
			}
			if m.Short == m.Name || m.Through != "" && m.Lift.None() {
				t.Errorf("%s metric %+v", kind, m)
			}
			seen[m.ID] = true
		}
	}
	names := map[string]string{}
	for _, m := range slices.Concat(Metrics, RunMetrics, ClassMetrics) {
		if other := names[m.ID]; other != "" && other != m.Names() {
			t.Errorf("%s is called %q and %q", m.ID, other, m.Names())
		}
		names[m.ID] = m.Names()
	}
	for _, p := range Policies {
		_, known := MetricByID(p.Metric)
		if known == !p.Formula.None() && !p.AnyBeta {
			t.Errorf("the policy %s has not one thing that it bounds or optimises", p.ID)
		}
		if p.Rule == Maximize && !p.AnyBeta && p.ID != "max_"+p.Metric {
			t.Errorf("the policy %s maximises %q", p.ID, p.Metric)
		}
		if p.Label == "" || p.Rule.Bounds() != (p.Take != "" && p.Phrase != "") ||
			!p.Rule.Bounds() && !p.AnyBeta && p.Chosen == "" {
			t.Errorf("policy %+v", p)
		}
		for _, id := range p.Cites {
			if _, ok := MetricByID(id); !ok {
				t.Errorf("%s cites %s", p.ID, id)
			}
		}
	}
	curves := map[string]string{}
	for _, l := range Losses {
		drawn, look := l.Shape == PerRow && l.Two != nil, l.Hue+" "+string(l.Dash)
		if drawn != (l.Hue != "") || drawn && curves[look] != "" {
			t.Errorf("the curve of %s has the hue and dash %q, as that of %s", l.ID, look, cmp.Or(curves[look], "no loss"))
		}
		if drawn {
			curves[look] = l.ID
		}
		for _, f := range []*Form{l.Two, l.Many} {
			if f == nil {
				continue
			}
			if f.Formula == "" || f.Purpose == "" || l.Name == "" || l.Shape == "" {
				t.Errorf("loss %s", l.ID)
			}
			for _, p := range f.Params {
				if p.Control.Label == "" || p.Default < p.Low || p.Default > p.High || !p.Switch && p.Control.Step == 0 {
					t.Errorf("%s.%s", l.ID, p.Name)
				}
			}
		}
	}
}
