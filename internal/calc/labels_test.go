package calc

import (
	"math/rand/v2"
	"testing"
)

func TestPooledLabelsAreTheSweepOfAllTheirRows(t *testing.T) {
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		if b.Kind == Score {
			b.Kind = Logit
		}
		var labels []*Sweep
		for from := 0; from < len(b.Label) || labels == nil; { // labels of some rows each, one after the other
			to := min(len(b.Label), from+1+r.IntN(1+len(b.Label)/3))
			one := Binary{Kind: b.Kind, Label: b.Label[from:to], Score: b.Score[from:to]}
			if b.Weight != nil {
				one.Weight = b.Weight[from:to]
			}
			labels, from = append(labels, sweepOf(t, one)), to
		}
		pooled, why := PoolLabels(labels)
		if why != "" {
			t.Fatal(why)
		}
		compareRuns(t, "pooled", pooled, sweepOf(t, b))
	})
}

func TestLabelsThatCannotBePooledHaveAReason(t *testing.T) {
	of := func(kinds ...Kind) (list []*Sweep) {
		for _, k := range kinds {
			list = append(list, sweepOf(t, Binary{Kind: k, Label: []uint8{0, 1}, Score: []float64{0, 1}}))
		}
		return list
	}
	for want, sweeps := range map[Reason][]*Sweep{
		NoSamples:          nil,
		NeedsProbabilities: of(Probability, Logit, Score),
		KindsDiffer:        of(Logit, Logit, Probability),
	} {
		if s, why := PoolLabels(sweeps); why != want || s != nil {
			t.Errorf("got the reason %q, want %q", why, want)
		}
	}
	one := of(Score)
	if _, why := PoolLabels(one); why != NeedsProbabilities {
		t.Errorf("one label of uncalibrated scores is pooled: %q", why)
	}
}

func TestPoolAddsEveryCell(t *testing.T) {
	got := Pool([]Confusion{{1, 2, 3, 4}, {10, 20, 30, 40}, {0.1, 0.2, 0.3, 0.4}})
	if want := (Confusion{TP: 11.1, FP: 22.2, FN: 33.3, TN: 44.4}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
