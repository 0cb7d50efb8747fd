package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// roomOfName is the maximum number of characters of a run's name on a chart.
const roomOfName = 18

// A chartKind is a chart with one curve for each run.
type chartKind struct {
	id, title, label, x string
	area                show.Plot
	place               func(calc.OperatingPoint) chart.Point
	steps               bool // the curve is constant between two thresholds
	chance              bool // it has a diagonal of chance
}

// chartKinds returns the charts that the page draws from operating points.
func (c View) chartKinds() []chartKind {
	low, high := scoreEnds(c.Displays())
	name, measure := explore.MetricName(c.metric()), explore.MetricInSetting(c.metric(), c.Setting())
	return []chartKind{
		{
			id: "tradeoff", title: name + " against the threshold",
			label: name + " of each run against the threshold.", x: "threshold",
			area: show.Plot{Left: low, Right: high, Bottom: 0, Top: 1}, steps: true,
			place: func(p calc.OperatingPoint) chart.Point {
				return chart.Point{X: min(p.Threshold, high), Y: explore.NaNIfUndefined(measure(p.Confusion))}
			},
		},
		{
			id: "roc", title: "ROC", label: "ROC curve of each run.", x: "false positive rate",
			area: show.UnitPlot, chance: true,
			place: func(p calc.OperatingPoint) chart.Point {
				return chart.Point{X: explore.NaNIfUndefined(p.FPR()), Y: explore.NaNIfUndefined(p.Recall())}
			},
		},
		{
			id: "pr", title: "Precision–recall", label: "Precision against recall of each run.", x: "recall",
			area: show.UnitPlot,
			place: func(p calc.OperatingPoint) chart.Point {
				return chart.Point{X: explore.NaNIfUndefined(p.Recall()), Y: explore.NaNIfUndefined(p.Precision())}
			},
		},
	}
}

// charts adds all charts and the histograms of the runs.
func (c View) charts(v *templates.CompareView) {
	for _, kind := range c.chartKinds() {
		v.Charts = append(v.Charts, c.chart(kind))
	}
	v.Charts = append(v.Charts, c.calibration())
	for i, one := range c.Runs {
		v.Small = append(v.Small, smallHistogram(one, i))
	}
}

// chart draws one curve for each run.
func (c View) chart(kind chartKind) templates.ChartView {
	lines := make([][]chart.Point, len(c.Runs))
	for i, one := range c.Runs {
		lines[i] = show.StopPoints(one.Display.Display, kind.place)
	}
	if undrawn(lines) {
		return templates.ChartView{
			ID: kind.id, Title: kind.title,
			Undefined: "No run has such a curve: it takes both classes among its rows.",
		}
	}
	area := kind.area
	if kind.steps {
		area.Bottom = show.MetricFloor(lines)
	}
	view := templates.ChartView{
		ID: kind.id, Title: kind.title, Label: kind.label, XName: kind.x,
		XTicks: area.XTicks(4), YTicks: area.YTicks(int((area.Top - area.Bottom) * 4)),
	}
	if kind.chance {
		view.Dashed, view.DashedName = "M0 1000L1000 0", "no better than chance"
		view.Note = "Dashed: no better than chance."
	}
	var curves []chart.Curve
	names := c.shortNames()
	places := show.PlaceLabels(area, falling(lines, kind.steps), names)
	for i, one := range c.Runs {
		id := fmt.Sprintf("run-%d", i)
		path := lines[i]
		if kind.steps {
			path = chart.Steps(path)
		}
		curves = append(curves, chart.Curve{
			ID: id, Name: one.Name, Token: "--" + one.Style.Hue, Step: kind.steps, Dash: string(one.Style.Dash),
		})
		view.Curves = append(view.Curves, templates.CurveView{Metric: id, Look: one.Style, Path: area.Path(path)})
		at := kind.place(one.Point)
		if one.Undefined != "" {
			at = chart.Point{X: math.NaN(), Y: math.NaN()}
		}
		view.Dots = append(view.Dots, area.Dot(id, max(at.X, area.Left), at.Y))
		name := templates.NameView{Metric: id, Look: one.Style, Text: names[i], X: "0%", Y: "0%"}
		if p := places[i]; p.Placed {
			name.X, name.Y, name.Shown = show.Percent(p.X), show.Percent(1-p.Y), true
		}
		view.Names = append(view.Names, name)
	}
	x := chart.Axis{Name: kind.x, Low: area.Left, High: area.Right}
	view.Option = chart.Several(x, chart.Axis{Low: area.Bottom, High: area.Top}, kind.chance, curves)
	view.Facts = struct {
		Bottom float64 `json:"bottom"`
	}{area.Bottom}
	return view
}

