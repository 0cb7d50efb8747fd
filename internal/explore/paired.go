package explore

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
)

// Paired returns the rows of two subjects on one test set beside each other. Its
// error is Invalid if their test sets differ, and [source.Missing] if one of them has
// no rows.
func Paired(ctx context.Context, a, b Subject) (*pairing.Pairs, error) {
	for _, of := range []Subject{a, b} {
		if of.Run.TestSetDigest == "" {
			const repeated = "ids repeat in run %d, so that its rows have no partners in another"
			return nil, tradeoff.Errorf(tradeoff.Invalid, repeated, of.Run.ID).
				WithHint("Choose runs on the same ids with the same labels.")
		}
	}
	if one, other := namesRows(a.Run), namesRows(b.Run); one != other {
		without := a.Run.ID
		if one {
			without = b.Run.ID
		}
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the rows of run %d have no ids, those of the other run "+
			"have: nothing says which row of one stands beside which of the other", without).
			WithHint("Upload it again with a column of ids, or compare it with a run without ids.")
	}
	if a.Run.TestSetDigest != b.Run.TestSetDigest {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the two runs have different test sets, so that no row of "+
			"one stands beside a row of the other").
			WithHint("Choose runs on the same ids with the same labels.")
	}
	name := fmt.Sprintf("pairs with run %d", b.Run.ID)
	return DerivedBig(ctx, a, name, func(ctx context.Context) (*pairing.Pairs, error) {
		var rows [2]pairing.Rows
		for i, of := range []Subject{a, b} {
			r, err := of.fileRows(ctx)
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

// PairedOrWhy returns the rows of two subjects beside each other, or why they
// cannot be compared so.
func PairedOrWhy(ctx context.Context, a, b Subject) (pairs *pairing.Pairs, why string, err error) {
	pairs, err = Paired(ctx, a, b)
	var wrong *tradeoff.Error
	switch {
	case errors.As(err, &wrong) && (wrong.Kind == tradeoff.Invalid || wrong.Kind == tradeoff.NotAvailable):
		return nil, wrong.Message, nil
	case err == nil && pairs.Uneven:
		return nil, "some rows weigh more in one of the two than in the other", nil
	}
	return pairs, "", err
}

// namesRows reports whether the file of a run names its rows.
func namesRows(run tradeoff.Run) bool { return run.Roles.ID != "" }

// fileRows returns the rows of a subject as they stand in its file.
func (of Subject) fileRows(ctx context.Context) (*pairing.Rows, error) {
	return DerivedBig(ctx, of, "rows in the file", func(ctx context.Context) (*pairing.Rows, error) {
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

// imagesOf returns which image each pair of pixels is in; nil if they are none.
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
