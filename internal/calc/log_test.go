package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLogarithmIsThatOfTheStandardLibrary(t *testing.T) {
	check := func(x float64) {
		t.Helper()
		got, want := ln(x), math.Log(x)
		if d := math.Abs(got - want); d > 3*0x1p-53*math.Max(math.Abs(want), 0x1p-1022) {
			t.Errorf("ln(%v) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{
		1, math.Nextafter(1, 0), math.Nextafter(1, 2), clip, 0x1p-1022, math.MaxFloat64, lnLow, 2 * lnLow,
		math.Nextafter(2*lnLow, 0), 0.5,
	} {
		check(x)
	}
	r := rand.New(rand.NewPCG(3, 3))
	for range 300_000 {
		check(r.Float64() + clip)
		check(1 + 0.02*r.NormFloat64())
		check(math.Exp(300 * r.NormFloat64() / 3))
	}
}

func BenchmarkLn(b *testing.B) {
	x, total := 0.3, 0.0
	for b.Loop() {
		for range 1000 {
			total += ln(x)
			x += 1e-7
		}
	}
	sink = total
}

func BenchmarkLnOfTheStandardLibrary(b *testing.B) {
	x, total := 0.3, 0.0
	for b.Loop() {
		for range 1000 {
			total += math.Log(x)
			x += 1e-7
		}
	}
	sink = total
}

var sink float64
