package server

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/web/templates"
)

var gainChart = runChart{
	draw:   runView.drawGain,
	header: columnsOf("depth", "gain"),
	row: func(_ runView, p calc.OperatingPoint) []calc.Value {
		return []calc.Value{p.PredictedPositiveRate(), p.Recall()}
	},
}

var liftChart = runChart{
	draw:   runView.drawLift,
	header: columnsOf("depth", "lift"),
	row: func(_ runView, p calc.OperatingPoint) []calc.Value {
		return []calc.Value{p.PredictedPositiveRate(), lift(p.Confusion)}
	},
}

// lift is how many times more positives are found than by drawing as many at
// random: gain over depth. Undefined where nobody is called positive.
func lift(c calc.Confusion) calc.Value {
	depth, gain := c.PredictedPositiveRate(), c.Recall()
	if !gain.OK {
		return gain
	}
	return calc.Ratio(gain.V, depth.V, calc.NoPredictedPositives)
}

func (v runView) drawGain() templates.ChartView {
	c := templates.ChartView{
		XName: "share called positive", Label: "Cumulative gain: the share of the positives found against the share called positive.",
		XTicks: unitPlot.xTicks(4), YTicks: unitPlot.yTicks(4), Chance: "M0 1000L1000 0", ChanceName: "drawn at random",
	}
	depth, gain := v.point.PredictedPositiveRate(), v.point.Recall()
	if !gain.OK {
		c.Undefined = v.experiment.ReasonText(gain.Reason)
		return c
	}
	c.Curves = []templates.CurveView{{Metric: "gain", Path: unitPlot.path(v.stops(func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: orNaN(p.PredictedPositiveRate()), Y: orNaN(p.Recall())}
	}))}}
	c.Dots = []templates.DotView{unitPlot.dot("gain", depth.V, gain.V)}
	c.Readout = fmt.Sprintf("At %s: calling %s of the test set positive finds %s of its positives", v.text, rateOr(depth.V), rateOr(gain.V))
	c.Option = chart.Gain()
	return c
}

func (v runView) drawLift() templates.ChartView {
	c := templates.ChartView{
		XName: "share called positive", Label: "Lift: how many times more positives are found than at random, against the share called positive.",
	}
	depth, gain := v.point.PredictedPositiveRate(), v.point.Recall()
	if !gain.OK {
		c.Undefined = v.experiment.ReasonText(gain.Reason)
		return c
	}
	points := v.stops(func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: orNaN(p.PredictedPositiveRate()), Y: orNaN(lift(p.Confusion))}
	})
	area := plot{0, 1, 0, 1.05 * highest(points)}
	c.XTicks, c.YTicks = area.xTicks(4), area.yTicks(5)
	c.Chance, c.ChanceName = area.path([]chart.Point{{X: 0, Y: 1}, {X: 1, Y: 1}}), "drawn at random"
	c.Curves = []templates.CurveView{{Metric: "lift", Path: area.path(points)}}
	y := orNaN(lift(v.point.Confusion))
	c.Dots = []templates.DotView{area.dot("lift", depth.V, y)}
	c.Readout = fmt.Sprintf("At %s: %s times as many positives as at random, when %s of the test set are called positive", v.text, rateOr(y), rateOr(depth.V))
	c.Option = chart.Lift(area.top)
	c.Facts = struct {
		Top float64 `json:"top"`
	}{area.top}
	return c
}
