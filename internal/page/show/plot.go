package show

import (
	"math"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// countsHeight is how much of the chart the histogram of the bins' rows takes.
const CountsHeight = 0.18

func DeclaredChart(id string) catalog.Chart {
	c, ok := catalog.ChartByID(id)
	if !ok {
		panic("server: there is no chart " + id)
	}
	return c
}

func ChartName(id string) string { return DeclaredChart(id).Name }

// Server-drawn curves: a square of side units, thinned to columns.
const (
	Side        = 1000
	PathColumns = 200
)

// A plot is the rectangle that a chart shows.
type Plot struct{ Left, Right, Bottom, Top float64 }

// unitPlot is the plot of two rates.
var UnitPlot = Plot{0, 1, 0, 1}

// x and y return a place in the plot as shares of its width and height.
func (p Plot) X(x float64) float64 { return (x - p.Left) / (p.Right - p.Left) }

func (p Plot) Y(y float64) float64 { return (y - p.Bottom) / (p.Top - p.Bottom) }

// path draws a curve.
func (p Plot) Path(points []chart.Point) string {
	scaled := make([]chart.Point, len(points))
	for i, at := range points {
		scaled[i] = chart.Point{X: p.X(at.X), Y: p.Y(at.Y)}
	}
	return chart.Path(scaled, 0, 1, Side, PathColumns)
}

// dot is the mark of a point, hidden if it lies outside.
func (p Plot) Dot(id string, x, y float64) templates.DotView {
	x, y = p.X(x), p.Y(y)
	if !(x >= 0 && x <= 1 && y >= 0 && y <= 1) {
		return templates.DotView{ID: id, X: "0%", Y: "0%"}
	}
	return templates.DotView{ID: id, X: Percent(x), Y: Percent(1 - y), Shown: true}
}

// xTicks and yTicks label at most n+1 places of an axis.
func (p Plot) XTicks(n int) (out []templates.TickView) {
	for _, t := range chart.Ticks(p.Left, p.Right, n) {
		out = append(out, templates.TickView{At: Percent(p.X(t.Value)), Text: t.Text})
	}
	return out
}

func (p Plot) YTicks(n int) (out []templates.TickView) {
	for _, t := range chart.Ticks(p.Bottom, p.Top, n) {
		out = append(out, templates.TickView{At: Percent(1 - p.Y(t.Value)), Text: t.Text})
	}
	return out
}

// highest returns the largest finite Y, and 0 without any.
func Highest(points []chart.Point) float64 {
	top := 0.0
	for _, p := range points {
		if p.Y > top && !math.IsInf(p.Y, 1) {
			top = p.Y
		}
	}
	return top
}

// pairs writes points for the browser; where the curve is interrupted, null.
func Pairs(points []chart.Point) [][2]*float64 {
	out := make([][2]*float64, len(points))
	for i, p := range points {
		if !math.IsNaN(p.X) && !math.IsNaN(p.Y) {
			out[i] = [2]*float64{&points[i].X, &points[i].Y}
		}
	}
	return out
}

func RateOr(x float64) string {
	if math.IsNaN(x) {
		return format.Undefined
	}
	return format.Signed(format.Rate(x))
}

// reasonTexts says why something is undefined, by reason.
func ReasonTexts(e tradeoff.Experiment) map[string]string {
	texts := make(map[string]string)
	for r, text := range e.ReasonTexts() {
		texts[string(r)] = text
	}
	return texts
}

// stops calls f with every operating point of the display, from +Inf down.
func StopsOf(d *wire.Display, f func(calc.OperatingPoint) chart.Point) []chart.Point {
	out := make([]chart.Point, d.Len())
	for k := range out {
		out[k] = f(d.Point(k))
	}
	return out
}

// roomBesideMark is how many characters of a class name fit beside the
// slider's mark.
const RoomBesideMark = 20

// percent writes a share as an SVG length.
func Percent(share float64) string {
	return strconv.FormatFloat(math.Round(share*1e5)/1e3, 'f', -1, 64) + "%"
}
