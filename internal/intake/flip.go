package intake

import (
	"context"
	"slices"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// Flip exchanges the two classes of a run: its labels, not its scores. As its numbers
// are others, it becomes a new run in the place of the old one.
func (in *Intake) Flip(ctx context.Context, id int64) (done Uploaded, err error) {
	run, err := in.store.Run(ctx, id)
	if err != nil {
		return done, err
	}
	if run.Task != tradeoff.BinaryTask && run.Task != tradeoff.SegmentationTask {
		return done, tradeoff.Errorf(tradeoff.Invalid, "run %d is a %s run, which has no positive class to exchange",
			run.ID, run.Task.Words())
	}
	leave, err := in.Take(ctx)
	if err != nil {
		return done, err
	}
	defer leave()
	d := &ingest.Dataset{
		Name: run.Name, Task: run.Task, Images: run.Images, Kind: run.ScoreKind, Roles: run.Roles,
		Unpaired: run.TestSetDigest == "", Findings: flipped(run.Findings),
	}
	if d.Columns, err = in.store.Columns(ctx, run.ID); err != nil {
		return done, err
	}
	for _, c := range d.Columns {
		d.N = c.Len()
		for i, label := range c.Labels {
			c.Labels[i] = 1 - label
		}
	}
	computed, err := evaluate.Dataset(ctx, d, run.SourceName)
	if err != nil {
		return done, err
	}
	computed.SourceName, computed.SourceBytes, computed.SourceSHA256 = run.SourceName, run.SourceBytes, run.SourceSHA256
	list, err := newRuns([]*evaluate.Run{computed})
	if err != nil {
		return done, err
	}
	n := list[0].Run
	n.Name, n.ExperimentID, n.Remarks, n.TaskFacts = run.Name, run.ExperimentID, run.Remarks, run.TaskFacts
	if err := in.store.CreateUpload(ctx, store.Upload{Runs: list, Replaces: run.ID}); err != nil {
		return done, err
	}
	in.tell(n.ID)
	done.Runs = []tradeoff.Run{*n}
	done.Experiment, err = in.store.Experiment(ctx, n.ExperimentID)
	return done, err
}

const flippedKind = "classes_exchanged"

// flipped returns what is to be said of a run after its classes were exchanged,
// besides what its numbers say.
func flipped(findings []tradeoff.Finding) []tradeoff.Finding {
	var list []tradeoff.Finding
	twice := false
	for _, f := range findings {
		switch {
		case f.Kind == flippedKind:
			twice = true
		case !slices.Contains(evaluate.Checks, f.Kind):
			list = append(list, f)
		}
	}
	if twice {
		return list
	}
	return append(list, tradeoff.Finding{
		Kind: flippedKind, Message: "the positive and the negative class were exchanged after the upload",
		Hint: "Exchange them again to undo it.",
	})
}
