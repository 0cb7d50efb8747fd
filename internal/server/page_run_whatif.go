package server

import (
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// whatIf says what the numbers mean where the classifier is to be used.
func (v runView) whatIf() templates.WhatIfView {
	e, w := v.Experiment, v.Setting()
	out := templates.WhatIfView{
		Action: fmt.Sprintf("/runs/%d", v.Run.ID), Positive: e.PositiveName, Unit: e.UnitSingular, Units: e.UnitPlural,
		CostFP: format.Number(w.Costs.FP), CostFN: format.Number(w.Costs.FN),
		Of: fmt.Sprintf("of 1,000 %s", e.UnitPlural),
	}
	hidden := v.State
	hidden.CostFP, hidden.CostFN, hidden.Prevalence, hidden.TestSet = nil, nil, nil, false
	out.Hidden = web.HiddenFields(hidden.Query())
	if shown := v.State.Shown(); !slices.Contains(shown, "cost") || !slices.Contains(shown, "decision") {
		out.Curves = v.with(func(s *tradeoff.State) {
			s.Charts = slices.Clone(shown)
			for _, id := range []string{"cost", "decision"} {
				if !slices.Contains(shown, id) {
					s.Charts = append(s.Charts, id)
				}
			}
		}) + "#charts"
	}
	if w.Prevalence != nil {
		out.Prevalence = format.Number(*w.Prevalence)
	}
	if p := v.Point.Prevalence(); p.OK {
		out.TestSet = format.Rate(p.V)
	}
	c, reason := v.InUse()
	f, ok := c.NaturalFrequencies(1000)
	if reason == "" && !ok {
		reason = calc.NoSamples
	}
	if reason != "" {
		f = calc.Frequencies{}
		out.Undefined = e.ReasonText(reason)
	}
	out.Cells = map[string]string{
		"positives": format.Count(f.TP + f.FN), "called": format.Count(f.TP + f.FP), "tp": format.Count(f.TP), "fn": format.Count(f.FN),
	}
	x := 0
	for _, part := range []struct {
		id string
		n  int
	}{{"tp", f.TP}, {"fn", f.FN}, {"fp", f.FP}, {"tn", f.TN}} {
		out.Icons = append(out.Icons, templates.IconView{ID: part.id, Path: chart.Icons(x, part.n, iconColumns)})
		x += part.n
	}
	out.Cost = format.Undefined
	if cost := w.Costs.Expected(c); reason == "" && cost.OK {
		out.Cost = format.Amount(cost.V)
	}
	return out
}

// iconColumns is how many of 1,000 icons stand in a row.
const iconColumns = 50
