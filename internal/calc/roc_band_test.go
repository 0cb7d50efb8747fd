package calc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// highestTPR is what tprAt must find, from the definition.
func highestTPR(c ROCCurve, x float64) float64 {
	for k := len(c.FPR) - 1; ; k-- {
		if c.FPR[k] > x {
			continue
		}
		if c.FPR[k] == x || k == len(c.FPR)-1 {
			return c.TPR[k]
		}
		return c.TPR[k] + (c.TPR[k+1]-c.TPR[k])*(x-c.FPR[k])/(c.FPR[k+1]-c.FPR[k])
	}
}

func TestTPRBetweenOperatingPoints(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		c := s.ROC()
		got := s.tprAt(bandRates())
		if (got == nil) != (c.Reason != "") {
			t.Fatalf("got %v although %q", got, c.Reason)
		}
		for i, x := range bandRates() {
			if got != nil && !isClose(got[i], highestTPR(c, x)) {
				t.Errorf("TPR at %v is %v, want %v", x, got[i], highestTPR(c, x))
			}
		}
	})
}

// A band from sweeps that were built row by row, with the same draws.
func TestROCBandIsThatOfResampledRows(t *testing.T) {
	b := benchRows(120, true)
	o := Resampling{Resamples: 300, Level: 0.9, Seed: 4}
	// the numbering of cellDraw: positives first, each class from the highest score down
	order := make([]int, len(b.Label))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		if b.Label[x] != b.Label[y] {
			return int(b.Label[y]) - int(b.Label[x])
		}
		return int(math.Copysign(1, b.Score[y]-b.Score[x]))
	})
	s := sweepOf(t, b)
	got := s.ROCBand(o)
	draw := newCellDraw(s, o)
	if draw.bySlot {
		t.Fatal("rows are not drawn one by one")
	}
	at := make([][]float64, len(got.FPR))
	for r := range o.Resamples {
		draw.resample(r)
		rows := Binary{Kind: b.Kind}
		for place, times := range draw.drawn {
			for range times {
				rows.Label, rows.Score = append(rows.Label, b.Label[order[place]]), append(rows.Score, b.Score[order[place]])
			}
		}
		c := sweepOf(t, rows).ROC()
		for i, x := range got.FPR {
			at[i] = append(at[i], highestTPR(c, x))
		}
	}
	for i := range at {
		slices.Sort(at[i])
		if low, high := Quantile(at[i], 0.05), Quantile(at[i], 0.95); !isClose(got.Low[i], low) ||
			!isClose(got.High[i], high) {
			t.Errorf("at FPR %v the band is %v to %v, want %v to %v", got.FPR[i], got.Low[i], got.High[i], low, high)
		}
	}
}

// Equal weights change nothing, so that the band of rows is about that of scores.
func TestROCBandOfWeightedRows(t *testing.T) {
	b := benchRows(2000, false)
	o := Resampling{Resamples: 1000, Level: 0.95, Seed: 4}
	want := sweepOf(t, b).ROCBand(o)
	b.Weight = slices.Repeat([]float64{3}, len(b.Label))
	got, err := ROCBandOfRows(b, o)
	if err != nil || got.Defined != 1000 {
		t.Fatalf("%d are defined, %v", got.Defined, err)
	}
	for i := range want.FPR {
		if math.Abs(got.Low[i]-want.Low[i]) > 0.02 || math.Abs(got.High[i]-want.High[i]) > 0.02 {
			t.Errorf("at FPR %v the band of weighted rows is %v to %v, want about %v to %v", want.FPR[i], got.Low[i],
				got.High[i], want.Low[i], want.High[i])
		}
	}
	for i := range b.Weight {
		b.Weight[i] = float64(1 + i%7)
	}
	one, _ := ROCBandOfRows(b, o)
	slices.Reverse(b.Label)
	slices.Reverse(b.Score)
	slices.Reverse(b.Weight)
	if other, _ := ROCBandOfRows(b, o); !slices.Equal(one.Low, other.Low) || !slices.Equal(one.High, other.High) {
		t.Error("the order of the rows makes a difference")
	}
	if s := sweepOf(t, b); s.ROCBand(o).Reason != WeightsNotSupported {
		t.Error("a weighted sweep has a band")
	}
}

func TestROCBandHoldsTheCurveAndEndsInTheCorners(t *testing.T) {
	s := sweepOf(t, benchRows(5000, false))
	b := s.ROCBand(Resampling{Resamples: 400, Level: 0.95})
	curve := s.tprAt(bandRates())
	last := len(b.FPR) - 1
	if b.FPR[0] != 0 || b.FPR[last] != 1 || b.Low[last] != 1 || b.High[last] != 1 {
		t.Errorf("the band ends at %v, %v to %v", b.FPR[last], b.Low[last], b.High[last])
	}
	for i := range b.FPR {
		if !(b.Low[i] <= curve[i] && curve[i] <= b.High[i]) || i > 0 && (b.Low[i] < b.Low[i-1] || b.High[i] < b.High[i-1]) {
			t.Errorf("at FPR %v the curve is at %v and the band from %v to %v", b.FPR[i], curve[i], b.Low[i], b.High[i])
		}
	}
}

func TestMissingROCBandHasAReason(t *testing.T) {
	o := DefaultResampling()
	for want, b := range map[Reason]Binary{
		NoSamples:     {Kind: Score},
		NoPositives:   {Kind: Score, Label: []uint8{0, 0}, Score: []float64{1, 2}},
		NoNegatives:   {Kind: Score, Label: []uint8{1}, Score: []float64{1}},
		TooFewSamples: {Kind: Score, Label: []uint8{1, 0, 0}, Score: []float64{1, 2, 3}},
	} {
		if got, err := ROCBandOfRows(b, o); err != nil || got.Reason != want || got.Low != nil {
			t.Errorf("got %q and %v, want %q", got.Reason, err, want)
		}
	}
}

func BenchmarkROCBand(b *testing.B) {
	s := sweepOf(b, benchRows(4096, false))
	for b.Loop() {
		s.ROCBand(DefaultResampling())
	}
}
