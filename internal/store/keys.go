package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"tradeoff/internal/tradeoff"
)

// keysKept is the minimum time for which the key of an upload is stored.
const keysKept = 48 * time.Hour

// An UploadKey makes an upload idempotent: repeating it stores nothing.
type UploadKey struct {
	Key     string // chosen by the client
	Request string // SHA-256 of the request, in hex
}

// keepKey stores which runs the upload with a key has created, and deletes old keys.
func (s *Store) keepKey(ctx context.Context, tx *sql.Tx, k *UploadKey, runs []*encodedRun) error {
	if k == nil {
		return nil
	}
	now := s.clock()
	if _, err := tx.ExecContext(ctx, `DELETE FROM upload_keys WHERE created_at < ?`,
		now.Add(-keysKept).UnixMilli()); err != nil {
		return err
	}
	var ids []int64
	for _, r := range runs {
		ids = append(ids, r.run.ID)
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	values := []any{k.Key, k.Request, string(text), now.UnixMilli()}
	res, err := tx.ExecContext(ctx,
		`INSERT INTO upload_keys (key, request, runs, created_at, checksum) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		append(values, checksum(values...))...)
	return affected(res, err, tradeoff.Errorf(tradeoff.Conflict,
		"the key %.80q has just been used by another upload", k.Key).
		WithHint("Send the upload again."))
}

// UploadedBy returns the request of the upload with a key and the runs that it created,
// some of which may have been deleted since. k is nil if the key is unknown.
func (s *Store) UploadedBy(ctx context.Context, key string) (k *UploadKey, runs []int64, err error) {
	k = &UploadKey{Key: key}
	var text string
	var created, sum int64
	err = s.reader.QueryRowContext(ctx, `SELECT request, runs, created_at, checksum FROM upload_keys WHERE key = ?`, key).
		Scan(&k.Request, &text, &created, &sum)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil, nil
	case err != nil:
		return nil, nil, s.hint(err)
	case sum != checksum(key, k.Request, text, created):
		return nil, nil, damaged(nil, "the key %.80q", key)
	}
	if err := json.Unmarshal([]byte(text), &runs); err != nil {
		return nil, nil, damaged(err, "the key %.80q", key)
	}
	return k, runs, nil
}
