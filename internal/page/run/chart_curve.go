package run

import (
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// drawCurve draws a curve through the points of all stops. Where every row is
// predicted positive and a coordinate is undefined even so, the chart is.
func (v chartSection) drawCurve(d catalog.Chart) templates.ChartView {
	c := templates.ChartView{XName: d.Curve.XName, Label: d.Curve.About}
	at := calc.CurvePoint(d.ID)
	place := func(p calc.Confusion) chart.Point {
		x, y := at(p)
		return chart.Point{X: explore.NaNIfUndefined(x), Y: explore.NaNIfUndefined(y)}
	}
	area, scale := show.UnitPlot, format.Shares
	c.XTicks, c.YTicks = area.XTicks(4), area.YTicks(4)
	if d.Curve.Summary != "" {
		c.Summary, c.Interval, c.Undefined = v.headline(d.Curve.Summary, explore.ShortName(d.Curve.Summary))
	} else if _, y := at(v.Display.Point(v.Display.Len() - 1).Confusion); !y.OK {
		c.Undefined = v.Experiment.ReasonText(y.Reason)
	}
	if c.Undefined != "" {
		return c
	}
	points := show.StopPoints(v.Display, func(p calc.OperatingPoint) chart.Point { return place(p.Confusion) })
	if d.Curve.FitY {
		scale = format.Amounts
		area = show.Plot{Left: 0, Right: 1, Bottom: 0, Top: 1.05 * show.MaxY(points)}
		c.YTicks = area.YTicks(5)
		c.Facts = struct {
			Top float64 `json:"top"`
		}{area.Top}
	}
	begin, end := calc.CurveLine(d.ID, v.Point.Confusion)
	c.Chance, c.ChanceName = area.Path([]chart.Point{{X: 0, Y: begin}, {X: 1, Y: end}}), d.Curve.LineName
	if d.Curve.Level {
		c.ChanceName += " " + scale.Text(begin)
	}
	now := place(v.Point.Confusion)
	c.Curves = []templates.CurveView{{Metric: d.ID, Path: area.Path(points), Look: tradeoff.Style{Hue: d.Curve.Hue}}}
	c.Dots = []templates.DotView{area.Dot(d.ID, now.X, now.Y)}
	c.Readout = strings.NewReplacer("{threshold}", v.Text, "{x}", show.ShareText(now.X), "{y}",
		show.ValueText(scale, now.Y)).Replace(d.Curve.ReadOut)
	c.Option = chart.OfCurve(d.ID, d.Curve, area.Top)
	return c
}
