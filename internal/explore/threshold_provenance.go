package explore

import (
	"context"
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A ThresholdProvenance says where and how a threshold was chosen that is now applied to
// other rows.
type ThresholdProvenance struct {
	tradeoff.Origin
	ChosenOn *tradeoff.Run // nil if it was deleted
}

// Provenance returns where the threshold of a state was chosen; nil if the state does
// not name a run.
func (x *Explorer) Provenance(ctx context.Context, state tradeoff.State) (*ThresholdProvenance, error) {
	if state.Origin == nil {
		return nil, nil
	}
	p := &ThresholdProvenance{Origin: *state.Origin}
	run, err := x.Run(ctx, p.Run)
	if err == nil {
		p.ChosenOn = &run
	} else if !tradeoff.IsGone(err) {
		return nil, err
	}
	return p, nil
}

// SharesRows reports whether rows of the subject are among those that the threshold was
// chosen on. known is false if that cannot be told: the run was deleted, or ids repeat in
// one of the two runs.
func (p ThresholdProvenance) SharesRows(of Subject) (shares, known bool) {
	switch {
	case p.ChosenOn == nil:
		return false, false
	case p.Run == of.Run.ID:
		return !p.View.Disjoint(of.View), true
	case p.ChosenOn.TestSetDigest == "" || of.Run.TestSetDigest == "":
		return false, false
	}
	return p.ChosenOn.TestSetDigest == of.Run.TestSetDigest, true
}

// Text says whether the numbers of the subject are optimistic, because its rows are
// among those that the threshold was chosen on.
func (p ThresholdProvenance) Text(of Subject, e tradeoff.Experiment) string {
	s := p.sharedRowsText(of, e)
	if p.ChosenOn != nil && p.ChosenOn.ScoreKind != of.Run.ScoreKind {
		s += fmt.Sprintf(" Scores there are %s and here %s: one threshold does not mean the same in both.",
			ScoreKindTexts[p.ChosenOn.ScoreKind], ScoreKindTexts[of.Run.ScoreKind])
	}
	return s
}

func (p ThresholdProvenance) sharedRowsText(of Subject, e tradeoff.Experiment) string {
	shares, known := p.SharesRows(of)
	switch {
	case p.ChosenOn == nil:
		return "That run was deleted, so it cannot be told whether the numbers here are optimistic."
	case !known:
		return "Ids repeat in one of the two runs, so it cannot be told whether they share their " + e.UnitPlural +
			": if they do, the numbers here are optimistic."
	case p.Run == of.Run.ID && !shares:
		return "The rows here are others, so the numbers here are not optimistic."
	case p.Run == of.Run.ID && p.View.Key() == of.View.Key():
		return "Those are these very rows, so the numbers here are optimistic."
	case p.Run == of.Run.ID:
		return "That is this very run, so the numbers here are optimistic."
	case shares && of.Run.Roles.ID == "":
		return "Both runs have the same test set, by the order of its rows, so the numbers here are still optimistic."
	case shares:
		return "Both runs have the same test set, so the numbers here are still optimistic."
	default:
		return "The test set here is another one, so the numbers here are not optimistic, as long as no " +
			e.UnitSingular + " is in both."
	}
}

// ScoreKindTexts are the names of the kinds of scores, as sentences contain them.
var ScoreKindTexts = map[calc.Kind]string{
	calc.Probability: "probabilities", calc.Logit: "logits", calc.Score: "uncalibrated scores",
}

// RunName returns the name of the run on which the threshold was chosen, and which of
// its rows.
func (p ThresholdProvenance) RunName() string {
	if p.ChosenOn == nil {
		return fmt.Sprintf("run %d", p.Run)
	}
	name := forSentence(p.ChosenOn.Name)
	if !p.View.Whole() {
		name += " · " + Subject{View: p.View}.RowsText()
	}
	return name
}

// PolicyText says how the threshold was chosen: "by max F1".
func (p ThresholdProvenance) PolicyText() string {
	if p.Policy == nil {
		return "by hand"
	}
	return "by " + tradeoff.PolicyName(*p.Policy)
}

// StateForOtherRun returns the state in which another whole run is shown at the
// threshold of v. It names the run on which the threshold was chosen, unless it is the
// default one.
func (v RunAt) StateForOtherRun() tradeoff.State {
	state := v.State
	state.Policy, state.Threshold = nil, &v.Point.Threshold
	state.View = tradeoff.View{Class: v.View.Class}
	switch {
	case v.State.Threshold != nil && v.State.Origin != nil: // it was chosen there, and is passed on
	case v.State.Threshold != nil || v.Chosen:
		state.Origin = &tradeoff.Origin{Run: v.Run.ID, View: v.View, Policy: v.State.Policy}
	}
	return state
}

// Transferable reports whether the threshold of v is worth trying on another run: it was
// chosen, and it meets the bound of its policy.
func (v RunAt) Transferable() bool {
	return v.State.Threshold != nil || v.Chosen && v.Choice.Reached
}

// OtherRuns lists at most limit other runs of the experiment and of the same task, the
// newest first. The cursor that it returns continues the list, and is "" at its end.
func (x *Explorer) OtherRuns(
	ctx context.Context, v RunAt, search, cursor string, limit int,
) (list []tradeoff.Run, next string, err error) {
	return x.PlainRuns(ctx, source.RunFilter{
		ExperimentID: v.Run.ExperimentID, Task: v.Run.Task, Except: v.Run.ID, Search: search, Cursor: cursor, Limit: limit,
	})
}
