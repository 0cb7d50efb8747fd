package explore

import (
	"context"
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An origin is where the threshold of a state was chosen.
type ThresholdOrigin struct {
	tradeoff.Origin
	ChosenOn *tradeoff.Run // nil if it is gone
}

// OriginOf finds the run on which the state's threshold was chosen; nil if the
// state names none.
func (x *Explorer) OriginOf(ctx context.Context, state tradeoff.State) (*ThresholdOrigin, error) {
	if state.Origin == nil {
		return nil, nil
	}
	o := &ThresholdOrigin{Origin: *state.Origin}
	run, err := x.Run(ctx, o.Run)
	if err == nil {
		o.ChosenOn = &run
	} else if !tradeoff.IsGone(err) {
		return nil, err
	}
	return o, nil
}

// SharesRows reports whether rows were among those that the threshold was
// chosen on. known is false if that cannot be told.
func (o ThresholdOrigin) SharesRows(of Subject) (shares, known bool) {
	switch {
	case o.ChosenOn == nil:
		return false, false
	case o.Run == of.Run.ID:
		return !o.View.Disjoint(of.View), true
	case o.ChosenOn.TestSetDigest == "" || of.Run.TestSetDigest == "":
		return false, false
	}
	return o.ChosenOn.TestSetDigest == of.Run.TestSetDigest, true
}

// Said says what it means for the numbers of rows that the threshold comes from
// there.
func (o ThresholdOrigin) Said(of Subject, e tradeoff.Experiment) string {
	shares, known := o.SharesRows(of)
	s := ""
	switch {
	case o.ChosenOn == nil:
		s = "That run is gone, so it cannot be told whether the numbers here are optimistic."
	case !known:
		s = "Ids repeat in one of the two runs, so it cannot be told whether they share their " + e.UnitPlural + ": if they do, the numbers here are optimistic."
	case o.Run == of.Run.ID && !shares:
		s = "The rows here are others, so the numbers here are not optimistic."
	case o.Run == of.Run.ID && o.View.Key() == of.View.Key():
		s = "Those are these very rows, so the numbers here are optimistic."
	case o.Run == of.Run.ID:
		s = "That is this very run, so the numbers here are optimistic."
	case shares && of.Run.Roles.ID == "":
		s = "Both runs have the same test set, by the order of its rows, so the numbers here are still optimistic."
	case shares:
		s = "Both runs have the same test set, so the numbers here are still optimistic."
	default:
		s = "The test set here is another one, so the numbers here are not optimistic, as long as no " + e.UnitSingular + " is in both."
	}
	if o.ChosenOn != nil && o.ChosenOn.ScoreKind != of.Run.ScoreKind {
		s += fmt.Sprintf(" Scores there are %s and here %s: one threshold does not mean the same in both.", KindWords[o.ChosenOn.ScoreKind], KindWords[of.Run.ScoreKind])
	}
	return s
}

var KindWords = map[calc.Kind]string{
	calc.Probability: "probabilities", calc.Logit: "logits", calc.Score: "numbers without a scale of their own",
}

// Name is what the run, or its part, on which it was chosen is called.
func (o ThresholdOrigin) Name() string {
	if o.ChosenOn == nil {
		return fmt.Sprintf("run %d", o.Run)
	}
	there := Subject{View: o.View}
	name := format.Isolate(format.Shorten(o.ChosenOn.Name, RoomInSentence))
	if !o.View.Whole() {
		name += " · " + there.Words()
	}
	return name
}

// How says in a few words how the threshold was chosen.
func (o ThresholdOrigin) How() string {
	if o.Policy == nil {
		return "by hand"
	}
	return "by " + tradeoff.PolicyName(*o.Policy)
}

// Elsewhere returns the state in which another run is looked at: whole, at the
// threshold that is shown, with where that was chosen unless it is the default one.
func (v RunAt) Elsewhere() tradeoff.State {
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

// Offers reports whether the threshold that is shown is worth trying on another
// run: it was chosen, and what it was to reach is reached.
func (v RunAt) Offers() bool {
	return v.State.Threshold != nil || v.Chosen && v.Choice.Reached
}

// others lists other runs of the experiment and of the same task, the newest
// first.
func (x *Explorer) OtherRuns(ctx context.Context, v RunAt, search, cursor string, limit int) (list []tradeoff.Run, next string, err error) {
	return x.PlainRuns(ctx, source.RunFilter{
		ExperimentID: v.Run.ExperimentID, Task: v.Run.Task, But: v.Run.ID, Search: search, Cursor: cursor, Limit: limit,
	})
}
