package store

import (
	"context"

	"tradeoff/internal/tradeoff"
)

// RunsOfSource returns the newest runs, at most limit, of a file with the given SHA-256.
func (s *Store) RunsOfSource(ctx context.Context, sha256 string, limit int) ([]tradeoff.Run, error) {
	return s.alike(ctx, "source_sha256", sha256, limit)
}

// RunsOnTestSet returns the newest runs, at most limit, whose test set has the given
// digest. It returns none for "".
func (s *Store) RunsOnTestSet(ctx context.Context, digest string, limit int) ([]tradeoff.Run, error) {
	return s.alike(ctx, "test_set_digest", digest, limit)
}

func (s *Store) alike(ctx context.Context, column, value string, limit int) ([]tradeoff.Run, error) {
	if value == "" {
		return nil, nil
	}
	clause := `WHERE r.deleted_at IS NULL AND r.` + column + ` = ? ORDER BY r.id DESC LIMIT ?`
	list, err := queryRuns(ctx, s.reader, clause, value, limit)
	return list, s.hint(err)
}
