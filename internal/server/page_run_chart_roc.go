package server

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/link"
	"tradeoff/web/templates"
)

// banded reports whether there is a band to draw.
func (v runAt) banded() bool {
	return v.band != nil && v.band.now.Ready && v.band.now.Err == nil && v.band.now.Value.Reason == ""
}

// bandAt returns the band at a false positive rate, straight between two of its own.
func (v runAt) bandAt(fpr calc.Value) (low, high calc.Value) {
	if !fpr.OK {
		return fpr, fpr
	}
	b := v.band.now.Value
	k := sort.SearchFloat64s(b.FPR, fpr.V)
	if b.FPR[k] == fpr.V {
		return calc.Defined(b.Low[k]), calc.Defined(b.High[k])
	}
	share := (fpr.V - b.FPR[k-1]) / (b.FPR[k] - b.FPR[k-1])
	at := func(y []float64) calc.Value { return calc.Defined(y[k-1] + share*(y[k]-y[k-1])) }
	return at(b.Low), at(b.High)
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
	x, y := orNaN(v.Point.FPR()), orNaN(v.Point.Recall())
	points := stopsOf(v.display, func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: orNaN(p.FPR()), Y: orNaN(p.Recall())}
	})
	c.Curves = []templates.CurveView{{Metric: "roc", Path: unitPlot.path(points)}}
	var facts rocFacts
	var variant []string
	if v.state.Hull {
		hull := chart.Hull(points)
		facts.Hull = pairs(hull)
		c.Curves = append(c.Curves, templates.CurveView{Metric: "hull", Path: unitPlot.path(hull)})
		c.Note = "Thin: the convex hull, on which lie the points that are best at some costs."
		variant = append(variant, "hull")
	}
	if v.band != nil {
		c.Banded, c.BandNote = true, v.bandWords(v.band)
		if v.banded() {
			c.Band = bandPath(v.band.now.Value)
		} else if !v.band.now.Ready {
			facts.Band = v.API("/roc-band", nil)
		}
		variant = append(variant, "band")
	}
	c.Variant = strings.Join(variant, " ")
	c.Dots = []templates.DotView{unitPlot.dot("roc", x, y)}
	c.Readout = fmt.Sprintf("At %s: true positive rate %s, false positive rate %s", v.Text, rateOr(y), rateOr(x))
	c.Option, c.Facts = chart.ROC(v.state.Hull), facts
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
	return outlined(around)
}
