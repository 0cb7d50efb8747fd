// Package npy reads arrays in NumPy's format (.npy): numbers, booleans and
// strings of any shape. It never runs code, so pickled objects are refused;
// and it does not trust headers: an array is as large as its bytes.
package npy

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"tradeoff/internal/scalar"
)

// Magic is how every file begins.
const Magic = "\x93NUMPY"

// An Array is one array in a file. Its values are read by rows, a row being
// everything at one index of the first axis: a number, a list of
// probabilities, an image. They come in C order, the last index running
// fastest, whatever the file's order is. Methods may be called from several
// goroutines if the reader allows it.
type Array struct {
	Type    Type
	Shape   []int
	Fortran bool // the first index runs fastest in the file

	r      io.ReaderAt
	start  int64 // of the values
	rows   int
	rowLen int
}

// A Type is the type of an array's values.
type Type struct {
	Kind byte // 'b' boolean, 'i' integer, 'u' unsigned, 'f' float, 'U' Unicode, 'S' bytes
	Size int  // bytes of one value
	big  bool // the first byte is the most significant
}

// IsText reports whether values are strings.
func (t Type) IsText() bool { return t.Kind == 'U' || t.Kind == 'S' }

// IsFloat reports whether values are floating-point numbers.
func (t Type) IsFloat() bool { return t.Kind == 'f' }

// String returns NumPy's name of the type.
func (t Type) String() string {
	switch t.Kind {
	case 'b':
		return "bool"
	case 'f':
		return fmt.Sprintf("float%d", 8*t.Size)
	case 'i':
		return fmt.Sprintf("int%d", 8*t.Size)
	case 'u':
		return fmt.Sprintf("uint%d", 8*t.Size)
	case 'U':
		return fmt.Sprintf("<U%d", t.Size/4)
	}
	return fmt.Sprintf("|S%d", t.Size)
}

// An Error says why a file cannot be read: the problem, a sentence without
// its full stop, and a hint.
type Error struct{ Message, Hint string }

func (e *Error) Error() string { return "npy: " + e.Message }

func damaged(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...), "Save the array again with numpy.save or numpy.savez."}
}

// maxHeader is how long a header may be; NumPy's have 118 bytes.
const maxHeader = 64 << 10

// maxDims is how many axes NumPy allows.
const maxDims = 64

// Open reads the header of the array in the first size bytes of r. Its error
// is an [*Error] if the file is invalid, and otherwise that of r.
func Open(r io.ReaderAt, size int64) (*Array, error) {
	head := make([]byte, 12)
	if size < 10 {
		return nil, damaged("the file ends within the array's header")
	}
	if n, err := r.ReadAt(head[:min(size, 12)], 0); err != nil && (err != io.EOF || n < 10) {
		return nil, readError(err)
	}
	if string(head[:6]) != Magic {
		return nil, damaged("this is not a NumPy array")
	}
	var length, at int64
	switch major := head[6]; major {
	case 1:
		length, at = int64(binary.LittleEndian.Uint16(head[8:])), 10
	case 2, 3:
		length, at = int64(binary.LittleEndian.Uint32(head[8:])), 12
	default:
		return nil, damaged("the array is in version %d of NumPy's format, which is not known", major)
	}
	if length > maxHeader {
		return nil, damaged("the array's header is longer than %d bytes", maxHeader)
	}
	if at+length > size {
		return nil, damaged("the array's header is longer than its file")
	}
	text := make([]byte, length)
	if _, err := r.ReadAt(text, at); err != nil && err != io.EOF {
		return nil, readError(err)
	}
	a := &Array{r: r, start: at + length}
	if err := a.parseHeader(string(text)); err != nil {
		return nil, err
	}
	return a, a.checkSize(size - a.start)
}

// checkSize compares the shape with the number of bytes.
func (a *Array) checkSize(have int64) error {
	want, empty := int64(max(1, a.Type.Size)), false
	for _, n := range a.Shape {
		if n == 0 {
			empty = true
		} else if want > math.MaxInt64/2/int64(n) {
			return damaged("the array's shape %s is too large to exist", a.ShapeText())
		} else {
			want *= int64(n)
		}
	}
	if empty {
		want = 0
	}
	switch {
	case a.Type.Size == 0 && !empty:
		return damaged("the array's values have no bytes")
	case want > have:
		return damaged("the array should be %s of %s, which takes %d bytes, but there are %d", a.ShapeText(), a.Type, want,
			have)
	case want < have:
		return damaged("there are %d bytes after the array", have-want)
	}
	a.rows, a.rowLen = 1, 1
	for i, n := range a.Shape {
		if i == 0 {
			a.rows = n
		} else {
			a.rowLen *= n
		}
	}
	return nil
}

// Rows returns the length of the first axis; 1 if there is none.
func (a *Array) Rows() int { return a.rows }

// RowLen returns how many values a row has.
func (a *Array) RowLen() int { return a.rowLen }

