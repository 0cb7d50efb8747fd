package explore

import (
	"cmp"

	"tradeoff/internal/calc"
)

// directed returns the result of a comparison for an ascending or descending order.
func directed(c int, ascending bool) int {
	if !ascending {
		return -c
	}
	return c
}

// compareValues compares two values for an ascending or descending order, in which
// undefined values come last either way.
func compareValues(x, y calc.Value, ascending bool) int {
	switch {
	case x.OK && !y.OK:
		return -1
	case !x.OK && y.OK:
		return 1
	}
	return directed(cmp.Compare(x.V, y.V), ascending)
}
