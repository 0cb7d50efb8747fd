package ingest

import (
	"bytes"
	"io"
)

// Sizes of blocks in bytes. Small blocks stay in the processor's cache from
// reading to parsing, which is twice as fast as blocks of megabytes. Wide
// tables need larger ones: otherwise the memory per column would exceed the
// block.
const (
	sampleSize = 1 << 20 // the first, from which the roles are guessed
	blockSize  = 256 << 10
	columnSize = 1 << 10 // for each column
	startSize  = 64 << 10
	slack      = 16 // readable bytes after a block, so that words can be read at its end
)

// blocks splits a text into blocks that end at the end of a record. Each
// block can be parsed independently.
//
// In well-formed delimited text a newline is inside quotes if and only if the
// number of quotes before it is odd, so finding the cut takes no parsing. A
// stray quote may put the later cuts in the wrong places; but then the block
// with the stray quote is refused, and no later block matters.
type blocks struct {
	r        io.Reader
	size     int // of a block, if the records are no longer
	maxLine  int
	unquoted bool   // every newline ends a record
	rest     []byte // behind the last cut
	large    bool   // a block was cut, so that the next is as large
	done     bool   // nothing more to read
}

// next reads the next block into buf's memory, or into a larger buffer. The
// block ends with a newline (one is added at the end of the file), or within
// a record that is longer than maxLine; that block is the last. After the
// last block next returns io.EOF.
func (b *blocks) next(buf []byte) ([]byte, error) {
	buf = append(buf[:0], b.rest...)
	b.rest = b.rest[:0]
	quotes, counted := 0, 0
	for !b.done {
		want := b.size
		if !b.large { // the file may be small
			want = min(max(startSize, 2*len(buf)), b.size)
		}
		if len(buf) >= b.size {
			if !b.unquoted {
				quotes += bytes.Count(buf[counted:], quote)
				counted = len(buf)
			}
			if cut := lastRecordEnd(buf, quotes); cut > 0 {
				b.rest = append(b.rest, buf[cut:]...)
				b.large = true
				return buf[:cut], nil
			}
			if len(buf) > b.maxLine {
				b.done = true
				break
			}
			want = 2 * len(buf)
		}
		var err error
		if buf, err = b.fill(buf, want); err != nil {
			return nil, err
		}
	}
	if len(buf) == 0 {
		return nil, io.EOF
	}
	if buf[len(buf)-1] != '\n' {
		if buf[len(buf)-1] == '\r' { // the last line may end in half a line end
			buf = buf[:len(buf)-1]
		}
		buf = append(buf, '\n')
	}
	return buf, nil
}

// fill reads until buf has n bytes or the text ends.
func (b *blocks) fill(buf []byte, n int) ([]byte, error) {
	if cap(buf) < n+slack {
		grown := make([]byte, len(buf), n+slack)
		copy(grown, buf)
		buf = grown
	}
	for len(buf) < n && !b.done {
		k, err := b.r.Read(buf[len(buf):n])
		buf = buf[:len(buf)+k]
		if err == io.EOF {
			b.done = true
		} else if err != nil {
			return nil, err
		}
	}
	return buf, nil
}

var quote = []byte{'"'}

// lastRecordEnd returns the position after the last newline of buf with an
// even number of quotes before it, starting from the given number; 0 if there
// is none.
func lastRecordEnd(buf []byte, quotes int) int {
	end := len(buf)
	for {
		i := bytes.LastIndexByte(buf[:end], '\n')
		if i < 0 {
			return 0
		}
		if quotes > 0 {
			quotes -= bytes.Count(buf[i:end], quote)
		}
		if quotes%2 == 0 {
			return i + 1
		}
		end = i
	}
}
