package run

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// The DET chart shows rates from 0.1% to 98%. Points beyond are drawn where
// they are not visible.
var (
	detRates = []float64{0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95}
	detArea  = show.Plot{Left: calc.NormalQuantile(0.001), Right: calc.NormalQuantile(0.98),
		Bottom: calc.NormalQuantile(0.001), Top: calc.NormalQuantile(0.98)}
)

const beyond = 8.0

func (v chartSection) drawDET() templates.ChartView {
	c := templates.ChartView{
		XName: "false positive rate", Clipped: true, Note: "Upwards: the miss rate.",
		Label: "Detection error trade-off: miss rate against false positive rate, both on normal-deviate axes.",
	}
	for _, reason := range []calc.Reason{v.Point.FNR().Reason, v.Point.FPR().Reason} {
		if reason != "" {
			c.Undefined = v.Experiment.ReasonText(reason)
			return c
		}
	}
	facts := struct {
		Low   float64      `json:"low"`
		High  float64      `json:"high"`
		Ticks []chart.Tick `json:"ticks"`
	}{Low: detArea.Left, High: detArea.Right}
	for _, rate := range detRates {
		t := chart.Tick{Value: calc.NormalQuantile(rate), Text: format.Number(100*rate) + "%"}
		facts.Ticks = append(facts.Ticks, t)
		c.XTicks = append(c.XTicks, templates.TickView{At: show.Percent(detArea.X(t.Value)), Text: t.Text})
		c.YTicks = append(c.YTicks, templates.TickView{At: show.Percent(1 - detArea.Y(t.Value)), Text: t.Text})
	}
	at := func(p calc.Confusion) chart.Point {
		place := func(rate calc.Value) float64 { return math.Min(math.Max(explore.Probit(rate).V, -beyond), beyond) }
		return chart.Point{X: place(p.FPR()), Y: place(p.FNR())}
	}
	c.Curves = []templates.CurveView{{Metric: "det", Path: detArea.Path(show.StopPoints(v.Display,
		func(p calc.OperatingPoint) chart.Point { return at(p.Confusion) }))}}
	here := at(v.Point.Confusion)
	c.Dots = []templates.DotView{detArea.Dot("det", here.X, here.Y)}
	c.Readout = fmt.Sprintf("At %s: miss rate %s, false positive rate %s", v.Text,
		show.ShareText(explore.NaNIfUndefined(v.Point.FNR())), show.ShareText(explore.NaNIfUndefined(v.Point.FPR())))
	c.Option, c.Facts = chart.DET(detArea.Left, detArea.Right), facts
	return c
}
