package show

import (
	"math"
	"sort"

	"tradeoff/internal/chart"
)

// MetricFloor returns the lower end of an axis of metrics: 0, or the multiple of 1/4 below
// the lowest value. Points without a value do not count.
func MetricFloor(lines [][]chart.Point) float64 {
	lowest := 0.0
	for _, line := range lines {
		for _, p := range line {
			if p.Y < lowest { // false for NaN
				lowest = p.Y
			}
		}
	}
	return math.Floor(lowest*4) / 4
}

// A CurveLabel is where the name of a curve begins, as shares of the width and height of
// the plot from its lower left corner. It is not placed if there is no room for it.
type CurveLabel struct {
	X, Y   float64
	Placed bool
}

// How much room a label needs, as shares of a plot that is as narrow as on a phone, where
// names are widest.
const (
	labelColumns = 100    // positions at which the distance to the curves is measured
	labelKey     = 0.07   // the key before a name
	labelLetter  = 0.0285 // each letter
	labelHeight  = 0.066
	labelAbove   = 0.045 // how far the middle of a name is above its curve's place
	labelBelow   = 0.055
	labelBase    = 0.015 // how far its base line is below its middle
)

// PlaceLabels places the name of each curve in turn where it is farthest from all curves,
// without overlapping the names that were placed before. The points of a curve are sorted
// by X in descending order. The browser does the same in core/labels.js.
func PlaceLabels(area Plot, lines [][]chart.Point, names []string) []CurveLabel {
	p := labelPlacer{heights: make([][]float64, len(lines))}
	for i, line := range lines {
		for column := range labelColumns + 1 {
			x := area.Left + (area.Right-area.Left)*float64(column)/labelColumns
			p.heights[i] = append(p.heights[i], area.Y(heightAt(line, x)))
		}
	}
	out := make([]CurveLabel, len(lines))
	for i, name := range names {
		if box, ok := p.best(i, labelKey+labelLetter*float64(len([]rune(name)))); ok {
			p.taken = append(p.taken, box)
			out[i] = CurveLabel{box.from, box.middle - labelBase, true}
		}
	}
	return out
}

// A labelBox is the area of a name, as shares of the plot.
type labelBox struct{ from, to, middle float64 }

// A labelPlacer knows the heights of all curves at each position, NaN where a curve has
// none, and the names that are placed.
type labelPlacer struct {
	heights [][]float64
	taken   []labelBox
}

// best returns the free box of a width next to curve i that is farthest from all curves,
// and whether there is one.
func (p labelPlacer) best(i int, width float64) (best labelBox, ok bool) {
	span := int(math.Ceil(width * labelColumns))
	most := math.Inf(-1)
	for column := 1; column+span < labelColumns; column++ {
		for _, offset := range []float64{labelAbove, -labelBelow} {
			from := float64(column) / labelColumns
			b := labelBox{from, from + width, p.heights[i][column] + offset}
			inside := b.middle > labelHeight/2 && b.middle < 1-labelHeight/2 // false for NaN
			if !inside || !p.free(b) {
				continue
			}
			if room := p.room(b, column-1, column+span); room > most {
				best, most = b, room
			}
		}
	}
	return best, !math.IsInf(most, -1)
}

// free reports whether a box overlaps no name that is placed.
func (p labelPlacer) free(b labelBox) bool {
	for _, t := range p.taken {
		if !(b.to < t.from || b.from > t.to || math.Abs(b.middle-t.middle) > labelHeight) {
			return false
		}
	}
	return true
}

// room returns the vertical distance from a box to the nearest curve at the positions
// from, …, to.
func (p labelPlacer) room(b labelBox, from, to int) float64 {
	room := math.Inf(1)
	for _, h := range p.heights {
		for k := from; k <= to; k++ {
			if d := math.Abs(h[k] - b.middle); d < room { // false for NaN
				room = d
			}
		}
	}
	return room
}

// heightAt returns the height of a curve at x: that of its last point at or to the right
// of x, NaN if there is none.
func heightAt(line []chart.Point, x float64) float64 {
	k := sort.Search(len(line), func(k int) bool { return line[k].X < x }) - 1
	if k < 0 {
		return math.NaN()
	}
	return line[k].Y
}
