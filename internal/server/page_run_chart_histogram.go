package server

import (
	"fmt"
	"math"
	"sort"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// A classBars is one class of a histogram.
type classBars struct {
	id, name, hue string
	bins          []float64 // weight
	all           float64
}

// classBars returns both classes of a histogram, the positive one first. Their
// hues are those of recall and specificity, which are what lies right of the
// threshold of the one, and left of it of the other.
func (v runAt) classBars(h wire.Histogram) []classBars {
	e, d := v.experiment, v.display
	return []classBars{
		{"positive", e.PositiveName, "recall", h.Positives, d.PositiveWeight},
		{"negative", e.NegativeName, "specificity", h.Negatives, d.NegativeWeight},
	}
}

// height is that of a bar that holds the weight n of a class.
func (c classBars) height(n float64, scale tradeoff.HistogramScale) float64 {
	switch {
	case scale == tradeoff.LogScale:
		return math.Log10(1 + n)
	case scale == tradeoff.ShareScale && c.all > 0:
		return n / c.all
	case scale == tradeoff.ShareScale:
		return 0
	}
	return n
}

func (v runView) drawHistogram() templates.ChartView {
	scale := v.state.HistogramScale()
	h := v.display.Histogram.Merged(v.state.HistogramCut())
	c := templates.ChartView{
		XName: "score", Label: "Histogram of the scores of either class.",
		Variant: fmt.Sprintf("%s %d", scale, v.state.HistogramCut()),
	}
	if len(h.Positives) == 0 {
		c.Undefined = v.experiment.ReasonText(calc.NoSamples)
		return c
	}
	low, high := v.ends()
	area := plot{left: low, right: high}
	facts := histogramFacts{Outlines: make(map[string][][2]*float64), Cuts: []float64{}, Top: h.High}
	var lines [][]chart.Point
	var names []string
	var curves []chart.Curve
	classes := v.classBars(h)
	for _, class := range classes {
		outline, tops := v.outline(h, class, scale)
		area.top = max(area.top, 1.05*highest(outline))
		facts.Outlines[class.id] = pairs(outline)
		lines, names = append(lines, tops), append(names, short(class.name))
		curves = append(curves, chart.Curve{ID: class.id, Name: class.name, Token: "--" + class.hue, Fill: true})
	}
	for i, p := range placeLabels(area, lines, names) {
		class := classes[i]
		look := tradeoff.Look{Hue: class.hue}
		outline, _ := v.outline(h, class, scale)
		c.Curves = append(c.Curves, templates.CurveView{Metric: class.id, Look: look, Path: area.path(outline), Fill: true})
		if p.placed {
			c.Names = append(c.Names, templates.NameView{Metric: class.id, Look: look, Text: names[i], X: percent(p.x), Y: percent(1 - p.y), Shown: true})
		}
	}
	c.XTicks, c.YTicks = area.xTicks(5), area.yTicks(4)
	c.Note = fmt.Sprintf("%d %s; upwards ", len(h.Positives), format.Plural(len(h.Positives), "bin", "bins"))
	switch scale {
	case tradeoff.ShareScale:
		c.Note += "the share of its class that each holds."
	case tradeoff.CountScale:
		c.Note += v.counted() + "."
	case tradeoff.LogScale:
		c.Note += v.counted() + ", each line ten times the one below."
		c.YTicks = nil
		for n := 1.0; math.Log10(1+n) <= area.top; n *= 10 {
			t := chart.Tick{Value: math.Log10(1 + n), Text: format.Quantity(n)}
			facts.Ticks = append(facts.Ticks, t)
			c.YTicks = append(c.YTicks, templates.TickView{At: percent(1 - area.y(t.Value)), Text: t.Text})
		}
	}
	for b := range h.Positives {
		if b > 0 {
			facts.Cuts = append(facts.Cuts, h.Edge(b))
		}
		facts.Bins = append(facts.Bins, v.histogramWords(h, b))
	}
	c.MarkerX = percent(v.at(v.Point.Threshold))
	c.Readout = fmt.Sprintf("At %s: %srecall %s, false positive rate %s", v.Text, facts.at(v.Point.Threshold),
		rateOr(orNaN(v.Point.Recall())), rateOr(orNaN(v.Point.FPR())))
	c.Option, c.Facts = chart.Histogram(low, high, area.top, curves), facts
	return c
}

// counted says what a bin counts.
func (v runView) counted() string {
	if v.Run.Weighted {
		return "the weight of the rows in each"
	}
	return "how many " + v.experiment.UnitPlural + " each holds"
}

// outline returns the outline of the bars of a class from left to right, and
// their tops from right to left.
func (v runView) outline(h wire.Histogram, c classBars, scale tradeoff.HistogramScale) (outline, tops []chart.Point) {
	edge := h.Edge
	if h.Low == h.High { // a bar around the one score
		low, high := v.ends()
		edge = func(b int) float64 { return h.Low + (float64(b)-0.5)*0.04*(high-low) }
	}
	outline = append(outline, chart.Point{X: edge(0)})
	for b, n := range c.bins {
		y := c.height(n, scale)
		outline = append(outline, chart.Point{X: edge(b), Y: y}, chart.Point{X: edge(b + 1), Y: y})
	}
	outline = append(outline, chart.Point{X: edge(len(c.bins))})
	for b := len(c.bins) - 1; b >= 0; b-- {
		tops = append(tops, chart.Point{X: edge(b + 1), Y: c.height(c.bins[b], scale)})
	}
	return outline, append(tops, chart.Point{X: edge(0), Y: math.NaN()})
}

// histogramFacts is what the browser knows of a histogram.
type histogramFacts struct {
	Outlines map[string][][2]*float64 `json:"outlines"`
	Ticks    []chart.Tick             `json:"ticks,omitempty"` // of the axis of counts, if it is no plain one
	Cuts     []float64                `json:"cuts"`            // the inner edges
	Top      float64                  `json:"top"`             // the highest score
	Bins     []string                 `json:"bins"`            // what is said of each bin
}

// at says what the bin of a threshold holds, nothing beyond the highest score. A
// bin begins with its lower edge.
func (f histogramFacts) at(threshold float64) string {
	if threshold > f.Top {
		return ""
	}
	return f.Bins[sort.Search(len(f.Cuts), func(i int) bool { return f.Cuts[i] > threshold })]
}

// histogramWords says what bin b holds.
func (v runView) histogramWords(h wire.Histogram, b int) string {
	e := v.experiment
	s := fmt.Sprintf("%s %s and %s %s ", format.Quantity(h.Positives[b]), e.PositiveName, format.Quantity(h.Negatives[b]), e.NegativeName)
	if h.Low == h.High {
		return s + "there; "
	}
	d := 2
	if width := (h.High/2 - h.Low/2) / float64(len(h.Positives)) * 2; width < 1 {
		d = min(int(math.Ceil(1-math.Log10(width))), 15)
	}
	edge := func(b int) string { return format.Decimal(h.Edge(b), d) }
	return s + fmt.Sprintf("between %s and %s; ", edge(b), edge(b+1))
}

// writeHistogram writes one line for each bin.
func (v runAt) writeHistogram(out csvWriter) {
	out.line([]string{"from", "to", "positives", "negatives", "share_of_positives", "share_of_negatives"})
	h := v.display.Histogram.Merged(v.state.HistogramCut())
	for b := range h.Positives {
		out.line([]string{
			format.Number(h.Edge(b)), format.Number(h.Edge(b + 1)), format.Number(h.Positives[b]), format.Number(h.Negatives[b]),
			csvCell(calc.Ratio(h.Positives[b], v.display.PositiveWeight, calc.NoPositives)), csvCell(calc.Ratio(h.Negatives[b], v.display.NegativeWeight, calc.NoNegatives)),
		})
	}
}
