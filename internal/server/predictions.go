package server

import (
	"context"
	"slices"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// learnPredictions finds the digests of the predictions of runs that earlier
// versions have stored, one after the other, until ctx ends.
func (s *Server) learnPredictions(ctx context.Context) {
	lacking, err := s.store.RunsLackingPredictions(ctx)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("runs without a digest of their predictions were not found", "error", err)
	}
	for _, id := range lacking {
		err := s.learnPredictionsOf(ctx, id)
		if ctx.Err() != nil {
			return
		}
		if err != nil && tradeoff.KindOf(err) != tradeoff.NotFound { // it may have been deleted
			s.log.Warn("the digest of the predictions of a run was not found", "run", id, "error", err)
		}
	}
}

func (s *Server) learnPredictionsOf(ctx context.Context, id int64) error {
	run, err := s.store.Run(ctx, id)
	if err != nil {
		return err
	}
	d := &ingest.Dataset{Classes: run.Classes, Unpaired: run.TestSetDigest == ""}
	if d.Columns, err = s.store.ColumnsOf(ctx, id, tradeoff.IDRole, tradeoff.LabelRole, tradeoff.ScoreRole); err != nil {
		return err
	}
	_, digest := evaluate.Digests(d)
	return s.store.SetPredictions(ctx, id, digest)
}

// sayDuplicates adds to the runs of a stored upload what is to be said of runs that
// were stored before and come from the same file, or predict the same. It is not
// stored, since those may be deleted.
func (s *Server) sayDuplicates(ctx context.Context, runs []tradeoff.Run) {
	first := runs[0].ID
	for _, r := range runs {
		first = min(first, r.ID)
	}
	for i := range runs {
		digest, err := s.store.Predictions(ctx, runs[i].ID)
		var known []tradeoff.Finding
		if err == nil {
			known, err = s.duplicates(ctx, runs[i].SourceSHA256, digest, first)
		}
		if err != nil && ctx.Err() == nil { // the upload is stored all the same
			s.log.Warn("whether a run was stored before was not found", "run", runs[i].ID, "error", err)
		}
		runs[i].Findings = append(slices.Clone(runs[i].Findings), known...)
	}
}
