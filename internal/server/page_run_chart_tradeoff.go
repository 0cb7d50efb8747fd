package server

import (
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/web/templates"
)

// curveMetrics are the metrics of the trade-off chart.
var curveMetrics = []struct {
	id string
	of func(calc.Confusion) calc.Value
}{
	{"recall", calc.Confusion.Recall},
	{"precision", calc.Confusion.Precision},
	{"specificity", calc.Confusion.Specificity},
	{"f1", calc.Confusion.F1},
}

var tradeOffChart = runChart{
	draw:   runView.drawTradeOff,
	header: []string{"recall", "precision", "specificity", "f1"},
	row: func(_ runView, p calc.OperatingPoint) (out []calc.Value) {
		for _, m := range curveMetrics {
			out = append(out, m.of(p.Confusion))
		}
		return out
	},
}

func (v runView) drawTradeOff() templates.ChartView {
	low, high := v.ends()
	area := plot{low, high, 0, 1}
	c := templates.ChartView{
		XName: "threshold", Label: "Recall, precision, specificity and F1 against the threshold.",
		XTicks: area.xTicks(5), YTicks: area.yTicks(4), MarkerX: percent(v.at(v.point.Threshold)),
		Readout: "At " + v.text + ":",
	}
	var curves []chart.Curve
	var placed []label
	lines := make([][]chart.Point, len(curveMetrics))
	for i, m := range curveMetrics {
		lines[i] = chart.Steps(v.stops(func(p calc.OperatingPoint) chart.Point {
			return chart.Point{X: min(p.Threshold, high), Y: orNaN(m.of(p.Confusion))}
		}))
	}
	for i, m := range curveMetrics {
		id := m.id
		name := metricName(id)
		curves = append(curves, chart.Curve{ID: id, Name: name, Token: "--" + id, Step: true})
		c.Curves = append(c.Curves, templates.CurveView{Metric: id, Path: area.path(lines[i])})
		y := orNaN(m.of(v.point.Confusion))
		c.Dots = append(c.Dots, unitPlot.dot(id, v.at(v.point.Threshold), y))
		if i > 0 {
			c.Readout += " ·"
		}
		c.Readout += " " + name + " " + rateOr(y)
		if l, ok := placeLabel(lines, i, low, high, placed); ok {
			placed = append(placed, l)
			c.Names = append(c.Names, templates.NameView{Metric: id, Text: name, X: percent(l.x), Y: percent(1 - l.y)})
		}
	}
	c.Option = chart.TradeOff(low, high, curves)
	return c
}

// A label is a curve's name at a place of the unit square.
type label struct{ x, y float64 }

// placeLabel finds where the name of curve i is farthest from the other curves
// and from the labels placed before. It finds none for a curve without points.
func placeLabel(lines [][]chart.Point, i int, low, high float64, placed []label) (label, bool) {
	best, found := label{}, math.Inf(-1)
	for x := 0.08; x <= 0.78; x += 0.02 {
		y := heightAt(lines[i], low+x*(high-low))
		if math.IsNaN(y) {
			continue
		}
		for _, offset := range []float64{0.06, -0.08} {
			at := label{x, y + offset}
			if at.y < 0.04 || at.y > 0.97 {
				continue
			}
			room := math.Inf(1)
			for j := range lines {
				for dx := -0.04; dx <= 0.13; dx += 0.03 { // the name runs to the right
					d := math.Abs(heightAt(lines[j], low+(x+dx)*(high-low)) - at.y - 0.015)
					if !math.IsNaN(d) {
						room = min(room, d)
					}
				}
			}
			for _, p := range placed {
				if math.Abs(p.x-x) < 0.24 && math.Abs(p.y-at.y) < 0.07 {
					room -= 1 // one name over another is worse than one over a line
				}
			}
			if room > found {
				best, found = at, room
			}
		}
	}
	return best, !math.IsInf(found, -1)
}

// heightAt returns the height of a falling-x step line at x, NaN outside it.
func heightAt(line []chart.Point, x float64) float64 {
	lo, hi := 0, len(line)-1
	if hi < 0 || x > line[0].X {
		return math.NaN()
	}
	for lo < hi { // the last point at or right of x
		mid := (lo + hi + 1) / 2
		if line[mid].X >= x {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return line[lo].Y
}
