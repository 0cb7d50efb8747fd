package store

import (
	"context"
	"database/sql"
	"errors"

	"tradeoff/internal/tradeoff"
)

// Predictions returns the digest of the predictions of a run, "" if it is not known.
func (s *Store) Predictions(ctx context.Context, runID int64) (digest string, err error) {
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		var sum int64
		err := tx.QueryRowContext(ctx, `SELECT digest, checksum FROM predictions WHERE run_id = ?`, runID).Scan(&digest, &sum)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return err
		case sum != checksum(runID, digest):
			return damagedRun(runID, "digest of predictions", nil)
		}
		return nil
	})
	return digest, err
}

// SetPredictions stores the digest of the predictions of a run. Its error is NotFound if
// the run was deleted.
func (s *Store) SetPredictions(ctx context.Context, runID int64, digest string) error {
	return s.write(ctx, func(tx *sql.Tx, log *audit) error {
		run, err := loadRun(ctx, tx, runID)
		if err != nil {
			return err
		}
		if err := insertPredictions(ctx, tx, runID, digest); err != nil || digest == "" {
			return err
		}
		return log.add(ctx, tradeoff.ComputeAction, tradeoff.RunObject, runID, run.Name, nil, fields{"predictions": digest})
	})
}

// insertPredictions stores a digest, unless it is "".
func insertPredictions(ctx context.Context, tx *sql.Tx, runID int64, digest string) error {
	if digest == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO predictions (run_id, digest, checksum) VALUES (?, ?, ?)`,
		runID, digest, checksum(runID, digest))
	return err
}

// RunsLackingPredictions returns the runs without a digest of predictions, newest first.
func (s *Store) RunsLackingPredictions(ctx context.Context) (ids []int64, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		ids, err = queryIDs(ctx, tx, `SELECT id FROM runs
			WHERE deleted_at IS NULL AND id NOT IN (SELECT run_id FROM predictions) ORDER BY id DESC`)
		return err
	})
	return ids, err
}

// Duplicates returns the newest runs, at most limit, of a file with the given SHA-256 or
// with the same predictions; "" matches none. If before is not 0, it only returns runs
// with lower ids.
func (s *Store) Duplicates(
	ctx context.Context, sha256, predictions string, before int64, limit int,
) ([]tradeoff.Run, error) {
	list, err := queryRuns(ctx, s.reader, `
		WHERE (r.source_sha256 = ?1 AND ?1 <> '' OR r.id IN (SELECT run_id FROM predictions WHERE digest = ?2))
			AND (?3 = 0 OR r.id < ?3) AND r.deleted_at IS NULL
		ORDER BY r.id DESC LIMIT ?4`, sha256, predictions, before, limit)
	return list, s.hint(err)
}
