package blob

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// A Reader reads the body of a blob from front to back. The first error is
// permanent: from then on every method returns zeros, and [Reader.Err] and
// [Reader.Done] return the error.
type Reader struct {
	b   []byte
	err error
}

var errTrailing = errors.New("there are bytes after the end")

// Err returns the first fault, or nil.
func (r *Reader) Err() error { return r.err }

// Done returns the first error. Unread bytes are an error.
func (r *Reader) Done() error {
	if r.err == nil && len(r.b) > 0 {
		r.err = errTrailing
	}
	return r.err
}

// Failf records a fault, unless there is one already.
func (r *Reader) Failf(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
	r.b = nil
}

// Rest returns how many bytes are left to read.
func (r *Reader) Rest() int { return len(r.b) }

// Bytes returns the next n bytes, which the caller must not change, or nil.
func (r *Reader) Bytes(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.b) {
		r.fail(ErrShort)
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *Reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

// Byte returns the next byte.
func (r *Reader) Byte() byte {
	if b := r.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint64 returns the next eight bytes, little endian.
func (r *Reader) Uint64() uint64 {
	if b := r.Bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// Float64 returns the next eight bytes as a number.
func (r *Reader) Float64() float64 { return math.Float64frombits(r.Uint64()) }

// Uvarint returns the next integer of variable length.
func (r *Reader) Uvarint() uint64 {
	if r.err != nil {
		return 0
	}
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail(ErrShort)
		return 0
	}
	r.b = r.b[n:]
	return v
}

// Count returns the next integer of variable length, which is a number of
// things and must not be above most.
func (r *Reader) Count(most int) int {
	v := r.Uvarint()
	if v > uint64(most) {
		r.Failf("a count of %d is above %d", v, most)
		return 0
	}
	return int(v)
}
