package show

import (
	"cmp"
	"unicode"
	"unicode/utf8"

	"tradeoff/internal/catalog"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

// How much room words take, as shares of a plot that is as narrow as on a phone.
const (
	letterWidth = 0.024
	letterNamed = 0.036 // of a plot with the names of its lines on the right
	nearEdge    = 0.09  // how near to the upper side there is no room for them
	nearFloor   = 0.2   // and to the lower one, where a reference line may have its name
)

// WordsAt returns where words with some letters are placed next to a point of the plot:
// in the corner of the point that the chart declares, or in another one where they would
// leave the plot. In a plot with names on the right, where a line through the point marks
// the threshold, they never cross it. The browser does the same in core/labels.js.
func WordsAt(corner catalog.Corner, x, y float64, letters int, named bool) templates.WordsView {
	out := templates.WordsView{X: Percent(x), Y: Percent(1 - y), DX: "10", DY: "20", Anchor: "start"}
	letter := letterWidth
	if named {
		letter = letterNamed
	}
	width := float64(letters) * letter
	fitsRight, fitsLeft := x+width <= 1, x-width >= 0
	switch {
	case fitsLeft && (corner == catalog.LowerLeft || !fitsRight), named && !fitsRight && x > 0.5:
		out.Anchor, out.DX = "end", "-10"
	case !fitsRight && !named:
		out.X, out.DX = Percent(max(1-width, 0)), "0"
	}
	if y < nearFloor || corner == catalog.UpperRight && y <= 1-nearEdge {
		out.DY = "-12"
	}
	return out
}

// InTheMiddle returns words in the middle of the plot.
func InTheMiddle(text string) templates.WordsView {
	return templates.WordsView{Text: text, X: "50%", Y: "50%", DX: "0", DY: "0", Anchor: "middle"}
}

// words returns the words next to the operating point, or why it has no place.
func (r CurveRun) words(a curveAxes, t float64) templates.WordsView {
	d := r.Curve.Curve
	if d.Words == "" {
		return templates.WordsView{}
	}
	x, y := r.X(r.Point.Confusion, t), r.Y(0, r.Point.Confusion, t)
	if reason := cmp.Or(x.Reason, y.Reason); reason != "" {
		return InTheMiddle(Sentence(r.Reason(reason)))
	}
	text := r.Words(r.Text, axisText(d.X, x.V), axisText(d.Y, y.V))
	inPlot := func(v float64) float64 { return min(max(v, 0), 1) }
	out := WordsAt(d.Corner, inPlot(a.placeOf(x.V)), inPlot(a.y.At(y.V)), utf8.RuneCountInString(text),
		r.room() != chart.NoNames)
	out.Text = text
	return out
}

// dashedWords returns the name of the reference line: above a level line on the left, and
// otherwise in the corner that the line keeps free.
func (r CurveRun) dashedWords(a curveAxes, line []chart.Point) templates.WordsView {
	d := r.Curve.Curve
	first, last := a.y.At(line[0].Y), a.y.At(line[len(line)-1].Y)
	out := templates.WordsView{Text: d.DashedName, X: "2%", Y: Percent(1 - first), DX: "0", DY: "-6", Anchor: "start"}
	if d.Level {
		out.Text += " " + format.Share(line[0].Y)
	}
	switch {
	case first != last:
		out.Text, out.X, out.Anchor, out.DY = "dashed: "+d.DashedName, "98%", "end", "0"
		if out.Y = "96%"; first > last {
			out.Y = "6%"
		}
	case first > 1-nearEdge:
		out.DY = "16"
	}
	return out
}

// Sentence returns a part of a sentence as a whole one.
func Sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}

// axisText writes a value of an axis.
func axisText(a catalog.Axis, v float64) string {
	if a.Span == catalog.Unbounded {
		return format.Amount(v)
	}
	return format.Share(v)
}

// best returns the outline of the band of the best thresholds; "" if there is none.
func (r CurveRun) best() string {
	if r.Best == nil || !r.HasBest() {
		return ""
	}
	place := func(t float64) float64 { return min(max(r.Axis.At(t), 0), 1) }
	return OutlinePath([]chart.Point{{X: place(r.Best.Low)}, {X: place(r.Best.Low), Y: 1}, {X: place(r.Best.High), Y: 1},
		{X: place(r.Best.High)}})
}

// HasBest reports whether the chart has the axis of the slider, and so can have the band
// of the best thresholds.
func (r CurveRun) HasBest() bool { return r.Curve.Curve.ByThreshold() && !r.Curve.Curve.Probabilities }
