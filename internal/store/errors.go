package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"tradeoff/internal/tradeoff"
)

// hint turns an error of SQLite into one that people can act on. It returns
// [tradeoff.Error] and errors of a context unchanged.
func (s *Store) hint(err error) error {
	err = hint(s.path(), err)
	if err != nil && s.closed.Load() && tradeoff.KindOf(err) == tradeoff.Internal {
		return &tradeoff.Error{Kind: tradeoff.Unavailable, Message: "the store is closed", Err: err}
	}
	return err
}

func hint(path string, err error) error {
	var ours *tradeoff.Error
	var theirs sqlite3.Error
	switch {
	case err == nil, errors.As(err, &ours), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case !errors.As(err, &theirs):
		return &tradeoff.Error{Kind: tradeoff.Internal, Message: "the database failed", Err: err}
	}
	e := &tradeoff.Error{Err: err}
	switch theirs.Code {
	case sqlite3.ErrFull:
		e.Kind = tradeoff.Unavailable
		e.Message = fmt.Sprintf("the disk that holds %s is full; nothing was stored", path)
		e.Hint = "Free some space, or purge what is in the trash, and try again."
	case sqlite3.ErrIoErr:
		e.Kind = tradeoff.Unavailable
		e.Message = fmt.Sprintf("the disk that holds %s failed (%v); nothing was stored", path, theirs.ExtendedCode)
		e.Hint = "Check the disk and its free space, and try again."
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrAuth:
		e.Kind = tradeoff.Unavailable
		e.Message = fmt.Sprintf("the database %s cannot be opened for writing", path)
		e.Hint = "Give this program the right to write there, or choose another folder with --data."
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		e.Kind = tradeoff.Busy
		e.Message = fmt.Sprintf("another program holds the database %s locked", path)
		e.Hint = "Close that program, or try again."
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		e.Kind = tradeoff.Internal
		e.Message = fmt.Sprintf("the database %s is damaged", path)
		e.Hint = "Restore a backup."
	case sqlite3.ErrInterrupt:
		return context.Canceled
	default:
		e.Kind = tradeoff.Internal
		e.Message = "the database failed"
	}
	return e
}

// damaged returns the error of stored data that can't be trusted.
func damaged(err error, format string, args ...any) error {
	return &tradeoff.Error{
		Kind:    tradeoff.Internal,
		Message: fmt.Sprintf(format, args...) + " is damaged in the database",
		Hint:    "Restore a backup, or delete it and upload the file again.",
		Err:     err,
	}
}

// damagedRun returns the error of a part of a run that can't be trusted.
func damagedRun(id int64, part string, err error) error {
	return damaged(err, "run %d (its %s)", id, part)
}

func noExperiment(id int64) error {
	return tradeoff.Errorf(tradeoff.NotFound, "there is no experiment %d", id)
}

func noRun(id int64) error {
	return tradeoff.Errorf(tradeoff.NotFound, "there is no run %d", id)
}

// noSweep returns the error of asking a multi-class run for its sweep.
func noSweep(run tradeoff.Run) error {
	return tradeoff.Errorf(tradeoff.NotFound, "run %d has %d classes: no single threshold separates its rows", run.ID,
		len(run.Classes)).
		WithHint("Open the run itself.")
}

// affected returns missing unless exactly one row was changed.
func affected(res sql.Result, err error, missing error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return missing
	}
	return err
}
