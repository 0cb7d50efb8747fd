package store

import (
	"context"
	"database/sql"

	"tradeoff/internal/tradeoff"
)

// RunsOfSource returns the newest runs that come from a file with the given
// SHA-256, at most limit of them.
func (s *Store) RunsOfSource(ctx context.Context, sha256 string, limit int) ([]tradeoff.Run, error) {
	return s.alike(ctx, "source_sha256", sha256, limit)
}

// RunsOnTestSet returns the newest runs whose test set has the given digest, at
// most limit of them. No run shares the digest "".
func (s *Store) RunsOnTestSet(ctx context.Context, digest string, limit int) ([]tradeoff.Run, error) {
	return s.alike(ctx, "test_set_digest", digest, limit)
}

func (s *Store) alike(ctx context.Context, column, value string, limit int) ([]tradeoff.Run, error) {
	if value == "" {
		return nil, nil
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT `+runColumns+` FROM runs r WHERE r.`+column+` = ? ORDER BY r.id DESC LIMIT ?`, value, limit)
	if err != nil {
		return nil, s.mend(err)
	}
	return s.scanRuns(rows)
}

// scanRuns returns the runs of a query, and closes it.
func (s *Store) scanRuns(rows *sql.Rows) (list []tradeoff.Run, err error) {
	defer rows.Close()
	for rows.Next() {
		var r tradeoff.Run
		if err := scanRun(rows, &r); err != nil {
			return nil, s.mend(err)
		}
		list = append(list, r)
	}
	return list, s.mend(rows.Err())
}
