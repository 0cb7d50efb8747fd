package arrow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// damaged is the error of a file that contradicts itself or the format.
func damaged(format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "the Arrow file is damaged: %s", fmt.Sprintf(format, args...)).
		WithHint("Write or send the file again.")
}

// unsupported is the error of an Arrow feature that this package does not
// support.
func unsupported(hint, format string, args ...any) *tradeoff.Error {
	what := fmt.Sprintf(format, args...)
	return tradeoff.Errorf(tradeoff.Invalid, "the Arrow file has %s, which is not supported", what).WithHint("%s", hint)
}

// tooLarge is the error of something that needs too much memory at once.
func tooLarge(format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.TooLarge, format, args...).
		WithHint(`Write smaller batches, or Parquet: df.to_parquet("predictions.parquet").`)
}

func tooManyColumns(l limits.Limits) *tradeoff.Error {
	return limits.Columns.Refuse("Send only labels, scores and columns that describe the cases",
		"the file has more than %d columns",
		l.Columns)
}

// inColumn adds the column and the row to an error.
func inColumn(err *tradeoff.Error, column string, row int) *tradeoff.Error {
	return err.At(tradeoff.Place{Row: row, Column: column})
}

// broken is the error of a reader that panicked.
func broken(v any) error {
	e := tradeoff.Errorf(tradeoff.Internal, "the file made its reader fail")
	e.Err = fmt.Errorf("arrow: panic: %v", v)
	return e
}

// wrap adds the column to an error. Errors of the disk and of the context are
// returned unchanged.
func (l *leaf) wrap(err error) error {
	var ours *tradeoff.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &ours):
		if ours.Place.Column == "" && ours.Kind != tradeoff.Internal {
			return inColumn(ours, l.name, ours.Place.Row)
		}
		return err
	case errors.As(err, &path), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	e := damaged("the values cannot be read: %v", err)
	e.Err = err
	return inColumn(e, l.name, 0)
}

// readAt fills p. Errors of the reader are returned unchanged.
func readAt(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if err == io.EOF {
		return damaged("it ends too early")
	}
	return err
}
