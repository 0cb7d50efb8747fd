package parquet

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"tradeoff/internal/limits"
)

// An encoding is the encoding of values in a page.
type encoding int64

// The encodings.
const (
	plain           encoding = 0
	plainDictionary encoding = 2
	runLength       encoding = 3
	bitPacked       encoding = 4 // of levels in old files only
	deltaBinary     encoding = 5
	deltaLength     encoding = 6
	deltaBytes      encoding = 7
	dictionaryIndex encoding = 8
	streamSplit     encoding = 9
)

var (
	errEncoding = errors.New("its encoding does not suit its type")
	errCount    = errors.New("it has more or fewer values than its header says")
	errLength   = errors.New("a value has an impossible length")
)

// A list is decoded values: whole numbers and booleans in ints,
// floating-point numbers in floats, and positions of all other values in data
// in spans.
type list struct {
	ints   []int64
	floats []float64
	data   []byte
	spans  []span
}

type span struct{ from, to uint32 }

func (v *list) reset() {
	v.ints, v.floats, v.spans, v.data = v.ints[:0], v.floats[:0], v.spans[:0], nil
}

// len returns the number of values.
func (v *list) len() int { return len(v.ints) + len(v.floats) + len(v.spans) }

// bytes returns a value that is bytes.
func (v *list) bytes(k int) []byte { return v.data[v.spans[k].from:v.spans[k].to] }

// maxDecimal is how many bytes a decimal may have: 300 digits.
const maxDecimal = 128

// decode fills v with n values of l from data. room limits the size of
// delta-encoded bytes.
func (v *list) decode(l *leaf, e encoding, data []byte, n int, room *limits.Room) error {
	if err := v.values(l, e, data, n, room); err != nil {
		return err
	}
	if l.meaning == decimals {
		for _, s := range v.spans {
			if s.to-s.from > maxDecimal {
				return errLength
			}
		}
	}
	return nil
}

func (v *list) values(l *leaf, e encoding, data []byte, n int, room *limits.Room) error {
	if v.reset(); n == 0 {
		return nil
	}
	switch e {
	case plain:
		return v.plain(l, data, n)
	case runLength:
		if l.physical != boolean {
			return errEncoding
		}
		if len(data) < 4 || uint64(binary.LittleEndian.Uint32(data)) > uint64(len(data)-4) {
			return errShort
		}
		values, err := hybrid(nil, data[4:4+binary.LittleEndian.Uint32(data)], 1, n)
		for _, x := range values {
			v.ints = append(v.ints, int64(x))
		}
		return err
	case deltaBinary:
		if l.physical != int32Type && l.physical != int64Type {
			return errEncoding
		}
		var err error
		v.ints, _, err = deltas(v.ints, data, n)
		if l.physical == int32Type {
			for i, x := range v.ints {
				v.ints[i] = int64(int32(x))
			}
		}
		return err
	case deltaLength:
		if l.physical != byteArray {
			return errEncoding
		}
		return v.deltaLength(data, n)
	case deltaBytes:
		if l.physical != byteArray && l.physical != fixedBytes {
			return errEncoding
		}
		return v.deltaBytes(l, data, n, room)
	case streamSplit:
		return v.streamSplit(l, data, n)
	}
	return errEncoding
}

// plain reads values one after the other.
func (v *list) plain(l *leaf, data []byte, n int) error {
	if l.physical == byteArray {
		v.data, v.spans = data, slices.Grow(v.spans, n)
		pos := 0
		for range n {
			if len(data)-pos < 4 {
				return errShort
			}
			length := uint64(binary.LittleEndian.Uint32(data[pos:]))
			pos += 4
			if length > uint64(len(data)-pos) {
				return errLength
			}
			v.spans = append(v.spans, span{uint32(pos), uint32(pos + int(length))})
			pos += int(length)
		}
		return nil
	}
	if l.physical == boolean {
		if len(data) < (n+7)/8 {
			return errShort
		}
		v.ints = slices.Grow(v.ints, n)
		for i := range n {
			v.ints = append(v.ints, int64(data[i/8]>>(i%8)&1))
		}
		return nil
	}
	width := l.bytesEach()
	if len(data)/width < n {
		return errShort
	}
	switch l.physical {
	case int32Type:
		v.ints = slices.Grow(v.ints, n)[:n]
		for i := range v.ints {
			v.ints[i] = int64(int32(binary.LittleEndian.Uint32(data[4*i:])))
		}
	case int64Type:
		v.ints = slices.Grow(v.ints, n)[:n]
		for i := range v.ints {
			v.ints[i] = int64(binary.LittleEndian.Uint64(data[8*i:]))
		}
	case float32Type:
		v.floats = slices.Grow(v.floats, n)[:n]
		for i := range v.floats {
			v.floats[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:])))
		}
	case float64Type:
		v.floats = slices.Grow(v.floats, n)[:n]
		for i := range v.floats {
			v.floats[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
		}
	default:
		v.fixed(data[:n*width], width)
	}
	return nil
}

