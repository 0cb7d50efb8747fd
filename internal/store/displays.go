package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
)

// Display returns the sweep of a run as the browser reads it, as it was given
// to [Store.CreateRuns].
func (s *Store) Display(ctx context.Context, runID int64) ([]byte, error) {
	var data, sum []byte
	err := s.reader.QueryRowContext(ctx, `SELECT data, sha256 FROM displays WHERE run_id = ?`, runID).Scan(&data, &sum)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if _, err := s.Run(ctx, runID); err != nil {
			return nil, err
		}
		return nil, damagedRun(runID, "chart", err)
	case err != nil:
		return nil, s.mend(err)
	}
	if got := sha256.Sum256(data); string(got[:]) != string(sum) {
		return nil, damagedRun(runID, "chart", nil)
	}
	return data, nil
}
