package chart

import (
	"strings"
	"testing"

	"tradeoff/internal/calc"
)

func TestWaffleShowsEveryOutcomeThatOccurs(t *testing.T) {
	for _, c := range []struct {
		f       calc.Frequencies
		each    int
		height  int
		squares [4]int
	}{
		{calc.Frequencies{Base: 100, TP: 30, FN: 3, FP: 23, TN: 44}, 1, 50, [4]int{30, 3, 23, 44}},
		{calc.Frequencies{Base: 1000, TP: 46, FN: 4, FP: 332, TN: 618}, 1, 200, [4]int{46, 4, 332, 618}},
		{calc.Frequencies{Base: 10_000, TP: 2, FN: 8, FP: 3, TN: 9987}, 10, 200, [4]int{1, 1, 1, 997}},
		{calc.Frequencies{Base: 100_000, TP: 17, FN: 0, FP: 99_900, TN: 83}, 100, 200, [4]int{1, 0, 998, 1}},
	} {
		w := NewWaffle(c.f)
		var got [4]int
		for i, path := range w.Paths {
			got[i] = strings.Count(path, "M")
		}
		if w.Each != c.each || got != c.squares || w.Height != c.height {
			t.Errorf("%+v has squares %v of %d, %d high; want %v of %d, %d high", c.f, got, w.Each, w.Height, c.squares,
				c.each, c.height)
		}
	}
}
