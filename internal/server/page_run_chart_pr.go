package server

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

var prChart = runChart{
	draw:   runView.drawPR,
	header: columnsOf("recall", "precision"),
	row: func(_ runView, p calc.OperatingPoint) []calc.Value {
		return []calc.Value{p.Recall(), p.Precision()}
	},
}

func (v runView) drawPR() templates.ChartView {
	c := templates.ChartView{
		XName: "recall", Label: "Precision against recall.",
		XTicks: unitPlot.xTicks(4), YTicks: unitPlot.yTicks(4),
	}
	c.Summary, c.Interval, c.Undefined = v.headline("average_precision", "AP")
	if c.Undefined != "" {
		return c
	}
	base := orNaN(v.point.Prevalence())
	h := int(math.Round((1 - base) * side))
	c.Chance, c.ChanceName = fmt.Sprintf("M0 %dL1000 %d", h, h), "prevalence "+format.Rate(base)
	x, y := orNaN(v.point.Recall()), orNaN(v.point.Precision())
	c.Curves = []templates.CurveView{{Metric: "pr", Path: unitPlot.path(v.stops(func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: orNaN(p.Recall()), Y: orNaN(p.Precision())}
	}))}}
	c.Dots = []templates.DotView{unitPlot.dot("pr", x, y)}
	c.Readout = fmt.Sprintf("At %s: precision %s, recall %s", v.text, rateOr(y), rateOr(x))
	c.Option = chart.PR()
	return c
}
