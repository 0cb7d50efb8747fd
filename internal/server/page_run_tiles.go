package server

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// tiles shows the chosen metrics where the classifier is to be used. What changes
// with the prevalence is restated for it, with counts per 1,000.
func (v runView) tiles() []templates.TileView {
	ids := v.State.Tiles()
	out := make([]templates.TileView, len(ids))
	for i, e := range v.Tiled {
		out[i] = v.tile(ids[i], e)
	}
	return out
}

func (v runView) tile(id string, e calc.Estimate) templates.TileView {
	words, _ := tradeoff.WordsFor(id)
	value, note := explore.EstimateText(v.Experiment, e, "")
	out := templates.TileView{
		ID: id, Name: words.Name, Question: words.Question(v.Experiment), Look: tradeoff.LookOf(id),
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
	plain := v.State
	plain.Metrics = nil
	out := templates.TileChooserView{Action: fmt.Sprintf("/runs/%d", v.Run.ID)}
	out.Hidden = web.HiddenFields(plain.Query())
	for _, id := range explore.OfferedMetrics(v.State.Tiles()) {
		out.Metrics = append(out.Metrics, templates.TileChoice{ID: id, Name: explore.MetricName(id), Shown: slices.Contains(v.State.Tiles(), id)})
	}
	return out
}

// restated reports whether the metric id differs from that of the test set.
func (v runView) restated(id string) bool {
	return v.Setting().Prevalence != nil && tradeoff.DependsOnPrevalence(id)
}

// terms puts today's counts into the formula of a metric; for a restated one counts
// per 1,000.
func (v runView) terms(formula, metric string) []templates.Term {
	if c, reason := v.InUse(); v.restated(metric) && reason == "" {
		return formulaTerms(formula, func(id string) string { return format.Quantity(1000 * explore.CellOf(c, id)) })
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
	f := templates.FactView{ID: m.ID, Name: explore.MetricName(m.ID)}
	if !m.OK {
		f.Value, f.Reason = format.Undefined, v.Experiment.ReasonText(m.Reason)
		return f
	}
	f.Value, f.Interval = explore.EstimateText(v.Experiment, m.Estimate, "95 % interval ")
	lacks := m.IntervalReason == calc.NeedsBootstrap || v.Run.Weighted && m.IntervalReason == calc.WeightsNotSupported
	if v.Pending && lacks {
		f.Interval = "its interval is being computed"
	}
	return f
}
