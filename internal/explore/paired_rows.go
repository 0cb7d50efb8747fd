package explore

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
)

// paired returns the rows of two subjects on one test set, each row of a with its
// partner in b: by id, or by order if neither file has ids. Its error is Invalid if
// their test sets differ, and [source.Missing] if one of them has no rows.
func paired(ctx context.Context, a, b Subject) (*pairing.Pairs, error) {
	if err := checkPairable(a.Run, b.Run); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("pairs with run %d", b.Run.ID)
	return derivedBig(ctx, a, name, func(ctx context.Context) (*pairing.Pairs, error) {
		var rows [2]pairing.Rows
		for i, of := range []Subject{a, b} {
			r, err := fileRows(ctx, of)
			if err != nil {
				return nil, err
			}
			rows[i] = *r
		}
		pairs, err := pairing.Of(rows[0], rows[1])
		if err == nil {
			pairs.Units = imagesOf(a.Run, b.Run, pairs)
		}
		return pairs, err
	})
}

// checkPairable returns an Invalid error if the rows of two runs have no partners in the
// other run.
func checkPairable(a, b tradeoff.Run) error {
	for _, run := range []tradeoff.Run{a, b} {
		if run.TestSetDigest == "" {
			return tradeoff.Errorf(tradeoff.Invalid,
				"ids repeat in run %d, so that its rows have no partners in another", run.ID).
				WithHint("Choose runs on the same ids with the same labels.")
		}
	}
	if hasIDs(a) != hasIDs(b) {
		without := a.ID
		if hasIDs(a) {
			without = b.ID
		}
		return tradeoff.Errorf(tradeoff.Invalid,
			"the rows of run %d have no ids, but those of the other run have, so that they cannot be paired", without).
			WithHint("Upload it again with a column of ids, or compare it with a run without ids.")
	}
	if a.TestSetDigest != b.TestSetDigest {
		return tradeoff.Errorf(tradeoff.Invalid,
			"the two runs have different test sets, so that their rows cannot be paired").
			WithHint("Choose runs on the same ids with the same labels.")
	}
	return nil
}

// pairedOrWhy is [paired] for callers that go on without pairs: it returns the reason
// why there are none.
func pairedOrWhy(ctx context.Context, a, b Subject) (pairs *pairing.Pairs, why string, err error) {
	pairs, err = paired(ctx, a, b)
	var wrong *tradeoff.Error
	switch {
	case errors.As(err, &wrong) && (wrong.Kind == tradeoff.Invalid || wrong.Kind == tradeoff.NotAvailable):
		return nil, wrong.Message, nil
	case err == nil && pairs.Uneven:
		return nil, "some rows weigh more in one of the two than in the other", nil
	}
	return pairs, "", err
}

// hasIDs reports whether the file of a run has a column of ids.
func hasIDs(run tradeoff.Run) bool { return run.Roles.ID != "" }

// fileRows returns the rows of a subject in the order of its file.
func fileRows(ctx context.Context, of Subject) (*pairing.Rows, error) {
	return derivedBig(ctx, of, "rows in the file", func(ctx context.Context) (*pairing.Rows, error) {
		from, err := of.Part.Rows()
		if err != nil {
			return nil, err
		}
		numbers, b, err := from.FileRows(ctx)
		if err != nil {
			return nil, err
		}
		if b.Label == nil || b.Score == nil {
			return nil, tradeoff.Errorf(tradeoff.NotFound, "run %d was stored without its rows", of.Run.ID).
				WithHint("Upload its file again to see them.")
		}
		ids, err := from.Columns(ctx, tradeoff.IDRole)
		if err != nil {
			return nil, err
		}
		rows := &pairing.Rows{Numbers: numbers, Labels: b.Label, Scores: b.Score, Weights: b.Weight}
		if len(ids) > 0 {
			rows.IDs = ids[0].Texts
		}
		return rows, nil
	})
}

// imagesOf returns the image of each pair of pixels, counted from 0; nil if the rows are
// no pixels.
func imagesOf(a, b tradeoff.Run, p *pairing.Pairs) []uint32 {
	run, rows := a, p.RowA
	if !run.HasImages() {
		run, rows = b, p.RowB
	}
	if !run.HasImages() {
		return nil
	}
	starts := run.ImageStarts()
	units := make([]uint32, len(rows))
	for i, row := range rows {
		units[i] = uint32(sort.SearchInts(starts, int(row)+1) - 1)
	}
	return units
}
