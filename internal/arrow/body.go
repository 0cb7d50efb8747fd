package arrow

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// Bytes of a buffer. Writers make batches of some ten thousand rows, or one of all.
// Columns with large buffers are read one at a time.
const (
	maxBuffer   = 512 << 20
	largeBuffer = 8 << 20
)

var errBuffer = errors.New("it has less than its values need")

// A codec is the compression of buffers.
type codec int

// The codecs, numbered as in the format but for the first.
const (
	lz4Codec     codec = 0
	zstdCodec    codec = 1
	uncompressed codec = -1
)

// A batch is the flatbuffer of a batch of rows, or of values of a dictionary.
type batch struct {
	block
	size    int64 // of the body
	rows    int
	codec   codec
	nodes   flatVector // 16 bytes each: values, missing ones
	buffers flatVector // 16 bytes each: where in the body, and bytes
	views   []int      // buffers of bytes of each array of views
}

// batch reads a message, which must have as many arrays and buffers as size says.
func (r *Reader) batch(at block, size place) (*batch, error) {
	m, err := r.f.message(at)
	if err != nil {
		return nil, err
	}
	t := m.header
	if m.kind == dictionaryMessage {
		t, _ = t.table(1)
	}
	if t.f == nil {
		return nil, unreadableFlat(m.header.f)
	}
	b := &batch{block: at, size: m.body, codec: uncompressed, nodes: t.vector(1, 16), buffers: t.vector(2, 16)}
	rows := t.int64(0)
	if c, ok := t.table(3); ok {
		b.codec = codec(c.int8(0, 0))
		if (b.codec != lz4Codec && b.codec != zstdCodec) || c.int8(1, 0) != 0 {
			return nil, unsupported("Write it without compression, or with LZ4 or Zstandard.", "an unknown compression")
		}
	}
	counts := t.vector(4, 8)
	buffers := size.buffer
	for i := range counts.n {
		n := counts.int64(i, 0)
		if n < 0 || n > int64(b.buffers.n) {
			return nil, damaged("a batch has %d buffers of views", n)
		}
		b.views = append(b.views, int(n))
		buffers += int(n)
	}
	switch {
	case t.f.err != nil:
		return nil, unreadableFlat(t.f)
	case rows < 0 || rows > int64(r.f.limits.Rows):
		return nil, damaged("a batch has %d rows", rows)
	case b.nodes.n != size.node || b.buffers.n != buffers || len(b.views) != size.views:
		return nil, damaged("a batch has %d arrays and %d buffers, not %d and %d", b.nodes.n, b.buffers.n, size.node, buffers)
	}
	b.rows = int(rows)
	return b, nil
}

// bufferOf returns which buffer of the batch is the first at a place: those of views
// before it count too.
func (b *batch) bufferOf(p place) int {
	i := p.buffer
	for _, n := range b.views[:p.views] {
		i += n
	}
	return i
}

// A slot is a reusable buffer of a reader.
type slot int

const (
	validSlot slot = iota
	offsetSlot
	dataSlot
	listValidSlot
	listSlot
	packedSlot
	viewSlot // several at once, so never reused
	slots
)

// memory returns n bytes, those of the slot if they are few and the reader does not
// keep what it reads.
func (r *Reader) memory(s slot, n int64) []byte {
	if n > largeBuffer || s == viewSlot || r.keep && s != packedSlot {
		return make([]byte, n)
	}
	if int64(cap(r.slots[s])) < n {
		r.slots[s] = make([]byte, n+n/4)
	}
	return r.slots[s][:n]
}

// hold waits until no other reader has large buffers.
func (r *Reader) hold() {
	if !r.holds {
		r.f.large <- struct{}{}
		r.holds = true
	}
}

// release releases what hold acquired.
func (r *Reader) release() {
	if r.holds {
		<-r.f.large
		r.holds = false
	}
}

// buffer reads buffer i of a batch, of which need bytes are needed, or all if that is
// below 0.
func (r *Reader) buffer(b *batch, i int, s slot, need int64) ([]byte, error) {
	at, length := b.buffers.int64(i, 0), b.buffers.int64(i, 8)
	if at < 0 || length < 0 || at > b.size || length > b.size-at {
		return nil, damaged("a buffer is outside its batch")
	}
	at += b.body
	size := length // when it is unpacked
	packed := b.codec != uncompressed && length > 0
	if packed {
		var head [8]byte
		if length < int64(len(head)) {
			return nil, errBuffer
		}
		if err := readAt(r.f.r, head[:], at); err != nil {
			return nil, err
		}
		at, length = at+8, length-8
		if size = int64(binary.LittleEndian.Uint64(head[:])); size == -1 { // not worth it
			size, packed = length, false
		} else if size < 0 {
			return nil, damaged("a buffer claims %d bytes", size)
		}
	}
	if size < need {
		return nil, errBuffer
	}
	if need >= 0 && !packed {
		size = need
	}
	if size > maxBuffer || length > maxBuffer && packed {
		return nil, tooLarge("a batch of the column has more than %d MB", maxBuffer>>20)
	}
	if size == 0 {
		return nil, nil
	}
	if err := r.take(size); err != nil {
		return nil, err
	}
	if r.keep && r.f.dictionaries.Add(size) > maxDictionaries {
		return nil, tooLarge("the dictionaries have more than %d MB", maxDictionaries>>20)
	}
	if size > largeBuffer || packed && length > largeBuffer {
		r.hold()
	}
	if !packed {
		data := r.memory(s, size)
		return data, readAt(r.f.r, data, at)
	}
	src := r.memory(packedSlot, length)
	if err := readAt(r.f.r, src, at); err != nil {
		return nil, err
	}
	data := r.memory(s, size)
	if err := r.decompress(b.codec, data, src); err != nil {
		return nil, fmt.Errorf("a buffer cannot be unpacked (%w)", err)
	}
	return data, nil
}

// decompress fills dst exactly.
func (r *Reader) decompress(c codec, dst, src []byte) error {
	if c == lz4Codec {
		if r.lz4 == nil {
			r.lz4 = lz4.NewReader(nil)
			if err := r.lz4.Apply(lz4.ConcurrencyOption(1)); err != nil {
				return err
			}
		}
		r.lz4.Reset(bytes.NewReader(src))
		if _, err := io.ReadFull(r.lz4, dst); err != nil {
			return err
		}
		if n, err := r.lz4.Read(make([]byte, 1)); n > 0 || err != io.EOF {
			return errors.New("it has more than it says")
		}
		return nil
	}
	if r.zstd == nil {
		var err error
		r.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true),
			zstd.WithDecoderMaxMemory(maxBuffer))
		if err != nil {
			return err
		}
	}
	out, err := r.zstd.DecodeAll(src, slices.Clip(dst)[:0])
	if err == nil && len(out) != len(dst) {
		err = errors.New("it has less than it says")
	}
	return err
}
