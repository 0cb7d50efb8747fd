package calc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// optimising are policies of every rule and metric that has a best point.
func optimising() []string {
	list := []string{"min_cost", "closest_topleft", "max_f0.3", "max_f7"}
	for _, m := range ConfusionMetrics() {
		if m.Better == Higher {
			list = append(list, "max_"+m.ID)
		}
	}
	return list
}

// drawn returns all rows that resample r of a search holds.
func (o *optimumSearch) drawn(r int) *Sweep {
	_, whole := o.begin(r)
	var score []float64
	var pos, neg []uint32
	var draw func(stretch)
	draw = func(st stretch) {
		switch {
		case st.pos == 0 && st.neg == 0:
		case st.to-st.from == 1:
			score, pos, neg = append(score, o.s.score[st.from]), append(pos, st.pos), append(neg, st.neg)
		default:
			upper, lower := o.split(st)
			draw(upper)
			draw(lower)
		}
	}
	draw(whole)
	s, err := RestoreSweep(o.s.kind, score, pos, neg, nil, nil)
	if err != nil {
		panic(err)
	}
	return s
}

func TestOptimumOfAResampleIsTheBestOfAllItsPoints(t *testing.T) {
	rare := 0.03
	settings := []Setting{{Costs: Costs{FP: 1, FN: 5}}, {Costs: Costs{FP: 3, FN: 1}, Prevalence: &rare}, {}}
	eachShape(t, func(t *testing.T, r *rand.Rand, b Binary) {
		if b.Weight != nil || len(b.Label) == 0 {
			return
		}
		s := sweepOf(t, b)
		for _, text := range optimising() {
			p, w := policy(t, text), settings[r.IntN(len(settings))]
			target := p.target(w)
			o := Resampling{Resamples: 1, Level: 0.95, Seed: r.Uint64(), Stratified: r.IntN(4) == 0}
			search := newOptimumSearch(s, target, o)
			for i := range 4 {
				want := p.Pick(search.drawn(i), w)
				got := search.resample(i)
				if got.OK != want.Value.OK || !got.OK && got.Reason != want.Value.Reason || got.OK && got.V != want.Threshold {
					t.Fatalf("%s in %+v, resample %d of %d rows: %+v, want %+v", text, w, i, s.N(), got, want)
				}
			}
		}
	})
}

func TestResampledOptimaHaveTheDistributionOfTheBootstrap(t *testing.T) {
	s := sweepOf(t, benchRows(300, false))
	p := policy(t, "max_f1")
	const n = 3000
	place := func(threshold float64) float64 { return float64(s.Index(threshold)) }
	var plain, searched []float64
	draw := newCellDraw(s, Resampling{Seed: 1})
	search := newOptimumSearch(s, objective{of: Confusion.F1, better: Higher}, Resampling{Seed: 2})
	for r := range n {
		plain = append(plain, place(p.Pick(draw.resample(r), Setting{}).Threshold))
		searched = append(searched, place(search.resample(r).V))
	}
	slices.Sort(plain)
	slices.Sort(searched)
	apart := 0.0 // Kolmogorov and Smirnov's distance
	for _, x := range plain {
		i, _ := slices.BinarySearch(plain, x+0.5)
		j, _ := slices.BinarySearch(searched, x+0.5)
		apart = max(apart, math.Abs(float64(i-j))/n)
	}
	if limit := 1.95 * math.Sqrt(2.0/n); apart > limit { // one in a thousand
		t.Errorf("the two distributions are %v apart, want at most %v", apart, limit)
	}
}

func TestIntervalOfAnOptimum(t *testing.T) {
	s := sweepOf(t, benchRows(2000, false))
	o := Resampling{Resamples: 300, Level: 0.95, Seed: 3}
	for _, text := range []string{"max_f1", "max_f2", "max_youden_j", "max_mcc", "closest_topleft", "min_cost"} {
		p, w := policy(t, text), Setting{Costs: Costs{FP: 1, FN: 3}}
		got, best := p.Interval(s, w, o), p.Pick(s, w)
		if got.Defined != o.Resamples || !got.Low.OK || !(got.Low.V < got.High.V) || got.High.V-got.Low.V > 0.4 {
			t.Errorf("%s: %+v", text, got)
		}
		if best.Threshold < got.Low.V-0.1 || best.Threshold > got.High.V+0.1 {
			t.Errorf("%s: the optimum is at %v, its interval from %v to %v", text, best.Threshold, got.Low.V, got.High.V)
		}
		restore := setProcs(1)
		if again := p.Interval(s, w, o); again != got {
			t.Errorf("%s: on one core %+v, on all %+v", text, again, got)
		}
		restore()
	}
}

