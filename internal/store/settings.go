package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"tradeoff/internal/tradeoff"
)

// sampleOffered is the setting that exists once the sample was installed.
const sampleOffered = "sample_offered"

// A Setting is a setting of the database.
type Setting struct {
	Value   string
	Version int64 // how often it was set; 0 if it never was
}

// Setting returns the setting of a name, the zero one if it was never set.
func (s *Store) Setting(ctx context.Context, name string) (Setting, error) {
	set, err := loadSetting(ctx, s.reader, name)
	return set, s.hint(err)
}

func loadSetting(ctx context.Context, q queryer, name string) (set Setting, err error) {
	err = q.QueryRowContext(ctx, `SELECT value, version FROM settings WHERE name = ?`, name).Scan(&set.Value, &set.Version)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return set, err
}

// SetSetting stores a value under a name, and increments the version if the value has
// changed. Its errors are Invalid for an empty name, and PreconditionFailed if the version
// is not that of [tradeoff.IfVersion].
func (s *Store) SetSetting(ctx context.Context, name, value string,
	opts ...tradeoff.ChangeOption) (set Setting, err error) {
	if strings.TrimSpace(name) == "" {
		return set, invalid("the setting has no name", "Give it one.")
	}
	err = s.write(ctx, func(tx *sql.Tx, log *audit) error {
		stored, err := loadSetting(ctx, tx, name)
		if err != nil {
			return err
		}
		before, after := fields{"value": stored.Value}, fields{"value": value}
		if err := checkVersion(tradeoff.ChangeWith(opts...), tradeoff.SettingObject, 0, name, stored.Version,
			before, after); err != nil {
			return err
		}
		set = Setting{value, stored.Version + 1}
		action := tradeoff.UpdateAction
		if stored.Version == 0 {
			action, before = tradeoff.CreateAction, nil
		} else if stored.Value == value {
			set = stored
			return nil
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO settings (name, value, version) VALUES (?1, ?2, 1)
			ON CONFLICT (name) DO UPDATE SET value = ?2, version = version + 1`, name, value)
		if err != nil {
			return err
		}
		return log.add(ctx, action, tradeoff.SettingObject, 0, name, before, after)
	})
	return set, err
}

// SampleOffered reports whether the sample experiment was ever installed, even if it was
// deleted since.
func (s *Store) SampleOffered(ctx context.Context) (bool, error) {
	set, err := s.Setting(ctx, sampleOffered)
	return set.Version > 0, err
}

// MarkSampleOffered records that the sample was offered, so that it is never installed
// automatically. [Store.CreateSample] does so too.
func (s *Store) MarkSampleOffered(ctx context.Context) error {
	return s.write(ctx, func(tx *sql.Tx, log *audit) error {
		_, err := markSample(ctx, tx, log)
		return err
	})
}

// markSample reports whether the sample had not been offered before.
func markSample(ctx context.Context, tx *sql.Tx, log *audit) (bool, error) {
	set, err := loadSetting(ctx, tx, sampleOffered)
	if err != nil || set.Version > 0 {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES (?, '1')`, sampleOffered); err != nil {
		return false, fmt.Errorf("setting %s: %w", sampleOffered, err)
	}
	return true, log.add(ctx, tradeoff.CreateAction, tradeoff.SettingObject, 0, sampleOffered, nil, fields{"value": "1"})
}
