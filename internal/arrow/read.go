package arrow

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"tradeoff/internal/scalar"
	"tradeoff/internal/tradeoff"
)

// ErrEnough, returned by a visit, ends reading without an error.
var ErrEnough = errors.New("arrow: enough")

// window is how many values, or values in lists, a visit gets at once.
const window = 1 << 14

// A Reader reads the values of a file. It belongs to one goroutine.
type Reader struct {
	f      *File
	group  int    // which batch is opened
	opened *batch // nil: none

	slots [slots][]byte
	lz4   *lz4.Reader
	zstd  *zstd.Decoder
	taken int64 // bytes counted
	again bool  // what is read was counted before
	keep  bool  // what is read stays in memory
	holds bool  // large buffers
	buf   []byte
}

// NewReader returns a reader of f.
func (f *File) NewReader() *Reader { return &Reader{f: f} }

// Read calls visit with the values of a leaf in a batch, in order, in
// batches. They are valid until visit returns.
func (r *Reader) Read(ctx context.Context, group, leaf int, visit func(*Values) error) (err error) {
	l := &r.f.schema.leaves[leaf]
	if l.why != "" {
		return inColumn(unsupported("Write its values as separate columns.", "a column of which %s", l.why), l.name, 0)
	}
	defer func() {
		if v := recover(); v != nil {
			err = broken(v)
		}
	}()
	defer r.release()
	first := 0
	for _, rows := range r.f.rows[:group] {
		first += rows
	}
	a, err := r.open(ctx, group, l, first)
	if err != nil {
		return l.wrap(err)
	}
	each := max(window/l.width, 1) * l.width
	for at := 0; at < a.n; at += each {
		if err := ctx.Err(); err != nil {
			return err
		}
		v := &Values{array: a, leaf: l, reader: r, at: at, n: min(each, a.n-at), first: first*l.width + at}
		if err := visit(v); errors.Is(err, ErrEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// open reads the array of a leaf in a batch, and first the dictionary that it needs.
func (r *Reader) open(ctx context.Context, group int, l *leaf, first int) (*array, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if r.f.rows[group] == 0 {
		return &array{typ: &l.values}, nil
	}
	var state *dictionaryState
	if d := l.values.dictionary; d != nil {
		if state = d.at(group); state != nil {
			if err := state.load(ctx, r.f, &d.values); err != nil {
				return nil, err
			}
		}
	}
	if r.opened == nil || r.group != group {
		var err error
		r.opened = nil
		if r.opened, err = r.batch(r.f.batches[group], r.f.schema.size); err != nil {
			return nil, err
		}
		r.group = group
	}
	if r.opened.rows != r.f.rows[group] {
		return nil, damaged("it changes while it is read")
	}
	r.again = r.f.counted(l, group)
	a, err := r.column(r.opened, l, first)
	if err == nil && l.values.dictionary != nil {
		err = a.check(state)
	}
	if err == nil {
		r.f.count(l, group)
	}
	return a, err
}

// counted reports whether a leaf of a batch has been read: a table reads the first
// rows twice.
func (f *File) counted(l *leaf, group int) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.read[chunk{l, group}]
}

// count notes that a leaf of a batch has been read.
func (f *File) count(l *leaf, group int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.read[chunk{l, group}] = true
}

// Values are values of a leaf: one for each row, or Width values for each row
// if it is a list.
type Values struct {
	*array
	leaf   *leaf
	reader *Reader
	at, n  int // in the array
	first  int
}

// Len returns the number of values, missing ones included.
func (v *Values) Len() int { return v.n }

// First returns how many values of the leaf come before these in the file.
func (v *Values) First() int { return v.first }

// place is that of value k.
func (v *Values) place(k int) tradeoff.Place {
	return tradeoff.Place{Row: (v.first+k)/v.leaf.width + 1, Column: v.leaf.name}
}

// Floats appends the values as numbers to dst, NaN where one is missing. The column
// must be numeric.
func (v *Values) Floats(dst []float64) []float64 {
	dst = slices.Grow(dst, v.n)
	for k := range v.n {
		a, i := v.find(k)
		if a == nil {
			dst = append(dst, math.NaN())
			continue
		}
		dst = append(dst, a.float(i))
	}
	return dst
}

// find returns where value k lies, nil if it is missing: in the array itself or in its
// dictionary.
func (v *Values) find(k int) (*array, int) {
	a, i := v.array, v.at+k
	if a.missing(i) {
		return nil, 0
	}
	if a.state != nil {
		if a, i = a.state.find(int(a.int(i))); a.missing(i) {
			return nil, 0
		}
	}
	return a, i
}

// Texts calls f with each value as a text, nil if it is missing. The text is
// valid until f returns.
func (v *Values) Texts(f func(k int, text []byte) error) error {
	if err := v.takeTexts(); err != nil {
		return err
	}
	r := v.reader
	for k := range v.n {
		var text []byte
		switch a, i := v.find(k); {
		case a == nil:
		case a.typ.meaning == texts:
			if text = a.text(i); !utf8.Valid(text) {
				return tradeoff.Errorf(tradeoff.Invalid, "the text is not UTF-8").WithHint("Write texts as UTF-8.").At(v.place(k))
			}
		default:
			r.buf = a.appendText(r.buf[:0], i)
			text = r.buf
		}
		if err := f(k, text); err != nil {
			return err
		}
	}
	return nil
}

// takeTexts counts the bytes of texts that are repeated from a dictionary or
// a buffer.
func (v *Values) takeTexts() error {
	if v.state == nil && v.typ.layout != views {
		return nil
	}
	total := int64(0)
	for k := range v.n {
		if a, i := v.find(k); a != nil && a.typ.meaning == texts {
			total += int64(len(a.text(i)))
		}
	}
	return v.reader.f.room.Take(total)
}

// float returns value i as a number.
func (a *array) float(i int) float64 {
	switch a.typ.meaning {
	case floats:
		i += a.base
		switch a.typ.bits {
		case 16:
			return scalar.Half(binary.LittleEndian.Uint16(a.data[2*i:]))
		case 32:
			return float64(math.Float32frombits(binary.LittleEndian.Uint32(a.data[4*i:])))
		}
		return math.Float64frombits(binary.LittleEndian.Uint64(a.data[8*i:]))
	case integers:
		return float64(a.int(i))
	case unsigned:
		return float64(uint64(a.int(i)))
	case decimals:
		x, _ := strconv.ParseFloat(string(a.appendText(nil, i)), 64) // too large is infinite
		return x
	}
	return math.NaN()
}

// appendText appends value i as a text.
func (a *array) appendText(dst []byte, i int) []byte {
	switch t := a.typ; t.meaning {
	case booleans:
		return strconv.AppendBool(dst, a.int(i) != 0)
	case integers:
		return strconv.AppendInt(dst, a.int(i), 10)
	case unsigned:
		return strconv.AppendUint(dst, uint64(a.int(i)), 10)
	case floats:
		return strconv.AppendFloat(dst, a.float(i), 'g', -1, max(t.bits, 32))
	case decimals:
		if t.bits <= 64 {
			return scalar.AppendDecimal(dst, strconv.FormatInt(a.int(i), 10), t.scale)
		}
		width := t.bits / 8
		var b [32]byte
		copy(b[:], a.data[width*(a.base+i):][:width])
		slices.Reverse(b[:width])
		return scalar.AppendDecimal(dst, scalar.BigInt(b[:width]).String(), t.scale)
	case dates:
		return t.time(a.int(i)).AppendFormat(dst, time.DateOnly)
	case times:
		return t.time(a.int(i)).AppendFormat(dst, "15:04:05.999999999")
	case timestamps:
		return scalar.AppendTimestamp(dst, t.time(a.int(i)), t.local)
	}
	return dst
}

// time returns a time that is counted in the type's unit.
func (t *valueType) time(x int64) time.Time {
	if t.unit >= 1e9 {
		return time.Unix(x*(t.unit/1e9), 0).UTC()
	}
	each := 1e9 / t.unit // in a second
	return time.Unix(x/each, x%each*t.unit).UTC()
}