func TestOptimumMayPredictNothingPositive(t *testing.T) {
	s := sweepOf(t, Binary{
		Kind: Probability, Label: []uint8{0, 0, 1, 0, 0, 0}, Score: []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4},
	})
	got := policy(t, "min_cost").Interval(s, Setting{Costs: Costs{FP: 1, FN: 1}}, DefaultResampling())
	if !math.IsInf(got.High.V, 1) || got.Defined != 2000 {
		t.Errorf("got %+v, want up to +Inf", got)
	}
	for _, c := range []struct {
		found     []float64
		low, high float64
	}{
		{[]float64{0.1, 0.2, math.Inf(1), math.Inf(1)}, 0.1 + 0.3*0.1, math.Inf(1)},
		{[]float64{0.1, 0.2, 0.3, math.Inf(1)}, 0.1 + 0.3*0.1, math.Inf(1)},
		{[]float64{math.Inf(1)}, math.Inf(1), math.Inf(1)},
		{[]float64{0.5}, 0.5, 0.5},
		{[]float64{0.5, 0.1}, 0.1 + 0.1*0.4, 0.1 + 0.9*0.4},
	} {
		var values []Value
		for _, x := range c.found {
			values = append(values, Defined(x))
		}
		got := betweenThresholds(values, Resampling{Resamples: len(values), Level: 0.8})
		if !(math.Abs(got.Low.V-c.low) < 1e-12 || got.Low.V == c.low) ||
			!(math.Abs(got.High.V-c.high) < 1e-12 || got.High.V == c.high) {
			t.Errorf("%v lie between %+v", c.found, got)
		}
	}
}

func TestOptimaThatAreOftenUndefinedHaveNoInterval(t *testing.T) {
	s := sweepOf(t, Binary{Kind: Probability, Label: []uint8{1, 0, 0}, Score: []float64{0.9, 0.5, 0.1}})
	got := policy(t, "max_youden_j").Interval(s, Setting{}, DefaultResampling())
	if got.Low.OK || got.Low.Reason != NoPositives || got.Defined < 1000 || got.Defined > 1600 {
		t.Errorf("%+v", got) // (2/3)³ of the resamples have no positive, (1/3)³ no negative
	}
	weighted := sweepOf(t, Binary{
		Kind: Probability, Label: []uint8{1, 0}, Score: []float64{0.9, 0.5}, Weight: []float64{1, 2},
	})
	if got := policy(t, "max_f1").Interval(weighted, Setting{},
		DefaultResampling()); got.Low.Reason != WeightsNotSupported {
		t.Errorf("a weighted sweep gives %+v", got)
	}
}

func TestOptimumOfWeightedRowsIsResampled(t *testing.T) {
	b := benchRows(300, false)
	p, o := policy(t, "max_f1"), Resampling{Resamples: 3000, Level: 0.9, Seed: 5}
	plain := p.Interval(sweepOf(t, b), Setting{}, o)
	b.Weight = slices.Repeat([]float64{2.5}, len(b.Label))
	got, err := p.IntervalOfRows(b, Setting{}, o)
	if err != nil || got.Defined != 3000 || math.Abs(got.Low.V-plain.Low.V) > 0.05 ||
		math.Abs(got.High.V-plain.High.V) > 0.05 {
		t.Errorf("rows of one weight give %+v, %v; without weights %+v", got, err, plain)
	}
	heavy := 0
	for i, y := range b.Label { // one positive that decides everything
		if y == 1 {
			heavy = i
		}
	}
	b.Weight[heavy] = 1e6
	got, err = p.IntervalOfRows(b, Setting{}, o)
	if err != nil || got.Low.V > b.Score[heavy] {
		t.Errorf("with one heavy row at %v: %+v, %v", b.Score[heavy], got, err)
	}
}

func TestPlateauIsTheStretchAroundTheOptimum(t *testing.T) {
	eachShape(t, func(t *testing.T, _ *rand.Rand, b Binary) {
		s := sweepOf(t, b)
		for _, text := range []string{"max_f1", "closest_topleft", "min_cost", "recall>=0.5"} {
			p, w := policy(t, text), Setting{Costs: Costs{FP: 1, FN: 2}}
			c := p.Pick(s, w)
			first, last, ok := p.Plateau(s, c, w)
			if ok != (c.Value.OK && p.Optimises()) {
				t.Fatalf("%s: %+v has a plateau: %v", text, c, ok)
			}
			if !ok {
				continue
			}
			good := p.AsGood(c, w)
			if first > c.Index || last < c.Index || first > 0 && good(s.Confusion(first-1)) ||
				last+1 < s.Len() && good(s.Confusion(last+1)) {
				t.Errorf("%s: %d to %d around %d", text, first, last, c.Index)
			}
			for k := first; k <= last; k++ {
				if !good(s.Confusion(k)) {
					t.Errorf("%s: point %d of %d to %d is worse", text, k, first, last)
				}
			}
		}
	})
}

func BenchmarkIntervalOfOptimum(b *testing.B) {
	for _, text := range []string{"max_f1", "max_mcc", "min_cost"} {
		p := policy(b, text)
		for _, n := range benchSizes {
			s := sweepOf(b, benchRows(n, false))
			b.Run(fmt.Sprintf("%s/n=%.0e", text, float64(n)), func(b *testing.B) {
				for b.Loop() {
					p.Interval(s, Setting{Costs: Costs{FP: 1, FN: 5}}, DefaultResampling())
				}
			})
		}
	}
}
