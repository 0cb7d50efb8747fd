package wire

import (
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// rows returns n random rows whose scores tell the classes apart a little.
func rows(seed uint64, n int, kind calc.Kind, prevalence float64, weighted bool) calc.Binary {
	rng := rand.New(rand.NewPCG(seed, 7))
	b := calc.Binary{Kind: kind}
	for range n {
		y, z := uint8(0), rng.NormFloat64()
		if rng.Float64() < prevalence {
			y = 1
			z += 1.5
		}
		if kind == calc.Probability {
			z = 1 / (1 + math.Exp(-z))
		}
		b.Label, b.Score = append(b.Label, y), append(b.Score, z)
		if weighted {
			b.Weight = append(b.Weight, rng.ExpFloat64())
		}
	}
	return b
}

func sweepOf(t testing.TB, b calc.Binary) *calc.Sweep {
	t.Helper()
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var shapes map[string]*calc.Sweep

// cases returns sweeps of many shapes.
func cases(t testing.TB) map[string]*calc.Sweep {
	t.Helper()
	if shapes == nil {
		shapes = newShapes(t)
	}
	return maps.Clone(shapes)
}

func newShapes(t testing.TB) map[string]*calc.Sweep {
	big := rows(5, 100_000, calc.Probability, 0.3, false)
	rare := rows(6, 100_000, calc.Logit, 0.001, false)
	tied := rows(8, 50_000, calc.Probability, 0.5, false)
	for i := range tied.Score {
		tied.Score[i] = math.Round(tied.Score[i]*8000) / 8000
	}
	outlier := rows(9, 20_000, calc.Score, 0.4, false)
	outlier.Score[0] = 1e9
	steep := rows(10, 30_000, calc.Probability, 0.2, false)
	for i, x := range steep.Score {
		steep.Score[i] = math.Pow(x, 12)
	}
	huge := rows(11, 10_000, calc.Score, 0.5, false)
	for i := range huge.Score {
		huge.Score[i] *= 1e307
	}
	random := rows(12, 40_000, calc.Probability, 0.5, false)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(random.Label), func(i, j int) {
		random.Label[i], random.Label[j] = random.Label[j], random.Label[i]
	})
	oneClass := rows(13, 9_000, calc.Probability, 1, false)
	perfect := rows(14, 9_000, calc.Probability, 0.5, false)
	for i, x := range perfect.Score {
		perfect.Label[i] = 0
		if x > 0.5 {
			perfect.Label[i] = 1
		}
	}
	return map[string]*calc.Sweep{
		"big": sweepOf(t, big), "rare": sweepOf(t, rare), "tied": sweepOf(t, tied), "outlier": sweepOf(t, outlier),
		"steep": sweepOf(t, steep), "huge": sweepOf(t, huge), "random": sweepOf(t, random),
		"one class": sweepOf(t, oneClass), "perfect": sweepOf(t, perfect),
		"weighted":      sweepOf(t, rows(15, 60_000, calc.Probability, 0.4, true)),
		"just too many": sweepOf(t, rows(16, Budget, calc.Logit, 0.5, false)),
	}
}

// worst returns the largest distance of any operating point from the curves
// that are drawn through the stops.
func worst(s *calc.Sweep, d *Display) (pixels float64) {
	c := newCanvas(s)
	for i := 1; i < d.Len(); i++ {
		from, to := int(d.Index[i-1]), int(d.Index[i])
		a, b := c.spot(from), c.spot(to)
		for k := from + 1; k < to; k++ {
			p := c.spot(k)
			pixels = max(pixels, deviation(&p, &a, &b))
		}
	}
	return pixels
}

func TestCurvesThroughStopsDeviateByLessThanHalfAPixel(t *testing.T) {
	for name, s := range cases(t) {
		start := time.Now()
		d := NewDisplay(s, Budget)
		took := time.Since(start)
		if d.Len() > Budget {
			t.Errorf("%s: %d stops, want at most %d", name, d.Len(), Budget)
		}
		if got := worst(s, d); got >= 0.5 {
			t.Errorf("%s: the curves deviate by %.3f pixels, want less than 0.5", name, got)
		} else {
			t.Logf("%s: %d of %d points, %.3f pixels, %v", name, d.Len(), s.Len(), got, took)
		}
	}
}

func TestStopsAreExact(t *testing.T) {
	for name, s := range cases(t) {
		d := NewDisplay(s, Budget)
		for i, k := range d.Index {
			if got, want := d.Point(i), s.Point(int(k)); got != want {
				t.Fatalf("%s: stop %d is %+v, want %+v", name, i, got, want)
			}
		}
		if !slices.IsSorted(d.Index) {
			t.Errorf("%s: the stops are out of order", name)
		}
	}
}

func TestShownThresholdsGiveTheSameCounts(t *testing.T) {
	s := sweepOf(t, rows(21, 20_000, calc.Logit, 0.3, false))
	d := NewDisplay(s, Budget)
	for i := 1; i < d.Len(); i++ {
		shown := format.Threshold(d.Threshold[i], d.Digits[i])
		x, err := strconv.ParseFloat(shown, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Index(x); got != int(d.Index[i]) {
			t.Errorf("%s realises point %d, want %d", shown, got, d.Index[i])
		}
	}
}

func TestEndsOptimaAndDefaultAreKept(t *testing.T) {
	for name, s := range cases(t) {
		for _, budget := range []int{Budget, 100, 1} {
			d := NewDisplay(s, budget)
			for _, k := range required(s) {
				if !slices.Contains(d.Index, uint32(k)) {
					t.Errorf("%s, budget %d: point %d is missing", name, budget, k)
				}
			}
			for _, id := range []string{"f1", "mcc", "youden_j", "accuracy"} {
				want := s.Best(id)
				if !want.Value.OK {
					continue
				}
				best := 0
				for i := range d.Len() {
					if d.Index[i] == uint32(want.Index) {
						best = i
					}
				}
				if d.Threshold[best] != want.Threshold {
					t.Errorf("%s: the best %s is at %v, want %v", name, id, d.Threshold[best], want.Threshold)
				}
			}
		}
	}
}

func TestSmallSweepIsKeptWhole(t *testing.T) {
	for _, n := range []int{0, 1, 2, 10, Budget - 1} {
		s := sweepOf(t, rows(3, n, calc.Logit, 0.5, false))
		d := NewDisplay(s, Budget)
		if !d.Whole || d.Len() != s.Len() || d.Total != n+1 {
			t.Errorf("%d scores: %d stops of %d, whole %v", n, d.Len(), d.Total, d.Whole)
		}
	}
}

func TestBudgetLeftOverNarrowsTheWidestGap(t *testing.T) {
	s := sweepOf(t, rows(4, 300_000, calc.Probability, 0.5, false))
	d := NewDisplay(s, Budget)
	if d.Len() != Budget {
		t.Errorf("%d stops, want all %d", d.Len(), Budget)
	}
	gap := 0.0
	for i := 2; i < d.Len(); i++ {
		if d.Index[i]-d.Index[i-1] > 1 {
			gap = max(gap, d.Threshold[i-1]-d.Threshold[i])
		}
	}
	if gap > 0.003 {
		t.Errorf("the widest gap is %v of the range, want less than three pixels", gap)
	}
}

func TestHistogramHoldsEveryRowOnTheRightSideOfItsEdges(t *testing.T) {
	for name, s := range cases(t) {
		h := NewHistogram(s)
		var positives, negatives float64
		for b := range h.Positives {
			positives += h.Positives[b]
			negatives += h.Negatives[b]
		}
		if math.Abs(positives-s.PositiveWeight()) > 1e-6 || math.Abs(negatives-s.NegativeWeight()) > 1e-6 {
			t.Errorf("%s: the bins hold %v and %v, want %v and %v", name, positives, negatives, s.PositiveWeight(),
				s.NegativeWeight())
		}
	}
}

func BenchmarkNewDisplay(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		s := sweepOf(b, rows(1, n, calc.Probability, 0.2, false))
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				NewDisplay(s, Budget)
			}
		})
	}
}

