package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

func (v chartSection) drawROC() templates.ChartView {
	c := templates.ChartView{
		XName: "false positive rate", Label: "ROC curve: true positive rate against false positive rate.",
		XTicks: show.UnitPlot.XTicks(4), YTicks: show.UnitPlot.YTicks(4), Chance: "M0 1000L1000 0",
		ChanceName: "no better than chance",
	}
	c.Summary, c.Interval, c.Undefined = v.headline("roc_auc", "AUC")
	if c.Undefined != "" {
		return c
	}
	x, y := explore.NaNIfUndefined(v.Point.FPR()), explore.NaNIfUndefined(v.Point.Recall())
	points := show.StopPoints(v.Display, func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: explore.NaNIfUndefined(p.FPR()), Y: explore.NaNIfUndefined(p.Recall())}
	})
	c.Curves = []templates.CurveView{{Metric: "roc", Path: show.UnitPlot.Path(points)}}
	var facts rocFacts
	var variant []string
	if v.State.Hull {
		hull := chart.Hull(points)
		facts.Hull = show.JSONPoints(hull)
		c.Curves = append(c.Curves, templates.CurveView{Metric: "hull", Path: show.UnitPlot.Path(hull)})
		c.Note = "Thin: the convex hull, on which lie the points that are best at some costs."
		variant = append(variant, "hull")
	}
	if v.Band != nil {
		c.Banded, c.BandNote = true, v.BandText(v.Band)
		if v.Band.Drawn() {
			c.Band = bandPath(v.Band.Now.Value)
		} else if !v.Band.Now.Ready {
			facts.Band = v.Addresses().API("/roc-band", nil)
		}
		variant = append(variant, "band")
	}
	c.Variant = strings.Join(variant, " ")
	c.Dots = []templates.DotView{show.UnitPlot.Dot("roc", x, y)}
	c.Readout = fmt.Sprintf("At %s: true positive rate %s, false positive rate %s", v.Text, show.ShareText(y),
		show.ShareText(x))
	c.Option, c.Facts = chart.ROC(v.State.Hull), facts
	return c
}

// rocFacts is what the script of the ROC curve needs besides the stops.
type rocFacts struct {
	Hull [][2]*float64 `json:"hull,omitempty"`
	Band string        `json:"band,omitempty"` // where it is to be asked for, if it is still to come
}

// Linked returns the facts with the address as scripts may use it.
func (f rocFacts) Linked(ctx context.Context) any {
	f.Band = link.To(ctx, f.Band)
	return f
}

// bandPath draws a band: along its upper side and back along its lower one.
func bandPath(b calc.ROCBand) string {
	var around []chart.Point
	for i, x := range b.FPR {
		around = append(around, chart.Point{X: x, Y: b.High[i]})
	}
	for i, x := range slices.Backward(b.FPR) {
		around = append(around, chart.Point{X: x, Y: b.Low[i]})
	}
	return show.OutlinePath(around)
}
