package store

import (
	"context"
	"database/sql"
	"errors"

	"tradeoff/internal/tradeoff"
)

// replaceRun inserts runs. If old is not 0, there must be exactly one, and it replaces
// that run, which is moved to the trash. It gets the label group of the old run if both
// have the same task.
func replaceRun(ctx context.Context, tx *sql.Tx, log *audit, old int64, runs []*encodedRun) error {
	if old == 0 {
		if err := insertLabelGroups(ctx, tx, runs); err != nil {
			return err
		}
		return insertRuns(ctx, tx, log, runs)
	}
	if len(runs) != 1 {
		return tradeoff.Errorf(tradeoff.Invalid, "%d runs can't replace one", len(runs)).
			WithHint("Send a file with one score column, or choose the column.")
	}
	before, err := loadRun(ctx, tx, old)
	if err != nil {
		return err
	}
	runs[0].run.CreatedAt, runs[0].run.LabelGroup = before.CreatedAt, nil
	if runs[0].run.Task == before.Task {
		runs[0].run.LabelGroup = before.LabelGroup
	}
	if err := insertRuns(ctx, tx, log, runs); err != nil {
		return err
	}
	id := runs[0].run.ID
	gone := tradeoff.Trashed{Object: tradeoff.RunObject, ID: old, Name: before.Name, ReplacedBy: id}
	if err := trashRun(ctx, tx, log, gone); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO replaced_runs (id, by_id, checksum) VALUES (?, ?, ?)`, old, id,
		checksum(old, id))
	return err
}

// ReplacedBy returns the latest successor of a replaced run. It is 0 if the run was never
// replaced.
func (s *Store) ReplacedBy(ctx context.Context, id int64) (by int64, err error) {
	for {
		var next, sum int64
		err := s.reader.QueryRowContext(ctx, `SELECT by_id, checksum FROM replaced_runs WHERE id = ?`, id).Scan(&next, &sum)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return by, nil
		case err != nil:
			return 0, s.hint(err)
		case sum != checksum(id, next) || next <= id:
			return 0, damaged(nil, "what replaced run %d", id)
		}
		id, by = next, next
	}
}
