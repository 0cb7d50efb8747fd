package arrow

import (
	"encoding/binary"
	"errors"
)

var errFlat = errors.New("an offset leads out of a flatbuffer")

// A flat reads a flatbuffer. It follows no offset that points outside it.
// After an error it reads zeros only.
type flat struct {
	b   []byte
	err error
}

// has reports whether n bytes lie at pos, else that is an error.
func (f *flat) has(pos, n int) bool {
	if f.err == nil && (pos < 0 || n < 0 || pos > len(f.b) || n > len(f.b)-pos) {
		f.err = errFlat
	}
	return f.err == nil
}

func (f *flat) uint16(pos int) int {
	if !f.has(pos, 2) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(f.b[pos:]))
}

func (f *flat) int32(pos int) int {
	if !f.has(pos, 4) {
		return 0
	}
	return int(int32(binary.LittleEndian.Uint32(f.b[pos:])))
}

func (f *flat) int64(pos int) int64 {
	if !f.has(pos, 8) {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(f.b[pos:]))
}

// follow returns where the offset at pos leads to.
func (f *flat) follow(pos int) int {
	offset := f.int32(pos)
	if offset <= 0 { // unsigned, but nothing is that large
		f.has(-1, 0)
	}
	return pos + offset
}

// root returns the table that the buffer is of.
func (f *flat) root() flatTable { return f.table(f.follow(0)) }

// A flatTable is a table of a flatbuffer. Missing fields have their defaults.
// The zero flatTable is a missing table.
type flatTable struct {
	f      *flat
	pos    int
	size   int
	fields []byte // 2 bytes each: offset of a field in the table; 0: it has its default
}

// table returns the table at pos.
func (f *flat) table(pos int) flatTable {
	v := pos - f.int32(pos)
	n, size := f.uint16(v), f.uint16(v+2)
	if n < 4 || size < 4 || !f.has(v, n) || !f.has(pos, size) {
		f.has(-1, 0)
		return flatTable{f: f}
	}
	return flatTable{f: f, pos: pos, size: size, fields: f.b[v+4 : v+n]}
}

// field returns where a field of so many bytes lies, 0 if it has its default.
func (t flatTable) field(id, width int) int {
	if 2*id+2 > len(t.fields) {
		return 0
	}
	at := int(binary.LittleEndian.Uint16(t.fields[2*id:]))
	if at == 0 {
		return 0
	}
	if at < 4 || at+width > t.size {
		t.f.has(-1, 0)
		return 0
	}
	return t.pos + at
}

func (t flatTable) int8(id, absent int) int {
	if pos := t.field(id, 1); pos > 0 {
		return int(int8(t.f.b[pos]))
	}
	return absent
}

func (t flatTable) int16(id, absent int) int {
	if pos := t.field(id, 2); pos > 0 {
		return int(int16(t.f.uint16(pos)))
	}
	return absent
}

func (t flatTable) int32(id, absent int) int {
	if pos := t.field(id, 4); pos > 0 {
		return t.f.int32(pos)
	}
	return absent
}

func (t flatTable) int64(id int) int64 {
	if pos := t.field(id, 8); pos > 0 {
		return t.f.int64(pos)
	}
	return 0
}

// table returns a field that is a table, and whether it is there.
func (t flatTable) table(id int) (flatTable, bool) {
	pos := t.field(id, 4)
	if pos == 0 {
		return flatTable{}, false
	}
	child := t.f.table(t.f.follow(pos))
	return child, t.f.err == nil
}

// A flatVector is a list of values of the same width, or of offsets of tables.
type flatVector struct {
	f    *flat
	pos  int
	n    int
	each int
}

// vector returns a field that is a vector; one that is not there is empty. All of
// its values lie within the buffer.
func (t flatTable) vector(id, each int) flatVector {
	pos := t.field(id, 4)
	if pos == 0 {
		return flatVector{}
	}
	pos = t.f.follow(pos)
	n := t.f.int32(pos)
	if n < 0 || n > len(t.f.b)/each || !t.f.has(pos+4, n*each) {
		t.f.has(-1, 0)
		return flatVector{}
	}
	return flatVector{t.f, pos + 4, n, each}
}

// text returns a field that is a string.
func (t flatTable) text(id int) string {
	v := t.vector(id, 1)
	if v.n == 0 {
		return ""
	}
	return string(v.f.b[v.pos : v.pos+v.n])
}

// int64 returns the number at some byte of a value.
func (v flatVector) int64(i, at int) int64 { return v.f.int64(v.pos + i*v.each + at) }

// int32 does so too.
func (v flatVector) int32(i, at int) int { return v.f.int32(v.pos + i*v.each + at) }

// table returns a table of a vector of tables.
func (v flatVector) table(i int) flatTable { return v.f.table(v.f.follow(v.pos + i*v.each)) }
