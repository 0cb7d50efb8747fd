package calc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Rows are repeated as often as they, or their units, are drawn.
func TestPairedDifferencesAreThoseOfRepeatedRows(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 1))
	recall, _ := MetricByID("recall")
	precision, _ := MetricByID("precision")
	metrics := []func(Confusion) Value{recall.At, precision.At}
	stats := []Statistic{(*Sweep).ROCAUC, (*Sweep).BrierScore}
	for round := range 40 {
		n := 1 + r.IntN(60)
		p := Paired{}
		p.A, p.B = twoModels(r, n)
		if round%2 == 1 {
			p.A.Weight = make([]float64, n)
			for i := range p.A.Weight {
				p.A.Weight[i] = float64(r.IntN(4)) / 2
			}
			p.B.Weight = p.A.Weight
		}
		if round%4 >= 2 {
			for range n {
				p.Unit = append(p.Unit, uint32(10*r.IntN(5)))
			}
		}
		o := Resampling{Resamples: 30, Level: 0.9, Seed: uint64(round), Stratified: round%5 == 0}
		whole, err := p.Differences(stats, o)
		if err != nil {
			t.Fatal(err)
		}
		at, err := p.DifferencesAt(0.5, 0.25, metrics, o)
		if err != nil {
			t.Fatal(err)
		}

		var rows []int // that count
		for i := range n {
			if p.A.Weight == nil || p.A.Weight[i] > 0 {
				rows = append(rows, i)
			}
		}
		number := make(map[uint32]int)
		unitOf := make([]int, n)
		var label []uint8
		for k, i := range rows {
			unitOf[i] = k
			if p.Unit != nil {
				if _, ok := number[p.Unit[i]]; !ok {
					number[p.Unit[i]] = len(number)
				}
				unitOf[i] = number[p.Unit[i]]
			}
			label = append(label, p.A.Label[i])
		}
		draws := o
		if p.Unit != nil {
			label, draws.Stratified = make([]uint8, len(number)), false
		}
		values := func(times []uint32) (out []Value) {
			a, b := Binary{Kind: p.A.Kind}, Binary{Kind: p.B.Kind}
			for _, i := range rows {
				for range times[unitOf[i]] {
					for _, x := range []struct{ from, to *Binary }{{&p.A, &a}, {&p.B, &b}} {
						x.to.Label, x.to.Score = append(x.to.Label, x.from.Label[i]), append(x.to.Score, x.from.Score[i])
						if x.from.Weight != nil {
							x.to.Weight = append(x.to.Weight, x.from.Weight[i])
						}
					}
				}
			}
			x, y := sweepOf(t, a), sweepOf(t, b)
			for _, stat := range stats {
				out = append(out, difference(stat(x), stat(y)))
			}
			for _, f := range metrics {
				out = append(out, difference(f(x.At(0.5).Confusion), f(y.At(0.25).Confusion)))
			}
			return out
		}
		var replicates [][]Value
		draw := newRowDraw(label, draws)
		for k := range o.Resamples {
			replicates = append(replicates, values(draw.resample(k)))
		}
		want := summarizeAll(values(slices.Repeat([]uint32{1}, len(label))), replicates, o)
		for i, got := range slices.Concat(whole, at) {
			close := func(a, b Value) bool {
				return a.OK == b.OK && a.Reason == b.Reason && math.Abs(a.V-b.V) < 1e-12
			}
			if len(rows) == 0 { // then there is nothing to draw
				if got.Low != Undefined(NoSamples) {
					t.Errorf("round %d, %d: %+v of no rows", round, i, got)
				}
				continue
			}
			if !close(got.Estimate, want[i].Estimate) || !close(got.Low, want[i].Low) || !close(got.High, want[i].High) ||
				got.Defined != want[i].Defined || got.Replicates != nil {
				t.Errorf("round %d, %d: %+v, want %+v", round, i, got, want[i])
			}
		}
	}
}

func TestPairedRowsMustFit(t *testing.T) {
	a := Binary{Kind: Score, Label: []uint8{1, 0}, Score: []float64{1, 2}}
	heavier := a
	heavier.Weight = []float64{1, 2}
	for name, p := range map[string]Paired{"weights": {A: a, B: heavier}, "units": {A: a, B: a, Unit: []uint32{0}}} {
		if _, err := p.Differences([]Statistic{(*Sweep).ROCAUC}, DefaultResampling()); err == nil {
			t.Errorf("%s: resampled all the same", name)
		}
		if _, err := p.DifferencesAt(1, 1, nil, DefaultResampling()); err == nil {
			t.Errorf("%s: resampled at thresholds all the same", name)
		}
	}
}

// At thresholds and in whole, an image that is drawn brings all its pixels: ten
// times as many rows of ten equal images are no better evidence than the ten.
func TestUnitsAreDrawnWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 1))
	var few, many Paired
	few.A, few.B = twoModels(r, 100)
	for i := range 100 {
		for range 10 {
			for _, x := range []struct{ from, to *Binary }{{&few.A, &many.A}, {&few.B, &many.B}} {
				x.to.Kind = x.from.Kind
				x.to.Label, x.to.Score = append(x.to.Label, x.from.Label[i]), append(x.to.Score, x.from.Score[i])
			}
			many.Unit = append(many.Unit, uint32(i))
		}
	}
	o := Resampling{Resamples: 50, Level: 0.95}
	stats := []Statistic{(*Sweep).ROCAUC}
	want, err := few.Differences(stats, o)
	if err != nil {
		t.Fatal(err)
	}
	got, err := many.Differences(stats, o)
	if err != nil || !isClose(got[0].SE.V, want[0].SE.V) || !isClose(got[0].Low.V, want[0].Low.V) {
		t.Errorf("%+v, want %+v, %v", got, want, err)
	}
}