// undrawn reports whether no line has two neighbouring points that are defined.
func undrawn(lines [][]chart.Point) bool {
	for _, line := range lines {
		for k := 1; k < len(line); k++ {
			if a, b := line[k-1], line[k]; !math.IsNaN(a.X+a.Y) && !math.IsNaN(b.X+b.Y) {
				return false
			}
		}
	}
	return true
}

// falling returns the lines with their points in descending order of X, which
// [show.PlaceLabels] needs.
func falling(lines [][]chart.Point, already bool) [][]chart.Point {
	if already {
		return lines
	}
	out := make([][]chart.Point, len(lines))
	for i, line := range lines {
		out[i] = slices.Clone(line)
		slices.Reverse(out[i])
	}
	return out
}

// shortNames returns the names of the runs for charts.
func (c View) shortNames() []string {
	names := make([]string, len(c.Runs))
	for i, one := range c.Runs {
		names[i] = format.Shorten(one.Name, roomOfName)
	}
	return names
}

// calibration draws the reliability curve of every run whose scores are
// probabilities.
func (c View) calibration() templates.ChartView {
	v := templates.ChartView{
		ID: "calibration", Title: "Calibration",
		Label: "Calibration of each run: the share of positives against the mean probability, bin by bin.",
		XName: "mean probability", XTicks: show.UnitPlot.XTicks(4), YTicks: show.UnitPlot.YTicks(4),
		Dashed: "M0 1000L1000 0",
	}
	var curves []chart.Curve
	points := make(map[string][][2]*float64)
	var without []string
	for i, one := range c.Runs {
		id := fmt.Sprintf("run-%d", i)
		if one.Bins == nil {
			without = append(without, one.NameInSentence())
			continue
		}
		var line []chart.Point
		for _, b := range one.Bins {
			if b.Count > 0 {
				line = append(line, chart.Point{X: b.MeanScore.V, Y: b.FracPos.V})
			}
		}
		curves = append(curves, chart.Curve{
			ID: id, Name: one.Name, Token: "--" + one.Style.Hue, Dash: string(one.Style.Dash), Dots: true,
		})
		v.Curves = append(v.Curves, templates.CurveView{Metric: id, Look: one.Style, Path: show.UnitPlot.Path(line)})
		points[id] = show.JSONPoints(line)
	}
	v.Note = "Dashed: perfectly calibrated. Ten bins of one width."
	if len(without) > 0 {
		v.Note += " Not drawn, since its scores are no probabilities: " + strings.Join(without, ", ") + "."
	}
	if len(curves) == 0 {
		v.Undefined = "None of these runs has probabilities for scores."
		return v
	}
	v.Option = chart.Several(chart.Axis{Name: v.XName, High: 1}, chart.Axis{High: 1}, true, curves)
	v.Facts = struct {
		Points map[string][][2]*float64 `json:"points"`
	}{points}
	return v
}

// smallHistogram draws the histogram of one run: positives above the axis, negatives
// below.
func smallHistogram(one explore.ComparedRun, i int) templates.SmallHistogram {
	h := one.Display.Histogram
	v := templates.SmallHistogram{
		Name: one.Name, Look: one.Style, Index: i, Low: format.Score(h.Low), High: format.Score(h.High),
	}
	up, down := 0.0, 0.0
	for k := range h.Positives {
		up, down = max(up, h.Positives[k]), max(down, h.Negatives[k])
	}
	middle := show.PathSide / 2.0
	if up+down > 0 {
		middle = math.Round(show.PathSide * min(max(up/(up+down), 0.15), 0.85))
	}
	var above, below strings.Builder
	width := show.PathSide / float64(len(h.Positives))
	bar := func(to *strings.Builder, k int, end float64) {
		from := float64(k) * show.PathSide / float64(len(h.Positives))
		fmt.Fprintf(to, "M%.1f %.0fV%.1fh%.1fV%.0fz", from, middle, end, width, middle)
	}
	for k := range h.Positives {
		if h.Positives[k] > 0 {
			bar(&above, k, middle*(1-h.Positives[k]/up))
		}
		if h.Negatives[k] > 0 {
			bar(&below, k, middle+(show.PathSide-middle)*h.Negatives[k]/down)
		}
	}
	v.Above, v.Below, v.Middle = above.String(), below.String(), fmt.Sprint(middle)
	v.Mark = fmt.Sprintf("%.1f", show.PathSide*one.PositionOnScale(one.Point.Threshold))
	return v
}
