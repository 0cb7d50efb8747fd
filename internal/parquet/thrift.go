package parquet

import (
	"encoding/binary"
	"errors"
)

// Types of Thrift's compact encoding.
const (
	stopType   = 0
	trueType   = 1
	falseType  = 2
	byteType   = 3
	int32Field = 5
	doubleType = 7
	binaryType = 8
	listType   = 9
	setType    = 10
	mapType    = 11
	structType = 12
)

// errShort means that bytes end too early, errThrift that they are not
// Thrift.
var (
	errShort  = errors.New("it ends too early")
	errThrift = errors.New("it is no Thrift")
)

// maxDepth is the maximum nesting of structures.
const maxDepth = 32

// A thrift reads compact Thrift. After an error it reads zeros only. What it
// returns shares the memory of the bytes.
type thrift struct {
	b     []byte
	pos   int
	depth int
	err   error
}

func (t *thrift) fail(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *thrift) byte() byte {
	if t.err != nil || t.pos >= len(t.b) {
		t.fail(errShort)
		return 0
	}
	t.pos++
	return t.b[t.pos-1]
}

func (t *thrift) uvarint() uint64 {
	if t.err != nil {
		return 0
	}
	x, n := binary.Uvarint(t.b[t.pos:])
	switch {
	case n == 0:
		t.fail(errShort)
		return 0
	case n < 0:
		t.fail(errThrift)
		return 0
	}
	t.pos += n
	return x
}

// int reads an integer of 16, 32 or 64 bits.
func (t *thrift) int() int64 {
	x := t.uvarint()
	return int64(x>>1) ^ -int64(x&1)
}

// size reads an integer that counts something; none is negative.
func (t *thrift) size() int64 {
	n := t.int()
	if n < 0 {
		t.fail(errThrift)
		return 0
	}
	return n
}

// bytes reads a string.
func (t *thrift) bytes() []byte {
	n := t.uvarint()
	if n > uint64(len(t.b)-t.pos) {
		t.fail(errShort)
		return nil
	}
	if t.err != nil {
		return nil
	}
	t.pos += int(n)
	return t.b[t.pos-int(n) : t.pos]
}

// fields reads a structure. visit reads the value of a field and returns true,
// or leaves it alone.
func (t *thrift) fields(visit func(id int, typ byte) bool) {
	if t.depth++; t.depth > maxDepth {
		t.fail(errThrift)
	}
	id := 0
	for t.err == nil {
		head := t.byte()
		typ := head & 0xf
		if typ == stopType {
			break
		}
		if delta := head >> 4; delta != 0 {
			id += int(delta)
		} else {
			id = int(int16(t.int()))
		}
		if t.err == nil && !visit(id, typ) {
			t.skip(typ)
		}
	}
	t.depth--
}

// list reads a list or set, whose elements visit reads.
func (t *thrift) list(visit func(typ byte)) {
	head := t.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = t.uvarint()
	}
	if t.depth++; t.depth > maxDepth {
		t.fail(errThrift)
	}
	for ; n > 0 && t.err == nil; n-- { // each takes at least a byte, so the loop ends
		visit(head & 0xf)
	}
	t.depth--
}

// skip reads past a value.
func (t *thrift) skip(typ byte) {
	switch typ {
	case trueType, falseType: // given by the field's type
	case doubleType:
		t.take(8)
	case binaryType:
		t.bytes()
	case listType, setType:
		t.list(t.skipElement)
	case mapType:
		if n := t.uvarint(); n > 0 {
			types := t.byte()
			for ; n > 0 && t.err == nil; n-- {
				t.skipElement(types >> 4)
				t.skipElement(types & 0xf)
			}
		}
	case structType:
		t.fields(func(int, byte) bool { return false })
	case byteType:
		t.byte()
	case 4, 5, 6: // integers of 16, 32 and 64 bits
		t.uvarint()
	default:
		t.fail(errThrift)
	}
}

// skipElement reads past an element, where booleans take a byte.
func (t *thrift) skipElement(typ byte) {
	if typ == trueType || typ == falseType {
		t.byte()
		return
	}
	t.skip(typ)
}

func (t *thrift) take(n int) {
	if n > len(t.b)-t.pos {
		t.fail(errShort)
		return
	}
	t.pos += n
}
