package calc

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestScoreEqualToThresholdIsPositive(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Probability, Label: []uint8{1, 0, 1, 0}, Score: []float64{0.8, 0.5, 0.5, 0.2}})
	for _, c := range []struct {
		threshold float64
		want      Confusion
	}{
		{math.Inf(1), Confusion{0, 0, 2, 2}},
		{0.9, Confusion{0, 0, 2, 2}},
		{0.8, Confusion{1, 0, 1, 2}},
		{math.Nextafter(0.5, 1), Confusion{1, 0, 1, 2}},
		{0.5, Confusion{2, 1, 0, 1}},
		{0, Confusion{2, 2, 0, 0}},
		{math.Inf(-1), Confusion{2, 2, 0, 0}},
	} {
		got := s.At(c.threshold)
		if got.Confusion != c.want || got.Threshold != c.threshold {
			t.Errorf("at %v: %+v, want %+v", c.threshold, got, c.want)
		}
	}
}

func TestNegativeZeroIsZero(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Score, Label: []uint8{1, 0}, Score: []float64{0, math.Copysign(0, -1)}})
	if s.Len() != 2 || math.Signbit(s.Threshold(1)) {
		t.Errorf("%d operating points, the second at %v", s.Len(), s.Threshold(1))
	}
}

func TestRowsOfWeightZeroTakeNoPart(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Score, Label: []uint8{1, 0, 1}, Score: []float64{3, 2, 1}, Weight: []float64{1, 0, 1}})
	if s.Weighted() || s.N() != 2 || s.Negatives() != 0 || s.Len() != 3 {
		t.Errorf("weighted %v, %d rows, %d negatives, %d points", s.Weighted(), s.N(), s.Negatives(), s.Len())
	}
	if got := s.ROCAUC(); got != Undefined(NoNegatives) {
		t.Errorf("ROCAUC is %v, want undefined for want of negatives", got)
	}
}

func TestWeightsOverFifteenOrdersOfMagnitudeKeepTheirDigits(t *testing.T) {
	s := sweepOf(t, Binary{
		Kind: Score, Label: []uint8{1, 1, 0, 0}, Score: []float64{4, 1, 3, 2}, Weight: []float64{1e15, 1e-3, 1e15, 1e-3},
	})
	p := s.At(2.5)
	if p.FN != 1e-3 || p.TN != 1e-3 {
		t.Errorf("FN %v, TN %v, want 0.001 each", p.FN, p.TN)
	}
}

func TestMergeOfTwoSweepsIsTheSweepOfTheirRows(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		cut := 0
		if len(b.Label) > 0 {
			cut = r.IntN(len(b.Label))
		}
		first, second := b, b
		first.Label, first.Score, second.Label, second.Score = b.Label[:cut], b.Score[:cut], b.Label[cut:], b.Score[cut:]
		if b.Weight != nil {
			first.Weight, second.Weight = b.Weight[:cut], b.Weight[cut:]
		}
		merged, err := Merge(sweepOf(t, first), sweepOf(t, second))
		if err != nil {
			t.Fatal(err)
		}
		compareCells(t, merged, b)
		compareRuns(t, "merged", merged, sweepOf(t, b))
	})
}

func TestSweepsOfDifferentKindsDoNotMerge(t *testing.T) {
	a := sweepOf(t, Binary{Kind: Probability})
	b := sweepOf(t, Binary{Kind: Logit})
	if _, err := Merge(a, b); err == nil {
		t.Error("probabilities merge with logits")
	}
}

func TestOrderOfRowsNeverMatters(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		want := sweepOf(t, b)
		r.Shuffle(len(b.Label), func(i, j int) {
			b.Label[i], b.Label[j] = b.Label[j], b.Label[i]
			b.Score[i], b.Score[j] = b.Score[j], b.Score[i]
			if b.Weight != nil {
				b.Weight[i], b.Weight[j] = b.Weight[j], b.Weight[i]
			}
		})
		compareRuns(t, "shuffled", sweepOf(t, b), want)
	})
}

func TestWeightTwoIsTheRowTwice(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		b.Weight = make([]float64, len(b.Label))
		twice := Binary{Kind: b.Kind}
		for i := range b.Label {
			n := r.IntN(4)
			b.Weight[i] = float64(n)
			for range n {
				twice.Label = append(twice.Label, b.Label[i])
				twice.Score = append(twice.Score, b.Score[i])
			}
		}
		// Quantile bins have equal numbers of rows, whatever the rows weigh.
		compareRuns(t, "weighted", sweepOf(t, b), sweepOf(t, twice), "quantile ece")
	})
}

