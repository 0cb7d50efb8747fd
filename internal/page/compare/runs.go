package compare

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// runView returns the row of run i. tests is the number of tests of the page, for
// which its verdicts are corrected.
func (c View) runView(i int, verdicts []explore.Verdict, tests int) templates.ComparedView {
	one, base := c.Runs[i], c.Runs[c.Baseline]
	state := c.State
	state.Meeting = tradeoff.Meeting{}
	state.Policy, state.Threshold = c.Query.Rule(), c.Query.Threshold()
	v := templates.ComparedView{
		ID: one.Run.ID, Name: one.Name, Look: one.Style, Baseline: i == c.Baseline,
		Threshold: format.ThresholdInTable(one.Point.Threshold),
		Href:      link.Address(link.RunPath(one.Run.ID), state.Query()),
		Choose:    c.with(func(q *tradeoff.CompareQuery, _ *tradeoff.State) { q.Baseline = one.Run.ID }),
	}
	decide := state.Query()
	for _, other := range c.Runs {
		if other.Run.ID != one.Run.ID {
			decide.Add("among", fmt.Sprint(other.Run.ID))
		}
	}
	decide.Set("page", c.with(func(*tradeoff.CompareQuery, *tradeoff.State) {}))
	v.Decide = link.Address(link.RunPath(one.Run.ID)+"/decide", decide)
	if c.State.Meeting.Blind { // the page of a run shows its name
		v.Href, v.Decide = "", ""
	}
	switch {
	case one.Undefined != "":
		v.Threshold, v.Remark = format.Undefined, c.Experiment.ReasonText(one.Undefined)
	case one.Unmet:
		v.Remark = "the closest"
	}
	for _, id := range slices.Concat(explore.ComparedMetrics, explore.RankMetrics) {
		v.Cells = append(v.Cells, c.cellView(one, id))
	}
	if one.Paired != nil && base.Undefined == "" && one.Undefined == "" && !c.State.Meeting.Blind {
		both := []int64{base.Run.ID, one.Run.ID}
		v.Flips = show.RunsAddress(link.DisagreementsPath, c.State.Standing(), c.Query.Stand, both)
	}
	if one.UnpairedReason != "" {
		v.Unpaired = fmt.Sprintf("Not tested against %s: %s.", base.NameInSentence(), one.UnpairedReason)
		if !one.Run.HasImages() && !base.Run.HasImages() {
			v.Unpaired += " What stands in the table are the differences between independent samples."
		}
	}
	if one.Paired != nil {
		v.Pairing = pairingWords(one.Paired)
	}
	v.Verdicts = verdictViews(verdicts, tests)
	return v
}

// verdictViews returns verdicts with Holm's correction for a number of tests.
func verdictViews(verdicts []explore.Verdict, tests int) (list []templates.VerdictView) {
	for _, t := range verdicts {
		view := templates.VerdictView{Kind: t.Kind, Said: t.Text, Small: t.Details}
		if tests > 1 && t.P.OK {
			view.Small += fmt.Sprintf("; with Holm’s correction for %d tests %s", tests, explore.PValueText(t.Holm))
		}
		list = append(list, view)
	}
	return list
}

// pairingWords explains how rows were paired, and why there are no tests.
func pairingWords(p *pairing.Pairs) string {
	var said []string
	if p.ByRow {
		said = append(said, "Paired by row order, for want of ids.")
	}
	switch {
	case p.Units != nil:
		said = append(said, "Pixels of one image are alike, so that a test would take them for independent: "+
			"the intervals of the differences come from resampling whole images, the same ones for both runs.")
	case p.Weights != nil:
		said = append(said, "Rows have weights, for which there are no tests (DeLong, McNemar): "+
			"the intervals of the differences come from resampling the rows, the same ones for both runs.")
	}
	return strings.Join(said, " ")
}

// cellView returns a metric of a run, with its difference to the baseline.
func (c View) cellView(one explore.ComparedRun, id string) templates.ComparedCell {
	v := templates.ComparedCell{ID: id}
	estimate, ok := one.Estimates[id]
	switch {
	case !ok:
		v.Reason = "it was not computed for this run"
		return v
	case !estimate.OK:
		v.Reason = c.Experiment.ReasonText(estimate.Reason)
		return v
	}
	v.Text, v.Interval = explore.ColumnText(id, estimate)
	d, ok := one.Differences[id]
	if !ok || !d.OK {
		return v
	}
	v.Difference, v.Between = explore.DifferenceText(id, d)
	if v.Between != "" {
		v.Between = "(" + v.Between + ")"
		v.Beyond = !calc.MayBeChance(d)
	}
	if v.Pending = one.DifferencePending(id); v.Pending && v.Between == "" {
		v.Between = "computing…"
	}
	return v
}

// lacking lists the differences without an interval, each with the reason.
func (c View) lacking() (list []string) {
	for _, id := range slices.Concat(explore.ComparedMetrics, explore.RankMetrics) {
		for _, one := range c.Runs {
			d := one.Differences[id]
			if !d.OK || d.Low.OK || one.DifferencePending(id) {
				continue
			}
			why := c.Experiment.ReasonText(d.IntervalReason)
			switch {
			case d.IntervalReason != calc.NeedsBootstrap:
			case one.Paired == nil:
				why = "the rows of the two do not stand beside each other, to be resampled together"
			case one.DifferenceFailed(id):
				why = "the rows could not be resampled"
			default:
				n := one.Paired.Len()
				why = fmt.Sprintf("resampling %s %s would take too long", format.Count(n), explore.Units(c.Experiment, n))
			}
			text := fmt.Sprintf("%s: no interval of the difference, since %s.", explore.ComparedColumnTitle(id), why)
			if !slices.Contains(list, text) {
				list = append(list, text)
			}
		}
	}
	return list
}
