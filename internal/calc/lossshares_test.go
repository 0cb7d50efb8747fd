package calc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var sharedLosses = []RowLoss{ExampleLoss{1, 1, 0}, ExampleLoss{3, 1, 0}, DefaultFocal().ExampleLoss()}

// plainShares is the definition: sort the rows, add up.
func plainShares(b Binary, l RowLoss, rows float64) float64 {
	type item struct{ hard, w, loss float64 }
	var items []item
	weight, total := 0.0, 0.0
	rowsOf(b, func(positive bool, score, w float64) {
		x := item{hardness(b.Kind, positive, score), w, w * l.At(b.Kind, positive, score)}
		items = append(items, x)
		weight += w
		total += x.loss
	})
	slices.SortStableFunc(items, func(a, b item) int {
		if a.hard > b.hard {
			return -1
		}
		if a.hard < b.hard {
			return 1
		}
		return 0
	})
	w, sum := 0.0, 0.0
	for i := 0; i < len(items); {
		group := item{}
		for j := items[i].hard; i < len(items) && items[i].hard == j; i++ {
			group.w += items[i].w
			group.loss += items[i].loss
		}
		if (w+group.w)/weight >= rows {
			return (sum + group.loss*(rows*weight-w)/group.w) / total
		}
		w += group.w
		sum += group.loss
	}
	return 1
}

func TestLossSharesAreThoseOfTheSortedRows(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		c := s.LossShares(1000, sharedLosses...)
		if r := s.missingProbability(); r != "" {
			if c.Reason != r || c.Rows != nil {
				t.Errorf("got %+v, want %s", c, r)
			}
			return
		}
		for i, l := range sharedLosses {
			for _, x := range []float64{0.1, 0.5, 0.9, 1} {
				got := c.At(i, x)
				if want := plainShares(b, l, x); got.OK && math.Abs(got.V-want) > 1e-9 || got.OK == math.IsNaN(want) {
					t.Errorf("the hardest %v carry %v of loss %d, want %v", x, got, i, want)
				}
			}
		}
	})
}

func TestLossSharesRiseFromZeroToOne(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		fine, coarse := s.LossShares(100_000, sharedLosses...), s.LossShares(10, sharedLosses...)
		for _, c := range []LossShares{fine, coarse} {
			for _, xs := range append([][]float64{c.Rows}, c.Losses...) {
				if xs != nil && (xs[0] != 0 || xs[len(xs)-1] != 1 || !slices.IsSorted(xs)) {
					t.Errorf("no curve from 0 to 1: %v", xs)
				}
			}
		}
		if len(coarse.Rows) > 60 {
			t.Errorf("%d points of a coarse curve", len(coarse.Rows))
		}
		if fine.Reason == "" && fine.At(0, 0.1) != coarse.At(0, 0.1) {
			t.Errorf("thinning moves the share of the hardest tenth from %v to %v", fine.At(0, 0.1), coarse.At(0, 0.1))
		}
	})
}

func TestHardRowsCarryMoreOfTheFocalLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	s := sweepOf(t, shapes["distinct probabilities"](r, 500))
	c := s.LossShares(200, ExampleLoss{1, 1, 0}, ExampleLoss{1, 1, 2})
	for x := 0.05; x < 1; x += 0.05 {
		if ce, focal := c.At(0, x).V, c.At(1, x).V; focal <= ce || ce < x {
			t.Errorf("the hardest %v carry %v of the cross entropy and %v of the focal loss", x, ce, focal)
		}
	}
}

func TestALossOfZeroHasNoShares(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Probability, Label: []uint8{1, 0}, Score: []float64{1, 0}})
	if c := s.LossShares(100, ExampleLoss{1, 1, 0}); c.Losses[0] != nil || c.At(0, 0.5) != Undefined(ZeroDenominator) {
		t.Errorf("got %+v", c)
	}
}

func TestExampleLossesAddUpToTheFocalLoss(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		if b.Kind == Score {
			return
		}
		total := 0.0
		rowsOf(b, func(positive bool, score, w float64) {
			total += w * DefaultFocal().ExampleLoss().At(b.Kind, positive, score)
		})
		if got := sweepOf(t, b).FocalLoss(DefaultFocal()).Sum; !isClose(got.V, total) {
			t.Errorf("focal loss %v, its rows %v", got, total)
		}
	})
}

func TestClippedRowsLieBeyondTheEnds(t *testing.T) {
	b := Binary{Kind: Probability}
	for _, p := range []float64{
		0, clip / 2, math.Nextafter(clip, 0), clip, 2 * clip, 0.5, 1 - 2*clip, 1 - clip, 1 - clip/2, 1,
	} {
		b.Label = append(b.Label, 0, 1)
		b.Score = append(b.Score, p, p)
	}
	s := sweepOf(t, b)
	low, high := ClippedBeyond()
	got := s.Positives() - s.At(low).RowsTP + s.At(high).RowsFP
	if want := s.LogLoss().Clipped; got != want || want != 5 {
		t.Errorf("%d rows beyond the ends, %d are clipped", got, want)
	}
}
