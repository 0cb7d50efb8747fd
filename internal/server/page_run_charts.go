package server

import (
	"fmt"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/web/templates"
)

// Server-drawn curves: a square of side units, thinned to columns.
const (
	side    = 1000
	columns = 200
)

// curveMetrics are the metrics of the trade-off chart.
var curveMetrics = []struct {
	id string
	of func(calc.Confusion) calc.Value
}{
	{"recall", calc.Confusion.Recall},
	{"precision", calc.Confusion.Precision},
	{"specificity", calc.Confusion.Specificity},
	{"f1", calc.Confusion.F1},
}

// stops calls f with every operating point of the display, from +Inf down.
func (v runView) stops(f func(calc.OperatingPoint) chart.Point) []chart.Point {
	out := make([]chart.Point, v.display.Len())
	for k := range out {
		out[k] = f(v.display.Point(k))
	}
	return out
}

// orNaN returns the number, or NaN to interrupt a curve where there is none.
func orNaN(v calc.Value) float64 {
	if !v.OK {
		return math.NaN()
	}
	return v.V
}

func (v runView) tradeOffChart() templates.ChartView {
	low, high := v.ends()
	c := templates.ChartView{
		ID: "tradeoff", Title: "Trade-off", XName: "threshold",
		Label:   "Recall, precision, specificity and F1 against the threshold.",
		YTicks:  unitTicks(true),
		MarkerX: percent(v.at(v.point.Threshold)),
		Readout: "At " + v.text + ":",
	}
	for _, t := range chart.Ticks(low, high, 5) {
		c.XTicks = append(c.XTicks, templates.TickView{At: percent(v.at(t.Value)), Text: t.Text})
	}
	var curves []chart.Curve
	var placed []label
	lines := make([][]chart.Point, len(curveMetrics))
	for i, m := range curveMetrics {
		lines[i] = chart.Steps(v.stops(func(p calc.OperatingPoint) chart.Point {
			return chart.Point{X: min(p.Threshold, high), Y: orNaN(m.of(p.Confusion))}
		}))
	}
	for i, m := range curveMetrics {
		id := m.id
		name := metricName(id)
		curves = append(curves, chart.Curve{ID: id, Name: name, Token: "--" + id, Step: true})
		c.Curves = append(c.Curves, templates.CurveView{Metric: id, Path: chart.Path(lines[i], low, high, side, columns)})
		y := orNaN(m.of(v.point.Confusion))
		c.Dots = append(c.Dots, dot(id, v.at(v.point.Threshold), y))
		if i > 0 {
			c.Readout += " ·"
		}
		c.Readout += " " + name + " " + rateOr(y)
		if l, ok := placeLabel(lines, i, low, high, placed); ok {
			placed = append(placed, l)
			c.Names = append(c.Names, templates.NameView{Metric: id, Text: name, X: percent(l.x), Y: percent(1 - l.y)})
		}
	}
	c.Option = chart.TradeOff(low, high, curves)
	return c
}

func (v runView) rocChart() templates.ChartView {
	c := templates.ChartView{
		ID: "roc", Title: "ROC", XName: "false positive rate", Label: "ROC curve: true positive rate against false positive rate.",
		XTicks: unitTicks(false), YTicks: unitTicks(true), Chance: "M0 1000L1000 0", ChanceName: "no better than chance",
	}
	c.Summary, c.Interval, c.Undefined = v.headline("roc_auc", "AUC")
	if c.Undefined != "" {
		return c
	}
	x, y := orNaN(v.point.FPR()), orNaN(v.point.Recall())
	c.Curves = []templates.CurveView{{Metric: "roc", Path: chart.Path(v.stops(func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: orNaN(p.FPR()), Y: orNaN(p.Recall())}
	}), 0, 1, side, columns)}}
	c.Dots = []templates.DotView{dot("roc", x, y)}
	c.Readout = fmt.Sprintf("At %s: true positive rate %s, false positive rate %s", v.text, rateOr(y), rateOr(x))
	c.Option = chart.ROC()
	return c
}

func (v runView) prChart() templates.ChartView {
	c := templates.ChartView{
		ID: "pr", Title: "Precision–recall", XName: "recall", Label: "Precision against recall.",
		XTicks: unitTicks(false), YTicks: unitTicks(true),
	}
	c.Summary, c.Interval, c.Undefined = v.headline("average_precision", "AP")
	if c.Undefined != "" {
		return c
	}
	base := orNaN(v.point.Prevalence())
	h := int(math.Round((1 - base) * side))
	c.Chance, c.ChanceName = fmt.Sprintf("M0 %dL1000 %d", h, h), "prevalence "+format.Rate(base)
	x, y := orNaN(v.point.Recall()), orNaN(v.point.Precision())
	c.Curves = []templates.CurveView{{Metric: "pr", Path: chart.Path(v.stops(func(p calc.OperatingPoint) chart.Point {
		return chart.Point{X: orNaN(p.Recall()), Y: orNaN(p.Precision())}
	}), 0, 1, side, columns)}}
	c.Dots = []templates.DotView{dot("pr", x, y)}
	c.Readout = fmt.Sprintf("At %s: precision %s, recall %s", v.text, rateOr(y), rateOr(x))
	c.Option = chart.PR()
	return c
}

