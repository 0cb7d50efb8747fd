package compare

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A disagreementView renders the disagreements of two runs.
type disagreementView struct{ explore.Disagreements }

// disagreementsPage shows the rows on which two runs disagree. Without two runs that can
// be paired, it shows only the choice of runs.
func (s *Pages) disagreementsPage(w http.ResponseWriter, r *http.Request) error {
	found, err := s.explorer.Several.Disagreements(r.Context(), r.URL.Query())
	v := disagreementView{found}
	var wrong *tradeoff.Error
	if err != nil {
		shown := errors.As(err, &wrong) && (wrong.Kind == tradeoff.Invalid || wrong.Kind == tradeoff.NotAvailable)
		if !shown {
			return err
		}
	}
	out := templates.FlipsView{
		Page: web.NewPage(r, "Flips", "compare"), Action: link.DisagreementsPath, Experiment: v.Experiment,
	}
	kept := make(url.Values)
	v.State.View.Add(kept)
	out.Kept = web.HiddenFields(kept)
	if err := s.runChoosers(r.Context(), v, &out); err != nil {
		return err
	}
	if wrong != nil {
		out.Problem = &templates.ErrorView{Message: wrong.Message, Hint: wrong.Hint}
		return web.Page(w, r, web.StatusOf(wrong), templates.FlipsPage(out))
	}
	if len(v.Query.Runs) == 2 {
		out.Page.Meeting = v.State.Meeting.On
		q := v.State.Standing().Query()
		v.Query.Add(q)
		q.Del("page")
		out.Chooser, err = show.PartChooser(
			r.Context(), v.Sides[0].Subject, v.State.Meeting, link.DisagreementsPath, web.HiddenFields(q))
		if err != nil {
			return err
		}
		if err := v.show(r.Context(), &out); err != nil {
			return err
		}
	}
	return web.Page(w, r, http.StatusOK, templates.FlipsPage(out))
}

// choosableRuns is the maximum number of runs to choose from.
const choosableRuns = 500

// runChoosers adds the choice of the two runs. It offers those of the experiment
// of the first run, or of all experiments.
func (s *Pages) runChoosers(ctx context.Context, v disagreementView, out *templates.FlipsView) error {
	filter := source.RunFilter{ExperimentID: v.Experiment.ID, Sort: "name", Limit: choosableRuns}
	list, _, err := s.explorer.PlainRuns(ctx, filter)
	if err != nil {
		return err
	}
	for i, label := range []string{"From run", "to run"} {
		chosen := int64(0)
		if len(v.Query.Runs) == 2 {
			chosen = v.Query.Runs[i]
		}
		c := templates.RunChooser{ID: fmt.Sprintf("run-%d", i), Label: label}
		found := chosen == 0
		for _, run := range list {
			if explore.CheckTwoClasses(run, v.State.View) != nil || run.TestSetDigest == "" {
				continue
			}
			found = found || run.ID == chosen
			c.Options = append(c.Options, templates.ClassOption{
				Value: strconv.FormatInt(run.ID, 10), Label: run.Name, Chosen: run.ID == chosen,
			})
		}
		if !found {
			name := v.Sides[i].Name
			if name == "" {
				name = fmt.Sprintf("run %d", chosen)
			}
			c.Options = append(c.Options, templates.ClassOption{
				Value: strconv.FormatInt(chosen, 10), Label: name, Chosen: true,
			})
		}
		out.Choosers = append(out.Choosers, c)
	}
	return nil
}

// with returns the address of the page with another query, and with other changes
// of the state.
func (v disagreementView) with(change func(*tradeoff.DisagreementQuery), state ...func(*tradeoff.State)) string {
	return v.AddressWith(link.DisagreementsPath, change, state...)
}

// sameQuery is a change of the query that changes nothing.
func sameQuery(*tradeoff.DisagreementQuery) {}

// show adds everything about the two runs and their rows.
func (v disagreementView) show(ctx context.Context, out *templates.FlipsView) error {
	e := explore.ReadableExperiment(v.Experiment)
	out.Shown = true
	out.Here = v.with(sameQuery)
	allRows := v.with(func(q *tradeoff.DisagreementQuery) { q.Page = 1 }, func(s *tradeoff.State) { s.View.Where = nil })
	out.Part = show.SharedPartView(v.Sides[0].Subject, allRows)
	out.Meeting = show.MeetingView(v.State.Meeting, func(m tradeoff.Meeting) string {
		return v.with(sameQuery, func(s *tradeoff.State) { s.Meeting = m })
	})
	out.Compare = show.RunsAddress(link.ComparePath, v.State.Standing(), v.Query.Stand, v.Query.Runs)
	out.Names = []string{v.Sides[0].Name, v.Sides[1].Name}
	out.Thresholds, out.Remarks = v.thresholds(), v.remarks(e)
	out.Stand = v.positions()
	out.Hidden = out.Stand.Policies.Hidden
	out.Said, out.Chance = v.said(e), v.chance()
	for i, id := range tradeoff.DisagreementLists {
		d := pairing.Disagreement(i)
		out.Lists = append(out.Lists, templates.CellView{
			ID: id, Name: listName(d), Count: format.Count(v.Counts.Disagreement(d)), Current: id == v.Query.List,
			Href: v.with(func(q *tradeoff.DisagreementQuery) { q.List, q.Page = id, 1 }) + "#rows",
		})
	}
	for label := range 2 {
		out.Scatters = append(out.Scatters, v.scatter(uint8(1-label), e))
	}
	v.sliceTable(out)
	return v.rowTable(ctx, out)
}

