package run

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// drawings draw the charts that the catalog does not declare as curves, by id.
var drawings = map[string]func(chartSection) templates.ChartView{
	"calibration": chartSection.calibrationChart,
	"histogram":   chartSection.drawHistogram,
}

// charts draws the charts of the state.
func (v chartSection) charts() []templates.ChartView {
	shown := v.State.Shown()
	out := make([]templates.ChartView, len(shown))
	for i, id := range shown {
		out[i] = v.draw(id)
		out[i].Movable = true
		out[i].Left, out[i].Right = v.moved(i, -1), v.moved(i, 1)
	}
	return out
}

// fixed draws charts that belong to a tab, whatever the state says.
func (v chartSection) fixed(tab tradeoff.Tab, ids ...string) []templates.ChartView {
	out := make([]templates.ChartView, len(ids))
	for i, id := range ids {
		out[i] = v.draw(id)
		out[i].Of = string(tab) + "-"
	}
	return out
}

func (v chartSection) draw(id string) templates.ChartView {
	c, kind := templates.ChartView{}, show.DeclaredChart(id)
	if kind.Curve != nil {
		c = v.drawCurve(kind)
	} else {
		c = drawings[id](v)
	}
	if c.Undefined != "" {
		c.Undefined = show.Sentence(c.Undefined)
	}
	c.ID, c.Title, c.TestSet = id, kind.Name, kind.TestSet
	if p := v.Setting().Prevalence; p != nil {
		c.Prevalence = format.GivenPercent(*p)
	}
	c.CSV = v.csvOf(id)
	return c
}

// csvOf returns the address of a chart's numbers, with what they depend on.
func (v chartSection) csvOf(id string) string {
	needed := tradeoff.State{CostFP: v.State.CostFP, CostFN: v.State.CostFN, Prevalence: v.State.Prevalence,
		TestSet: v.State.TestSet}
	switch d := &needed.Drawing; id {
	case "tradeoff":
		d.Curves = v.State.Curves
	case "roc":
		d.NoBand = v.State.NoBand
	case "calibration":
		d.Bins = v.State.Bins
	case "histogram":
		d.Cut = v.State.Cut
	}
	return v.Addresses().API("/charts/"+id+".csv", needed.Query())
}

// moved returns the address of this page where chart i has changed places with
// its neighbour, "" if there is none.
func (v chartSection) moved(i, by int) string {
	order := slices.Clone(v.State.Shown())
	if i+by < 0 || i+by >= len(order) {
		return ""
	}
	order[i], order[i+by] = order[i+by], order[i]
	return v.with(func(s *tradeoff.State) { s.Charts = order }) + "#charts"
}

