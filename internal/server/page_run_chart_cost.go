package server

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

func (v runView) drawCost() templates.ChartView {
	c := templates.ChartView{
		XName: "threshold", Label: "Expected cost of a case against the threshold.",
		MarkerX: percent(v.at(v.Point.Threshold)), ChanceName: "the cheaper of calling everybody and nobody positive",
	}
	cost := v.CostOf(v.Point.Confusion)
	low, high := v.ends()
	points := chart.Steps(stopsOf(v.Display, func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: min(p.Threshold, high), Y: explore.OrNaN(v.CostOf(p.Confusion))}
	}))
	area := plot{low, high, 0, 1.05 * highest(points)}
	if area.top == 0 {
		area.top = 1 // nothing costs anything
	}
	trivial := min(points[0].Y, points[len(points)-1].Y)
	c.Chance = area.path([]chart.Point{{X: low, Y: trivial}, {X: high, Y: trivial}})
	c.XTicks, c.YTicks = area.xTicks(5), area.yTicks(5)
	c.Curves = []templates.CurveView{{Metric: "cost", Path: area.path(points)}}
	c.Dots = []templates.DotView{area.dot("cost", min(max(v.Point.Threshold, low), high), explore.OrNaN(cost))}
	c.Readout = fmt.Sprintf("At %s: mistakes cost %s per case", v.Text, v.amount(cost))
	c.Option = chart.Cost(low, high, area.top)
	return c
}

// amount writes a value that may be small, or "—" with the reason.
func (v runView) amount(x calc.Value) string {
	if !x.OK {
		return fmt.Sprintf("%s (undefined: %s)", format.Undefined, v.Experiment.ReasonText(x.Reason))
	}
	return format.Amount(x.V)
}
