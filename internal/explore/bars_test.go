package explore

import (
	"math"
	"math/rand/v2"
	"testing"

	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// randomRows returns rows with one positive in so many, some with the same score, and
// some with scores of 0 and 1.
func randomRows(t *testing.T, kind calc.Kind, n, oneIn int) (calc.Binary, *calc.Sweep) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(n), uint64(oneIn)))
	b := calc.Binary{Kind: kind}
	for i := range n {
		label := uint8(0)
		if i%oneIn == 0 {
			label = 1
		}
		z := 2*r.NormFloat64() - 5 + 4*float64(label)
		switch {
		case kind != calc.Probability:
		case i%17 == 3:
			z = math.Inf(-1)
		case i%91 == 4:
			z = math.Inf(1)
		}
		if kind == calc.Probability {
			z = math.Round(calc.Sigmoid(z)*1e6) / 1e6
		}
		b.Label, b.Score = append(b.Label, label), append(b.Score, z)
	}
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	return b, s
}

func TestBarsCountEveryRowInViewOnce(t *testing.T) {
	for _, kind := range []calc.Kind{calc.Probability, calc.Logit, calc.Score} {
		rows, sweep := randomRows(t, kind, 5000, 200)
		for _, k := range axis.KindsFor(kind) {
			a := axis.New(k, kind, sweep)
			for _, w := range []axis.Window{a.All(), a.All().Zoomed(0.5, 0), a.All().Zoomed(0.5, 1), a.All().Zoomed(0.2, 0.4)} {
				bars := countBars(sweep, w, 60)
				got, want := [2]float64{}, [2]float64{}
				for _, b := range bars {
					got[1] += b.Positives
					got[0] += b.Negatives
				}
				first, last := bars[0], bars[len(bars)-1]
				for i, x := range rows.Score {
					inView := (x >= first.From || w.From <= 0) && (x < last.To || w.To >= 1)
					if inView {
						want[rows.Label[i]]++
					}
				}
				if got != want {
					t.Errorf("%v scores on a %s axis from %v to %v: %v rows are counted, want %v", kind, k, w.From, w.To, got, want)
				}
				if w.Whole() && got != [2]float64{float64(sweep.Negatives()), float64(sweep.Positives())} {
					t.Errorf("%v scores on a %s axis: %v rows are counted", kind, k, got)
				}
			}
		}
	}
}

func TestBarsCountTheRowsBetweenTheirEdges(t *testing.T) {
	rows, sweep := randomRows(t, calc.Probability, 3000, 100)
	for _, k := range axis.KindsFor(calc.Probability) {
		bars := countBars(sweep, axis.New(k, calc.Probability, sweep).All(), 20)
		for i, b := range bars {
			want := Bar{From: b.From, To: b.To, Left: b.Left, Right: b.Right}
			for j, x := range rows.Score {
				if (x >= b.From) && (x < b.To || i == len(bars)-1) {
					if rows.Label[j] == 1 {
						want.Positives++
					} else {
						want.Negatives++
					}
				}
			}
			if b != want {
				t.Errorf("bar %d of a %s axis is %+v, want %+v", i, k, b, want)
			}
			if i > 0 && (b.Left != bars[i-1].Right || b.From != bars[i-1].To) || !(b.Right > b.Left) {
				t.Errorf("bar %d of a %s axis does not follow the one before: %+v", i, k, b)
			}
		}
		if last := bars[len(bars)-1]; math.Abs(last.Right-axis.New(k, calc.Probability, sweep).All().End()) > 1e-9 {
			t.Errorf("the bars of a %s axis end at %v", k, last.Right)
		}
	}
}

// On an axis of ranks one score with many rows makes one wide bar.
func TestPileOfOneScoreIsOneBar(t *testing.T) {
	b := calc.Binary{Kind: calc.Score}
	for i := range 1000 {
		b.Label = append(b.Label, uint8(i%2))
		b.Score = append(b.Score, max(0, float64(i)-700))
	}
	sweep, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	bars := countBars(sweep, axis.New(axis.Quantile, calc.Score, sweep).All(), 60)
	if first := bars[0]; first.From != 0 || first.Positives+first.Negatives != 701 || first.Right-first.Left < 0.09 {
		t.Errorf("701 rows have the score 0; the first bar is %+v", first)
	}
}

func TestUsualAxisShowsBothClasses(t *testing.T) {
	pile := func(kind calc.Kind) *calc.Sweep {
		b := calc.Binary{Kind: kind}
		for i := range 1000 {
			b.Label, b.Score = append(b.Label, uint8(i%3/2)), append(b.Score, max(0, float64(i)/1000-0.6))
		}
		s, err := calc.NewSweep(b)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	sweep := func(kind calc.Kind, n, oneIn int) *calc.Sweep {
		_, s := randomRows(t, kind, n, oneIn)
		return s
	}
	hard, err := calc.NewSweep(calc.Binary{Kind: calc.Probability, Label: []uint8{0, 0, 0, 1},
		Score: []float64{0, 0, 1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		sweep *calc.Sweep
		want  axis.Kind
	}{
		"scores":                             {sweep(calc.Score, 2000, 3), axis.Linear},
		"scores of a rare class":             {sweep(calc.Score, 2000, 201), axis.Quantile},
		"probabilities of a rare class":      {sweep(calc.Probability, 2000, 201), axis.Logit},
		"logits of a rare class":             {sweep(calc.Logit, 2000, 201), axis.Linear},
		"probabilities, most of which are 0": {pile(calc.Probability), axis.Logit},
		"scores, most of which are 0":        {pile(calc.Score), axis.Quantile},
		"logits, most of which are 0":        {pile(calc.Logit), axis.Quantile},
		"predictions that are 0 and 1":       {hard, axis.Linear},
	} {
		d := wire.NewDisplay(c.sweep, wire.Budget)
		if got := UsualAxis(d); got != c.want {
			t.Errorf("%s: the axis is %s, want %s", what, got, c.want)
		}
	}
	if Rare(&wire.Display{PositiveWeight: 0, NegativeWeight: 100}) {
		t.Error("a class without rows is rare")
	}
	if !Rare(&wire.Display{PositiveWeight: 9, NegativeWeight: 991}) ||
		!Rare(&wire.Display{PositiveWeight: 991, NegativeWeight: 9}) ||
		Rare(&wire.Display{PositiveWeight: 10, NegativeWeight: 990}) {
		t.Error("a class is rare below 1%, on either side")
	}
}

func TestAxisOfAStateIsItsOwnOrTheUsualOne(t *testing.T) {
	_, sweep := randomRows(t, calc.Probability, 2000, 200)
	d := wire.NewDisplay(sweep, wire.Budget)
	if w := scoreAxis(tradeoff.ScoreAxis{}, d); w.Kind != axis.Logit || !w.Whole() {
		t.Errorf("the usual axis is %s from %v to %v", w.Kind, w.From, w.To)
	}
	w := scoreAxis(tradeoff.ScoreAxis{Kind: axis.Linear, Zoom: &tradeoff.Zoom{Low: 0.2, High: math.Inf(1)}}, d)
	if w.Kind != axis.Linear || w.At(0.2) != 0 || w.To != 1 || w.At(0.1) >= 0 {
		t.Errorf("the axis from 0.2 up is %s from %v to %v", w.Kind, w.From, w.To)
	}
}
