package run

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

func (v chartSection) calibrationChart() templates.ChartView {
	c := templates.ChartView{
		XName: "mean probability", Label: "Calibration: the share of positives against the mean probability, bin by bin.",
		XTicks: show.UnitPlot.XTicks(4), YTicks: show.UnitPlot.YTicks(4), Dashed: "M0 1000L1000 0",
		DashedName: "perfectly calibrated", Variant: string(v.State.Binning()),
	}
	cal := v.Sweep.Calibration(calc.DefaultBins, v.State.Binning())
	if cal.Reason != "" {
		c.Undefined = v.Experiment.ReasonText(cal.Reason)
		return c
	}
	c.Summary = "ECE " + format.Share(cal.Error().ECE.V)
	c.Interval = string(v.State.Binning()) + " bins"
	most := 0
	for _, b := range cal.Bins {
		most = max(most, b.Count)
	}
	var curve, counts, intervals []chart.Point
	gap := chart.Point{X: math.NaN(), Y: math.NaN()}
	facts := calibrationFacts{Logit: v.Run.ScoreKind == calc.Logit, Cuts: v.cuts(cal.Edges[1 : len(cal.Edges)-1])}
	for i, b := range cal.Bins {
		facts.Bins = append(facts.Bins, v.binWords(cal, i))
		if b.Count == 0 {
			continue
		}
		curve = append(curve, chart.Point{X: b.MeanScore.V, Y: b.FracPos.V})
		low, high := cal.Edges[i], cal.Edges[i+1]
		h := show.CountsHeight * float64(b.Count) / float64(most)
		counts = append(counts, chart.Point{X: low}, chart.Point{X: low, Y: h}, chart.Point{X: high, Y: h},
			chart.Point{X: high}, gap)
		if from, to := v.BinInterval(b); from.OK {
			intervals = append(intervals, chart.Point{X: b.MeanScore.V, Y: from.V}, chart.Point{X: b.MeanScore.V, Y: to.V}, gap)
		}
	}
	var dots strings.Builder
	for _, p := range curve {
		fmt.Fprintf(&dots, "M%.0f %.0fh0", p.X*show.PathSide, (1-p.Y)*show.PathSide)
	}
	c.Curves = []templates.CurveView{
		{Metric: "counts", Path: show.UnitPlot.Path(counts)}, {Metric: "interval", Path: show.UnitPlot.Path(intervals)},
		{Metric: "calibration", Path: show.UnitPlot.Path(curve)}, {Metric: "bins", Path: dots.String()},
	}
	facts.Curve, facts.Counts, facts.Intervals = show.JSONPoints(curve), show.JSONPoints(counts),
		show.JSONPoints(intervals)
	c.Note = "Below: how many rows each bin has."
	if v.Run.Weighted {
		c.Note += " No intervals: " + v.Experiment.ReasonText(calc.WeightsNotSupported) + "."
	}
	c.MarkerX = show.Percent(v.ProbabilityAt(v.Point.Threshold))
	c.Readout = fmt.Sprintf("At %s: %s", v.Text, facts.Bins[facts.binAt(v.Point.Threshold)])
	c.Option, c.Facts = chart.Calibration(), facts
	return c
}

// calibrationFacts is what the browser knows of a calibration curve.
type calibrationFacts struct {
	Logit     bool          `json:"logit"`
	Cuts      []float64     `json:"cuts"` // a threshold above i of them lies in bin i
	Bins      []string      `json:"bins"` // what is said of each bin
	Curve     [][2]*float64 `json:"curve"`
	Counts    [][2]*float64 `json:"counts"`
	Intervals [][2]*float64 `json:"intervals"`
}

func (f calibrationFacts) binAt(threshold float64) int {
	return sort.Search(len(f.Cuts), func(i int) bool { return f.Cuts[i] >= threshold })
}

// cuts returns, for each inner edge of the bins, the highest score whose
// probability is not above it: the browser's exponential function need not be
// ours.
func (v chartSection) cuts(edges []float64) []float64 {
	out := make([]float64, len(edges))
	for i, edge := range edges {
		out[i] = edge
		if v.Run.ScoreKind != calc.Logit {
			continue
		}
		low, high := -1000.0, 1000.0 // the probabilities are 0 and 1 there
		for {
			middle := low + (high-low)/2
			if middle <= low || middle >= high {
				break
			}
			if calc.Sigmoid(middle) <= edge {
				low = middle
			} else {
				high = middle
			}
		}
		out[i] = low
	}
	return out
}

// binWords says what is known of bin i.
func (v chartSection) binWords(cal calc.Calibration, i int) string {
	b, e := cal.Bins[i], v.Experiment
	where := fmt.Sprintf("between %s and %s", format.ThresholdInTable(cal.Edges[i]),
		format.ThresholdInTable(cal.Edges[i+1]))
	if b.Count == 0 {
		return fmt.Sprintf("no %s %s", explore.Units(e, 2), where)
	}
	observed, interval := format.Share(b.FracPos.V), ""
	if low, high := v.BinInterval(b); low.OK {
		observed, interval = format.Shares.WithInterval(b.FracPos.V, low.V, high.V)
		interval = " (" + interval + ")"
	}
	return fmt.Sprintf("%s %s %s, on average %s; %s are %s%s", format.Count(b.Count), explore.Units(e, b.Count), where,
		format.Share(b.MeanScore.V), observed, e.PositiveName, interval)
}
