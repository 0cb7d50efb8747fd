package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// heavyRows are n rows whose weights are drawn from a list, with scores rounded to
// steps.
func heavyRows(n int, steps float64, weights ...float64) Binary {
	r := rand.New(rand.NewPCG(7, 11))
	b := Binary{Kind: Probability}
	for range n {
		y := uint8(r.IntN(2))
		x := min(1, max(0, 0.35+0.3*float64(y)+0.2*r.NormFloat64()))
		b.Label, b.Score = append(b.Label, y), append(b.Score, math.Round(x*steps)/steps)
		b.Weight = append(b.Weight, weights[r.IntN(len(weights))])
	}
	return b
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

// TestAlikeRowsAreDrawnAsAWhole compares the interval of rows that are drawn by
// score, class and weight with that of the same rows drawn one by one.
func TestAlikeRowsAreDrawnAsAWhole(t *testing.T) {
	b := heavyRows(4000, 10, 0.5, 1, 3)
	table := newRowTable(b)
	if _, upTo := table.merged(); len(b.Label) < rowsPerSlot*len(upTo) {
		t.Fatalf("%d slots of %d rows: they are not drawn as a whole", len(upTo), len(b.Label))
	}
	o := DefaultResampling()
	got, err := BootstrapRows(b, (*Sweep).ROCAUC, o)
	if err != nil {
		t.Fatal(err)
	}
	draw, into := newRowDraw(b.Label, o), table.scratch()
	var replicates []Value
	for r := range o.Resamples {
		replicates = append(replicates, table.fill(into, draw.resample(r)).ROCAUC())
	}
	want := summarize(got.Estimate, replicates, o)
	if got.Defined != o.Resamples || !near(got.Low.V, want.Low.V, 0.3*want.SE.V) ||
		!near(got.High.V, want.High.V, 0.3*want.SE.V) || !near(got.SE.V, want.SE.V, 0.1*want.SE.V) {
		t.Errorf("got %v to %v (SE %v), want about %v to %v (%v)", got.Low, got.High, got.SE, want.Low, want.High, want.SE)
	}
}

func TestSeveralStatisticsShareTheirDraws(t *testing.T) {
	for name, b := range map[string]Binary{
		"alike": heavyRows(3000, 10, 1, 2), "different": heavyRows(200, 1e6, 0.3, 1, 2.2, 7),
		"unweighted": heavyRows(100, 1e6, 1),
	} {
		o := Resampling{Resamples: 300, Level: 0.95, Seed: 3}
		stats := []Statistic{RunStatistic("roc_auc"), RunStatistic("gini"), RunStatistic("brier")}
		all, err := BootstrapAllRows(b, stats, o)
		if err != nil {
			t.Fatal(err)
		}
		for i, stat := range stats {
			one, err := BootstrapRows(b, stat, o)
			if err != nil || one.Low != all[i].Low || one.High != all[i].High || !one.Low.OK {
				t.Errorf("%s, %d: %v to %v with others, %v to %v alone, %v", name, i, all[i].Low, all[i].High, one.Low, one.High,
					err)
			}
		}
	}
	if _, err := BootstrapAllRows(Binary{Kind: Probability, Label: []uint8{1}, Score: []float64{2}}, nil,
		DefaultResampling()); err == nil {
		t.Error("rows at fault are resampled")
	}
}

// TestWeightedPointHasTheIntervalOfItsRows compares what the weights behind the
// four cells give with what whole rows give, and with the linearised error of a
// ratio of weights.
func TestWeightedPointHasTheIntervalOfItsRows(t *testing.T) {
	for name, b := range map[string]Binary{
		"few weights":  heavyRows(3000, 1e6, 0.5, 1, 4),
		"many weights": heavyRows(1500, 1e6, randomWeights(700)...),
	} {
		s := sweepOf(t, b)
		p, w := s.At(0.5), WeightsAt(b, 0.5)
		o := DefaultResampling()
		ids := []string{"recall", "mcc", "precision"}
		for i, got := range w.Bootstrap(p, ids, nil, o) {
			want, err := BootstrapRows(b, PointStatistic(ids[i], 0.5), o)
			if err != nil || got.Replicates != nil || got.Estimate != want.Estimate ||
				!near(got.Low.V, want.Low.V, 0.3*want.SE.V) || !near(got.High.V, want.High.V, 0.3*want.SE.V) {
				t.Errorf("%s, %s: %v to %v, want about %v to %v, %v", name, ids[i], got.Low, got.High, want.Low, want.High, err)
			}
		}
		recall, variance, total := p.Recall().V, 0.0, 0.0
		for i, y := range b.Label {
			if y == 1 {
				hit := 0.0
				if b.Score[i] >= 0.5 {
					hit = 1
				}
				variance += math.Pow(b.Weight[i]*(hit-recall), 2)
				total += b.Weight[i]
			}
		}
		if got, want := w.Bootstrap(p, ids, nil, o)[0].SE.V, math.Sqrt(variance)/total; !near(got, want, 0.1*want) {
			t.Errorf("%s: the standard error of recall is %v, want about %v", name, got, want)
		}
		there := 0.01
		restated := w.Bootstrap(p, []string{"precision"}, &there, o)[0]
		if c, _ := p.AtPrevalence(there); restated.Estimate != c.Precision() ||
			!(restated.Low.V <= restated.Estimate.V && restated.Estimate.V <= restated.High.V) {
			t.Errorf("%s: precision at another prevalence is %+v", name, restated)
		}
	}
	empty := PointWeights{}.Bootstrap(OperatingPoint{Weighted: true}, []string{"recall"}, nil, DefaultResampling())[0]
	if empty.Low.Reason != NoSamples {
		t.Errorf("without rows: %+v", empty)
	}
}

func randomWeights(n int) []float64 {
	r := rand.New(rand.NewPCG(1, 5))
	list := make([]float64, n)
	for i := range list {
		list[i] = r.ExpFloat64()
	}
	return list
}

// TestRowsOfWeightZeroAreNotDrawn checks what rows of weight 0 add: nothing.
func TestRowsOfWeightZeroAreNotDrawn(t *testing.T) {
	b := heavyRows(120, 1e6, 1, 2, 5)
	with := b
	for i := range 40 {
		with.Label, with.Score, with.Weight = append(with.Label, uint8(i%2)), append(with.Score, 0.99), append(with.Weight, 0)
	}
	o := Resampling{Resamples: 200, Level: 0.95}
	stats := []Statistic{RunStatistic("average_precision")}
	plain, err := BootstrapAllRows(b, stats, o)
	if err != nil {
		t.Fatal(err)
	}
	more, err := BootstrapAllRows(with, stats, o)
	if err != nil || more[0].Low != plain[0].Low || more[0].High != plain[0].High {
		t.Errorf("%v to %v with rows of weight 0, %v to %v without, %v", more[0].Low, more[0].High, plain[0].Low,
			plain[0].High, err)
	}
	if a, b := WeightsAt(with, 0.5), WeightsAt(b, 0.5); len(a.TP) != len(b.TP) || len(a.TN) != len(b.TN) ||
		len(a.FP) != len(b.FP) || len(a.FN) != len(b.FN) {
		t.Error("rows of weight 0 are in a cell")
	}
}
