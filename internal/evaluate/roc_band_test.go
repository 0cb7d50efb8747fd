package evaluate

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/wire"
)

func TestROCBandThroughTheStopsIsThatOfTheWholeSweep(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := randomSweep(t, 6000, false)
	whole := s.ROCBand(calc.DefaultResampling())
	thinned, err := ROCBand(wire.NewDisplay(s, 256), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range whole.FPR { // other draws, and straight lines between the stops
		if math.Abs(thinned.Low[i]-whole.Low[i]) > 0.015 || math.Abs(thinned.High[i]-whole.High[i]) > 0.015 {
			t.Errorf("at FPR %v: %v to %v, want about %v to %v", x, thinned.Low[i], thinned.High[i], whole.Low[i], whole.High[i])
		}
	}
}

func TestROCBandOfWeightedRowsAsksForThem(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	b := calc.Binary{Kind: calc.Logit}
	for range 500 {
		y := uint8(r.IntN(2))
		b.Label, b.Score, b.Weight = append(b.Label, y), append(b.Score, r.NormFloat64()+float64(y)),
			append(b.Weight, r.ExpFloat64())
	}
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	d := wire.NewDisplay(s, wire.Budget)
	got, err := ROCBand(d, func() (calc.Binary, error) { return b, nil })
	want, _ := calc.ROCBandOfRows(b, calc.DefaultResampling())
	if err != nil || len(got.Low) != len(want.Low) || got.Low[50] != want.Low[50] || got.High[50] != want.High[50] {
		t.Errorf("got %v to %v, %v", got.Low, got.High, err)
	}
	if _, err := ROCBand(d, func() (calc.Binary, error) { return b, errors.New("gone") }); err == nil {
		t.Error("rows that are gone give a band")
	}
	d.Positives = weightedDraws/weightedResamples + 1
	if got, err := ROCBand(d, nil); err != nil || got.Reason != calc.NeedsBootstrap {
		t.Errorf("too many rows: %q, %v", got.Reason, err)
	}
}
