package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"tradeoff/internal/tradeoff"
)

// A spool holds what came as a stream so that it can be read at any place:
// small files in memory, others in a temporary one.
type spool struct {
	io.ReaderAt
	size int64
}

// spoolMemory is how many bytes of one input are held in memory.
const spoolMemory = 4 << 20

// spool reads r until its end. It is freed with the input.
func (in *input) spool(r io.Reader) (*spool, error) {
	var head bytes.Buffer
	if n, err := io.CopyN(&head, r, spoolMemory-in.spooled); err == io.EOF {
		in.spooled += n
		return &spool{bytes.NewReader(head.Bytes()), n}, nil
	} else if err != nil {
		return nil, err
	}
	f, err := in.tempFile()
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(f, io.MultiReader(&head, r))
	if err != nil {
		return nil, in.diskError(err)
	}
	return &spool{f, n}, nil
}

// tempFile makes a temporary file. It loses its name at once where the system
// allows that, as Unix does: then nothing is left of it even after a crash.
// Elsewhere it is removed when the input is closed.
func (in *input) tempFile() (*os.File, error) {
	f, err := os.CreateTemp(in.options.TempDir, "tradeoff-*")
	if err != nil {
		return nil, in.diskError(err)
	}
	unnamed := os.Remove(f.Name()) == nil
	in.opened = append(in.opened, func() {
		f.Close()
		if !unnamed {
			os.Remove(f.Name())
		}
	})
	return f, nil
}

// diskError says what to do when there is no room for a temporary file. Errors
// of the file that comes in are left as they are.
func (in *input) diskError(err error) error {
	var e *tradeoff.Error
	var path *os.PathError
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, syscall.ENOSPC):
		dir := in.options.TempDir
		if dir == "" {
			dir = os.TempDir()
		}
		e = tradeoff.Errorf(tradeoff.Unavailable, "there is no room for a temporary file").WithMend("Make room in %s.", dir)
		e.Err = err
		return e
	case errors.As(err, &path):
		return fmt.Errorf("ingest: temporary file: %w", err)
	}
	return err
}
