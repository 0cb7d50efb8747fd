package calc

import (
	"math"
	"math/rand/v2"
	"testing"
)

// scoredTwice returns rows with two scores that go with the label.
func scoredTwice(r *rand.Rand, n int) (label []uint8, a, b []float64) {
	for range n {
		y := uint8(r.IntN(2))
		shared := r.NormFloat64() + float64(y)
		label = append(label, y)
		a = append(a, math.Round(10*(shared+r.NormFloat64()/2))/10)
		b = append(b, math.Round(10*(shared+r.NormFloat64()))/10)
	}
	return label, a, b
}

func TestJointCountsAreThoseOfBothAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		label, a, b := scoredTwice(r, 1+r.IntN(60))
		ta, tb := a[r.IntN(len(a))], r.NormFloat64()
		j := NewJoint(label, a, b, ta, tb)
		for _, one := range []struct {
			score []float64
			t     float64
			got   Confusion
		}{{a, ta, j.First()}, {b, tb, j.Second()}} {
			s, err := NewSweep(Binary{Kind: Score, Label: label, Score: one.score})
			if err != nil {
				t.Fatal(err)
			}
			if want := s.At(one.t).Confusion; one.got != want {
				t.Fatalf("at %v: %+v, want %+v", one.t, one.got, want)
			}
		}
		callsOf := func(score []float64, t float64) (calls []uint8) {
			for _, s := range score {
				call := uint8(0)
				if s >= t {
					call = 1
				}
				calls = append(calls, call)
			}
			return calls
		}
		want, err := ComparePredictions(label, callsOf(a, ta), callsOf(b, tb))
		if got := j.Right(); err != nil || got != want {
			t.Fatalf("McNemar: %+v, want %+v (%v)", got, want, err)
		}
		if found := j.Found(); found.OnlyA-found.OnlyB != int(j.First().TP-j.Second().TP) {
			t.Fatalf("found: %+v of %+v", found, j)
		}
		if spared := j.Spared(); spared.OnlyA-spared.OnlyB != int(j.First().TN-j.Second().TN) {
			t.Fatalf("spared: %+v of %+v", spared, j)
		}
	}
}

func TestDifferencesAgreeWithResampledRows(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	label, a, b := scoredTwice(r, 400)
	j := NewJoint(label, a, b, 0.5, 0.7)
	ids := []string{"recall", "precision", "mcc"}
	var metrics []func(Confusion) Value
	for _, id := range ids {
		m, _ := MetricByID(id)
		metrics = append(metrics, m.At)
	}
	for i, got := range j.Differences(metrics, DefaultResampling()) {
		// The same by drawing rows, at each model's own threshold: shifted scores share one.
		shifted := func(score []float64, by float64) Binary {
			out := Binary{Kind: Score, Label: label}
			for _, s := range score {
				out.Score = append(out.Score, math.Round(10*(s-by)))
			}
			return out
		}
		want, err := differenceOf(shifted(a, 0.5), shifted(b, 0.7), PointStatistic(ids[i], 0), DefaultResampling())
		if err != nil {
			t.Fatal(err)
		}
		if got.Estimate != want.Estimate {
			t.Errorf("%s: %v, want %v", ids[i], got.Estimate, want.Estimate)
		}
		// 2,000 resamples give either end to about a tenth of the standard error.
		for _, end := range [][2]Value{{got.Low, want.Low}, {got.High, want.High}} {
			if gap := math.Abs(end[0].V - end[1].V); !end[0].OK || gap > 0.35*want.SE.V {
				t.Errorf("%s: %v and %v are %.2g apart, the standard error is %.2g", ids[i], end[0], end[1], gap, want.SE.V)
			}
		}
	}
}

func TestDifferencesWithoutRowsAreUndefined(t *testing.T) {
	m, _ := MetricByID("recall")
	got := Joint{}.Differences([]func(Confusion) Value{m.At}, DefaultResampling())[0]
	if got.Estimate != Undefined(NoSamples) || got.Low != Undefined(NoSamples) {
		t.Errorf("got %+v", got)
	}
}

func TestHolm(t *testing.T) {
	p := []Value{Defined(0.01), Undefined(NoSamples), Defined(0.04), Defined(0.03), Defined(0.005), Defined(0.9)}
	want := []Value{Defined(0.04), Undefined(NoSamples), Defined(0.09), Defined(0.09), Defined(0.025), Defined(0.9)}
	for i, got := range Holm(p) {
		if got.OK != want[i].OK || math.Abs(got.V-want[i].V) > 1e-12 {
			t.Errorf("p %v becomes %v, want %v", p[i], got, want[i])
		}
	}
	if got := Holm([]Value{Defined(0.6), Defined(0.7)}); got[0].V != 1 || got[1].V != 1 {
		t.Errorf("above 1: %v", got)
	}
}
