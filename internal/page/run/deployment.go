package run

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

func (v deploymentSection) originView() *templates.OriginView {
	o := v.Provenance
	if o == nil {
		return nil
	}
	out := &templates.OriginView{Threshold: v.Text, How: o.PolicyText(), Said: o.Text(v.Subject, v.Experiment),
		Name: o.RunName()}
	if v.State.Meeting.Blind {
		out.Name = "another run"
	} else if o.ChosenOn != nil {
		there := v.RunView
		there.Run = *o.ChosenOn
		out.Href = there.with(func(s *tradeoff.State) {
			if s.Policy = o.Policy; s.Policy != nil {
				s.Threshold = nil
			}
			s.Origin, s.View = nil, o.View
		})
	}
	return out
}

func (v deploymentSection) originData() *templates.OriginData {
	if v.Provenance == nil {
		return nil
	}
	out := &templates.OriginData{Run: v.Provenance.Run}
	if p := v.Provenance.Policy; p != nil {
		out.Policy = p.String()
	}
	out.Part = v.Provenance.View.Key()
	return out
}

// otherRunsPerPage is how many other runs a page of their list has.
const otherRunsPerPage = 100

func (v deploymentSection) elsewhereView(list []tradeoff.Run) templates.ElsewhereView {
	out := templates.ElsewhereView{Offered: v.Transferable(), Runs: v.otherViews(list),
		Upload: fmt.Sprintf("/experiments/%d", v.Run.ExperimentID)}
	out.All = link.Address(v.path("/elsewhere"), v.State.Query())
	if v.State.Meeting.Blind { // other runs have names
		out.Runs, out.Upload = nil, ""
	}
	return out
}

// otherViews says of each run what the threshold would be worth there.
func (v deploymentSection) otherViews(list []tradeoff.Run) []templates.OtherRunView {
	here := explore.ThresholdProvenance{Origin: tradeoff.Origin{Run: v.Run.ID, View: v.View}, ChosenOn: &v.Run}
	if v.Provenance != nil {
		here = *v.Provenance
	}
	state := v.StateForOtherRun()
	out := make([]templates.OtherRunView, len(list))
	for i, run := range list {
		out[i] = templates.OtherRunView{
			Name: run.Name, Href: link.RunPath(run.ID) + "?" + state.Query().Encode(),
			Facts: fmt.Sprintf("%s %s", format.Count(run.N), explore.Units(v.Experiment, run.N)),
		}
		if shares, _ := here.SharesRows(explore.Subject{Run: run}); shares {
			out[i].Notes = append(out[i].Notes, "same test set: still optimistic")
		}
		if here.ChosenOn != nil && here.ChosenOn.ScoreKind != run.ScoreKind {
			out[i].Notes = append(out[i].Notes, "its scores are "+explore.ScoreKindTexts[run.ScoreKind])
		}
	}
	return out
}

// elsewherePage lists the runs to which a run's threshold can be applied.
func (s *Pages) elsewherePage(w http.ResponseWriter, r *http.Request) error {
	at, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	v := RunView{RunAt: at}
	if v.Provenance, err = s.explorer.Provenance(r.Context(), v.State); err != nil {
		return err
	}
	search := strings.TrimSpace(r.URL.Query().Get("search"))
	list, next, err := s.explorer.OtherRuns(r.Context(), at, search, r.URL.Query().Get("cursor"), otherRunsPerPage)
	if err != nil {
		return err
	}
	page := templates.ElsewherePageView{
		Page: web.NewPage(r, "Another run", "experiments"), Experiment: v.Experiment, Run: v.Run, Threshold: v.Text,
		Back: v.with(func(*tradeoff.State) {}), Action: v.path("/elsewhere"), Hidden: web.HiddenFields(v.State.Query()),
		Lead:   "What is it worth on rows that it was not chosen on?",
		Search: search, Runs: deploymentSection{v}.otherViews(list), Upload: fmt.Sprintf("/experiments/%d",
			v.Run.ExperimentID),
	}
	if o := v.Provenance; o != nil {
		page.Lead = fmt.Sprintf("It was chosen on %s %s. ", o.RunName(), o.PolicyText()) + page.Lead
	} else if v.Transferable() {
		page.Lead = fmt.Sprintf("It was chosen %s. ",
			explore.ThresholdProvenance{Origin: *v.StateForOtherRun().Origin}.PolicyText()) + page.Lead
	}
	if next != "" {
		q := v.State.Query()
		for name, value := range map[string]string{"search": search, "cursor": next} {
			if value != "" {
				q.Set(name, value)
			}
		}
		page.Next = link.Address(v.path("/elsewhere"), q)
	}
	return web.Page(w, r, http.StatusOK, templates.ElsewherePage(page))
}

// whatIf says what the numbers mean where the classifier is to be used.
func (v deploymentSection) whatIf() templates.WhatIfView {
	e, w := v.Experiment, v.Setting()
	out := templates.WhatIfView{
		Action: fmt.Sprintf("/runs/%d", v.Run.ID), Positive: e.PositiveName, Unit: e.UnitSingular, Units: e.UnitPlural,
		CostFP: format.Number(w.Costs.FP), CostFN: format.Number(w.Costs.FN),
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
		out.TestSet = format.Significant(p.V, 2) // as the field takes it
	}
	c, reason := v.DeployedPoint()
	f, lacks := v.Point.NaturalFrequencies(w.Prevalence, 0)
	if lacks != "" {
		out.Undefined = e.ReasonText(lacks)
	}
	out.Cells = map[string]string{
		"base": format.Count(f.Base), "positives": format.Count(f.Positives), "called": format.Count(f.TP + f.FP),
		"tp": format.Count(f.TP), "fp": format.Count(f.FP), "fn": format.Count(f.FN),
		"are": format.Plural(f.Positives, "is", "are"),
	}
	out.Waffle = waffleView(f, e)
	out.Cost = format.Undefined
	if cost := w.Costs.Expected(c); reason == "" && cost.OK {
		out.Cost = format.Amount(cost.V)
	}
	return out
}

// waffleView shows the cases of f, which may be none.
func waffleView(f calc.Frequencies, e tradeoff.Experiment) (out templates.WaffleView) {
	if f.Base == 0 {
		f = calc.Frequencies{Base: 100, Negatives: 100, TN: 100} // hidden, until the browser knows better
	}
	w := chart.NewWaffle(f)
	out.Box = fmt.Sprintf("0 0 %d %d", w.Width, w.Height)
	out.Label = fmt.Sprintf("%s squares for %s %s, coloured by outcome", format.Count(w.Squares), format.Count(f.Base),
		e.UnitPlural)
	if w.Each > 1 {
		out.Note = fmt.Sprintf("Each square is %s %s. An outcome with fewer has one.", format.Count(w.Each), e.UnitPlural)
	}
	for i, path := range w.Paths {
		out.Paths = append(out.Paths, templates.WafflePath{ID: chart.WaffleCells[i], Path: path})
	}
	return out
}
