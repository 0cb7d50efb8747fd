package show

import (
	"cmp"
	"math"
	"slices"

	"tradeoff/internal/chart"
)

// endGap is how far the names at the ends of lines are apart at least, as a share of the
// height of the plot: 16 px of the lowest one, which is 266 px high.
const endGap = 0.0605

// EndLabels returns the heights of names at the right ends of lines, which end at the
// given heights, from 0 to 1: as near to them as they can be, in the order of the ends and
// not on one another. It returns NaN for lines without an end, and for the last lines if
// the plot is too low for all. The browser does the same in core/labels.js.
func EndLabels(ends []float64) []float64 {
	out := make([]float64, len(ends))
	var placed []int
	for i, end := range ends {
		out[i] = min(max(end, 0), 1)
		if math.IsNaN(end) || float64(len(placed))*endGap > 1 {
			out[i] = math.NaN()
			continue
		}
		placed = append(placed, i)
	}
	slices.SortStableFunc(placed, func(a, b int) int { return cmp.Compare(out[b], out[a]) })
	highest := 1.0
	for _, i := range placed {
		out[i] = min(out[i], highest)
		highest = out[i] - endGap
	}
	lowest := 0.0
	for _, i := range slices.Backward(placed) {
		out[i] = max(out[i], lowest)
		lowest = out[i] + endGap
	}
	return out
}

// rightEnd returns the height at which a line ends on the right edge of the plot, or where
// it first has one left of it; NaN if it has none. Its points are places in descending
// order of X.
func rightEnd(line []chart.Point) float64 {
	if y := heightAt(line, 1); !math.IsNaN(y) {
		return y
	}
	for _, p := range line {
		if p.X < 1 && !math.IsNaN(p.Y) {
			return p.Y
		}
	}
	return math.NaN()
}
