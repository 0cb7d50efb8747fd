package run

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

func (v chartSection) drawCost() templates.ChartView {
	c := templates.ChartView{
		XName: "threshold", Label: "Expected cost of a case against the threshold.",
		MarkerX: show.Percent(v.at(v.Point.Threshold)), ChanceName: "the cheaper of predicting all and none positive",
	}
	cost := v.CostOf(v.Point.Confusion)
	low, high := v.ends()
	points := chart.Steps(show.StopsOf(v.Display, func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: min(p.Threshold, high), Y: explore.OrNaN(v.CostOf(p.Confusion))}
	}))
	area := show.Plot{Left: low, Right: high, Bottom: 0, Top: 1.05 * show.Highest(points)}
	if area.Top == 0 {
		area.Top = 1 // nothing costs anything
	}
	trivial := min(points[0].Y, points[len(points)-1].Y)
	c.Chance = area.Path([]chart.Point{{X: low, Y: trivial}, {X: high, Y: trivial}})
	c.XTicks, c.YTicks = area.XTicks(5), area.YTicks(5)
	c.Curves = []templates.CurveView{{Metric: "cost", Path: area.Path(points)}}
	c.Dots = []templates.DotView{area.Dot("cost", min(max(v.Point.Threshold, low), high), explore.OrNaN(cost))}
	c.Readout = fmt.Sprintf("At %s: mistakes cost %s per case", v.Text, v.amount(cost))
	c.Option = chart.Cost(low, high, area.Top)
	return c
}

// amount writes a value that may be small, or "—" with the reason.
func (v chartSection) amount(x calc.Value) string {
	if !x.OK {
		return fmt.Sprintf("%s (undefined: %s)", format.Undefined, v.Experiment.ReasonText(x.Reason))
	}
	return format.Amount(x.V)
}
