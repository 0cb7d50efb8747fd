package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

// OpenToRead opens the data folder dir for reading, also while another process
// writes to it. Its methods that write fail.
//
// Its errors are NotFound if there is no database, Conflict if it is not one of
// ours or has another schema than that of this program, and Unavailable if it
// cannot be read.
func OpenToRead(ctx context.Context, dir string) (*Store, error) {
	dir, version, err := inspectFolder(ctx, dir)
	if err != nil {
		return nil, err
	}
	s := inMemory(dir, defaultCacheBytes)
	if s.reader, err = openReaders(s.path()); err != nil {
		return nil, s.hint(err)
	}
	if err := s.checkNewest(version); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// inspectFolder returns the absolute path of a data folder and the version of
// the schema of its database, which must be there.
func inspectFolder(ctx context.Context, dir string) (abs string, version int64, err error) {
	if abs, err = filepath.Abs(dir); err != nil {
		return dir, 0, err
	}
	version, err = inspect(ctx, filepath.Join(abs, fileName))
	if err == nil && version == 0 {
		err = tradeoff.Errorf(tradeoff.NotFound, "there is no database in %s", abs).
			WithHint("Name the folder of the server with --data.")
	}
	return abs, version, err
}

// checkNewest refuses a database whose schema is not that of this program.
func (s *Store) checkNewest(version int64) error {
	provider, err := s.provider(migrations.FS)
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	switch newest := sources[len(sources)-1].Version; {
	case version > newest:
		return s.tooNew(version, newest)
	case version < newest:
		return tradeoff.Errorf(tradeoff.Conflict, "the database %s was written by an older version of this program", s.path()).
			WithHint("Start the server of this version once: it brings the database up to date.")
	}
	return nil
}

// Backup writes a compact copy of the database of the data folder dir to the
// file dest, which must not be there yet, as it is at one moment, also while
// another process writes to it. It is checked and on the disk when Backup
// returns. Named tradeoff.db in a folder of its own it is a data folder.
//
// Its errors are those of [OpenToRead] but for the schema, Conflict if the file
// is there, and Unavailable if it cannot be written.
func Backup(ctx context.Context, dir, dest string) error {
	dir, _, err := inspectFolder(ctx, dir)
	if err != nil {
		return err
	}
	if dest, err = filepath.Abs(dest); err != nil {
		return err
	}
	if _, err := os.Lstat(dest); err == nil {
		return tradeoff.Errorf(tradeoff.Conflict, "the file %s is there already", dest).
			WithHint("Name another file, or move that one away.")
	}
	return copyTo(ctx, filepath.Join(dir, fileName), dest)
}

// copyTo writes a copy of a database, which gets its name when it is complete,
// checked and on the disk.
func copyTo(ctx context.Context, path, dest string) (err error) {
	partial := dest + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return cannotWrite(filepath.Dir(dest), err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(partial)
		}
	}()
	if err := vacuumInto(ctx, path, partial); err != nil {
		return hint(dest, err)
	}
	if err := checkWhole(ctx, partial); err != nil {
		return err
	}
	if err := syncPath(partial); err != nil {
		return cannotWrite(filepath.Dir(dest), err)
	}
	if err := os.Rename(partial, dest); err != nil {
		return cannotWrite(filepath.Dir(dest), err)
	}
	return syncPath(filepath.Dir(dest))
}

// checkWhole lets SQLite look at every page of a database.
func checkWhole(ctx context.Context, path string) error {
	db, err := openReaders(path)
	if err != nil {
		return hint(path, err)
	}
	defer db.Close()
	var result string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&result); err != nil {
		return hint(path, err)
	}
	if result != "ok" {
		return &tradeoff.Error{
			Kind: tradeoff.Internal, Message: fmt.Sprintf("the copy of the database is damaged (%s), and so may the database be", result),
			Hint: "Check the disk, and restore an older backup.",
		}
	}
	return nil
}
