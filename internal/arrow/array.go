package arrow

import (
	"encoding/binary"
	"math/bits"

	"tradeoff/internal/tradeoff"
)

// An array is the values of a column in a batch, or of a dictionary.
type array struct {
	typ   *valueType
	n     int
	valid []byte // a bit for each value that is there; nil: all are
	data  []byte // fixed values, or offsets, or views
	bytes [][]byte

	state *dictionaryState // of values in a dictionary

	// Of a list's values: those of the first list begin at base, and none are there
	// where a list is missing.
	base  int
	width int
	lists []byte
}

// buffers returns how many buffers an array has, besides those of views.
func (t *valueType) buffers() int {
	switch t.layout {
	case without:
		return 0
	case short, long:
		return 3
	}
	return 2
}

// counts returns how many counts of views a batch has of an array.
func (t *valueType) counts() int {
	if t.layout == views {
		return 1
	}
	return 0
}

// maxValues is how many values an array may have, which lists have more of than there
// are rows.
const maxValues = 1 << 40

// node returns the number of values of an array, and of missing ones.
func (b *batch) node(p place, need int) (n, missing int, err error) {
	length, nulls := b.nodes.int64(p.node, 0), b.nodes.int64(p.node, 8)
	if length < int64(need) || length > maxValues {
		return 0, 0, damaged("a batch has %d values, not %d", length, need)
	}
	if nulls < 0 || nulls > length {
		return 0, 0, damaged("a batch of %d values has %d missing ones", length, nulls)
	}
	return int(length), int(nulls), nil
}

// validity reads the validity bitmap of an array, and checks the number of
// missing values against the batch.
func (r *Reader) validity(b *batch, buffer int, s slot, n, missing int) ([]byte, error) {
	if missing == 0 {
		return nil, nil
	}
	valid, err := r.buffer(b, buffer, s, int64(n+7)/8)
	if err != nil {
		return nil, err
	}
	there := 0
	for _, x := range valid[:n/8] {
		there += bits.OnesCount8(x)
	}
	if n%8 > 0 {
		there += bits.OnesCount8(valid[n/8] & (1<<(n%8) - 1))
	}
	if there != n-missing {
		return nil, damaged("a batch of %d values claims %d missing ones but has %d", n, missing, n-there)
	}
	return valid, nil
}

