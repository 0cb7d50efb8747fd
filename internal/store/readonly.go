package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

// OpenToRead opens the data folder dir for reading, even while another process writes to
// it. Methods that write fail.
//
// Its errors are NotFound if there is no database, Conflict if it is not one of this
// program or has a different schema version, and Unavailable if it can't be read.
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

// inspectFolder returns the absolute path of a data folder and the schema version of its
// database, which must exist.
func inspectFolder(ctx context.Context, dir string) (abs string, version int64, err error) {
	if abs, err = filepath.Abs(dir); err != nil {
		return dir, 0, err
	}
	version, err = inspect(ctx, filepath.Join(abs, fileName))
	if err == nil && version == 0 {
		err = tradeoff.Errorf(tradeoff.NotFound, "there is no database in %s", abs).
			WithHint("Give the folder of the server with --data.")
	}
	return abs, version, err
}

// checkNewest returns an error for a database with a different schema version.
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
		return tradeoff.Errorf(tradeoff.Conflict,
			"the database %s was written by an older version of this program", s.path()).
			WithHint("Start the server of this version once: it brings the database up to date.")
	}
	return nil
}

// Backup writes a compact, consistent copy of the database of the data folder dir to the
// file dest, which must not exist, even while another process writes to the database. The
// copy is verified and on disk when Backup returns. To use it, put it into an empty
// folder under the name tradeoff.db.
//
// Its errors are those of [OpenToRead] except for the schema, Conflict if the file
// exists, and Unavailable if it can't be written.
func Backup(ctx context.Context, dir, dest string) error {
	dir, _, err := inspectFolder(ctx, dir)
	if err != nil {
		return err
	}
	if dest, err = filepath.Abs(dest); err != nil {
		return err
	}
	if _, err := os.Lstat(dest); err == nil {
		return tradeoff.Errorf(tradeoff.Conflict, "the file %s exists already", dest).
			WithHint("Choose another file name, or move that file.")
	}
	return copyTo(ctx, filepath.Join(dir, fileName), dest)
}

// copyTo writes a copy of a database under a temporary name, and renames it when it is
// complete, verified and on disk.
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

// checkWhole runs SQLite's integrity check on a database.
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
			Kind: tradeoff.Internal, Message: fmt.Sprintf("the copy of the database is damaged (%s), and so may the database "+
				"be", result),
			Hint: "Check the disk, and restore an older backup.",
		}
	}
	return nil
}
