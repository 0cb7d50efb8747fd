package calc

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tradeoff/internal/catalog"
)

// The formulas of the catalog give the digits and the reasons of functions that are
// written by hand.
func TestFormulasEqualTheFunctionsByHand(t *testing.T) {
	byHand := map[string]func(Confusion) Value{
		"accuracy":                Confusion.Accuracy,
		"error_rate":              Confusion.ErrorRate,
		"precision":               Confusion.Precision,
		"recall":                  Confusion.Recall,
		"specificity":             Confusion.Specificity,
		"npv":                     Confusion.NPV,
		"fpr":                     Confusion.FPR,
		"fnr":                     Confusion.FNR,
		"fdr":                     Confusion.FDR,
		"for":                     Confusion.FOR,
		"f1":                      Confusion.F1,
		"f0.5":                    func(c Confusion) Value { return c.FBeta(0.5) },
		"f2":                      func(c Confusion) Value { return c.FBeta(2) },
		"jaccard":                 Confusion.Jaccard,
		"balanced_accuracy":       Confusion.BalancedAccuracy,
		"youden_j":                Confusion.YoudenJ,
		"markedness":              Confusion.Markedness,
		"g_mean":                  Confusion.GMean,
		"fowlkes_mallows":         Confusion.FowlkesMallows,
		"mcc":                     Confusion.MCC,
		"kappa":                   Confusion.Kappa,
		"lr_plus":                 Confusion.LRPlus,
		"lr_minus":                Confusion.LRMinus,
		"dor":                     Confusion.DOR,
		"prevalence":              Confusion.Prevalence,
		"predicted_positive_rate": Confusion.PredictedPositiveRate,
	}
	random := rand.New(rand.NewPCG(1, 2))
	draw := func() float64 {
		switch random.IntN(4) {
		case 0:
			return 0
		case 1:
			return float64(random.IntN(4))
		case 2:
			return float64(random.IntN(1e9))
		}
		return random.ExpFloat64()
	}
	for range 200_000 {
		c := Confusion{draw(), draw(), draw(), draw()}
		for id, f := range byHand {
			m, _ := MetricByID(id)
			if got, want := m.point(c), f(c); got != want {
				t.Fatalf("%s of %+v is %v %s, by hand %v %s", id, c, got.V, got.Reason, want.V, want.Reason)
			}
		}
	}
	if len(byHand) != len(confusionMetrics) {
		t.Errorf("%d functions by hand, %d formulas", len(byHand), len(confusionMetrics))
	}
}

func TestEveryDeclaredMetricHasItsFunction(t *testing.T) {
	declared := map[string]map[string]bool{"run": {}, "class": {}}
	for _, m := range catalog.RunMetrics {
		declared["run"][m.ID] = true
	}
	for _, m := range catalog.ClassMetrics {
		if m.TopK == 0 {
			declared["class"][m.ID] = true
		}
	}
	for _, l := range catalog.Losses {
		if l.Two != nil {
			declared["run"][l.ID] = true
		}
		if l.Many != nil {
			declared["class"][l.ID] = true
		}
	}
	runs := slices.AppendSeq(slices.Collect(maps.Keys(runFunctions)), maps.Keys(lossFunctions))
	for kind, have := range map[string][]string{"run": runs, "class": slices.Collect(maps.Keys(classFunctions))} {
		want := slices.Collect(maps.Keys(declared[kind]))
		slices.Sort(want)
		if slices.Sort(have); !slices.Equal(have, want) {
			t.Errorf("calc has functions for %v, the catalog declares %v", have, want)
		}
	}
	for _, l := range catalog.Losses {
		f, hasSlope := lossFunctions[l.ID], l.Shape == catalog.Sorted || l.Shape == catalog.Mix
		if l.Two != nil && ((f.row != nil) != (l.Shape == catalog.PerRow) ||
			(f.overlap != nil) != (l.Shape == catalog.Overlap) ||
			(f.slope != nil) != hasSlope || f.row == nil && f.overlap == nil && f.value == nil) {
			t.Errorf("the functions of %s are not those of its shape, %s", l.ID, l.Shape)
		}
	}
	for id := range runIntervals {
		if runFunctions[id] == nil {
			t.Errorf("%s has an interval and no value", id)
		}
	}
}

// A policy that is irregular is found by looking at every point.
func TestIrregularObjectivesAreScanned(t *testing.T) {
	distance := func(c Confusion) Value { // 0 where precision and recall cross
		p, r := c.Precision(), c.Recall()
		if !p.OK || !r.OK {
			return p
		}
		return Defined(math.Abs(p.V - r.V))
	}
	s := sweepOf(t, benchRows(3000, false))
	got, want := s.optimum(objective{of: distance, better: Lower, every: true}), plainBest(s, Lower, distance)
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	o := Resampling{Resamples: 1, Level: 0.95, Seed: 3}
	search := newOptimumSearch(s, objective{of: distance, better: Lower, every: true}, o)
	drawn := search.drawn(0)
	if got, want := search.resample(0), plainBest(drawn, Lower, distance); got.V != want.Threshold {
		t.Errorf("of a resample %v, want %v", got.V, want.Threshold)
	}
}

func BenchmarkFormula(b *testing.B) {
	c := Confusion{80, 20, 30, 400}
	for _, one := range []struct {
		id string
		f  func(Confusion) Value
	}{{"precision", Confusion.Precision}, {"f1", Confusion.F1}, {"mcc", Confusion.MCC}} {
		m, _ := MetricByID(one.id)
		b.Run(one.id+"/hand", func(b *testing.B) {
			for b.Loop() {
				one.f(c)
			}
		})
		b.Run(one.id+"/tree", func(b *testing.B) {
			for b.Loop() {
				m.point(c)
			}
		})
	}
}
