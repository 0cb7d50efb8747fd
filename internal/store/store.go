package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

// fileName is the database's name within the data folder.
const fileName = "tradeoff.db"

// defaultCacheBytes is the memory limit for data that was read from runs. Package explore
// caches results that are derived from it.
const defaultCacheBytes = 384 << 20

// smallCacheBytes is the memory limit for small results.
const smallCacheBytes = 16 << 20

// A Store is an open data folder. Its methods may be called concurrently.
type Store struct {
	dir    string
	lock   *os.File
	writer *sql.DB     // one connection
	reader *sql.DB     // several, which cannot write
	cache  *cache      // of data about as large as a run
	small  *cache      // of small data, separate so that large data does not evict it
	big    *jobs.Slots // for computations of big runs
	now    func() time.Time
	closed atomic.Bool
}

// An Option changes how [Open] opens a store.
type Option func(*options)

type options struct {
	cacheBytes int64
	migrations fs.FS
}

// CacheBytes sets the memory limit for cached sweeps, parts of runs and results. The
// default is 384 MiB. The entry that was used last is kept even if it is larger.
func CacheBytes(n int64) Option { return func(o *options) { o.cacheBytes = n } }

// inMemory returns a store of a folder before it is opened.
func inMemory(dir string, cacheBytes int64) *Store {
	return &Store{
		dir: dir, cache: newCache(cacheBytes), small: newCache(smallCacheBytes),
		big: jobs.NewSlots(bigAtOnce, 0), now: time.Now,
	}
}

// Open opens the data folder dir, which it creates if it is missing, and
// brings its database to the newest schema, after a backup if it held one.
//
// Its errors are Conflict if another process owns the folder, or if the database is newer
// than this program or not one of this program, and Unavailable if the folder or the file
// can't be written. They are one line with the path and the hint.
func Open(ctx context.Context, dir string, opts ...Option) (_ *Store, err error) {
	o := options{cacheBytes: defaultCacheBytes, migrations: migrations.FS}
	for _, opt := range opts {
		opt(&o)
	}
	if err := checkSQLite(); err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, cannotWrite(dir, err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, cannotWrite(dir, err)
	}
	s := inMemory(dir, o.cacheBytes)
	if s.lock, err = acquireLock(dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()

	version, err := inspect(ctx, s.path())
	if err != nil {
		return nil, err
	}
	if s.writer, err = openWriter(s.path()); err != nil {
		return nil, s.hint(err)
	}
	if err := s.migrate(ctx, version, o.migrations); err != nil {
		return nil, s.hint(err)
	}
	if s.reader, err = openReaders(s.path()); err != nil {
		return nil, s.hint(err)
	}
	if err := s.reader.PingContext(ctx); err != nil {
		return nil, s.hint(err)
	}
	return s, nil
}

// Dir returns the absolute path of the data folder.
func (s *Store) Dir() string { return s.dir }

func (s *Store) path() string { return filepath.Join(s.dir, fileName) }

// Close waits for running operations, checkpoints the write-ahead log and releases the
// folder.
func (s *Store) Close() error {
	s.closed.Store(true)
	var errs []error
	if s.reader != nil {
		errs = append(errs, s.reader.Close())
	}
	if s.writer != nil {
		_, _ = s.writer.Exec("PRAGMA optimize") // a hint for the next start; a full disk may refuse it
		errs = append(errs, s.writer.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close()) // this releases the lock
	}
	return errors.Join(errs...)
}

// write runs f in the only transaction that can write, with the audit to which f adds its
// changes. It commits if f returns nil, and rolls back otherwise.
func (s *Store) write(ctx context.Context, f func(*sql.Tx, *audit) error) error {
	if s.writer == nil {
		return tradeoff.Errorf(tradeoff.Unavailable, "the folder %s is open for reading only", s.dir)
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return s.hint(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	if err := s.audited(ctx, tx, f); err != nil {
		return s.hint(cmp.Or(ctx.Err(), err)) // a cancelled transaction returns other errors
	}
	return s.hint(tx.Commit())
}

// audited runs f, and returns an error if f changed something without an audit entry.
func (s *Store) audited(ctx context.Context, tx *sql.Tx, f func(*sql.Tx, *audit) error) error {
	before, err := totalChanges(ctx, tx)
	if err != nil {
		return err
	}
	log := s.newAudit(ctx, tx)
	if err := f(tx, log); err != nil || log.entries > 0 {
		return err
	}
	after, err := totalChanges(ctx, tx)
	if err == nil && after != before {
		err = errors.New("store: a change is not in the audit")
	}
	return err
}

// read runs f on a snapshot of the database.
func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.hint(err)
	}
	defer tx.Rollback() //nolint:errcheck // there is nothing to roll back
	if err := f(tx); err != nil {
		return s.hint(cmp.Or(ctx.Err(), err))
	}
	return nil
}

func cannotWrite(path string, err error) error {
	return &tradeoff.Error{
		Kind:    tradeoff.Unavailable,
		Message: fmt.Sprintf("the folder %s cannot be written (%v)", path, rootCause(err)),
		Hint:    "Give this program the right to write there, or choose another folder with --data.",
		Err:     err,
	}
}

// rootCause drops the path and the system call, which the message has already.
func rootCause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
