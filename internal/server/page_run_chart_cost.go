package server

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

var costChart = runChart{
	draw:   runView.drawCost,
	header: columnsOf("cost_fp", "cost_fn", "prevalence", "expected_cost"),
	row: func(v runView, p calc.OperatingPoint) []calc.Value {
		w := v.setting()
		prevalence := p.Prevalence()
		if w.Prevalence != nil {
			prevalence = calc.Defined(*w.Prevalence)
		}
		return []calc.Value{calc.Defined(w.Costs.FP), calc.Defined(w.Costs.FN), prevalence, v.costOf(p.Confusion)}
	},
}

// usedAt returns c where the classifier is to be used.
func (v runView) usedAt(c calc.Confusion) (calc.Confusion, calc.Reason) {
	if p := v.setting().Prevalence; p != nil {
		return c.AtPrevalence(*p)
	}
	return c, ""
}

// costOf is the expected cost of a case where the classifier is to be used.
func (v runView) costOf(c calc.Confusion) calc.Value {
	w := v.setting()
	return w.In(w.Costs.Expected)(c)
}

func (v runView) drawCost() templates.ChartView {
	c := templates.ChartView{
		XName: "threshold", Label: "Expected cost of a case against the threshold.",
		MarkerX: percent(v.at(v.Point.Threshold)), ChanceName: "the cheaper of predicting all and none positive",
	}
	cost := v.costOf(v.Point.Confusion)
	low, high := v.ends()
	points := chart.Steps(v.stops(func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: min(p.Threshold, high), Y: orNaN(v.costOf(p.Confusion))}
	}))
	area := plot{low, high, 0, 1.05 * highest(points)}
	if area.top == 0 {
		area.top = 1 // nothing costs anything
	}
	trivial := min(points[0].Y, points[len(points)-1].Y)
	c.Chance = area.path([]chart.Point{{X: low, Y: trivial}, {X: high, Y: trivial}})
	c.XTicks, c.YTicks = area.xTicks(5), area.yTicks(5)
	c.Curves = []templates.CurveView{{Metric: "cost", Path: area.path(points)}}
	c.Dots = []templates.DotView{area.dot("cost", min(max(v.Point.Threshold, low), high), orNaN(cost))}
	c.Readout = fmt.Sprintf("At %s: mistakes cost %s per case", v.Text, v.amount(cost))
	c.Option = chart.Cost(low, high, area.top)
	return c
}

// amount writes a value that may be small, or "—" with the reason.
func (v runView) amount(x calc.Value) string {
	if !x.OK {
		return fmt.Sprintf("%s (undefined: %s)", format.Undefined, v.experiment.ReasonText(x.Reason))
	}
	return format.Amount(x.V)
}