func TestEveryMetricAtEveryThresholdIsThatOfAPlainCount(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		thresholds := []float64{math.Inf(1), math.Inf(-1), 0.5, 0}
		for k := range min(s.Len(), 40) {
			u := s.Threshold(k)
			thresholds = append(thresholds, u, math.Nextafter(u, math.Inf(1)), math.Nextafter(u, math.Inf(-1)))
		}
		for _, at := range thresholds {
			var want Confusion
			rowsTP, rowsFP := 0, 0
			for i, y := range b.Label {
				w := 1.0
				if b.Weight != nil {
					w = b.Weight[i]
				}
				called := b.Score[i] >= at
				switch {
				case called && y == 1:
					want.TP += w
				case called:
					want.FP += w
				case y == 1:
					want.FN += w
				default:
					want.TN += w
				}
				if called && w > 0 {
					rowsTP += int(y)
					rowsFP += 1 - int(y)
				}
			}
			got := s.At(at)
			if !isClose(got.TP, want.TP) || !isClose(got.FP, want.FP) || !isClose(got.FN, want.FN) ||
				!isClose(got.TN, want.TN) ||
				got.RowsTP != rowsTP || got.RowsFP != rowsFP {
				t.Fatalf("at %v: %+v, want %+v", at, got, want)
			}
			for _, m := range ConfusionMetrics() {
				if e := got.Estimate(m.ID, 0.9); !sameValue(e.Value, m.point(want)) {
					t.Errorf("%s at %v: %v, want %v", m.ID, at, e.Value, m.point(want))
				}
			}
		}
	})
}

func TestRestoredSweepIsTheOneThatWasStored(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		want := sweepOf(t, b)
		n := want.Len() - 1
		score, wpos, wneg := make([]float64, n), make([]float64, n), make([]float64, n)
		npos, nneg := make([]uint32, n), make([]uint32, n)
		for i := range n {
			c := want.Cell(i + 1)
			score[i], npos[i], nneg[i], wpos[i], wneg[i] = c.Score, c.NPos, c.NNeg, c.WPos, c.WNeg
		}
		if !want.Weighted() {
			wpos, wneg = nil, nil
		}
		got, err := RestoreSweep(want.Kind(), score, npos, nneg, wpos, wneg)
		if err != nil {
			t.Fatal(err)
		}
		for k := range want.Len() {
			if got.Point(k) != want.Point(k) {
				t.Fatalf("point %d is %+v, want %+v", k, got.Point(k), want.Point(k))
			}
		}
	})
}