// bytesEach returns the size of a value, 0 if sizes differ.
func (l *leaf) bytesEach() int {
	switch l.physical {
	case int32Type, float32Type:
		return 4
	case int64Type, float64Type:
		return 8
	case int96Type:
		return 12
	case fixedBytes:
		return l.length
	}
	return 0
}

// fixed takes values of the same width.
func (v *list) fixed(data []byte, width int) {
	v.data, v.spans = data, slices.Grow(v.spans, len(data)/width)
	for at := 0; at < len(data); at += width {
		v.spans = append(v.spans, span{uint32(at), uint32(at + width)})
	}
}

// streamSplit reads values stored as all first bytes, then all second bytes,
// and so on.
func (v *list) streamSplit(l *leaf, data []byte, n int) error {
	width := l.bytesEach()
	if width == 0 || l.physical == int96Type {
		return errEncoding
	}
	if len(data)/width < n {
		return errShort
	}
	joined := make([]byte, n*width)
	for b := range width {
		stream := data[b*n : (b+1)*n]
		for i, x := range stream {
			joined[i*width+b] = x
		}
	}
	return v.plain(l, joined, n)
}

// deltaLength reads the lengths of all values and then their bytes.
func (v *list) deltaLength(data []byte, n int) error {
	lengths, used, err := deltas(nil, data, n)
	if err != nil {
		return err
	}
	v.data, v.spans = data[used:], slices.Grow(v.spans, n)
	pos := int64(0)
	for _, length := range lengths {
		if length < 0 || length > int64(len(v.data))-pos {
			return errLength
		}
		v.spans = append(v.spans, span{uint32(pos), uint32(pos + length)})
		pos += length
	}
	return nil
}

// deltaBytes reads values that share a prefix with the previous one.
func (v *list) deltaBytes(l *leaf, data []byte, n int, room *limits.Room) error {
	prefixes, used, err := deltas(nil, data, n)
	if err != nil {
		return err
	}
	var tails list
	if err := tails.deltaLength(data[used:], n); err != nil {
		return err
	}
	total, before := int64(0), int64(0)
	for k, prefix := range prefixes {
		if prefix < 0 || prefix > before {
			return errLength
		}
		before = prefix + int64(tails.spans[k].to-tails.spans[k].from)
		if l.physical == fixedBytes && before != int64(l.length) {
			return errLength
		}
		total += before
	}
	if total > maxPage {
		return errPage
	}
	if err := room.Take(total); err != nil {
		return err
	}
	v.data, v.spans = make([]byte, 0, total), slices.Grow(v.spans, n)
	last := 0
	for k, prefix := range prefixes {
		at := len(v.data)
		v.data = append(v.data, v.data[last:last+int(prefix)]...)
		v.data = append(v.data, tails.bytes(k)...)
		v.spans = append(v.spans, span{uint32(at), uint32(len(v.data))})
		last = at
	}
	return nil
}

// deltas appends the n whole numbers of a delta binary packed sequence to dst
// and returns how many bytes they took.
func deltas(dst []int64, data []byte, n int) (values []int64, used int, err error) {
	t := thrift{b: data} // whose integers are the same
	block, minis, total, value := t.uvarint(), t.uvarint(), t.uvarint(), t.int()
	switch {
	case t.err != nil:
		return dst, 0, t.err
	case total != uint64(n):
		return dst, 0, errCount
	case minis == 0 || block == 0 || block > 1<<20 || block%minis != 0 || block/minis%8 != 0:
		return dst, 0, errEncoding
	}
	each := int(block / minis)
	dst = slices.Grow(dst, n)
	for left := n; left > 0; {
		if left == n {
			dst = append(dst, value)
			left--
			continue
		}
		least := t.int()
		at := t.pos
		if t.take(int(minis)); t.err != nil {
			return dst, 0, t.err
		}
		for _, width := range data[at : at+int(minis)] {
			if left == 0 {
				break // the next block has no bytes
			}
			if width > 64 {
				return dst, 0, errEncoding
			}
			packed := data[t.pos:]
			size := each * int(width) / 8
			if t.take(size); t.err != nil {
				return dst, 0, t.err
			}
			for i := range min(each, left) {
				value += least + int64(bitsAt(packed[:size], i*int(width), uint(width)))
				dst = append(dst, value)
			}
			left -= min(each, left)
		}
	}
	return dst, t.pos, nil
}
