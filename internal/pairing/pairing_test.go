package pairing

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// twoRuns returns random rows of two runs, the second in another order.
func twoRuns(r *rand.Rand, n int, named bool) (a, b Rows) {
	order := r.Perm(n)
	if !named {
		for i := range order {
			order[i] = i
		}
	}
	a.Scores, b.Scores = make([]float64, n), make([]float64, n)
	a.Labels, b.Labels = make([]uint8, n), make([]uint8, n)
	b.Weights = make([]float64, n)
	for i := range n {
		j := order[i]
		a.Labels[i] = uint8(r.IntN(2))
		b.Labels[j] = a.Labels[i]
		a.Scores[i], b.Scores[j] = float64(r.IntN(9))/8, float64(r.IntN(9))/8
		b.Weights[j] = float64(r.IntN(5))
	}
	if named {
		a.IDs, b.IDs = new(column.Texts), new(column.Texts)
		ids := make([]string, n)
		for i := range n {
			id := fmt.Sprintf("case %d", i*7)
			a.IDs.Append([]byte(id))
			ids[order[i]] = id
		}
		for _, id := range ids {
			b.IDs.Append([]byte(id))
		}
	}
	return a, b
}

func TestDisagreementsEqualANaiveCount(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for round := range 200 {
		n, named := r.IntN(60), round%2 == 0
		a, b := twoRuns(r, n, named)
		p, err := Of(a, b)
		if err != nil {
			t.Fatal(err)
		}
		ta, tb := float64(r.IntN(10))/8, float64(r.IntN(10))/8
		at := p.At(ta, tb)
		counts := at.Count()

		// Every row of a is looked for in b.
		var want [Disagreements]int
		for i := range n {
			j := i
			for named && string(b.IDs.At(j)) != string(a.IDs.At(i)) {
				j = (j + 1) % n
			}
			if b.Weights[j] == 0 {
				continue
			}
			calledA, calledB := a.Scores[i] >= ta, b.Scores[j] >= tb
			switch {
			case a.Labels[i] == 1 && !calledA && calledB:
				want[FixedMiss]++
			case a.Labels[i] == 1 && calledA && !calledB:
				want[NewMiss]++
			case a.Labels[i] == 0 && calledA && !calledB:
				want[AvoidedFalseAlarm]++
			case a.Labels[i] == 0 && !calledA && calledB:
				want[NewFalseAlarm]++
			}
		}
		groups := make([]uint16, n)
		for i := range groups {
			groups[i] = uint16(i % 3)
		}
		by := at.CountBy(groups, 3)
		for f := range Disagreement(Disagreements) {
			list := at.Rows(f, nil)
			if counts.Disagreement(f) != want[f] || len(list) != want[f] {
				t.Fatalf("round %d: disagreement %d: counted %d, listed %d, want %d", round, f, counts.Disagreement(f), len(list),
					want[f])
			}
			if sum := by[0].Disagreement(f) + by[1].Disagreement(f) + by[2].Disagreement(f); sum != want[f] {
				t.Fatalf("round %d: disagreement %d: the groups have %d, want %d", round, f, sum, want[f])
			}
			for _, i := range list {
				if named && string(a.IDs.At(int(p.RowA[i]))) != string(b.IDs.At(int(p.RowB[i]))) {
					t.Fatalf("round %d: pair %d has two ids", round, i)
				}
			}
		}
		total := 0
		for label := range uint8(2) {
			for _, c := range p.Density(label, Span{0, 1}, Span{0, 1}, 8) {
				total += c
			}
		}
		if total != p.Len() || counts.N(0)+counts.N(1) != p.Len() {
			t.Fatalf("round %d: %d in the grid and %d counted of %d", round, total, counts.N(0)+counts.N(1), p.Len())
		}
		if m, right := counts.Right(), want[FixedMiss]+want[AvoidedFalseAlarm]; m.OnlyB != right {
			t.Fatalf("round %d: only B is right on %d rows, want %d", round, m.OnlyB, right)
		}
	}
}

func TestOtherRowsAreRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, spoil := range []func(a, b *Rows){
		func(_, b *Rows) { b.Labels[3] = 1 - b.Labels[3] },
		func(_, b *Rows) { b.IDs = nil },
		func(_, b *Rows) {
			b.IDs = new(column.Texts)
			for i := range 20 {
				b.IDs.Append(fmt.Append(nil, "other ", i))
			}
		},
		func(a, _ *Rows) { a.Labels, a.Scores = a.Labels[1:], a.Scores[1:] },
	} {
		a, b := twoRuns(r, 20, true)
		spoil(&a, &b)
		var wrong *tradeoff.Error
		if _, err := Of(a, b); !errors.As(err, &wrong) || wrong.Kind != tradeoff.Invalid {
			t.Errorf("the error is %v", err)
		}
	}
}