// headline returns the run's metric id as a chart's title has it, or why the
// chart is undefined.
func (v runView) headline(id, name string) (summary, interval, undefined string) {
	for _, m := range v.summary {
		if m.ID != id {
			continue
		}
		if !m.OK {
			return "", "", v.experiment.ReasonText(m.Reason)
		}
		value, note := v.estimate(m.Estimate, "")
		if !m.Low.OK {
			note = "" // the list of the whole run's numbers says why
		}
		return name + " " + value, note, ""
	}
	return "", "", "it was not computed for this run"
}

func unitTicks(upwards bool) []templates.TickView {
	var out []templates.TickView
	for _, t := range chart.Ticks(0, 1, 4) {
		at := t.Value
		if upwards {
			at = 1 - at
		}
		out = append(out, templates.TickView{At: percent(at), Text: format.Number(t.Value)})
	}
	return out
}

func dot(id string, x, y float64) templates.DotView {
	if math.IsNaN(x) || math.IsNaN(y) {
		return templates.DotView{ID: id, X: "0%", Y: "0%"}
	}
	return templates.DotView{ID: id, X: percent(x), Y: percent(1 - y), Shown: true}
}

func rateOr(x float64) string {
	if math.IsNaN(x) {
		return format.Undefined
	}
	return format.Rate(x)
}

// A label is a curve's name at a place of the unit square.
type label struct{ x, y float64 }

// placeLabel finds where the name of curve i is farthest from the other curves
// and from the labels placed before. It finds none for a curve without points.
func placeLabel(lines [][]chart.Point, i int, low, high float64, placed []label) (label, bool) {
	best, found := label{}, math.Inf(-1)
	for x := 0.08; x <= 0.78; x += 0.02 {
		y := heightAt(lines[i], low+x*(high-low))
		if math.IsNaN(y) {
			continue
		}
		for _, offset := range []float64{0.06, -0.08} {
			at := label{x, y + offset}
			if at.y < 0.04 || at.y > 0.97 {
				continue
			}
			room := math.Inf(1)
			for j := range lines {
				for dx := -0.04; dx <= 0.13; dx += 0.03 { // the name runs to the right
					d := math.Abs(heightAt(lines[j], low+(x+dx)*(high-low)) - at.y - 0.015)
					if !math.IsNaN(d) {
						room = min(room, d)
					}
				}
			}
			for _, p := range placed {
				if math.Abs(p.x-x) < 0.24 && math.Abs(p.y-at.y) < 0.07 {
					room -= 1 // one name over another is worse than one over a line
				}
			}
			if room > found {
				best, found = at, room
			}
		}
	}
	return best, !math.IsInf(found, -1)
}

// heightAt returns the height of a falling-x step line at x, NaN outside it.
func heightAt(line []chart.Point, x float64) float64 {
	lo, hi := 0, len(line)-1
	if hi < 0 || x > line[0].X {
		return math.NaN()
	}
	for lo < hi { // the last point at or right of x
		mid := (lo + hi + 1) / 2
		if line[mid].X >= x {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return line[lo].Y
}

// data is what the page's script starts from.
func (v runView) data() templates.RunData {
	low, high := v.ends()
	api := fmt.Sprintf("/api/v1/runs/%d", v.run.ID)
	var shown []string
	names := make(map[string]string, len(curveMetrics))
	for _, m := range curveMetrics {
		names[m.id] = metricName(m.id)
		shown = append(shown, m.id)
	}
	reasons := make(map[string]string)
	for r, text := range v.experiment.ReasonTexts() {
		reasons[string(r)] = text
	}
	p := v.point
	return templates.RunData{
		Display: v.url, At: api + "/operating-point", Points: api + "/sweep",
		Point: templates.PointData{
			Threshold: calc.Number(p.Threshold), Text: v.text, Index: v.index,
			TP: p.TP, FP: p.FP, FN: p.FN, TN: p.TN,
		},
		Choice: api + "/choice", Policy: v.policyText(), PolicyWords: policyTexts(),
		Costs: templates.CostData{FP: v.setting().Costs.FP, FN: v.setting().Costs.FN}, Prevalence: v.setting().Prevalence,
		Usual:   templates.SettingData{CostFP: v.experiment.CostFP, CostFN: v.experiment.CostFN, Prevalence: v.experiment.Prevalence},
		Default: v.defaultThreshold(), Quantile: calc.NormalQuantile(1 - (1-evaluate.Level)/2),
		Cells: cellNames, Reasons: reasons, Metrics: names, Shown: shown,
		TestPrevalence: ptr(orNaN(p.Prevalence())), Low: low, High: high,
	}
}

// policyText is the policy as the URL has it; "" without one.
func (v runView) policyText() string {
	if v.state.Policy == nil {
		return ""
	}
	return v.state.Policy.String()
}

func ptr(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}
