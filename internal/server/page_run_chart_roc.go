package server

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/web/templates"
)

var rocChart = runChart{
	draw:   runView.drawROC,
	header: []string{"fpr", "tpr"},
	row: func(_ runView, p calc.OperatingPoint) []calc.Value {
		return []calc.Value{p.FPR(), p.Recall()}
	},
}

func (v runView) drawROC() templates.ChartView {
	c := templates.ChartView{
		XName: "false positive rate", Label: "ROC curve: true positive rate against false positive rate.",
		XTicks: unitPlot.xTicks(4), YTicks: unitPlot.yTicks(4), Chance: "M0 1000L1000 0", ChanceName: "no better than chance",
	}
	c.Summary, c.Interval, c.Undefined = v.headline("roc_auc", "AUC")
	if c.Undefined != "" {
		return c
	}
	x, y := orNaN(v.point.FPR()), orNaN(v.point.Recall())
	points := v.stops(func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: orNaN(p.FPR()), Y: orNaN(p.Recall())}
	})
	c.Curves = []templates.CurveView{{Metric: "roc", Path: unitPlot.path(points)}}
	facts := struct {
		Hull [][2]*float64 `json:"hull,omitempty"`
	}{}
	if v.state.Hull {
		hull := chart.Hull(points)
		facts.Hull = pairs(hull)
		c.Curves = append(c.Curves, templates.CurveView{Metric: "hull", Path: unitPlot.path(hull)})
		c.Note, c.Variant = "Thin: the convex hull, on which lie the points that are best at some costs.", "hull"
	}
	c.Dots = []templates.DotView{unitPlot.dot("roc", x, y)}
	c.Readout = fmt.Sprintf("At %s: true positive rate %s, false positive rate %s", v.text, rateOr(y), rateOr(x))
	c.Option, c.Facts = chart.ROC(v.state.Hull), facts
	return c
}
