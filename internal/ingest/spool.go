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

// RandomAccess is a reader that can be read at any offset, like
// [io.SectionReader], and from its beginning.
type RandomAccess interface {
	io.Reader
	io.ReaderAt
	Size() int64
}

// A Spool stores a stream for random access: up to a limit in memory, else in
// a temporary file.
type Spool struct {
	*io.SectionReader
	free func()
}

// NewSpool reads r until its end. If there are more than memory bytes they go
// to a file in the folder dir, or in the system's temporary folder if dir is
// "". Errors of r are returned unchanged.
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

// Close frees the memory or the file of s.
func (s *Spool) Close() { s.free() }

// tempFile makes a temporary file. Where the system allows it, as Unix does,
// the file is unlinked at once, so that nothing is left even after a crash.
// On other systems free removes it.
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

// diskError adds a hint to the error of a full disk. Errors of the incoming
// file are returned unchanged.
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

// spoolMemory is how many bytes of one input are stored in memory.
const spoolMemory = 4 << 20

// randomAccess reads r until its end and returns the content. If that is the
// uncompressed file itself, and it implements RandomAccess, it is not copied.
func (in *input) randomAccess(r io.Reader, layers int) (RandomAccess, error) {
	if in.whole == nil || layers > 0 {
		return in.spool(r)
	}
	_, err := io.Copy(io.Discard, r) // which counts it
	return in.whole, err
}

// spool reads r until its end into a spool that is freed with the input.
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
