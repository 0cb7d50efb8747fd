package intake

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// A storedRuns finds runs that are stored already.
type storedRuns struct {
	store *store.Store
	log   *slog.Logger
}

// LearnPredictions computes the digests of the predictions of runs stored by
// earlier versions, one after the other, until ctx ends.
func (in *Intake) LearnPredictions(ctx context.Context) { in.stored.learnAll(ctx) }

// learnAll does the work of LearnPredictions.
func (k storedRuns) learnAll(ctx context.Context) {
	lacking, err := k.store.RunsLackingPredictions(ctx)
	if err != nil && ctx.Err() == nil {
		k.log.Warn("runs without a digest of their predictions were not found", "error", err)
	}
	for _, id := range lacking {
		err := k.learn(ctx, id)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !tradeoff.IsGone(err) { // it may have been deleted
			k.log.Warn("the digest of the predictions of a run was not found", "run", id, "error", err)
		}
	}
}

func (k storedRuns) learn(ctx context.Context, id int64) error {
	run, err := k.store.Run(ctx, id)
	if err != nil {
		return err
	}
	d := &ingest.Dataset{Classes: run.Classes, Unpaired: run.TestSetDigest == ""}
	if d.Columns, err = k.store.ColumnsOf(ctx, id, tradeoff.IDRole, tradeoff.LabelRole, tradeoff.ScoreRole); err != nil {
		return err
	}
	_, digest := evaluate.Digests(d)
	return k.store.SetPredictions(ctx, id, digest)
}

// addFindings adds findings about earlier runs that come from the same file,
// or have the same predictions. They are not stored, since those runs may be
// deleted.
func (k storedRuns) addFindings(ctx context.Context, runs []tradeoff.Run) {
	first := runs[0].ID
	for _, r := range runs {
		first = min(first, r.ID)
	}
	for i := range runs {
		digest, err := k.store.Predictions(ctx, runs[i].ID)
		var known []tradeoff.Finding
		if err == nil {
			known, err = k.duplicates(ctx, runs[i].SourceSHA256, digest, first)
		}
		if err != nil && ctx.Err() == nil { // the upload is stored anyway
			k.log.Warn("whether a run was stored before was not found", "run", runs[i].ID, "error", err)
		}
		runs[i].Findings = append(slices.Clone(runs[i].Findings), known...)
	}
}

// findings returns findings about stored runs with the same file,
// predictions, or test set.
func (k storedRuns) findings(ctx context.Context, r *evaluate.Run) ([]tradeoff.Finding, error) {
	findings, err := k.duplicates(ctx, r.SourceSHA256, r.PredictionsDigest, 0)
	if err != nil {
		return nil, err
	}
	const most = 2
	same, err := k.store.RunsOnTestSet(ctx, r.TestSetDigest, most+1)
	if err != nil || len(same) == 0 {
		return findings, err
	}
	names := strconv.Quote(same[0].Name)
	switch len(same) {
	case 1:
	case most:
		names += " and " + strconv.Quote(same[1].Name)
	default:
		names += ", " + strconv.Quote(same[1].Name) + " and others"
	}
	return append(findings, tradeoff.Finding{
		Kind: "same_test_set", Message: "the test set is that of " + names + ": they can be compared row by row",
		URL: tradeoff.RunPath(same[0].ID),
	}), nil
}

// duplicates returns a finding about a run that comes from a file with the
// given SHA-256, or else has the given digest of predictions. If before is
// not 0 only runs with a lower id count.
func (k storedRuns) duplicates(ctx context.Context, sha256, predictions string,
	before int64) ([]tradeoff.Finding, error) {
	for _, kind := range []struct{ id, sha256, predictions, what string }{
		{"same_file", sha256, "", "this very file is"},
		{"same_predictions", "", predictions, "the same predictions (ids, labels and scores) are"},
	} {
		same, err := k.store.Duplicates(ctx, kind.sha256, kind.predictions, before, 1)
		if err != nil {
			return nil, err
		}
		for _, run := range same {
			return []tradeoff.Finding{{
				Kind: kind.id, Message: fmt.Sprintf("%s stored already, as the run %q", kind.what, run.Name),
				Hint: "Is it the right file?", URL: tradeoff.RunPath(run.ID), Serious: true,
			}}, nil
		}
	}
	return nil, nil
}
