package show

import (
	"math"
	"strings"

	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// A CurveRun is a run on a chart that the catalog declares as a curve.
type CurveRun struct {
	explore.Curve
	Display   *wire.Display
	Point     calc.OperatingPoint // where the run is
	Text      string              // of its threshold
	Axis      axis.Window         // of thresholds
	InPercent bool                // thresholds are written as percentages
	Reason    func(calc.Reason) string
	ROC       ROCLayers               // of the chart of an ROC curve
	Best      *explore.ThresholdRange // where the optimum of the policy lies in other samples; nil if unknown
}

// parts is how many parts a line has at least from one end of an axis to the other where
// it is curved between two operating points.
const parts = 100

// samples calls f with the counts and the threshold, as the chart has it, of all points
// of a line from the right end of the axis of thresholds to its left end.
func (r CurveRun) samples(f func(p calc.Confusion, t float64)) {
	n := r.Display.Len()
	for k := range n {
		p := r.Display.Point(k)
		from := r.T(p.Threshold)
		if !r.Smooth() {
			f(p.Confusion, from)
			continue
		}
		to := 0.0
		if k+1 < n {
			to = r.T(r.Display.Threshold[k+1])
		}
		steps := math.Ceil((from - to) * parts)
		for i := 0.0; i <= steps; i++ {
			t := from
			if steps > 0 {
				t = from - (from-to)*i/steps
			}
			f(p.Confusion, t)
		}
	}
}

// line returns the points of line i in the units of its axes, NaN where undefined.
func (r CurveRun) line(i int) (points []chart.Point) {
	r.samples(func(p calc.Confusion, t float64) { points = append(points, r.point(i, p, t)) })
	return points
}

func (r CurveRun) point(i int, p calc.Confusion, t float64) chart.Point {
	return chart.Point{X: explore.NaNIfUndefined(r.X(p, t)), Y: explore.NaNIfUndefined(r.Y(i, p, t))}
}

// steps reports whether lines are constant between two thresholds.
func (r CurveRun) steps() bool { return r.Curve.Curve.ByThreshold() && !r.Smooth() }

// curveAxes are the axes of a chart with lines that the catalog declares.
type curveAxes struct {
	x, y    chart.Range
	placeOf func(x float64) float64
}

// axesFor returns the axes for lines in the units of the chart.
func (r CurveRun) axesFor(lines [][]chart.Point) curveAxes {
	d := r.Curve.Curve
	a := curveAxes{x: rangeOf(d.X), y: rangeOf(d.Y)}
	a.placeOf = a.x.At
	if d.ByThreshold() && !d.Probabilities {
		a.placeOf = r.Axis.At
	}
	switch {
	case d.Y.Fit:
		for i, line := range lines {
			if !r.Lines[i].Reference {
				a.y.High = max(a.y.High, MaxY(line))
			}
		}
		if a.y.High *= 1.05; a.y.High == 0 {
			a.y.High = 1
		}
		a.y.Low = -d.Y.Below * a.y.High
	case d.Y.Scale == catalog.Linear:
		a.y.Low = MetricFloor(lines)
	}
	return a
}

// rangeOf returns the range of an axis: all rates unless it is declared. That of an axis
// that is fitted ends at 0.
func rangeOf(a catalog.Axis) chart.Range {
	switch {
	case a.Scale != catalog.Linear:
		return chart.Range{Scale: a.Scale, Low: a.Low, High: a.High}
	case a.Fit:
		return chart.Range{}
	}
	return chart.Range{High: 1}
}

// places returns points as places from 0 to 1.
func (a curveAxes) places(points []chart.Point) []chart.Point {
	out := make([]chart.Point, len(points))
	for i, p := range points {
		out[i] = chart.Point{X: a.placeOf(p.X), Y: a.y.At(p.Y)}
	}
	return out
}

// yLabels is how many labels a y axis has at most.
func (a curveAxes) yLabels(fit bool) int {
	if fit {
		return 5
	}
	return int(math.Round((a.y.High - a.y.Low) * 4))
}

// scoreLabels is about how many labels an axis of thresholds has.
const scoreLabels = 4

// xLabels are the labels of the x axis, with their places.
func (r CurveRun) xLabels(a curveAxes) []chart.Tick {
	if d := r.Curve.Curve; d.ByThreshold() && !d.Probabilities {
		return chart.ScoreTicks(r.Axis, scoreLabels, r.InPercent)
	}
	return a.x.Labels(4)
}

// View draws the chart with the lines of the run.
func (r CurveRun) View() templates.ChartView {
	d := r.Curve.Curve
	c := templates.ChartView{
		ID: r.ID, Title: r.Name, XName: d.X.Name, Clipped: true, Restatable: d.Restated(),
		Label: strings.ReplaceAll(d.About, "{lines}", strings.Join(r.names(), ", ")),
	}
	lines := make([][]chart.Point, len(r.Lines))
	for i := range r.Lines {
		lines[i] = r.line(i)
	}
	a := r.axesFor(lines)
	for _, l := range r.xLabels(a) {
		c.XTicks = append(c.XTicks, templates.TickView{At: Percent(l.Value), Text: l.Text})
	}
	for _, l := range a.y.Labels(a.yLabels(d.Y.Fit)) {
		c.YTicks = append(c.YTicks, templates.TickView{At: Percent(1 - l.Value), Text: l.Text})
	}
	c.Undefined = r.undefined(lines)
	c.CanHaveBest, c.Best = r.HasBest(), r.best()
	r.draw(&c, a, lines)
	r.mark(&c, a)
	facts := r.facts(a)
	if d.ROC && c.Undefined == "" {
		r.ROC.add(&c, &facts, a, lines[0])
	}
	c.Option, c.Facts = r.option(), facts
	return c
}

// draw adds the reference line, the chart of the test set if it is restated, and the
// lines.
func (r CurveRun) draw(c *templates.ChartView, a curveAxes, lines [][]chart.Point) {
	d := r.Curve.Curve
	if !d.Dashed.None() && c.Undefined == "" {
		dashed := r.dashed(a)
		c.Dashed, c.DashedWords = UnitPlot.Path(a.places(dashed)), r.dashedWords(a, dashed)
	}
	if r.Restated() && len(d.Lines) > 0 {
		test := r
		test.Curve = r.InTestSet()
		c.Curves = append(c.Curves, templates.CurveView{Metric: "test_set", Path: r.path(a, test.line(0))})
	}
	for i, l := range r.Lines {
		c.Curves = append(c.Curves, templates.CurveView{Metric: l.ID, Look: l.Style, Thin: l.Reference,
			Path: r.path(a, lines[i])})
	}
	r.name(c, a, lines)
}

// room returns the space for the names of the lines. All lines of other charts than those
// by threshold end at one place, and have none.
func (r CurveRun) room() chart.NamesRoom {
	if !r.Curve.Curve.ByThreshold() || len(r.Lines) == 1 && !r.Lines[0].Metric {
		return chart.NoNames
	}
	return chart.RoomFor(r.names())
}

// name adds the names of the lines at their right ends.
func (r CurveRun) name(c *templates.ChartView, a curveAxes, lines [][]chart.Point) {
	room := r.room()
	if room == chart.NoNames {
		return
	}
	c.NamesRoom = string(room)
	ends := make([]float64, len(lines))
	for i, line := range lines {
		ends[i] = rightEnd(a.places(line))
	}
	for i, y := range EndLabels(ends) {
		n := templates.NameView{Metric: r.Lines[i].ID, Look: r.Lines[i].Style, Text: r.Lines[i].Name, X: "100%", Y: "0%"}
		if !math.IsNaN(y) {
			n.Y, n.Shown = Percent(1-y), true
		}
		c.Names = append(c.Names, n)
	}
}

// path returns the SVG path of a line.
func (r CurveRun) path(a curveAxes, line []chart.Point) string {
	places := a.places(line)
	if r.steps() {
		places = chart.Steps(places)
	}
	return UnitPlot.Path(places)
}

// dashed returns the points of the reference line. On a scale that is not linear it is
// curved.
func (r CurveRun) dashed(a curveAxes) (points []chart.Point) {
	n := 1
	if a.x.Scale != catalog.Linear || a.y.Scale != catalog.Linear {
		n = parts
	}
	for i := range n + 1 {
		x := float64(i) / float64(n)
		if a.x.Scale == catalog.Log { // evenly on the axis
			x = a.x.Low * math.Pow(a.x.High/a.x.Low, x)
		}
		points = append(points, chart.Point{X: x, Y: r.Dashed(r.Point.Confusion, x)})
	}
	return points
}

// mark adds what is at the operating point: the line of the threshold, dots and words.
func (r CurveRun) mark(c *templates.ChartView, a curveAxes) {
	d := r.Curve.Curve
	t := r.T(r.Point.Threshold)
	if d.ByThreshold() {
		c.MarkerX = Percent(min(max(a.placeOf(t), 0), 1))
	}
	for i, l := range r.Lines {
		if l.Reference || i > 0 && !l.Metric {
			continue
		}
		p := r.point(i, r.Point.Confusion, t)
		dot := UnitPlot.Dot(l.ID, a.placeOf(p.X), a.y.At(p.Y))
		if l.Metric {
			dot.Hue = l.Style.Hue
		}
		c.Dots = append(c.Dots, dot)
	}
	c.Words = r.words(a, t)
}

// undefined returns why no line of the chart has a point; "" if one has.
func (r CurveRun) undefined(lines [][]chart.Point) string {
	if reason := r.Undefined(); reason != "" {
		return r.Reason(reason)
	}
	for _, line := range lines {
		for _, p := range line {
			if !math.IsNaN(p.X) && !math.IsNaN(p.Y) {
				return ""
			}
		}
	}
	last := r.Display.Point(r.Display.Len() - 1)
	t := r.T(last.Threshold)
	if x := r.X(last.Confusion, t); !x.OK {
		return r.Reason(x.Reason)
	}
	return r.Reason(r.Y(0, last.Confusion, t).Reason)
}

func (r CurveRun) names() []string {
	names := make([]string, len(r.Lines))
	for i, l := range r.Lines {
		names[i] = l.Name
	}
	return names
}

// option returns the options of the chart library: the reference line, the chart of the
// test set, the lines and the layers.
func (r CurveRun) option() map[string]any {
	d := r.Curve.Curve
	var curves []chart.Curve
	if !d.Dashed.None() {
		curves = append(curves, chart.Dashed(d.DashedName))
	}
	if d.Restated() && len(d.Lines) > 0 {
		curves = append(curves, chart.Curve{ID: "test_set", Name: "test set", Token: "--line-strong", Thin: true,
			Step: r.steps()})
	}
	for _, l := range r.Lines {
		curves = append(curves, chart.Curve{ID: l.ID, Name: l.Name, Token: "--" + l.Style.Hue, Thin: l.Reference,
			Step: r.steps(), Dash: string(l.Style.Dash)})
	}
	if d.ROC {
		curves = append(curves, chart.Curve{ID: "hull", Name: "convex hull", Token: "--muted", Thin: true})
	}
	return chart.Curves(d.X.Name, d.Y.Name, r.room(), curves)
}

// CurveFacts is what the script of a chart needs besides the stops and the catalog.
type CurveFacts struct {
	Lines []CurveLineFacts `json:"lines"`
	X     AxisFacts        `json:"x"`
	Y     AxisFacts        `json:"y"`
	Logit bool             `json:"logit,omitempty"`
	Hull  [][2]*float64    `json:"hull,omitempty"`
	Band  string           `json:"band,omitempty"` // where it is to be asked for, if it is still to come
}

// CurveLineFacts is a line of a chart for its script.
type CurveLineFacts struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Hue       string        `json:"hue"`
	Dash      tradeoff.Dash `json:"dash,omitempty"`
	Metric    bool          `json:"metric,omitempty"`
	Reference bool          `json:"reference,omitempty"`
	Restated  bool          `json:"restated,omitempty"`
}

// AxisFacts is an axis for the script: its scale, and its labels unless they follow from
// its ends.
type AxisFacts struct {
	Scale catalog.Scale `json:"scale,omitempty"`
	Low   float64       `json:"low"`
	High  float64       `json:"high"`
	Ticks []chart.Tick  `json:"ticks,omitempty"` // with their places from 0 to 1
}

func (r CurveRun) facts(a curveAxes) CurveFacts {
	out := CurveFacts{X: factsOf(a.x), Y: factsOf(a.y), Logit: r.Logit()}
	for _, l := range r.Lines {
		out.Lines = append(out.Lines, CurveLineFacts{ID: l.ID, Name: l.Name, Hue: l.Style.Hue, Dash: l.Style.Dash,
			Metric: l.Metric, Reference: l.Reference, Restated: l.Restated})
	}
	return out
}

func factsOf(r chart.Range) AxisFacts {
	out := AxisFacts{Scale: r.Scale, Low: r.Low, High: r.High}
	if r.Scale != catalog.Linear {
		out.Ticks = r.Labels(0)
	}
	return out
}
