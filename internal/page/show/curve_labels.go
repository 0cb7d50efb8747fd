package show

import (
	"math"
	"sort"

	"tradeoff/internal/chart"
)

// floorOf returns the lower end of the axis of metrics: 0, or the quarter below
// the lowest value.
func FloorOf(lines [][]chart.Point) float64 {
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

// A label is where the name of a curve begins, as shares of the plot, if there
// is room for it.
type label struct {
	X, Y   float64
	Placed bool
}

// How much room a label takes in a plot that is as narrow as on a phone, where it
// is widest.
const (
	labelColumns = 100    // places at which curves are looked at
	labelKey     = 0.07   // the key before a name
	labelLetter  = 0.0285 // each letter
	labelHeight  = 0.066
	labelAbove   = 0.045 // how far the middle of a name is above its curve's place
	labelBelow   = 0.055
	labelBase    = 0.015 // how far its base line is below its middle
)

// placeLabels finds for each curve in turn where its name is farthest from all
// curves, without touching the names placed before. The curves' points fall in X.
// The twin in the browser is core/labels.js.
func PlaceLabels(area Plot, lines [][]chart.Point, names []string) []label {
	heights := make([][]float64, len(lines))
	for i, line := range lines {
		for column := range labelColumns + 1 {
			heights[i] = append(heights[i], area.Y(heightAt(line, area.Left+(area.Right-area.Left)*float64(column)/labelColumns)))
		}
	}
	type box struct{ from, to, middle float64 }
	var taken []box
	out := make([]label, len(lines))
	for i, name := range names {
		width := labelKey + labelLetter*float64(len([]rune(name)))
		span := int(math.Ceil(width * labelColumns))
		best, most := box{}, math.Inf(-1)
		for column := 1; column+span < labelColumns; column++ {
			at := heights[i][column]
			for _, offset := range []float64{labelAbove, -labelBelow} {
				b := box{float64(column) / labelColumns, float64(column)/labelColumns + width, at + offset}
				if !(b.middle > labelHeight/2 && b.middle < 1-labelHeight/2) { // NaN too
					continue
				}
				free := true
				for _, t := range taken {
					free = free && (b.to < t.from || b.from > t.to || math.Abs(b.middle-t.middle) > labelHeight)
				}
				if !free {
					continue
				}
				room := math.Inf(1)
				for _, h := range heights {
					for k := column - 1; k <= column+span; k++ {
						if d := math.Abs(h[k] - b.middle); d < room { // false for NaN
							room = d
						}
					}
				}
				if room > most {
					best, most = b, room
				}
			}
		}
		if !math.IsInf(most, -1) {
			taken = append(taken, best)
			out[i] = label{best.from, best.middle - labelBase, true}
		}
	}
	return out
}

// heightAt returns the height of a curve at x: that of its last point at or right
// of x, NaN if there is none.
func heightAt(line []chart.Point, x float64) float64 {
	k := sort.Search(len(line), func(k int) bool { return line[k].X < x }) - 1
	if k < 0 {
		return math.NaN()
	}
	return line[k].Y
}
