package show

import (
	"context"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/link"
	"tradeoff/web/templates"
)

// ROCLayers is what the chart of an ROC curve may show besides the curve.
type ROCLayers struct {
	Hull     bool   // the convex hull of the curve
	Banded   bool   // its band, or a note about it
	BandNote string // on the band
	Band     *calc.ROCBand
	Pending  string // address at which the band will be, if it is still computed
}

// add adds the layers to the chart of a curve.
func (l ROCLayers) add(c *templates.ChartView, facts *CurveFacts, a curveAxes, curve []chart.Point) {
	if l.Hull {
		hull := a.places(chart.Hull(curve))
		facts.Hull = JSONPoints(hull)
		c.Curves = append(c.Curves, templates.CurveView{Metric: "hull", Thin: true, Path: UnitPlot.Path(hull)})
		c.Note = "Thin: the convex hull, on which lie the points that are best at some costs."
		c.Variant += " hull"
	}
	if l.Banded {
		c.Banded, c.BandNote, facts.Band = true, l.BandNote, l.Pending
		if l.Band != nil {
			c.Band = bandPath(*l.Band, a)
		}
		c.Variant += " band"
	}
}

// bandPath draws a band: along its upper side and back along its lower one.
func bandPath(b calc.ROCBand, a curveAxes) string {
	var around []chart.Point
	for i, x := range b.FPR {
		around = append(around, chart.Point{X: x, Y: b.High[i]})
	}
	for i, x := range slices.Backward(b.FPR) {
		around = append(around, chart.Point{X: x, Y: b.Low[i]})
	}
	return OutlinePath(a.places(around))
}

// Linked returns the facts with the address as scripts may use it.
func (f CurveFacts) Linked(ctx context.Context) any {
	f.Band = link.To(ctx, f.Band)
	return f
}