func TestSweepOfADisplayHasItsStops(t *testing.T) {
	for name, s := range cases(t) {
		d := NewDisplay(s, 500)
		if d.Weighted {
			continue
		}
		got, err := d.Sweep()
		if err != nil || got.Len() != d.Len() || got.N() != s.N() {
			t.Fatalf("%s: %d stops of %d rows, %v; want %d of %d", name, got.Len(), got.N(), err, d.Len(), s.N())
		}
		for k := range d.Len() {
			if got.Point(k) != d.Point(k) {
				t.Errorf("%s: stop %d is %+v, want %+v", name, k, got.Point(k), d.Point(k))
			}
		}
	}
}

func TestSnappedRowsHaveTheScoresOfStops(t *testing.T) {
	b := rows(12, 3000, calc.Logit, 0.3, true)
	s := sweepOf(t, b)
	d := NewDisplay(s, 100)
	snapped := sweepOf(t, d.Snapped(b))
	if snapped.Len() != d.Len() {
		t.Fatalf("%d operating points, want %d", snapped.Len(), d.Len())
	}
	for k := range d.Len() {
		if got, want := snapped.Point(k), d.Point(k); got.Threshold != want.Threshold || got.RowsTP != want.RowsTP ||
			got.RowsFP != want.RowsFP {
			t.Errorf("stop %d is %+v, want %+v", k, got, want)
		}
	}
}

func TestOutlineIsTheSameOnAnyNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, s := range cases(t) {
		kept := required(s)
		runtime.GOMAXPROCS(1)
		want := outline(newCanvas(s), kept)
		for _, cores := range []int{2, 3, 16} {
			runtime.GOMAXPROCS(cores)
			if got := outline(newCanvas(s), kept); !slices.Equal(got, want) {
				t.Errorf("%s, %d cores: %d points, want %d, or others", name, cores, len(got), len(want))
			}
		}
	}
}
