package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// eachChunk calls f with the chunks 0, …, n−1 that query selects. Missing or additional
// chunks are damage. f must not keep the bytes.
func eachChunk(ctx context.Context, tx *sql.Tx, n int, f func(data []byte) error, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	next := 0
	for ; rows.Next(); next++ {
		var k int
		var data sql.RawBytes
		if err := rows.Scan(&k, &data); err != nil {
			return err
		}
		if k != next || k >= n {
			return &damage{fmt.Errorf("chunk %d in place of chunk %d of %d", k, next, n)}
		}
		if err := f(data); err != nil {
			return &damage{fmt.Errorf("chunk %d: %w", k, err)}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if next != n {
		return &damage{fmt.Errorf("%d chunks of %d", next, n)}
	}
	return nil
}

// A damage is an error in stored bytes, before it is known what they belong to.
type damage struct{ err error }

func (d *damage) Error() string { return d.err.Error() }
func (d *damage) Unwrap() error { return d.err }

// ofRun turns damage into an error that names the part of the run. It returns other
// errors unchanged.
func ofRun(id int64, part string, err error) error {
	var d *damage
	if errors.As(err, &d) {
		return damagedRun(id, part, err)
	}
	return err
}
