package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"

	"tradeoff/internal/tradeoff"
)

// applicationID marks our databases in their header; the first migration sets it.
const applicationID = 1414677574

// inspect reads the version of the schema of the database file without changing it: 0
// if there is none yet.
func inspect(ctx context.Context, path string) (version int64, err error) {
	switch empty, err := isEmpty(path); {
	case err != nil:
		return 0, err
	case empty:
		return 0, nil
	}
	db, err := sql.Open(driverName, dsn(path, commonDSN+"&mode=ro&_query_only=1"))
	if err != nil {
		return 0, hint(path, err)
	}
	defer db.Close()
	var id, others, tables int64
	err = db.QueryRowContext(ctx, `
		SELECT (SELECT application_id FROM pragma_application_id),
		       (SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'goose_db_version'),
		       (SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version')`).Scan(&id, &others, &tables)
	if err != nil {
		return 0, hint(path, err)
	}
	if id != applicationID && others > 0 {
		return 0, notOurs(path, nil)
	}
	if tables == 0 {
		return 0, nil
	}
	// A down migration deletes the row of its step, so the highest remaining one counts.
	const query = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`
	err = db.QueryRowContext(ctx, query).
		Scan(&version)
	return version, hint(path, err)
}

// isEmpty reports whether there is no file at path, or one of 0 bytes. Any other file
// that does not start like a database is an error.
func isEmpty(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, cannotWrite(filepath.Dir(path), err)
	}
	defer f.Close()
	magic := []byte("SQLite format 3\x00")
	head := make([]byte, len(magic))
	switch n, err := io.ReadFull(f, head); {
	case n == 0 && err == io.EOF:
		return true, nil
	case err != nil || !bytes.Equal(head, magic):
		return false, notOurs(path, err)
	}
	return false, nil
}

func notOurs(path string, err error) error {
	return &tradeoff.Error{
		Kind:    tradeoff.Conflict,
		Message: fmt.Sprintf("the file %s is not a database of this program", path),
		Hint:    "Move it away, or choose another folder with --data.",
		Err:     err,
	}
}

// provider returns all migrations: the steps in SQL and those that recompute metrics.
func (s *Store) provider(steps fs.FS) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectSQLite3, cmp.Or(s.writer, s.reader), steps,
		goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(recomputing()...))
}

// migrate brings the schema from version to that of steps.
func (s *Store) migrate(ctx context.Context, version int64, steps fs.FS) error {
	provider, err := s.provider(steps)
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	switch {
	case version > newest:
		return s.tooNew(version, newest)
	case version == newest:
		return nil
	case version > 0:
		if err := s.backupBefore(ctx, version); err != nil {
			return err
		}
	}
	_, err = provider.Up(ctx)
	return err
}

func (s *Store) tooNew(version, newest int64) error {
	return tradeoff.Errorf(tradeoff.Conflict, "the database %s was written by a newer version of this program (its "+
		"schema is %d, and this program knows %d)", s.path(), version, newest).
		WithHint("Start the newer version, or choose another folder with --data.")
}

// backupBefore copies the database before a migration from version. An existing copy was
// made by an earlier start that failed: the database has not changed since, and the copy
// is complete because it was renamed last.
func (s *Store) backupBefore(ctx context.Context, version int64) error {
	dest := filepath.Join(s.dir, fmt.Sprintf("tradeoff-before-upgrade-from-%d.db", version))
	if _, err := os.Stat(dest); err == nil {
		return nil
	}
	return copyTo(ctx, s.path(), dest)
}

// vacuumInto writes a compact copy of the database. It opens its own connection, because
// query_only does not allow this.
func vacuumInto(ctx context.Context, path, dest string) error {
	db, err := sql.Open(driverName, dsn(path, commonDSN+"&mode=ro"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", dest)
	return err
}

// syncPath flushes a file, or the entries of a folder, to disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
