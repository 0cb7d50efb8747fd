package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// shapes are the runs that properties are tested on.
var shapes = map[string]func(r *rand.Rand, n int) Binary{
	"distinct probabilities": func(r *rand.Rand, n int) Binary {
		return randomRows(r, n, Probability, func() float64 { return r.Float64() })
	},
	"tied probabilities": func(r *rand.Rand, n int) Binary {
		return randomRows(r, n, Probability, func() float64 { return float64(r.IntN(11)) / 10 })
	},
	"logits of both signs": func(r *rand.Rand, n int) Binary {
		return randomRows(r, n, Logit, func() float64 { return 3 * r.NormFloat64() })
	},
	"saturated logits": func(r *rand.Rand, n int) Binary {
		return randomRows(r, n, Logit, func() float64 { return 100 * r.NormFloat64() })
	},
	"small whole scores": func(r *rand.Rand, n int) Binary {
		return randomRows(r, n, Score, func() float64 { return float64(r.IntN(7) - 3) })
	},
	"one score": func(r *rand.Rand, n int) Binary {
		return randomRows(r, n, Probability, func() float64 { return 0.5 })
	},
	"only positives": func(r *rand.Rand, n int) Binary {
		b := randomRows(r, n, Probability, func() float64 { return r.Float64() })
		for i := range b.Label {
			b.Label[i] = 1
		}
		return b
	},
	"only negatives": func(r *rand.Rand, n int) Binary {
		return randomRows(r, n, Probability, func() float64 { return 0.1 * math.Floor(10*r.Float64()) })
	},
}

func randomRows(r *rand.Rand, n int, kind Kind, score func() float64) Binary {
	b := Binary{Kind: kind, Label: make([]uint8, n), Score: make([]float64, n)}
	for i := range n {
		b.Score[i] = score()
		p := b.Score[i]
		switch kind {
		case Logit:
			p = Sigmoid(p)
		case Score:
			p = Sigmoid(p / 2)
		}
		if r.Float64() < 0.1+0.7*p {
			b.Label[i] = 1
		}
	}
	return b
}

// eachShape runs a test on every shape, at several lengths, unweighted and
// weighted.
func eachShape(t *testing.T, test func(t *testing.T, r *rand.Rand, b Binary)) {
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for _, n := range []int{0, 1, 2, 3, 20, 300} {
				b := shape(r, n)
				if name == "only negatives" {
					clear(b.Label)
				}
				test(t, r, b)
				b.Weight = make([]float64, n)
				for i := range b.Weight {
					b.Weight[i] = 0.01 + 10*r.Float64()
					if r.IntN(5) == 0 {
						b.Weight[i] = 0
					}
				}
				test(t, r, b)
			}
		})
	}
}

func sweepOf(t testing.TB, b Binary) *Sweep {
	t.Helper()
	s, err := NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// isClose reports whether two numbers agree to about 12 digits.
func isClose(got, want float64) bool {
	return got == want || math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))
}

// sameValue reports whether two values agree to about 12 digits, or are
// undefined for the same reason.
func sameValue(got, want Value) bool {
	if got.OK != want.OK {
		return false
	}
	return got.OK && isClose(got.V, want.V) || !got.OK && got.Reason == want.Reason
}

// wholeRunValues returns everything that is one number about a run.
func wholeRunValues(s *Sweep) map[string]Value {
	v := map[string]Value{}
	for _, m := range RunMetrics() {
		v[m.ID] = s.Evaluate(m.ID).Value
	}
	v["partial 0.1"] = s.PartialROCAUC(0.1).Raw
	v["focal, no alpha"] = s.FocalLoss(Focal{Gamma: 0.5}).Mean
	v["focal per positive"] = s.FocalLoss(DefaultFocal()).PerPositive
	v["weighted mean"] = s.WeightedLogLoss(3).WeightedMean
	v["lovasz all"] = s.LovaszSoftmax(AllClasses)
	v["squared dice"] = s.DiceSquared(1).Loss
	v["reliability"] = s.Brier().Reliability
	v["resolution"] = s.Brier().Resolution
	v["rmsce"] = s.Calibration(7, UniformBins).Error().RMSCE
	v["quantile ece"] = s.Calibration(7, QuantileBins).Error().ECE
	v["net benefit"] = s.NetBenefit(0.2).Avoided
	v["gain"], v["lift"] = s.GainAt(0.3)
	v["ks"] = s.KS().Statistic
	v["best f1"] = s.Best("f1").Value
	v["best cost"] = s.MinCost(Costs{FP: 1, FN: 5}).Value
	return v
}

func compareRuns(t *testing.T, what string, got, want *Sweep, except ...string) {
	t.Helper()
	wanted := wholeRunValues(want)
	for _, id := range except {
		delete(wanted, id)
	}
	gotten := wholeRunValues(got)
	for id, w := range wanted {
		if !sameValue(gotten[id], w) {
			t.Errorf("%s, %s: got %v, want %v", what, id, gotten[id], w)
		}
	}
}