// thresholds returns the threshold of each run, with a link to the run there.
func (v disagreementView) thresholds() (list []templates.FlipThreshold) {
	for i, side := range v.Sides {
		there := tradeoff.State{View: side.View, Threshold: &v.Sides[i].Point.Threshold}
		t := templates.FlipThreshold{
			Name: []string{"threshold_a", "threshold_b"}[i], Run: side.Name, Value: side.Text,
			Href: link.Address(link.RunPath(side.Run.ID), there.Query()),
		}
		if v.State.Meeting.Blind { // the page of a run shows its name
			t.Href = ""
		}
		list = append(list, t)
	}
	return list
}

// remarks are what limits the comparison.
func (v disagreementView) remarks(e tradeoff.Experiment) (list []string) {
	for _, side := range v.Sides {
		name := format.Isolate(side.Name)
		switch {
		case side.Undefined != "":
			list = append(list, fmt.Sprintf("The policy picks no threshold on %s: %s. It stands at its default one.",
				name, e.ReasonText(side.Undefined)))
		case side.ByPolicy && side.Unmet:
			list = append(list, fmt.Sprintf("No threshold of %s satisfies the policy; this one comes closest.", name))
		}
	}
	if v.Sides[0].ByPolicy || v.Sides[1].ByPolicy {
		list = append(list, tradeoff.OptimistMany)
	}
	if v.ByRow {
		list = append(list, "The files have no ids: rows are paired by their order.")
	}
	if v.Sides[0].Run.Weighted || v.Sides[1].Run.Weighted {
		list = append(list, "Rows have weights, but here each counts once; those that weigh nothing are left out.")
	}
	return list
}

// positions is the choice of the operating points of both runs.
func (v disagreementView) positions() templates.StandView {
	choice := positionChoice{
		path: link.DisagreementsPath, at: v.Query.Stand,
		manual:   v.Query.ThresholdA != nil || v.Query.ThresholdB != nil,
		displays: []explore.Display{v.Sides[0].Display, v.Sides[1].Display}, setting: v.State.Setting(v.Experiment),
		with: func(at tradeoff.Stand) string {
			return v.with(func(q *tradeoff.DisagreementQuery) { q.Stand, q.ThresholdA, q.ThresholdB, q.Page = at, nil, nil, 1 })
		},
	}
	if choice.manual {
		choice.at = tradeoff.Stand{} // manual thresholds override a policy
	}
	return choice.view("both at")
}

// listName is the name of a list of rows.
func listName(d pairing.Disagreement) string {
	return [pairing.Disagreements]string{"fixed misses", "new misses", "fixed alarms", "new alarms"}[d]
}

// said says in one sentence what the second run gains and loses.
func (v disagreementView) said(e tradeoff.Experiment) string {
	c, a, b := v.Counts, format.Isolate(v.Sides[0].Name), format.Isolate(v.Sides[1].Name)
	count := func(d pairing.Disagreement) string { return format.Count(c.Disagreement(d)) }
	alarms := format.Plural(c.Disagreement(pairing.AvoidedFalseAlarm), "false alarm", "false alarms")
	return fmt.Sprintf("Of %s %s %s, %s finds %s that %s misses, and misses %s that it finds. ",
		format.Count(c.N(1)), e.PositiveName, explore.Units(e, c.N(1)),
		b, count(pairing.FixedMiss), a, count(pairing.NewMiss)) +
		fmt.Sprintf("Of %s %s %s, it clears %s %s and raises %s.",
			format.Count(c.N(0)), e.NegativeName, explore.Units(e, c.N(0)),
			count(pairing.AvoidedFalseAlarm), alarms, explore.NewErrorsText(c.Disagreement(pairing.NewFalseAlarm)))
}

// chance says how likely the difference would be by chance alone.
func (v disagreementView) chance() string {
	m := v.Counts.Right()
	if why := v.NoTestReason(); why != "" {
		return why
	}
	if m.OnlyA+m.OnlyB == 0 {
		return "No row is called rightly by one run alone: there is no difference to test."
	}
	names := [2]string{format.Isolate(v.Sides[0].Name), format.Isolate(v.Sides[1].Name)}
	if m.OnlyA == m.OnlyB {
		return fmt.Sprintf("Each of the two is right on %s %s where the other is wrong.",
			format.Count(m.OnlyA), format.Plural(m.OnlyA, "row", "rows"))
	}
	better, gain := names[1], m.OnlyB-m.OnlyA
	if gain < 0 {
		better, gain = names[0], -gain
	}
	return fmt.Sprintf("In all, %s errs on %s fewer of %s rows. ", better, format.Count(gain), format.Count(v.Len())) +
		fmt.Sprintf("If the two erred equally often, a difference at least this large would appear %s "+
			"(McNemar’s exact test, %s; %s).",
			explore.FrequencyText(m.ExactP), explore.PValueText(m.ExactP), explore.MidPValueText(m))
}
