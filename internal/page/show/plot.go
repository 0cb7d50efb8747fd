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

// CountsHeight is the share of the calibration chart's height that the histogram of the
// bins' rows has.
const CountsHeight = 0.18

// DeclaredChart returns a chart of the catalog. It panics if there is none with the id.
func DeclaredChart(id string) catalog.Chart {
	c, ok := catalog.ChartByID(id)
	if !ok {
		panic("show: there is no chart " + id)
	}
	return c
}

// ChartName returns the name of a chart of the catalog.
func ChartName(id string) string { return DeclaredChart(id).Name }

// Curves that the server draws are in a square of PathSide units, thinned to pathColumns
// columns.
const (
	PathSide    = 1000
	pathColumns = 200
)

// A Plot is the range of x and y that a chart shows.
type Plot struct{ Left, Right, Bottom, Top float64 }

// UnitPlot is the plot of two rates.
var UnitPlot = Plot{0, 1, 0, 1}

// X returns a value of x as a share of the plot's width, from its left.
func (p Plot) X(x float64) float64 { return (x - p.Left) / (p.Right - p.Left) }

// Y returns a value of y as a share of the plot's height, from its bottom.
func (p Plot) Y(y float64) float64 { return (y - p.Bottom) / (p.Top - p.Bottom) }

// Path returns the SVG path of a curve, in a square of PathSide units.
func (p Plot) Path(points []chart.Point) string {
	scaled := make([]chart.Point, len(points))
	for i, at := range points {
		scaled[i] = chart.Point{X: p.X(at.X), Y: p.Y(at.Y)}
	}
	return chart.Path(scaled, 0, 1, PathSide, pathColumns)
}

// Dot returns the mark of a point, hidden if it is outside the plot.
func (p Plot) Dot(id string, x, y float64) templates.DotView {
	x, y = p.X(x), p.Y(y)
	if !(x >= 0 && x <= 1 && y >= 0 && y <= 1) {
		return templates.DotView{ID: id, X: "0%", Y: "0%"}
	}
	return templates.DotView{ID: id, X: Percent(x), Y: Percent(1 - y), Shown: true}
}

// XTicks returns at most n+1 labels of the x axis.
func (p Plot) XTicks(n int) (out []templates.TickView) {
	for _, t := range chart.Ticks(p.Left, p.Right, n) {
		out = append(out, templates.TickView{At: Percent(p.X(t.Value)), Text: t.Text})
	}
	return out
}

// YTicks returns at most n+1 labels of the y axis.
func (p Plot) YTicks(n int) (out []templates.TickView) {
	for _, t := range chart.Ticks(p.Bottom, p.Top, n) {
		out = append(out, templates.TickView{At: Percent(1 - p.Y(t.Value)), Text: t.Text})
	}
	return out
}

// MaxY returns the max finite Y, and 0 if none is above it.
func MaxY(points []chart.Point) float64 {
	top := 0.0
	for _, p := range points {
		if p.Y > top && !math.IsInf(p.Y, 1) {
			top = p.Y
		}
	}
	return top
}

// JSONPoints returns points as the browser reads them: two nulls where the curve is
// interrupted.
func JSONPoints(points []chart.Point) [][2]*float64 {
	out := make([][2]*float64, len(points))
	for i, p := range points {
		if !math.IsNaN(p.X) && !math.IsNaN(p.Y) {
			out[i] = [2]*float64{&points[i].X, &points[i].Y}
		}
	}
	return out
}

// ValueText returns the text of a value; [format.Undefined] for NaN.
func ValueText(scale format.Scale, x float64) string {
	if math.IsNaN(x) {
		return format.Undefined
	}
	return scale.Text(x)
}

// ShareText returns the text of a share; [format.Undefined] for NaN.
func ShareText(x float64) string { return ValueText(format.Shares, x) }

// ReasonTexts returns the sentences about undefined values, by reason.
func ReasonTexts(e tradeoff.Experiment) map[string]string {
	texts := make(map[string]string)
	for r, text := range e.ReasonTexts() {
		texts[string(r)] = text
	}
	return texts
}

// StopPoints returns what f returns for every operating point of a display, from the
// threshold +Inf down.
func StopPoints(d *wire.Display, f func(calc.OperatingPoint) chart.Point) []chart.Point {
	out := make([]chart.Point, d.Len())
	for k := range out {
		out[k] = f(d.Point(k))
	}
	return out
}

// MaxNameAtMark is how many characters of a class name fit next to the slider's mark.
const MaxNameAtMark = 20

// ShortClassName returns a class name that shares a line with other text.
func ShortClassName(name string) string { return format.Shorten(name, MaxNameAtMark) }

// WithPlus returns the text of x with a plus before it if x is above 0.
func WithPlus(x float64, text string) string {
	if x > 0 {
		return "+" + text
	}
	return text
}

// EveryThreshold says where the numbers for all thresholds hold.
const EveryThreshold = "at every threshold"

// Percent returns a share as an SVG length: "12.5%".
func Percent(share float64) string {
	return strconv.FormatFloat(math.Round(share*1e5)/1e3, 'f', -1, 64) + "%"
}
