package calc

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// TestPartIsTheSweepOfItsRows holds the part of a sweep to the sweep that is
// made of the same rows by sorting them.
func TestPartIsTheSweepOfItsRows(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for round := range 400 {
		n := r.IntN(60)
		if round%40 == 0 {
			n = 5000
		}
		b := Binary{Kind: Score, Label: make([]uint8, n), Score: make([]float64, n)}
		if round%2 == 1 {
			b.Weight = make([]float64, n)
		}
		distinct := 1 + r.IntN(2*n+1)
		oneClass := r.IntN(8) == 0
		for i := range n {
			b.Score[i] = float64(r.IntN(distinct)-distinct/3) / 7
			if !oneClass {
				b.Label[i] = uint8(r.IntN(2))
			}
			if b.Weight != nil {
				b.Weight[i] = []float64{0, 1, 1, r.ExpFloat64() + 1e-9}[r.IntN(4)]
			}
		}
		whole, err := NewSweep(b)
		if err != nil {
			t.Fatal(err)
		}
		chance := r.Float64()
		keep := make([]bool, n)
		part := Binary{Kind: b.Kind}
		for i := range n {
			if keep[i] = r.Float64() < chance; !keep[i] {
				continue
			}
			part.Label, part.Score = append(part.Label, b.Label[i]), append(part.Score, b.Score[i])
			if b.Weight != nil {
				part.Weight = append(part.Weight, b.Weight[i])
			}
		}
		if b.Weight != nil && part.Weight == nil {
			part.Weight = []float64{}
		}
		var rows Rows
		for y := range rows.Keep {
			order := []int{}
			for i, l := range b.Label {
				if int(l) == y && (b.Weight == nil || b.Weight[i] > 0) {
					order = append(order, i)
				}
			}
			slices.SortStableFunc(order, func(i, j int) int { return -cmp.Compare(b.Score[i], b.Score[j]) })
			rows.Keep[y] = make([]bool, len(order))
			if whole.Weighted() {
				rows.Weight[y] = make([]float64, len(order))
			}
			for at, i := range order {
				rows.Keep[y][at] = keep[i]
				if whole.Weighted() {
					rows.Weight[y][at] = b.Weight[i]
				}
			}
		}
		want, err := NewSweep(part)
		if err != nil {
			t.Fatal(err)
		}
		if got := whole.Part(rows); !reflect.DeepEqual(got, want) {
			t.Fatalf("round %d: %d rows of %d: got %+v, want %+v", round, len(part.Label), n, got, want)
		}
		var groups [2][]uint16
		for y, keep := range rows.Keep {
			for range keep {
				groups[y] = append(groups[y], uint16(r.IntN(5)))
			}
		}
		got := make([]*Sweep, 6)
		whole.Split(len(got), groups, rows.Weight, func(g int, part *Sweep) { got[g] = part })
		for g, part := range got {
			for y, keep := range rows.Keep {
				for place := range keep {
					keep[place] = int(groups[y][place]) == g
				}
			}
			if want := whole.Part(rows); !reflect.DeepEqual(part, want) {
				t.Fatalf("round %d: group %d: got %+v, want %+v", round, g, part, want)
			}
		}
	}
}
