package explore

import (
	"cmp"
	"slices"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A sliceRank is the place of a slice in its column: ranges come from the lowest up,
// then values that are numbers, then others.
type sliceRank struct {
	kind   int
	number float64
	text   string
}

// rankOf reads a value once, so that thousands of them are sorted by numbers.
func rankOf(k source.SliceKey) sliceRank {
	if k.Range {
		return sliceRank{number: float64(k.Place)}
	}
	if x, err := tradeoff.ParseNumber(k.Value); err == nil {
		return sliceRank{1, x, k.Value}
	}
	return sliceRank{2, 0, k.Value}
}

func compareRanks(a, b []sliceRank) int {
	return slices.CompareFunc(a, b, func(x, y sliceRank) int {
		return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.number, y.number), cmp.Compare(x.text, y.text))
	})
}
