package arrow

import (
	"encoding/binary"
)

// A table is one of a flatbuffer that a test makes: its fields are nil, numbers,
// texts, tables and vectors.
type table []any

// A vector is structures, as they are.
type vector struct {
	n    int
	data []byte
}

func structs(data []byte, each int) vector { return vector{len(data) / each, data} }

func column(name string, k kind, typ table) table { return table{name, nil, int8(k), typ} }

func nested(depth int) table {
	t := column("v", nullKind, table{})
	for range depth {
		t = table{"s", nil, int8(structKind), table{}, nil, []table{t}}
	}
	return t
}

// flatbuffer returns the flatbuffer of a table.
func flatbuffer(root table) []byte {
	b := make([]byte, 4)
	point := func(at, to int) { binary.LittleEndian.PutUint32(b[at:], uint32(to-at)) }
	var put func(t table) int
	put = func(t table) int {
		v := len(b)
		b = binary.LittleEndian.AppendUint16(b, uint16(4+2*len(t)))
		b = binary.LittleEndian.AppendUint16(b, uint16(4+8*len(t)))
		for i, x := range t {
			at := 4 + 8*i
			if x == nil {
				at = 0
			}
			b = binary.LittleEndian.AppendUint16(b, uint16(at))
		}
		pos := len(b)
		b = binary.LittleEndian.AppendUint32(b, uint32(pos-v))
		b = append(b, make([]byte, 8*len(t))...)
		for i, x := range t {
			at := pos + 4 + 8*i
			switch x := x.(type) {
			case int8:
				b[at] = byte(x)
			case int16:
				binary.LittleEndian.PutUint16(b[at:], uint16(x))
			case int32:
				binary.LittleEndian.PutUint32(b[at:], uint32(x))
			case int64:
				binary.LittleEndian.PutUint64(b[at:], uint64(x))
			case table:
				point(at, put(x))
			case string:
				point(at, len(b))
				b = append(binary.LittleEndian.AppendUint32(b, uint32(len(x))), x...)
			case vector:
				point(at, len(b))
				b = append(binary.LittleEndian.AppendUint32(b, uint32(x.n)), x.data...)
			case []table:
				list := len(b)
				point(at, list)
				b = binary.LittleEndian.AppendUint32(b, uint32(len(x)))
				b = append(b, make([]byte, 4*len(x))...)
				for k, child := range x {
					point(list+4+4*k, put(child))
				}
			}
		}
		return pos
	}
	point(0, put(root))
	return b
}

func framed(flat []byte) string {
	return StreamMagic + string(binary.LittleEndian.AppendUint32(nil, uint32(len(flat)))) + string(flat)
}

// messageOf returns a message of a stream that has no body.
func messageOf(t table) string { return framed(flatbuffer(t)) }

// batchOfNothing returns the message of a batch that has no body, and says how long it
// is.
func batchOfNothing(header table, body int64) string {
	return messageOf(table{int16(version5), int8(batchMessage), header, body})
}

// schemaOf returns the first message of a stream of columns.
func schemaOf(columns ...table) string { return schemaStream(table{nil, columns}) }

func schemaStream(schema table) string {
	return messageOf(table{int16(version5), int8(schemaMessage), schema})
}
