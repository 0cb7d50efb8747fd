package run

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// tiles shows the chosen metrics where the classifier is to be used. What changes
// with the prevalence is restated for it, with counts per 1,000.
func (v RunView) tiles() []templates.TileView {
	ids := v.State.Tiles()
	out := make([]templates.TileView, len(ids))
	for i, e := range v.TileEstimates {
		out[i] = v.Tile(ids[i], e)
	}
	return out
}

func (v RunView) Tile(id string, e calc.Estimate) templates.TileView {
	words, _ := tradeoff.WordsFor(id)
	value, note := explore.EstimateText(v.Experiment, id, e, "")
	out := templates.TileView{
		ID: id, Name: words.Name, Question: words.Question(v.Experiment), Look: tradeoff.StyleOf(id),
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
	scale := show.Plot{Left: low, Right: high}
	if out.Defined = e.OK; out.Defined {
		out.Mark = show.Percent(scale.X(e.V))
	}
	if e.OK && e.Low.OK && e.High.OK {
		out.Low, out.Width = show.Percent(scale.X(e.Low.V)), show.Percent(scale.X(e.High.V)-scale.X(e.Low.V))
	}
	return out
}

// tileChooser offers every metric of a threshold as a tile.
func (v RunView) tileChooser() templates.TileChooserView {
	plain := v.State
	plain.Metrics = nil
	out := templates.TileChooserView{Action: fmt.Sprintf("/runs/%d", v.Run.ID)}
	out.Hidden = web.HiddenFields(plain.Query())
	for _, id := range explore.OfferedMetrics(v.State.Tiles()) {
		out.Metrics = append(out.Metrics, templates.TileChoice{ID: id, Name: explore.MetricName(id),
			Shown: slices.Contains(v.State.Tiles(), id)})
	}
	return out
}

// restated reports whether the metric id differs from that of the test set.
func (v RunView) restated(id string) bool {
	return v.Setting().Prevalence != nil && tradeoff.DependsOnPrevalence(id)
}

// terms puts today's counts into the formula of a metric; for a restated one counts
// per 1,000.
func (v RunView) terms(formula, metric string) []templates.Term {
	if c, reason := v.DeployedPoint(); v.restated(metric) && reason == "" {
		return show.FormulaTerms(formula, func(id string) string { return format.Expected(1000 * explore.CellCount(c, id)) })
	}
	return show.FormulaTerms(formula, func(id string) string { return v.cell(id).Count })
}

func (v RunView) fact(m source.RunMetric) templates.FactView {
	f := templates.FactView{ID: m.ID, Name: explore.MetricName(m.ID)}
	if !m.OK {
		f.Value, f.Reason = format.Undefined, v.Experiment.ReasonText(m.Reason)
		return f
	}
	f.Value, f.Interval = explore.EstimateText(v.Experiment, m.ID, m.Estimate, "95% interval ")
	lacks := m.IntervalReason == calc.NeedsBootstrap || v.Run.Weighted && m.IntervalReason == calc.WeightsNotSupported
	if v.Pending && lacks {
		f.Interval = "its interval is being computed"
	}
	return f
}
