package store

import (
	"context"
	"database/sql"
)

// sampleOffered is the setting that is there once the sample was installed.
const sampleOffered = "sample_offered"

// SampleOffered reports whether the sample experiment was ever installed here,
// though it may have been deleted since.
func (s *Store) SampleOffered(ctx context.Context) (bool, error) {
	var n int
	err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM settings WHERE name = ?`, sampleOffered).Scan(&n)
	return n > 0, s.hint(err)
}

const markSample = `INSERT INTO settings (name, value) VALUES (?, '1') ON CONFLICT DO NOTHING`

// MarkSampleOffered remembers that the sample was offered, so that it never
// comes on its own; [Store.CreateSample] does so itself.
func (s *Store) MarkSampleOffered(ctx context.Context) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, markSample, sampleOffered)
		return err
	})
}
