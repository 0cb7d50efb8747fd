package ingest

import (
	"bytes"
	"io"
)

// Sizes of blocks in bytes. Small ones stay in the processor's cache from
// reading to parsing, which doubles the speed against blocks of megabytes; wide
// tables need larger ones, lest what is kept beside each column outgrow them.
const (
	sampleSize = 1 << 20 // the first, from which the roles are guessed
	blockSize  = 256 << 10
	columnSize = 1 << 10 // for each column
	startSize  = 64 << 10
	slack      = 16 // readable bytes behind a block, so that words can be read at its end
)

// blocks cuts a text into blocks that end at the end of a record. Each block
// can be parsed on its own.
//
// In well-formed delimited text a newline lies inside quotes if and only if the number
// of quotes before it is odd, so finding the cut takes no parsing. Where a
// quote stands that should not, the cuts behind it may be wrong; but then the
// block that holds it is refused, and no later one matters.
type blocks struct {
	r        io.Reader
	size     int // of a block, if the records are no longer
	maxLine  int
	unquoted bool   // every newline ends a record
	rest     []byte // behind the last cut
	large    bool   // a block was cut, so that the next is as large
	done     bool   // nothing more to read
}

// next reads the next block into buf's memory, or a larger one. The block ends
// with a newline, one being added at the end of the file, or in a record that
// is longer than maxLine; then it is the last. Behind the last block next
// returns io.EOF.
func (b *blocks) next(buf []byte) ([]byte, error) {
	buf = append(buf[:0], b.rest...)
	b.rest = b.rest[:0]
	quotes, counted := 0, 0
	for !b.done {
		want := b.size
		if !b.large { // perhaps the file is small
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

// lastRecordEnd returns the position behind the last newline of buf that has
// an even number of the given number of quotes before it, 0 if there is none.
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