// ShapeText returns the shape as NumPy writes it.
func (a *Array) ShapeText() string {
	parts := make([]string, len(a.Shape))
	for i, n := range a.Shape {
		parts[i] = fmt.Sprint(n)
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// Floats reads the rows from row on into dst, as many as fill it. Numbers of
// any type become float64, booleans 0 and 1; 64-bit integers beyond 2^53 are
// rounded.
func (a *Array) Floats(dst []float64, row int) error {
	return a.read(row, len(dst), func(i int, b []byte) error {
		dst[i] = a.Type.float(b)
		return nil
	})
}

// Ints reads the rows from row on into dst, as many as fill it. The array must
// be one of integers or booleans. An unsigned number beyond those of int64 is an
// [*Error].
func (a *Array) Ints(dst []int64, row int) error {
	if a.Type.IsFloat() || a.Type.IsText() {
		panic("npy: Ints of " + a.Type.String())
	}
	return a.read(row, len(dst), func(i int, b []byte) error {
		n := a.Type.integer(b)
		if n < 0 && a.Type.Kind == 'u' {
			return damaged("row %d holds %d, which is beyond 64-bit integers with a sign", row+i/a.rowLen+1, uint64(n))
		}
		dst[i] = n
		return nil
	})
}

// Strings reads the rows from row on into dst, as many as fill it. The array
// must be one of strings.
func (a *Array) Strings(dst []string, row int) error {
	if !a.Type.IsText() {
		panic("npy: Strings of " + a.Type.String())
	}
	return a.read(row, len(dst), func(i int, b []byte) error {
		s, ok := a.Type.text(b)
		if !ok {
			return damaged("row %d has a string that is not text", row+i/a.rowLen+1)
		}
		dst[i] = s
		return nil
	})
}

// bufferSize is how many bytes are read at once.
const bufferSize = 64 << 10

// read calls put for n values from a row on, in C order.
func (a *Array) read(row, n int, put func(i int, value []byte) error) error {
	if n == 0 {
		return nil
	}
	if n%a.rowLen != 0 || row < 0 || row+n/a.rowLen > a.rows {
		panic(fmt.Sprintf("npy: %d values from row %d of %s", n, row, a.ShapeText()))
	}
	if !a.Fortran || len(a.Shape) < 2 {
		return a.run(int64(row)*int64(a.rowLen), n, put)
	}
	// In Fortran's order the values of all rows at one position within the
	// row are adjacent.
	rows := n / a.rowLen
	for k := range a.rowLen {
		at := int64(a.fortranPlace(k))*int64(a.rows) + int64(row)
		if err := a.run(at, rows, func(i int, b []byte) error { return put(i*a.rowLen+k, b) }); err != nil {
			return err
		}
	}
	return nil
}

// run calls put for n adjacent values of the file.
func (a *Array) run(at int64, n int, put func(i int, value []byte) error) error {
	size := a.Type.Size
	step := max(1, bufferSize/size)
	buf := make([]byte, min(step, n)*size)
	for first := 0; first < n; first += step {
		b := buf[:min(step, n-first)*size]
		if _, err := a.r.ReadAt(b, a.start+(at+int64(first))*int64(size)); err != nil && err != io.EOF {
			return readError(err)
		}
		for i := 0; i*size < len(b); i++ {
			if err := put(first+i, b[i*size:(i+1)*size]); err != nil {
				return err
			}
		}
	}
	return nil
}

// fortranPlace returns the position of the k-th value of a row, in C order,
// in Fortran order.
func (a *Array) fortranPlace(k int) int {
	place, step := 0, 1
	for _, n := range a.Shape[1:] {
		step *= n
	}
	for i := len(a.Shape) - 1; i > 0; i-- {
		n := a.Shape[i]
		step /= n
		place += k % n * step
		k /= n
	}
	return place
}

func readError(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return damaged("the file ends within the array")
	}
	return fmt.Errorf("npy: %w", err)
}

func (t Type) order() binary.ByteOrder {
	if t.big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// integer returns a value of an integer or boolean type; unsigned ones of 64
// bits as their bits.
func (t Type) integer(b []byte) int64 {
	order := t.order()
	switch t.Size {
	case 1:
		if t.Kind == 'i' {
			return int64(int8(b[0]))
		}
		if t.Kind == 'b' && b[0] != 0 {
			return 1
		}
		return int64(b[0])
	case 2:
		if t.Kind == 'i' {
			return int64(int16(order.Uint16(b)))
		}
		return int64(order.Uint16(b))
	case 4:
		if t.Kind == 'i' {
			return int64(int32(order.Uint32(b)))
		}
		return int64(order.Uint32(b))
	}
	return int64(order.Uint64(b))
}

func (t Type) float(b []byte) float64 {
	switch {
	case t.Kind == 'f' && t.Size == 8:
		return math.Float64frombits(t.order().Uint64(b))
	case t.Kind == 'f' && t.Size == 4:
		return float64(math.Float32frombits(t.order().Uint32(b)))
	case t.Kind == 'f':
		return scalar.Half(t.order().Uint16(b))
	case t.Kind == 'u' && t.Size == 8:
		return float64(t.order().Uint64(b))
	case t.IsText():
		panic("npy: Floats of " + t.String())
	}
	return float64(t.integer(b))
}

// text returns a string without the zeros behind it, and whether it is one.
func (t Type) text(b []byte) (string, bool) {
	if t.Kind == 'S' {
		s := strings.TrimRight(string(b), "\x00")
		return s, utf8.ValidString(s)
	}
	var s strings.Builder
	for n := t.trimmed(b); len(b) > 0 && n > 0; n-- {
		r := t.order().Uint32(b)
		if r > utf8.MaxRune || !utf8.ValidRune(rune(r)) {
			return "", false
		}
		s.WriteRune(rune(r))
		b = b[4:]
	}
	return s.String(), true
}

// trimmed returns how many characters there are before the zeros at the end.
func (t Type) trimmed(b []byte) int {
	n := len(b) / 4
	for n > 0 && t.order().Uint32(b[4*(n-1):]) == 0 {
		n--
	}
	return n
}
