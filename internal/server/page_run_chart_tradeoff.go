package server

import (
	"math"
	"sort"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// A metricCurve is a metric of the trade-off chart.
type metricCurve struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Restated bool   `json:"restated"` // it depends on the prevalence
}

func (v runView) metricCurves() []metricCurve {
	var out []metricCurve
	for _, id := range v.State.Drawn() {
		words, _ := tradeoff.WordsFor(id)
		out = append(out, metricCurve{id, words.Name, tradeoff.DependsOnPrevalence(id)})
	}
	return out
}

func (v runView) drawTradeOff() templates.ChartView {
	low, high := v.ends()
	list := v.metricCurves()
	names := make([]string, len(list))
	lines := make([][]chart.Point, len(list))
	for i, m := range list {
		names[i] = m.Name
		lines[i] = stopsOf(v.Display, func(p calc.OperatingPoint) chart.Point {
			return chart.Point{X: min(p.Threshold, high), Y: explore.OrNaN(v.MetricInUse(m.ID, p.Confusion))}
		})
	}
	area := plot{low, high, floorOf(lines), 1}
	c := templates.ChartView{
		XName: "threshold", Label: strings.Join(names, ", ") + " against the threshold.",
		XTicks: area.xTicks(5), YTicks: area.yTicks(int((area.top - area.bottom) * 4)), MarkerX: percent(v.at(v.Point.Threshold)),
		Readout: "At " + v.Text + ":", Variant: strings.Join(v.State.Drawn(), ","),
	}
	var curves []chart.Curve
	places := placeLabels(area, lines, names)
	for i, m := range list {
		look := tradeoff.LookOf(m.ID)
		curves = append(curves, chart.Curve{ID: m.ID, Name: m.Name, Token: "--" + look.Hue, Step: true, Dash: string(look.Dash)})
		c.Curves = append(c.Curves, templates.CurveView{Metric: m.ID, Look: look, Path: area.path(chart.Steps(lines[i]))})
		y := explore.OrNaN(v.MetricInUse(m.ID, v.Point.Confusion))
		c.Dots = append(c.Dots, area.dot(m.ID, min(max(v.Point.Threshold, low), high), y))
		c.Readings = append(c.Readings, templates.ReadingView{Look: look, Name: m.Name, Value: rateOr(y)})
		name := templates.NameView{Metric: m.ID, Look: look, Text: m.Name, X: "0%", Y: "0%"}
		if p := places[i]; p.placed {
			name.X, name.Y, name.Shown = percent(p.x), percent(1-p.y), true
		}
		c.Names = append(c.Names, name)
	}
	c.Option = chart.TradeOff(low, high, area.bottom, curves)
	c.Facts = struct {
		Curves []metricCurve `json:"curves"`
	}{list}
	return c
}

// floorOf returns the lower end of the axis of metrics: 0, or the quarter below
// the lowest value.
func floorOf(lines [][]chart.Point) float64 {
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
	x, y   float64
	placed bool
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
func placeLabels(area plot, lines [][]chart.Point, names []string) []label {
	heights := make([][]float64, len(lines))
	for i, line := range lines {
		for column := range labelColumns + 1 {
			heights[i] = append(heights[i], area.y(heightAt(line, area.left+(area.right-area.left)*float64(column)/labelColumns)))
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
