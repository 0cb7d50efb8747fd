package axis

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
)

// sweepOf returns the sweep of scores, of which every tenth is positive.
func sweepOf(t testing.TB, kind calc.Kind, scores []float64) *calc.Sweep {
	t.Helper()
	b := calc.Binary{Kind: kind, Score: scores, Label: make([]uint8, len(scores))}
	for i := range b.Label {
		if i%10 == 0 {
			b.Label[i] = 1
		}
	}
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// samples are scores of many shapes, all of them probabilities.
func samples() map[string][]float64 {
	r := rand.New(rand.NewPCG(3, 5))
	list := func(n int, f func(i int) float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = f(i)
		}
		return out
	}
	return map[string][]float64{
		"even":              list(200, func(int) float64 { return r.Float64() }),
		"rare":              list(600, func(int) float64 { return calc.Sigmoid(2*r.NormFloat64() - 7) }),
		"with 0 and 1":      {0, 0, 0, 1e-300, 1e-12, 0.001, 0.2, 0.5, 1, 1},
		"piled up at 0":     list(2000, func(i int) float64 { return max(0, r.Float64()-0.97) * 30 }),
		"steps":             list(1000, func(int) float64 { return math.Round(r.Float64()*10) / 10 }),
		"two values":        list(50, func(i int) float64 { return float64(i % 2) }),
		"tiny":              list(60, func(int) float64 { return 1e-9 * r.Float64() }),
		"almost 1":          list(60, func(int) float64 { return 1 - 1e-9*r.Float64() }),
		"one score":         {0.5, 0.5, 0.5, 0.5},
		"two neighbours":    {0.5, math.Nextafter(0.5, 1)},
		"0 and the tiniest": {0, math.SmallestNonzeroFloat64},
	}
}

// axes returns all axes of all samples, and those of logits, wide ranges and one row.
func axes(t testing.TB) map[string]Axis {
	out := map[string]Axis{}
	for name, scores := range samples() {
		for _, kind := range KindsFor(calc.Probability) {
			out[name+", "+string(kind)] = New(kind, calc.Probability, sweepOf(t, calc.Probability, scores))
		}
	}
	for name, scores := range map[string][]float64{
		"logits": {-40, -12, -3.5, 0, 2, 40}, "the widest range": {-math.MaxFloat64, 0, 1, math.MaxFloat64},
		"one row": {7},
	} {
		for _, kind := range KindsFor(calc.Logit) {
			out[name+", "+string(kind)] = New(kind, calc.Logit, sweepOf(t, calc.Logit, scores))
		}
	}
	return out
}

// thresholds are some within, between and beyond the scores of an axis.
func thresholds(a Axis) []float64 {
	list := []float64{math.Inf(-1), math.Inf(1), 0, 1, -1, 2, 0.5,
		a.Min, a.Max, a.Low, a.High, math.Nextafter(a.Max, 9e300)}
	for i := range 60 {
		list = append(list, between(a.Min, a.Max, float64(i)/59), a.Score(float64(i)/59))
	}
	for e := -300.0; e < 0; e += 7 {
		list = append(list, math.Pow(10, e), 1-math.Pow(10, e/20))
	}
	slices.Sort(list)
	return list
}

func TestPlacesNeverFallAndStayOnTheAxis(t *testing.T) {
	for name, a := range axes(t) {
		last := 0.0
		for _, x := range thresholds(a) {
			place := a.At(x)
			if !(place >= last && place <= 1) {
				t.Errorf("%s: %v is at %v, after %v", name, x, place, last)
			}
			last = place
		}
		if lowest, beyond := a.At(a.Min), a.At(math.Inf(1)); lowest > 0.5 || beyond != 1 {
			t.Errorf("%s: the lowest score is at %v, no positive row at %v", name, lowest, beyond)
		}
		if highest := a.At(a.Max); highest > top {
			t.Errorf("%s: the highest score is at %v, where no row is predicted positive", name, highest)
		}
	}
}

func TestScoreIsTheInverse(t *testing.T) {
	for name, a := range axes(t) {
		for i := range 1001 {
			place := float64(i) / 1000
			x := a.Score(place)
			if place > top {
				if !(x > a.Max) {
					t.Errorf("%s: the score at %v is %v, within the scores", name, place, x)
				}
				continue
			}
			// A quantile axis has the highest score from its left end to the top. Neighbouring
			// numbers have no others between them.
			above, below := a.At(math.Nextafter(x, math.Inf(1))), a.At(math.Nextafter(x, math.Inf(-1)))
			near := max(math.Abs(above-place), math.Abs(below-place))
			if back := a.At(x); math.Abs(back-place) > 1e-9 && math.Abs(back-place) > near && x != a.Max {
				t.Errorf("%s: the score at %v is %v, which is at %v", name, place, x, back)
			}
		}
	}
}

