package run

import (
	"strings"

	"tradeoff/internal/catalog"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// drawCurve draws a chart that the catalog declares as a curve.
func (v chartSection) drawCurve(d catalog.Chart) templates.ChartView {
	r := show.CurveRun{
		Curve: v.Curve(d), Display: v.Display, Point: v.Point, Text: v.Text, Axis: v.Axis, InPercent: v.InPercent(),
		Reason: v.Experiment.ReasonText,
	}
	if d.Curve.ROC {
		r.ROC = v.rocLayers()
	}
	if best, ok := v.BestThresholds(); ok {
		r.Best = &best
	}
	c := r.View()
	if id := d.Curve.Summary; id != "" && c.Undefined == "" {
		c.Summary, c.Interval = v.headline(id)
	}
	if len(d.Curve.Lines) == 0 {
		c.Variant = strings.Join(v.State.Drawn(), ",")
	}
	return c
}

func (v chartSection) rocLayers() show.ROCLayers {
	out := show.ROCLayers{Hull: v.State.Hull}
	if v.Band == nil {
		return out
	}
	out.Banded, out.BandNote = true, v.BandText(v.Band)
	if v.Band.Drawn() {
		out.Band = &v.Band.Now.Value
	} else if !v.Band.Now.Ready {
		out.Pending = v.Addresses().API("/roc-band", nil)
	}
	return out
}
