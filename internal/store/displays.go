package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
)

// Display returns the sweep of a run in the format of the browser, as given to
// [Store.CreateRuns]. Its error is NotFound for a run that does not exist or has no
// sweep.
func (s *Store) Display(ctx context.Context, runID int64) ([]byte, error) {
	return s.hashed(ctx, runID, "chart", `SELECT data, sha256 FROM displays WHERE run_id = ?`)
}

// Summary returns the results of the task of a run besides its sweep, as given to
// [Store.CreateRuns]. Its error is NotFound for a run that does not exist.
func (s *Store) Summary(ctx context.Context, runID int64) ([]byte, error) {
	return s.hashed(ctx, runID, "summary", `SELECT data, sha256 FROM summaries WHERE run_id = ?`)
}

// hashed returns a part of a run that [insertHashed] stored.
func (s *Store) hashed(ctx context.Context, runID int64, part, query string) ([]byte, error) {
	var data, sum []byte
	err := notDeleted(ctx, s.reader, runID)
	if err == nil {
		err = s.reader.QueryRowContext(ctx, query, runID).Scan(&data, &sum)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, s.hint(missingPart(ctx, s.reader, runID, part))
	case err != nil:
		return nil, s.hint(err)
	}
	if got := sha256.Sum256(data); string(got[:]) != string(sum) {
		return nil, damagedRun(runID, part, nil)
	}
	return data, nil
}

// insertHashed stores data with their hash, unless they are empty.
func insertHashed(ctx context.Context, tx *sql.Tx, query string, runID int64, data []byte) error {
	if data == nil {
		return nil
	}
	sum := sha256.Sum256(data)
	_, err := tx.ExecContext(ctx, query, runID, sum[:], data)
	return err
}

// missingPart returns the reason why a run has no sweep, chart or summary: it does not
// exist, or is multi-class and thus has no sweep, or is damaged.
func missingPart(ctx context.Context, q queryer, runID int64, part string) error {
	run, err := loadRun(ctx, q, runID)
	if err != nil {
		return err
	}
	if run.ManyClasses() && part != "summary" {
		return noSweep(run)
	}
	return damagedRun(runID, part, sql.ErrNoRows)
}