func TestLogitAxisSpreadsOdds(t *testing.T) {
	a := New(Logit, calc.Probability, sweepOf(t, calc.Probability, samples()["rare"]))
	step := a.At(0.01/1.01) - a.At(0.001/1.001) // odds of 1:100 and 1:1000
	if again := a.At(0.001/1.001) - a.At(0.0001/1.0001); math.Abs(step-again) > 1e-12 {
		t.Errorf("ten times the odds is a step of %v, and then of %v", step, again)
	}
}

func TestQuantileAxisSpreadsRows(t *testing.T) {
	scores := samples()["rare"]
	a := New(Quantile, calc.Probability, sweepOf(t, calc.Probability, scores))
	slices.Sort(scores)
	for _, share := range []float64{0, 0.1, 0.25, 0.5, 0.9, 0.99} {
		if got := a.At(scores[int(share*float64(len(scores)))]) / top; math.Abs(got-share) > 0.006 {
			t.Errorf("%v of the rows are below the score at %v", share, got)
		}
	}
}

func TestPileOfOneScoreLeavesRoomForOthers(t *testing.T) {
	a := New(Quantile, calc.Probability, sweepOf(t, calc.Probability, samples()["piled up at 0"]))
	if second := a.Rank[1]; math.Abs(second.Share-widest) > 0.01 {
		t.Errorf("97%% of the rows have the score 0, whose share of the axis is %v", second.Share)
	}
}

func TestFewScoresShareAnAxisOfRanks(t *testing.T) {
	a := New(Quantile, calc.Probability, sweepOf(t, calc.Probability, []float64{0, 0, 0, 0, 0, 0.2, 0.3, 0.3}))
	for i, want := range []float64{0, 1.0 / 3, 2.0 / 3} {
		if got := a.Rank[i].Share; math.Abs(got-want) > 1e-12 {
			t.Errorf("score %d begins at %v, want %v", i, got, want)
		}
	}
}

func TestZoomKeepsTheScoreUnderThePointer(t *testing.T) {
	for name, a := range axes(t) {
		w := a.All().Zoomed(0.5, 0.3)
		if w.Whole() || math.Abs(w.Score(0.3)-a.Score(0.3)) > 1e-9*math.Abs(a.Score(0.3)) {
			t.Errorf("%s: at 0.3 was %v, and is %v in %v", name, a.Score(0.3), w.Score(0.3), w)
		}
		if back := w.Zoomed(4, 0.8); !back.Whole() {
			t.Errorf("%s: zoomed out, %v is not all", name, back)
		}
		if deep := w.Zoomed(0, 0.5); !(deep.To > deep.From) {
			t.Errorf("%s: zoomed in for ever, %v is empty", name, deep)
		}
	}
}

func TestEndsOfAWindowReadBack(t *testing.T) {
	for name, a := range axes(t) {
		if strings.HasPrefix(name, "two neighbours") || strings.HasPrefix(name, "0 and the tiniest") {
			continue // no score lies between them
		}
		w := a.All()
		for range 12 {
			low, high := w.Ends()
			back := a.Between(low, high)
			wrong := func(got, want, score float64) bool {
				return math.Abs(got-want) > (w.To-w.From)/500 && score != a.Max // which has a stretch of an axis of ranks
			}
			if wrong(back.From, w.From, low) || wrong(back.To, w.To, high) {
				t.Errorf("%s: from %v to %v is %v, want %v", name, low, high, back, w)
			}
			w = w.Zoomed(0.6, 0.4)
		}
	}
}

func TestLabelsAreInViewAndRise(t *testing.T) {
	for name, a := range axes(t) {
		for _, w := range []Window{a.All(), a.All().Zoomed(0.3, 0.5), a.All().Zoomed(0.01, 0.9)} {
			labels := w.Labels(6)
			if len(labels) > 10 || !slices.IsSorted(labels) {
				t.Errorf("%s: labels are %v", name, labels)
			}
			for _, x := range labels {
				if place := w.At(x); place < 0 || place > 1 {
					t.Errorf("%s: the label %v is at %v", name, x, place)
				}
			}
		}
	}
}

func TestRareClassHasDecades(t *testing.T) {
	scores := append(samples()["rare"], 0, 1e-9, 0.997)
	label := make([]uint8, len(scores))
	label[0], label[1], label[5], label[len(label)-1] = 1, 1, 1, 1
	s, err := calc.NewSweep(calc.Binary{Kind: calc.Probability, Score: scores, Label: label})
	if err != nil {
		t.Fatal(err)
	}
	w := New(Logit, calc.Probability, s).All()
	want := []float64{1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.5, 0.9, 0.99}
	if got := w.Labels(8); !slices.Equal(got, want) {
		t.Errorf("labels are %v, want %v", got, want)
	}
	if w.Min != 0 || w.At(0) != 0 || w.At(1e-9) != 0 || w.At(1e-5) != 0 {
		t.Errorf("scores below 1 in 100,000 are at %v and %v", w.At(0), w.At(1e-9))
	}
}
