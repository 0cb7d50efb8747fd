package run

import (
	"fmt"
	"math"
	"sort"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

func (v chartSection) drawHistogram() templates.ChartView {
	scale := v.State.HistogramScale()
	h := v.Display.Histogram.Merged(v.State.HistogramCut())
	c := templates.ChartView{
		XName: "score", Label: "Histogram of the scores of either class.",
		Variant: fmt.Sprintf("%s %d", scale, v.State.HistogramCut()),
	}
	if len(h.Positives) == 0 {
		c.Undefined = v.Experiment.ReasonText(calc.NoSamples)
		return c
	}
	low, high := v.ends()
	area := show.Plot{Left: low, Right: high}
	facts := histogramFacts{Outlines: make(map[string][][2]*float64), Cuts: []float64{}, Top: h.High}
	var lines [][]chart.Point
	var names []string
	var curves []chart.Curve
	classes := v.ClassHistograms(h)
	for _, class := range classes {
		outline, tops := v.outline(h, class, scale)
		area.Top = max(area.Top, 1.05*show.MaxY(outline))
		facts.Outlines[class.ID] = show.JSONPoints(outline)
		lines, names = append(lines, tops), append(names, show.ShortClassName(class.Name))
		curves = append(curves, chart.Curve{ID: class.ID, Name: class.Name, Token: "--" + class.Hue, Fill: true})
	}
	for i, p := range show.PlaceLabels(area, lines, names) {
		class := classes[i]
		look := tradeoff.Style{Hue: class.Hue}
		outline, _ := v.outline(h, class, scale)
		c.Curves = append(c.Curves, templates.CurveView{Metric: class.ID, Look: look, Path: area.Path(outline), Fill: true})
		if p.Placed {
			c.Names = append(c.Names, templates.NameView{Metric: class.ID, Look: look, Text: names[i], X: show.Percent(p.X),
				Y: show.Percent(1 - p.Y), Shown: true})
		}
	}
	c.XTicks, c.YTicks = area.XTicks(5), area.YTicks(4)
	c.Note = fmt.Sprintf("%d %s; upwards ", len(h.Positives), format.Plural(len(h.Positives), "bin", "bins"))
	switch scale {
	case tradeoff.ShareScale:
		c.Note += "the share of its class that each holds."
	case tradeoff.CountScale:
		c.Note += v.counted() + "."
	case tradeoff.LogScale:
		c.Note += v.counted() + ", each line ten times the one below."
		c.YTicks = nil
		for n := 1.0; math.Log10(1+n) <= area.Top; n *= 10 {
			t := chart.Tick{Value: math.Log10(1 + n), Text: format.Quantity(n)}
			facts.Ticks = append(facts.Ticks, t)
			c.YTicks = append(c.YTicks, templates.TickView{At: show.Percent(1 - area.Y(t.Value)), Text: t.Text})
		}
	}
	for b := range h.Positives {
		if b > 0 {
			facts.Cuts = append(facts.Cuts, h.Edge(b))
		}
		facts.Bins = append(facts.Bins, v.histogramWords(h, b))
	}
	c.MarkerX = show.Percent(v.at(v.Point.Threshold))
	c.Readout = fmt.Sprintf("At %s: %srecall %s, false positive rate %s", v.Text, facts.at(v.Point.Threshold),
		show.ShareText(explore.NaNIfUndefined(v.Point.Recall())), show.ShareText(explore.NaNIfUndefined(v.Point.FPR())))
	c.Option, c.Facts = chart.Histogram(low, high, area.Top, curves), facts
	return c
}

// counted says what a bin counts.
func (v chartSection) counted() string {
	if v.Run.Weighted {
		return "the weight of the rows in each"
	}
	return "how many " + v.Experiment.UnitPlural + " each holds"
}

// outline returns the outline of the bars of a class from left to right, and
// their tops from right to left.
func (v chartSection) outline(h wire.Histogram, c explore.ClassHistogram, scale tradeoff.HistogramScale) (outline,
	tops []chart.Point) {
	edge := h.Edge
	if h.Low == h.High { // a bar around the one score
		low, high := v.ends()
		edge = func(b int) float64 { return h.Low + (float64(b)-0.5)*0.04*(high-low) }
	}
	outline = append(outline, chart.Point{X: edge(0)})
	for b, n := range c.Bins {
		y := c.Height(n, scale)
		outline = append(outline, chart.Point{X: edge(b), Y: y}, chart.Point{X: edge(b + 1), Y: y})
	}
	outline = append(outline, chart.Point{X: edge(len(c.Bins))})
	for b := len(c.Bins) - 1; b >= 0; b-- {
		tops = append(tops, chart.Point{X: edge(b + 1), Y: c.Height(c.Bins[b], scale)})
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
func (v chartSection) histogramWords(h wire.Histogram, b int) string {
	e := v.Experiment
	s := fmt.Sprintf("%s %s and %s %s ", format.Quantity(h.Positives[b]), e.PositiveName,
		format.Quantity(h.Negatives[b]), e.NegativeName)
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
