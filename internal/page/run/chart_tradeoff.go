package run

import (
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// A metricCurve is a metric of the trade-off chart.
type metricCurve struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Restated bool   `json:"restated"` // it depends on the prevalence
}

func (v chartSection) metricCurves() []metricCurve {
	var out []metricCurve
	for _, id := range v.State.Drawn() {
		words, _ := tradeoff.WordsFor(id)
		out = append(out, metricCurve{id, words.Name, tradeoff.DependsOnPrevalence(id)})
	}
	return out
}

func (v chartSection) drawTradeOff() templates.ChartView {
	low, high := v.ends()
	list := v.metricCurves()
	names := make([]string, len(list))
	lines := make([][]chart.Point, len(list))
	for i, m := range list {
		names[i] = m.Name
		lines[i] = show.StopPoints(v.Display, func(p calc.OperatingPoint) chart.Point {
			return chart.Point{X: min(p.Threshold, high), Y: explore.NaNIfUndefined(v.DeployedMetric(m.ID, p.Confusion))}
		})
	}
	area := show.Plot{Left: low, Right: high, Bottom: show.MetricFloor(lines), Top: 1}
	c := templates.ChartView{
		XName: "threshold", Label: strings.Join(names, ", ") + " against the threshold.",
		XTicks: area.XTicks(5), YTicks: area.YTicks(int((area.Top - area.Bottom) * 4)),
		MarkerX: show.Percent(v.at(v.Point.Threshold)),
		Readout: "At " + v.Text + ":", Variant: strings.Join(v.State.Drawn(), ","),
	}
	var curves []chart.Curve
	places := show.PlaceLabels(area, lines, names)
	for i, m := range list {
		look := tradeoff.StyleOf(m.ID)
		curves = append(curves, chart.Curve{ID: m.ID, Name: m.Name, Token: "--" + look.Hue, Step: true,
			Dash: string(look.Dash)})
		c.Curves = append(c.Curves, templates.CurveView{Metric: m.ID, Look: look, Path: area.Path(chart.Steps(lines[i]))})
		y := explore.NaNIfUndefined(v.DeployedMetric(m.ID, v.Point.Confusion))
		c.Dots = append(c.Dots, area.Dot(m.ID, min(max(v.Point.Threshold, low), high), y))
		c.Readings = append(c.Readings, templates.ReadingView{Look: look, Name: m.Name,
			Value: show.ValueText(tradeoff.ScaleOf(m.ID), y)})
		name := templates.NameView{Metric: m.ID, Look: look, Text: m.Name, X: "0%", Y: "0%"}
		if p := places[i]; p.Placed {
			name.X, name.Y, name.Shown = show.Percent(p.X), show.Percent(1-p.Y), true
		}
		c.Names = append(c.Names, name)
	}
	c.Option = chart.TradeOff(low, high, area.Bottom, curves)
	c.Facts = struct {
		Curves []metricCurve `json:"curves"`
	}{list}
	return c
}
