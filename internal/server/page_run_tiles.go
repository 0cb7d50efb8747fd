package server

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// tiles shows the chosen metrics where the classifier is to be used. What changes
// with the prevalence is restated for it, with counts per 1,000.
func (v runView) tiles() []templates.TileView {
	ids := v.state.Tiles()
	out := make([]templates.TileView, len(ids))
	for i, e := range v.tiled {
		out[i] = v.tile(ids[i], e)
	}
	return out
}

func (v runView) tile(id string, e calc.Estimate) templates.TileView {
	words, _ := tradeoff.WordsFor(id)
	value, note := estimateText(v.experiment, e, "")
	out := templates.TileView{
		ID: id, Name: words.Name, Question: words.Question(v.experiment), Look: tradeoff.LookOf(id),
		Value: value, Interval: note,
		Symbols: words.Formula, Terms: v.terms(words.Formula, id),
		Restated: tradeoff.DependsOnPrevalence(id),
		Low:      "0%", Width: "0%", Mark: "0%",
	}
	m, _ := calc.MetricByID(id)
	low, high := m.Range()
	if out.Bounded = !math.IsInf(high, 1); !out.Bounded {
		return out
	}
	out.Floor = format.Number(low)
	scale := plot{left: low, right: high}
	if out.Defined = e.OK; out.Defined {
		out.Mark = percent(scale.x(e.V))
	}
	if e.OK && e.Low.OK && e.High.OK {
		out.Low, out.Width = percent(scale.x(e.Low.V)), percent(scale.x(e.High.V)-scale.x(e.Low.V))
	}
	return out
}

// tileChooser offers every metric of a threshold as a tile.
func (v runView) tileChooser() templates.TileChooserView {
	plain := v.state
	plain.Metrics = nil
	out := templates.TileChooserView{Action: fmt.Sprintf("/runs/%d", v.Run.ID)}
	out.Hidden = web.HiddenFields(plain.Query())
	for _, id := range offeredMetrics(v.state.Tiles()) {
		out.Metrics = append(out.Metrics, templates.TileChoice{ID: id, Name: metricName(id), Shown: slices.Contains(v.state.Tiles(), id)})
	}
	return out
}

// offeredMetrics are all metrics of a threshold, the chosen ones first, so that a
// form keeps their order, and then those that people ask for most.
func offeredMetrics(chosen []string) []string {
	offered := slices.Clone(chosen)
	add := func(id string) {
		if !slices.Contains(offered, id) {
			offered = append(offered, id)
		}
	}
	for _, id := range slices.Concat(tradeoff.DefaultTiles(), []string{"npv", "mcc", "balanced_accuracy"}) {
		add(id)
	}
	for _, m := range calc.ConfusionMetrics() {
		add(m.ID)
	}
	return offered
}

// restated reports whether the metric id differs from that of the test set.
func (v runView) restated(id string) bool {
	return v.setting().Prevalence != nil && tradeoff.DependsOnPrevalence(id)
}

// estimate returns the text of a value and that of its interval, or why one of
// them is missing. Without an interval, the value has the plain decimals.
func estimateText(x tradeoff.Experiment, e calc.Estimate, prefix string) (value, note string) {
	switch {
	case !e.OK:
		return format.Undefined, "undefined: " + x.ReasonText(e.Reason)
	case !e.Low.OK || !e.High.OK:
		return format.Amount(e.V), "no interval: " + x.ReasonText(e.IntervalReason)
	case e.Low.V == e.High.V:
		return format.Amount(e.V), "no interval: " + x.ReasonText(calc.ZeroVariance)
	default:
		d := format.Decimals(e.Low.V, e.High.V)
		return format.Decimal(e.V, d), prefix + format.Interval(e.Low.V, e.High.V, d)
	}
}

// terms puts today's counts into the formula of a metric; for a restated one counts
// per 1,000.
func (v runView) terms(formula, metric string) []templates.Term {
	if c, reason := v.inUse(); v.restated(metric) && reason == "" {
		return formulaTerms(formula, func(id string) string { return format.Quantity(1000 * cellOf(c, id)) })
	}
	return formulaTerms(formula, func(id string) string { return v.cell(id).Count })
}

// formulaTerms puts counts by the id of their cell into a formula of the words TP, FP,
// FN and TN.
func formulaTerms(formula string, count func(id string) string) []templates.Term {
	var out []templates.Term
	text := ""
	for i := 0; i < len(formula); {
		if i+2 <= len(formula) {
			if id, ok := map[string]string{"TP": "tp", "FP": "fp", "FN": "fn", "TN": "tn"}[formula[i:i+2]]; ok {
				if text != "" {
					out = append(out, templates.Term{Text: text})
				}
				text = ""
				out = append(out, templates.Term{Cell: id, Text: count(id)})
				i += 2
				continue
			}
		}
		text += formula[i : i+1]
		i++
	}
	if text != "" {
		out = append(out, templates.Term{Text: text})
	}
	return out
}

func (v runView) fact(m source.RunMetric) templates.FactView {
	f := templates.FactView{ID: m.ID, Name: metricName(m.ID)}
	if !m.OK {
		f.Value, f.Reason = format.Undefined, v.experiment.ReasonText(m.Reason)
		return f
	}
	f.Value, f.Interval = estimateText(v.experiment, m.Estimate, "95 % interval ")
	lacks := m.IntervalReason == calc.NeedsBootstrap || v.Run.Weighted && m.IntervalReason == calc.WeightsNotSupported
	if v.pending && lacks {
		f.Interval = "its interval is being computed"
	}
	return f
}

// metricName is what a metric is called in sentences and headings; of two that
// share an identifier that of two classes.
func metricName(id string) string { return declared(id).Name }

// shortName is what it is called on tiles and in the heads of columns.
func shortName(id string) string { return declared(id).ShortName() }

// declared returns what the catalog says of a metric; of others the identifier.
func declared(id string) catalog.Metric {
	if m, ok := calc.MetricByID(id); ok {
		return m.Metric
	}
	if m, ok := calc.ClassMetricByID(id); ok {
		return m.Metric
	}
	return catalog.Metric{ID: id, Name: id}
}
