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

// RandomAccess is what can be read at any place, as an [io.SectionReader] can,
// and from its beginning.
type RandomAccess interface {
	io.Reader
	io.ReaderAt
	Size() int64
}

// A Spool holds what came as a stream so that it can be read at any place: a
// little in memory, more in a temporary file.
type Spool struct {
	*io.SectionReader
	free func()
}

// NewSpool reads r until its end. More than so many bytes go to a file in the
// folder dir, or the system's for temporary files if that is "". Errors of r are
// returned as they are.
func NewSpool(r io.Reader, memory int64, dir string) (*Spool, error) {
	var head bytes.Buffer
	n, err := io.CopyN(&head, r, memory)
	switch {
	case err == io.EOF:
		return &Spool{io.NewSectionReader(bytes.NewReader(head.Bytes()), 0, n), func() {}}, nil
	case err != nil:
		return nil, err
	}
	f, free, err := tempFile(dir)
	if err != nil {
		return nil, diskError(err, dir)
	}
	if n, err = io.Copy(f, io.MultiReader(&head, r)); err != nil {
		free()
		return nil, diskError(err, dir)
	}
	return &Spool{io.NewSectionReader(f, 0, n), free}, nil
}

// Close frees what s holds.
func (s *Spool) Close() { s.free() }

// tempFile makes a temporary file. It loses its name at once where the system
// allows that, as Unix does: then nothing is left of it even after a crash.
// Elsewhere free removes it.
func tempFile(dir string) (f *os.File, free func(), err error) {
	if f, err = os.CreateTemp(dir, "tradeoff-*"); err != nil {
		return nil, nil, err
	}
	unnamed := os.Remove(f.Name()) == nil
	return f, func() {
		f.Close()
		if !unnamed {
			os.Remove(f.Name())
		}
	}, nil
}

// diskError says what to do when there is no room for a temporary file. Errors
// of the file that comes in are left as they are.
func diskError(err error, dir string) error {
	var e *tradeoff.Error
	var path *os.PathError
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, syscall.ENOSPC):
		if dir == "" {
			dir = os.TempDir()
		}
		e = tradeoff.Errorf(tradeoff.Unavailable, "there is no room for a temporary file").WithHint("Make room in %s.", dir)
		e.Err = err
		return e
	case errors.As(err, &path):
		return fmt.Errorf("ingest: temporary file: %w", err)
	}
	return err
}

// spoolMemory is how many bytes of one input are held in memory.
const spoolMemory = 4 << 20

// randomAccess reads r until its end and returns what it held. If that is the file
// itself, which no packing is around, and it can be read at any place, it is not
// copied.
func (in *input) randomAccess(r io.Reader, layers int) (RandomAccess, error) {
	if in.whole == nil || layers > 0 {
		return in.spool(r)
	}
	_, err := io.Copy(io.Discard, r) // which counts it
	return in.whole, err
}

// spool reads r until its end into what is freed with the input.
func (in *input) spool(r io.Reader) (RandomAccess, error) {
	s, err := NewSpool(r, spoolMemory-in.spooled, in.options.TempDir)
	if err != nil {
		return nil, err
	}
	if in.spooled+s.Size() <= spoolMemory {
		in.spooled += s.Size()
	}
	in.opened = append(in.opened, s.Close)
	return s, nil
}