// chooser is the form that says which charts are shown, and how.
func (v chartSection) chooser() templates.ChooserView {
	out := templates.ChooserView{Action: fmt.Sprintf("/runs/%d", v.Run.ID)}
	rest := v.State
	rest.Drawing = tradeoff.Drawing{}
	out.Hidden = web.HiddenFields(rest.Query())
	shown := v.State.Shown()
	kinds := templates.Choices{Name: "charts", Legend: "Charts", Usual: strings.Join(tradeoff.DefaultCharts(), ",")}
	for _, id := range shown { // first, so that the form keeps their order
		kinds.Add(id, show.ChartName(id), true)
	}
	for _, k := range tradeoff.ChartKinds() {
		if !slices.Contains(shown, k.ID) {
			kinds.Add(k.ID, k.Name, false)
		}
	}
	drawn := v.State.Drawn()
	curves := templates.Choices{Name: "curves", Legend: "Curves of metrics by threshold",
		Usual: strings.Join(tradeoff.DefaultCurves(), ",")}
	for _, id := range explore.OfferedMetrics(drawn) {
		if tradeoff.IsCurve(id) {
			curves.Add(id, explore.MetricName(id), slices.Contains(drawn, id))
		}
	}
	roc := templates.Choices{Legend: "ROC"}
	roc.AddSwitch("band", "with its band: where it runs in other samples", !v.State.NoBand, "1")
	roc.AddSwitch("hull", "with its convex hull", v.State.Hull, "0")
	bins := templates.Choices{Name: "bins", Legend: "Bins of the calibration curve", Usual: string(calc.UniformBins),
		One: true}
	bins.Add(string(calc.UniformBins), "of equal width", v.State.Binning() == calc.UniformBins)
	bins.Add(string(calc.QuantileBins), "of equally many rows", v.State.Binning() == calc.QuantileBins)
	usual := tradeoff.Drawing{}
	scale := templates.Choices{Name: "histogram", Legend: "Bars of the histogram", Usual: string(usual.HistogramScale()),
		One: true}
	for _, k := range []struct {
		scale tradeoff.HistogramScale
		name  string
	}{{tradeoff.ShareScale, "share of the class"}, {tradeoff.CountScale, "counts"}, {tradeoff.LogScale,
		"counts, logarithmic"}} {
		scale.Add(string(k.scale), k.name, v.State.HistogramScale() == k.scale)
	}
	cut := templates.Choices{Name: "histogram_bins", Legend: "Bins of the histogram",
		Usual: strconv.Itoa(usual.HistogramCut()), One: true}
	for _, n := range tradeoff.HistogramBins() {
		cut.Add(strconv.Itoa(n), strconv.Itoa(n), v.State.HistogramCut() == n)
	}
	out.Choices = []templates.Choices{kinds, curves, roc, bins, scale, cut}
	return out
}

// headline returns the run's metric id as a chart's title has it, and its interval; ""
// for a metric that is undefined.
func (v chartSection) headline(id string) (summary, interval string) {
	for _, m := range v.Metrics {
		if m.ID != id || !m.OK {
			continue
		}
		value, note := explore.EstimateText(v.Experiment, id, m.Estimate, "")
		if !m.Low.OK {
			note = "" // the list of the whole run's numbers says why
		}
		return explore.ShortName(id) + " " + value, note
	}
	return "", ""
}

// data is what the page's script starts from.
func (v RunView) data() templates.RunData {
	low, high := chartSection{v}.ends()
	p := v.Point
	return templates.RunData{
		Display: v.DisplayURL, At: v.Addresses().API("/operating-point", nil), InUse: v.Addresses().API("/in-use", nil),
		Points: v.Addresses().API("/sweep", nil),
		Point: templates.PointData{
			Threshold: calc.Number(p.Threshold), Text: v.Text, Index: v.Index,
			TP: p.TP, FP: p.FP, FN: p.FN, TN: p.TN,
		},
		Run: v.Run.ID, Tab: string(v.State.OpenTab()), Part: v.View.Key(),
		Reached: v.Chosen && v.Choice.Reached, Origin: deploymentSection{v}.originData(),
		Choice: v.Addresses().API("/choice", nil), Policy: v.policyText(), PolicyWords: show.PolicyTexts(),
		Answer: answerSection{v}.answerData(), Assumptions: explore.AssumptionTexts(),
		Plateau: plateauWords, Optimum: shape.NewOptimumJSON(v.RunAt),
		Costs: templates.CostData{FP: v.Setting().Costs.FP, FN: v.Setting().Costs.FN}, Prevalence: v.Setting().Prevalence,
		Usual: templates.SettingData{CostFP: v.Experiment.CostFP, CostFN: v.Experiment.CostFN,
			Prevalence: v.Experiment.Prevalence},
		Texts: explore.LiveTexts(), Matrix: string(v.State.Matrix),
		Default: explore.DefaultThreshold(v.Run, v.Display), Quantile: calc.NormalQuantile(1 - (1-evaluate.Level)/2),
		Cells: explore.CellNames, Reasons: show.ReasonTexts(v.Experiment),
		TestPrevalence: explore.NilIfNaN(explore.NaNIfUndefined(p.Prevalence())), Low: low, High: high,
		Axis: operatingSection{v}.axisData(),
	}
}

// policyText is the policy as the URL has it; "" without one.
func (v RunView) policyText() string {
	if v.State.Policy == nil {
		return ""
	}
	return v.State.Policy.String()
}
