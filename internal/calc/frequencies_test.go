package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestNaturalFrequenciesAddUp(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		pi := r.Float64() * math.Exp(-10*r.Float64())
		for k := range min(s.Len(), 30) {
			c := s.Confusion(k)
			for _, prevalence := range []*float64{nil, &pi} {
				f, reason := c.NaturalFrequencies(prevalence, 0)
				if (reason == "") != (c.Positives() > 0 && c.Negatives() > 0) {
					t.Fatalf("%+v gives %+v, %q", c, f, reason)
				}
				if reason != "" {
					continue
				}
				if f.Positives+f.Negatives != f.Base || f.TP+f.FN != f.Positives || f.FP+f.TN != f.Negatives ||
					min(f.TP, f.FN, f.FP, f.TN) < 0 {
					t.Errorf("%+v gives %+v", c, f)
				}
				if exact := float64(f.Positives) * c.Recall().V; math.Abs(float64(f.TP)-exact) > 0.5+1e-8 {
					t.Errorf("%+v gives %+v, want %v true positives", c, f, exact)
				}
			}
		}
	})
}

func TestPositivesStayFixedOverTheWholeSweep(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		pi := math.Round(1e4*r.Float64()) / 1e4
		for _, prevalence := range []*float64{nil, &pi} {
			first, _ := s.Confusion(0).NaturalFrequencies(prevalence, 0)
			for k := range s.Len() {
				f, _ := s.Confusion(k).NaturalFrequencies(prevalence, 0)
				if f.Base != first.Base || f.Positives != first.Positives {
					t.Fatalf("at %d of %d %+v, before %+v", k, s.Len(), f, first)
				}
			}
		}
	})
}

func TestFrequenciesHaveTenPositivesWhereTheyCan(t *testing.T) {
	for pi, want := range map[float64]int{
		0.5: 100, 0.1: 100, 0.0999: 1000, 0.01: 1000, 0.001: 10_000, 0.0001: 100_000, 0.00001: 1_000_000, 1e-7: 1_000_000,
		0.07: 1000, 0.29: 100,
	} {
		f, reason := Confusion{TP: 3, FN: 1, FP: 1, TN: 9}.NaturalFrequencies(&pi, 0)
		if f.Base != want || reason != "" {
			t.Errorf("at prevalence %v the base is %d (%s), want %d", pi, f.Base, reason, want)
		}
	}
}

func TestFrequenciesRoundHalvesUp(t *testing.T) {
	for _, c := range []struct {
		cells Confusion
		pi    float64
		base  int
		want  Frequencies
	}{
		{Confusion{TP: 1, FN: 1, FP: 1, TN: 1}, 0.145, 100, Frequencies{100, 15, 85, 8, 7, 43, 42}}, // 0.145·100 is 14.499…
		{Confusion{TP: 1, FN: 1, FP: 1, TN: 1}, 0.105, 100, Frequencies{100, 11, 89, 6, 5, 45, 44}},
		{Confusion{TP: 0.1, FN: 0.1, FP: 0.3, TN: 0.3}, 0.25, 100, Frequencies{100, 25, 75, 13, 12, 38, 37}},
		{Confusion{TP: 1, FN: 0, FP: 0, TN: 1}, 0, 1000, Frequencies{1000, 0, 1000, 0, 0, 0, 1000}},
	} {
		if got, _ := c.cells.NaturalFrequencies(&c.pi, c.base); got != c.want {
			t.Errorf("%+v at %v gives %+v, want %+v", c.cells, c.pi, got, c.want)
		}
	}
	if _, reason := (Confusion{}).NaturalFrequencies(nil, 0); reason != NoSamples {
		t.Errorf("no rows: %q", reason)
	}
	if _, reason := (Confusion{TP: 1}).NaturalFrequencies(nil, 0); reason != NoNegatives {
		t.Errorf("no negatives: %q", reason)
	}
}