func TestCellsThatNoSweepHasAreNotRestored(t *testing.T) {
	one := []uint32{1, 1}
	for name, c := range map[string]struct {
		kind       Kind
		score      []float64
		npos, nneg []uint32
		wpos, wneg []float64
	}{
		"ascending":     {Score, []float64{1, 2}, one, one, nil, nil},
		"equal":         {Score, []float64{1, 1}, one, one, nil, nil},
		"not a number":  {Score, []float64{1, math.NaN()}, one, one, nil, nil},
		"outside":       {Probability, []float64{2, 1}, one, one, nil, nil},
		"empty cell":    {Score, []float64{2, 1}, []uint32{0, 1}, []uint32{0, 1}, nil, nil},
		"too short":     {Score, []float64{2, 1}, one, one[:1], nil, nil},
		"half weighted": {Score, []float64{2, 1}, one, one, []float64{1, 1}, nil},
		"weightless":    {Score, []float64{2, 1}, one, one, []float64{1, 1}, []float64{1, 0}},
		"too many rows": {Score, []float64{2, 1}, []uint32{math.MaxUint32, 1}, one, nil, nil},
		"no kind":       {"", []float64{2, 1}, one, one, nil, nil},
	} {
		if _, err := RestoreSweep(c.kind, c.score, c.npos, c.nneg, c.wpos, c.wneg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestFaultyRowsAreNamed(t *testing.T) {
	for name, c := range map[string]struct {
		b    Binary
		row  int
		part string
	}{
		"label":       {Binary{Kind: Score, Label: []uint8{0, 2}, Score: []float64{1, 2}}, 1, "label is 2"},
		"probability": {Binary{Kind: Probability, Label: []uint8{0, 1}, Score: []float64{1, 1.5}}, 1, "1.5"},
		"nan":         {Binary{Kind: Score, Label: []uint8{0, 1}, Score: []float64{math.NaN(), 1}}, 0, "NaN"},
		"infinite":    {Binary{Kind: Logit, Label: []uint8{0, 1}, Score: []float64{1, math.Inf(-1)}}, 1, "Inf"},
		"weight": {Binary{Kind: Score, Label: []uint8{0, 1}, Score: []float64{1, 2}, Weight: []float64{1, -1}}, 1,
			"negative"},
		"lengths": {Binary{Kind: Score, Label: []uint8{0, 1}, Score: []float64{1}}, -1, "2 labels for 1 scores"},
		"overflow": {Binary{Kind: Score, Label: []uint8{0, 1}, Score: []float64{1, 2}, Weight: []float64{1e308, 1e308}}, -1,
			"add up"},
		"kind": {Binary{Kind: "rank"}, -1, "rank"},
	} {
		_, err := NewSweep(c.b)
		var e *InputError
		if !errors.As(err, &e) || e.Row != c.row || !strings.Contains(e.Message, c.part) {
			t.Errorf("%s: got %v, want row %d and %q", name, err, c.row, c.part)
		}
	}
}

func TestThresholdThatIsNotANumberPanics(t *testing.T) {
	defer func() {
		if r, _ := recover().(string); !strings.HasPrefix(r, "calc: ") {
			t.Errorf("recovered %q", r)
		}
	}()
	sweepOf(t, Binary{Kind: Score}).At(math.NaN())
}

func TestBootstrapsOfOneDrawAreThoseOfTheirOwn(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	b := Binary{Kind: Probability}
	for range 120 {
		b.Label, b.Score = append(b.Label, uint8(r.IntN(2))), append(b.Score, r.Float64())
	}
	s, err := NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	o := Resampling{Resamples: 50, Level: 0.9, Seed: 5}
	ids := []string{"roc_auc", "average_precision", "log_loss", "lovasz_hinge_loss"}
	stats := make([]Statistic, len(ids))
	for i, id := range ids {
		stats[i] = RunStatistic(id)
	}
	for i, got := range s.BootstrapAll(stats, o) {
		if want := s.Bootstrap(stats[i], o); got.Low != want.Low || got.High != want.High || got.SE != want.SE ||
			got.Defined != want.Defined {
			t.Errorf("%s: got %v to %v, want %v to %v", ids[i], got.Low, got.High, want.Low, want.High)
		}
	}
}

func TestBootstrapOfAPointIsThatOfItsRows(t *testing.T) {
	for _, c := range []Confusion{
		{TP: 30, FP: 12, FN: 9, TN: 60}, {TP: 5, FN: 2}, {FN: 3, TN: 40}, {TP: 1, FP: 1, FN: 1, TN: 1},
	} {
		var b Binary
		b.Kind = Score
		for _, cell := range []struct {
			n     float64
			label uint8
			score float64
		}{{c.TP, 1, 1}, {c.FP, 0, 1}, {c.FN, 1, 0}, {c.TN, 0, 0}} {
			for range int(cell.n) {
				b.Label, b.Score = append(b.Label, cell.label), append(b.Score, cell.score)
			}
		}
		s, err := NewSweep(b)
		if err != nil {
			t.Fatal(err)
		}
		o := Resampling{Resamples: 200, Level: 0.95, Seed: 9}
		ids := []string{"mcc", "f2", "balanced_accuracy", "dor"}
		for i, got := range (OperatingPoint{Confusion: c}).Bootstrap(ids, nil, o) {
			if want := s.Bootstrap(PointStatistic(ids[i], 1), o); got.Estimate != want.Estimate || got.Low != want.Low ||
				got.High != want.High {
				t.Errorf("%s at %+v: got %v to %v, want %v to %v", ids[i], c, got.Low, got.High, want.Low, want.High)
			}
		}
	}
	pi := 0.02
	c := Confusion{TP: 30, FP: 12, FN: 9, TN: 60}
	got := (OperatingPoint{Confusion: c}).Bootstrap([]string{"precision"}, &pi, DefaultResampling())[0]
	there, _ := c.AtPrevalence(pi)
	if got.Estimate != there.Precision() || !(got.Low.V < got.Estimate.V && got.Estimate.V < got.High.V) ||
		got.High.V > 0.2 {
		t.Errorf("precision at prevalence %v is %v, from %v to %v", pi, got.Estimate, got.Low, got.High)
	}
	weighted := OperatingPoint{Confusion: Confusion{TP: 1.5, TN: 2}, Weighted: true}
	if got := weighted.Bootstrap([]string{"mcc"}, nil, DefaultResampling())[0]; !got.Estimate.OK ||
		got.Low.Reason != WeightsNotSupported {
		t.Errorf("a weighted point gives %+v", got)
	}
}

func BenchmarkBootstrapOfAPoint(b *testing.B) {
	p := OperatingPoint{Confusion: Confusion{TP: 3e5, FP: 1e5, FN: 2e5, TN: 9e6}}
	for b.Loop() {
		p.Bootstrap([]string{"mcc", "f2", "f0.5", "balanced_accuracy", "kappa", "dor"}, nil, DefaultResampling())
	}
}
