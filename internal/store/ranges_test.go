package store

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// TestQuantilesHaveEqualNumbersOfRows cuts numbers by their rows.
func TestQuantilesHaveEqualNumbersOfRows(t *testing.T) {
	count := func(list []float64) (numbers []float64, rows []int) {
		for _, x := range list {
			if len(numbers) == 0 || numbers[len(numbers)-1] != x {
				numbers, rows = append(numbers, x), append(rows, 0)
			}
			rows[len(rows)-1]++
		}
		return numbers, rows
	}
	most := append(append([]float64{1, 2, 3, 4}, slices.Repeat([]float64{5}, 28)...), 6, 7, 8, 9, 10, 11, 12, 13)
	for _, c := range []struct {
		list  []float64
		bins  int
		edges []float64
	}{
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 4, []float64{5, 9, 13}},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, []float64{4, 7}},
		{[]float64{-9, -8, -7, -6.5, 0, 1, 10, 11, 12, 13, 14, 15, 16}, 4, []float64{-6.5, 10, 14}},
		{most, 4, []float64{5, 6}}, // one number with most rows leaves nothing to its neighbours
		{[]float64{7, 7, 7}, 4, nil},
		{nil, 4, nil},
	} {
		numbers, rows := count(c.list)
		if got := quantiles(numbers, rows, c.bins); !slices.Equal(got, c.edges) {
			t.Errorf("%v in %d: got %v, want %v", c.list, c.bins, got, c.edges)
		}
	}
	r := seeded(23)
	for range 2000 {
		list, different := make([]float64, r.IntN(80)), 1+r.IntN(40)
		for i := range list {
			list[i] = float64(r.IntN(different) - 5)
		}
		bins := 2 + r.IntN(9)
		sorted := slices.Sorted(slices.Values(list))
		numbers, rows := count(sorted)
		if got, want := quantilesOf(list, bins), quantiles(numbers, rows, bins); !slices.Equal(got, want) {
			t.Fatalf("%v in %d without a sort: got %v, want %v", sorted, bins, got, want)
		}
	}
}

func TestRangesNeedNumbers(t *testing.T) {
	r := seeded(22)
	s := open(t, t.TempDir())
	n := described(createExperiment(t, s, "x").ID, r, rows(r, 500, calc.Probability, r.Float64))
	few := new(column.Texts)
	for range 500 {
		few.Append([]byte(strconv.Itoa(r.IntN(7))))
	}
	n.Columns = append(n.Columns, column.Column{Name: "few", Role: tradeoff.GroupRole, Texts: few})
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	for _, cut := range []tradeoff.Cut{{Column: "band", Quantiles: 3}, {Column: "band", Cuts: []float64{1}}} {
		_, err := partOf(t, s, n, tradeoff.View{}).Groups(t.Context(), cut)
		wantKind(t, err, tradeoff.Invalid, `"band"`)
	}
	for column, want := range map[string]source.GroupedBy{
		"band": {Name: "band", Numeric: false, Ranges: false}, "age": {Name: "age", Numeric: true, Ranges: true},
		"few": {Name: "few", Numeric: true, Ranges: false},
	} {
		if got := groupsOf(t, s, n, tradeoff.View{}, tradeoff.Cut{Column: column}).Columns[0]; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	g := groupsOf(t, s, n, tradeoff.View{}, tradeoff.Cut{Column: "few", Cuts: []float64{2, 4}})
	var got []string
	for _, slice := range g.Slices {
		k := slice.Keys[0]
		got = append(got, fmt.Sprint(k.From, k.To, k.Low, k.High))
	}
	if want := []string{"-Inf 2 0 1", "2 4 2 3", "4 +Inf 4 6"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNumberInParsesNumbers(t *testing.T) {
	for text, want := range map[string]float64{
		"1": 1, "-1.5": -1.5, " 2 ": 2, "1,5": 1.5, "1e3": 1000, "+3": 3, "-0": 0,
		"": math.NaN(), "NA": math.NaN(), "1,2,3": math.NaN(), "0x10": math.NaN(), "1_0": math.NaN(), "inf": math.NaN(),
		"nan": math.NaN(), "1e999": math.NaN(), "e5": math.NaN(), "40+": math.NaN(),
	} {
		if got := numberIn([]byte(text)); got != want && !(math.IsNaN(got) && math.IsNaN(want)) ||
			math.Signbit(got) && got == 0 {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}
