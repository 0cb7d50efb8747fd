package ingest

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// An input is a file while it is read, with what has been decompressed from
// it so far, both within limits.
type input struct {
	tables  []*Table // read so far
	topOnly bool     // tables are opened and not read

	guess    *encodingGuess // of the text that is read; nil if it is UTF-8 or UTF-16
	options  Options
	whole    RandomAccess // the file, if it can be read at any place
	packed   *meter
	unpacked int64
	spooled  int64    // bytes held in memory
	opened   []func() // undone when the input is closed
}

func newInput(r io.Reader, o Options) *input {
	whole, _ := r.(RandomAccess)
	return &input{options: o, whole: whole, packed: &meter{r: r, max: o.Limits.Bytes}}
}

// close frees what the input holds, temporary files among it.
func (in *input) close() {
	for _, undo := range in.opened {
		undo()
	}
}

// A meter counts what is read through it and remembers the error that ended
// it.
type meter struct {
	r   io.Reader
	n   int64
	max int64
	err error // the reader's own, io.EOF excepted
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	switch {
	case m.n > m.max:
		m.err = limits.Size.Refuse("Send fewer rows or columns, compress the file", "the file is larger than %s",
			bytesText(m.max))
		return 0, m.err
	case err == nil || err == io.EOF:
		return n, err
	}
	var e *tradeoff.Error
	if !errors.As(err, &e) { // the connection, the disk
		err = fmt.Errorf("ingest: read: %w", err)
	}
	m.err = err
	return n, err
}

// headSize is how much of a file is available for recognising its format.
const headSize = 64 << 10

// A packing is a way to compress a single file.
type packing struct {
	name  string
	magic string
	open  func(in *input, r io.Reader) (io.Reader, error)
}

var packings = []packing{
	{"gzip", "\x1f\x8b", func(_ *input, r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
	{"Zstandard", "\x28\xb5\x2f\xfd", openZstd},
	{"bzip2", "BZh", func(_ *input, r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
}

// zstdWindow is the largest window of Zstandard data, which is the memory
// that decoding needs.
const zstdWindow = 64 << 20

func openZstd(in *input, r io.Reader) (io.Reader, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(zstdWindow))
	if err != nil {
		return nil, err
	}
	in.opened = append(in.opened, z.Close)
	return z, nil
}

// packingOf returns the packing of a file that begins with head, nil if it is
// not compressed.
func packingOf(head []byte) *packing {
	for i := range packings {
		if bytes.HasPrefix(head, []byte(packings[i].magic)) && (packings[i].name != "bzip2" || isBzip2(head)) {
			return &packings[i]
		}
	}
	return nil
}

// isBzip2 reports whether head is that of bzip2 data. Its magic alone could
// begin a CSV header: a level must follow, and the first block or the end.
func isBzip2(head []byte) bool {
	return len(head) >= 10 && '1' <= head[3] && head[3] <= '9' &&
		(string(head[4:10]) == "1AY&SY" || string(head[4:10]) == "\x17\x72\x45\x38\x50\x90")
}

// unpack returns the decompressed content of r.
func (in *input) unpack(p *packing, r io.Reader) (io.Reader, error) {
	u := &unpacker{in: in, name: p.name}
	z, err := p.open(in, r)
	if err != nil {
		return nil, u.failure(err)
	}
	u.r = z
	return u, nil
}

// An unpacker counts what is decompressed.
type unpacker struct {
	in   *input
	r    io.Reader
	name string // of the packing
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	in, l := u.in, &u.in.options.Limits
	in.unpacked += int64(n)
	switch {
	case in.unpacked > l.Unpacked:
		return 0, limits.Unpacked.Refuse("Split the file", "the unpacked file is larger than %s", bytesText(l.Unpacked))
	case in.unpacked > l.RatioFrom && in.unpacked/l.Ratio > in.packed.n:
		return 0, limits.Ratio.Refuse("If that is intended, send it unpacked",
			"the file unpacks to more than %d times its size", l.Ratio)
	case err != nil && err != io.EOF:
		return 0, u.failure(err)
	}
	return n, err
}

// failure tells whether the sender or the data caused an error.
func (u *unpacker) failure(err error) error {
	var e *tradeoff.Error
	switch {
	case errors.As(err, &e):
		return e
	case u.in.packed.err != nil:
		return u.in.packed.err
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return tradeoff.Errorf(tradeoff.TooLarge, "the %s data need more than %s of memory to be unpacked", u.name,
			bytesText(zstdWindow)).
			WithHint("Pack the file again without --long and --ultra.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		e = tradeoff.Errorf(tradeoff.Invalid, "the %s data are cut off", u.name)
	default:
		e = tradeoff.Errorf(tradeoff.Invalid, "the %s data are damaged", u.name)
	}
	e.Err = err
	return e.WithHint("Pack or send the file again.")
}

// peek returns the first n bytes of r, or fewer if there are no more.
func peek(r *bufio.Reader, n int) ([]byte, error) {
	head, err := r.Peek(n)
	if err == io.EOF || err == bufio.ErrBufferFull {
		err = nil
	}
	return head, err
}

// bytesText formats a limit in bytes.
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
