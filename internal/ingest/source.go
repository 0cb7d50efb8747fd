package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A source is the text of a file: what came in, unpacked and within limits.
type source struct {
	r      io.Reader
	limits Limits

	packed *meter // what came in
	gzip   bool
	out    int64 // bytes handed out
}

// A meter counts what is read through it and remembers why it ended.
type meter struct {
	r   io.Reader
	n   int64
	max int64
	err error // the reader's own, io.EOF excepted
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	if m.n > m.max {
		m.err = limits.Size.Refuse("Send fewer rows or columns, compress the file", "the file is larger than %s", bytesText(m.max))
		return 0, m.err
	}
	if err != nil && err != io.EOF {
		m.err = err
	}
	return n, err
}

// newSource looks at the first bytes of r to see how they are packed.
func newSource(r io.Reader, l Limits) (*source, error) {
	s := &source{limits: l, packed: &meter{r: r, max: l.Bytes}}
	in := bufio.NewReaderSize(s.packed, 64<<10)
	head, err := in.Peek(8)
	if err != nil && err != io.EOF {
		return nil, s.failure(err)
	}
	if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, s.failure(err)
		}
		s.r, s.gzip = z, true
		return s, nil
	}
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "this is %s, which is not read here", f.name).
				WithMend("%s", f.mend)
		}
	}
	s.r = in
	return s, nil
}

// foreign lists what people send that no reader here takes.
var foreign = []struct{ magic, name, mend string }{
	{"PK\x03\x04", "a zip archive or an Excel workbook", "Unpack it, or save the sheet as CSV."},
	{"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV."},
	{"PAR1", "a Parquet file", "Save the table as CSV."},
	{"\x93NUMPY", "a NumPy array", "Save labels and scores as two columns of a CSV."},
	{"\x28\xb5\x2f\xfd", "a Zstandard file", "Unpack it, or pack it with gzip."},
	{"BZh", "a bzip2 file", "Unpack it, or pack it with gzip."},
	{"\xfd7zXZ\x00", "an xz file", "Unpack it, or pack it with gzip."},
	{"SQLite f", "an SQLite database", "Export the table as CSV."},
	{"%PDF", "a PDF", "Send the table as CSV."},
}

// Read hands out text until the file ends or a limit is reached.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.out += int64(n)
	switch {
	case s.out > s.limits.Unpacked:
		return 0, limits.Unpacked.Refuse("Split the file", "the unpacked file is larger than %s", bytesText(s.limits.Unpacked))
	case s.gzip && s.out > s.limits.RatioFrom && s.out/s.limits.Ratio > s.packed.n:
		return 0, limits.Ratio.Refuse("Send it unpacked if it is no mistake", "the file unpacks to more than %d times its size", s.limits.Ratio)
	case err != nil && err != io.EOF:
		return 0, s.failure(err)
	}
	return n, err
}

// failure says whether the sender or the data is at fault.
func (s *source) failure(err error) error {
	var e *tradeoff.Error
	switch {
	case errors.As(err, &e):
		return e
	case s.packed.err != nil: // the connection, the disk
		return fmt.Errorf("ingest: read: %w", s.packed.err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		e = tradeoff.Errorf(tradeoff.Invalid, "the gzip data ends before its end")
	default:
		e = tradeoff.Errorf(tradeoff.Invalid, "the gzip data is damaged")
	}
	e.Err = err
	return e.WithMend("Pack or send the file again.")
}

// bytesText returns a limit as people write it.
func bytesText(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= u.size && n%u.size == 0 {
			return fmt.Sprintf("%d %s", n/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