// array reads the array at a place of a batch. It must have need values, or
// at least as many if they are values of lists.
func (r *Reader) array(b *batch, p place, typ *valueType, need int, listed bool) (*array, error) {
	n, missing, err := b.node(p, need)
	switch {
	case err != nil:
		return nil, err
	case n > need && !listed:
		return nil, damaged("a batch of %d rows has %d values", need, n)
	}
	a := &array{typ: typ, n: need}
	r.taken = 0
	if n == 0 || typ.layout == without {
		return a, r.takeValues(n)
	}
	i := b.bufferOf(p)
	if a.valid, err = r.validity(b, i, validSlot, n, missing); err != nil {
		return nil, err
	}
	switch typ.layout {
	case fixed:
		a.data, err = r.buffer(b, i+1, dataSlot, (int64(n)*int64(typ.bits)+7)/8)
	case views:
		err = r.views(b, i, n, b.views[p.views], a)
	default:
		err = r.texts(b, i, n, a)
	}
	if err == nil {
		err = r.takeValues(n)
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

// takeValues counts the memory of n decoded values, about 8 bytes each, as
// far as it exceeds their buffers.
func (r *Reader) takeValues(n int) error { return r.take(max(0, 8*int64(n)-r.taken)) }

// take counts n bytes, unless the values have been read before.
func (r *Reader) take(n int64) error {
	r.taken += n
	if r.again {
		return nil
	}
	return r.f.room.Take(n)
}

// texts reads texts stored one after the other.
func (r *Reader) texts(b *batch, i, n int, a *array) (err error) {
	if a.data, err = r.offsets(b, i+1, offsetSlot, n, a.typ.layout); err != nil {
		return err
	}
	bytes, err := r.buffer(b, i+2, dataSlot, a.offset(n))
	a.bytes = [][]byte{bytes}
	return err
}

// offsets reads where n values begin, and where the last one ends. None begins before
// the one before it.
func (r *Reader) offsets(b *batch, i int, s slot, n int, l layout) ([]byte, error) {
	each := int64(4)
	if l == long {
		each = 8
	}
	data, err := r.buffer(b, i, s, int64(n+1)*each)
	if err != nil {
		return nil, err
	}
	a := array{typ: &valueType{layout: l}, data: data}
	for k, last := 0, int64(0); k <= n; k++ {
		if at := a.offset(k); at < last {
			return nil, damaged("a value has an impossible length")
		} else {
			last = at
		}
	}
	return data, nil
}

// offset returns where value i begins.
func (a *array) offset(i int) int64 {
	if a.typ.layout == long {
		return int64(binary.LittleEndian.Uint64(a.data[8*i:]))
	}
	return int64(int32(binary.LittleEndian.Uint32(a.data[4*i:])))
}

// views reads texts stored in several buffers.
func (r *Reader) views(b *batch, i, n, buffers int, a *array) (err error) {
	if a.data, err = r.buffer(b, i+1, offsetSlot, viewBytes*int64(n)); err != nil {
		return err
	}
	total := 0
	for k := range buffers {
		bytes, err := r.buffer(b, i+2+k, viewSlot, -1)
		if err != nil {
			return err
		}
		if total += len(bytes); total > maxBuffer {
			return tooLarge("a batch of the column has more than %d MB", maxBuffer>>20)
		} else if total > largeBuffer {
			r.hold()
		}
		a.bytes = append(a.bytes, bytes)
	}
	for k := range n {
		if a.missing(k) {
			continue
		}
		view := a.data[viewBytes*k:][:viewBytes]
		size := int64(int32(binary.LittleEndian.Uint32(view)))
		if size < 0 {
			return damaged("a value has an impossible length")
		}
		if size <= viewInline {
			continue
		}
		in, at := int64(binary.LittleEndian.Uint32(view[8:])), int64(binary.LittleEndian.Uint32(view[12:]))
		if in >= int64(len(a.bytes)) || at+size > int64(len(a.bytes[in])) {
			return damaged("a value is outside its buffer")
		}
	}
	return nil
}

// Bytes of a view, and of a text stored in the view itself.
const (
	viewBytes  = 16
	viewInline = 12
)

// text returns the bytes of value i, which is a text.
func (a *array) text(i int) []byte {
	i += a.base
	if a.typ.layout != views {
		return a.bytes[0][a.offset(i):a.offset(i+1)]
	}
	view := a.data[viewBytes*i:][:viewBytes]
	size := binary.LittleEndian.Uint32(view)
	if size <= viewInline {
		return view[4 : 4+size]
	}
	in, at := binary.LittleEndian.Uint32(view[8:]), int(binary.LittleEndian.Uint32(view[12:]))
	return a.bytes[in][at : at+int(size)]
}

// lists reads the array of a leaf of lists. Fixed-size lists have no offsets.
func (r *Reader) lists(b *batch, l *leaf) (*array, error) {
	n, missing, err := b.node(l.lists, b.rows)
	if err != nil {
		return nil, err
	}
	if n > b.rows {
		return nil, damaged("a batch of %d rows has %d values", b.rows, n)
	}
	if n == 0 {
		return &array{typ: &valueType{}}, nil
	}
	i := b.bufferOf(l.lists)
	a := &array{n: n, typ: &valueType{layout: short}}
	if l.list == largeListKind {
		a.typ.layout = long
	}
	if a.valid, err = r.validity(b, i, listValidSlot, n, missing); err != nil || l.list == fixedListKind {
		return a, err
	}
	a.data, err = r.offsets(b, i+1, listSlot, n, a.typ.layout)
	return a, err
}

// column reads the values of a leaf in a batch. Lists have as many values as the
// first has, and first is the row of the file that the batch begins with.
func (r *Reader) column(b *batch, l *leaf, first int) (*array, error) {
	if l.list == 0 {
		return r.array(b, l.place, &l.values, b.rows, false)
	}
	lists, err := r.lists(b, l)
	if err != nil || lists.n == 0 {
		return lists, err
	}
	base := int64(0)
	if l.list != fixedListKind {
		base = lists.offset(0)
		for i := range lists.n {
			if lists.missing(i) || lists.offset(i+1)-lists.offset(i) != int64(l.width) {
				return nil, inColumn(tradeoff.Errorf(tradeoff.Invalid, "the list does not have %d values, as the first has",
					l.width).
					WithHint("Give all rows lists of the same length."), l.name, first+i+1)
			}
		}
	}
	if base > maxBuffer {
		return nil, tooLarge("a batch of the column has more than %d MB", maxBuffer>>20)
	}
	n := lists.n * l.width
	a, err := r.array(b, l.place, &l.values, int(base)+n, true)
	if err != nil {
		return nil, err
	}
	a.n, a.base, a.width, a.lists = n, int(base), l.width, lists.valid
	return a, nil
}

// check makes sure that all indices of a column are within its dictionary.
func (a *array) check(state *dictionaryState) error {
	n := 0
	if a.state = state; state != nil {
		n = state.len()
	}
	for i := range a.n {
		if k := a.int(i); !a.missing(i) && (k < 0 || k >= int64(n)) {
			return damaged("a value is not in its dictionary")
		}
	}
	return nil
}

func bit(b []byte, i int) bool { return b[i/8]>>(i%8)&1 == 1 }

// missing reports whether value i is missing.
func (a *array) missing(i int) bool {
	return a.typ.layout == without || a.valid != nil && !bit(a.valid, a.base+i) ||
		a.lists != nil && !bit(a.lists, i/a.width)
}

// int returns value i, which is a whole number of 64 bits or fewer, or a boolean.
func (a *array) int(i int) int64 {
	i += a.base
	signed := a.typ.meaning != unsigned
	switch a.typ.bits {
	case 1:
		if bit(a.data, i) {
			return 1
		}
		return 0
	case 8:
		if signed {
			return int64(int8(a.data[i]))
		}
		return int64(a.data[i])
	case 16:
		x := binary.LittleEndian.Uint16(a.data[2*i:])
		if signed {
			return int64(int16(x))
		}
		return int64(x)
	case 32:
		x := binary.LittleEndian.Uint32(a.data[4*i:])
		if signed {
			return int64(int32(x))
		}
		return int64(x)
	}
	return int64(binary.LittleEndian.Uint64(a.data[8*i:]))
}
