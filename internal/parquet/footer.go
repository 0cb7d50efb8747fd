package parquet

import (
	"encoding/binary"
	"io"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

const (
	magic     = "PAR1"
	encrypted = "PARE"

	headBytes = len(magic)
	tailBytes = 4 + len(magic)

	// A footer of a hundred columns and a hundred row groups has about a
	// megabyte.
	maxFooter = 32 << 20
	maxGroups = 1 << 15
)

// A footer is the metadata at the end of a file.
type footer struct {
	schema []element
	rows   int64
	groups []group
	end    int64 // of the pages: where the footer begins
}

// An element is a node of the schema, each before its children.
type element struct {
	name       string
	physical   physical
	leaf       bool // it has a physical type
	length     int64
	repetition int64
	children   int64
	converted  int64 // the older form of logical, -1
	scale      int64
	logical    logical
}

// Values of element.repetition.
const (
	required = 0
	optional = 1
	repeated = 2
)

// A logical is the meaning of a column's bytes.
type logical struct {
	id       int // 0: none
	scale    int64
	unit     int // of a time: milliseconds, microseconds, nanoseconds
	unsigned bool
	local    bool // a time without a zone
}

// Values of logical.id.
const (
	stringLogical    = 1
	mapLogical       = 2
	listLogical      = 3
	enumLogical      = 4
	decimalLogical   = 5
	dateLogical      = 6
	timeLogical      = 7
	timestampLogical = 8
	integerLogical   = 10
	nullLogical      = 11
	jsonLogical      = 12
	uuidLogical      = 14
	float16Logical   = 15
)

// Values of logical.unit.
const (
	millis = 1
	micros = 2
	nanos  = 3
)

// A group is a row group.
type group struct {
	rows   int
	chunks []chunk // one for each leaf
}

// A chunk is a column's part of a row group.
type chunk struct {
	start  int64 // where its pages begin
	values int64 // missing ones included
	codec  codec
}

// readFooter reads the footer of a file of the given size.
func readFooter(r io.ReaderAt, size int64, l limits.Limits) (*footer, error) {
	var head [headBytes]byte
	if size < int64(headBytes+tailBytes) {
		return nil, damaged("it has only %d bytes", size)
	}
	if err := readAt(r, head[:], 0); err != nil {
		return nil, err
	}
	var tail [tailBytes]byte
	if err := readAt(r, tail[:], size-int64(tailBytes)); err != nil {
		return nil, err
	}
	switch end := string(tail[4:]); {
	case string(head[:]) == encrypted, end == encrypted:
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the Parquet file is encrypted").
			WithHint("Write it without encryption.")
	case string(head[:]) != magic:
		return nil, damaged("it does not begin with %s", magic)
	case end != magic:
		return nil, damaged("it does not end with %s: its end may be missing", magic)
	}
	length := int64(binary.LittleEndian.Uint32(tail[:4]))
	if length > size-int64(headBytes+tailBytes) {
		return nil, damaged("its footer should have %d bytes, more than the file", length)
	}
	if length > maxFooter {
		return nil, tradeoff.Errorf(tradeoff.TooLarge, "the footer of the Parquet file has more than %d MB", maxFooter>>20).
			WithHint("Write larger row groups or fewer columns.")
	}
	data := make([]byte, length)
	f := &footer{end: size - int64(tailBytes) - length}
	if err := readAt(r, data, f.end); err != nil {
		return nil, err
	}
	if err := f.decode(data, l); err != nil {
		return nil, err
	}
	return f, nil
}

// readAt fills p. Errors of the reader are returned unchanged.
func readAt(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if err == io.EOF {
		return damaged("it ends too early")
	}
	return err
}

// decode reads the footer's structure.
func (f *footer) decode(data []byte, l limits.Limits) error {
	t := &thrift{b: data}
	var refusal *tradeoff.Error
	refuse := func(e *tradeoff.Error) {
		if refusal == nil {
			refusal = e
		}
		t.fail(errThrift)
	}
	t.fields(func(id int, typ byte) bool {
		switch {
		case id == 2 && typ == listType:
			t.list(func(byte) {
				f.schema = append(f.schema, t.element())
				// Each column is a leaf, and a list has two nodes above it.
				if len(f.schema) > 3*l.Columns+1 {
					refuse(tooManyColumns(l))
				}
			})
		case id == 3:
			f.rows = t.size()
		case id == 4 && typ == listType:
			t.list(func(byte) {
				g, err := t.group(len(f.schema))
				if err != nil {
					refuse(err)
				}
				f.groups = append(f.groups, g)
				if len(f.groups) > maxGroups {
					refuse(damaged("it has more than %d row groups", maxGroups))
				}
			})
		case id == 8: // encryption_algorithm: the columns are, the footer is not
			refuse(tradeoff.Errorf(tradeoff.Invalid, "the Parquet file is encrypted").WithHint("Write it without encryption."))
		default:
			return false
		}
		return true
	})
	switch {
	case refusal != nil:
		return refusal
	case t.err != nil:
		e := damaged("its footer cannot be read")
		e.Err = t.err
		return e
	case f.rows > int64(l.Rows):
		return limits.Rows.Refuse("Send a sample of the rows", "the file has more than %d rows", l.Rows)
	}
	total := int64(0)
	for _, g := range f.groups {
		total += int64(g.rows)
	}
	if total != f.rows {
		return damaged("its row groups have %d rows together, not %d", total, f.rows)
	}
	return nil
}

func tooManyColumns(l limits.Limits) *tradeoff.Error {
	return limits.Columns.Refuse("Send only labels, scores and columns that describe the cases",
		"the file has more than %d columns", l.Columns)
}

// element reads a node of the schema.
func (t *thrift) element() element {
	e := element{converted: -1}
	t.fields(func(id int, typ byte) bool {
		switch {
		case id == 1:
			e.physical, e.leaf = physical(t.size()), true
		case id == 2:
			e.length = t.size()
		case id == 3:
			e.repetition = t.size()
		case id == 4 && typ == binaryType:
			e.name = string(t.bytes())
		case id == 5:
			e.children = t.size()
		case id == 6:
			e.converted = t.size()
		case id == 7:
			e.scale = t.size()
		case id == 10 && typ == structType:
			e.logical = t.logical()
		default:
			return false
		}
		return true
	})
	return e
}

// logical reads the union of logical types.
func (t *thrift) logical() (l logical) {
	l.local = true
	t.fields(func(id int, typ byte) bool {
		if typ != structType {
			return false
		}
		l.id = id
		t.fields(func(field int, typ byte) bool {
			switch {
			case id == decimalLogical && field == 1:
				l.scale = t.size()
			case (id == timeLogical || id == timestampLogical) && field == 1:
				l.local = typ == falseType
			case (id == timeLogical || id == timestampLogical) && field == 2 && typ == structType:
				t.fields(func(unit int, _ byte) bool { l.unit = unit; return false })
			case id == integerLogical && field == 2:
				l.unsigned = typ == falseType
			default:
				return false
			}
			return true
		})
		return true
	})
	return l
}

// group reads a row group, which has at most so many chunks.
func (t *thrift) group(most int) (g group, err *tradeoff.Error) {
	t.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == listType:
			t.list(func(byte) {
				c, e := t.chunk()
				if e == nil && len(g.chunks) == most {
					e = damaged("a row group has more columns than the file")
				}
				if e != nil && err == nil {
					err = e
					t.fail(errThrift)
				}
				g.chunks = append(g.chunks, c)
			})
		case id == 3:
			g.rows = int(t.size())
		default:
			return false
		}
		return true
	})
	return g, err
}

// chunk reads where a column's pages are.
func (t *thrift) chunk() (c chunk, err *tradeoff.Error) {
	var elsewhere, sealed, found bool
	var dictionary int64
	t.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == binaryType:
			elsewhere = len(t.bytes()) > 0
		case id == 8, id == 9:
			sealed = true
			return false
		case id == 3 && typ == structType:
			found = true
			t.fields(func(id int, typ byte) bool {
				switch id {
				case 4:
					c.codec = codec(t.size())
				case 5:
					c.values = t.size()
				case 9:
					c.start = t.size()
				case 11:
					dictionary = t.size()
				default:
					return false
				}
				return true
			})
		default:
			return false
		}
		return true
	})
	if dictionary > 0 && dictionary < c.start {
		c.start = dictionary
	}
	switch {
	case t.err != nil:
		return c, nil
	case sealed:
		return c, tradeoff.Errorf(tradeoff.Invalid, "the Parquet file is encrypted").WithHint("Write it without encryption.")
	case elsewhere:
		return c, tradeoff.Errorf(tradeoff.Invalid, "this is an index of Parquet files, without their rows").
			WithHint("Send one file that holds the rows.")
	case !found || c.start < int64(headBytes):
		return c, damaged("it lacks the positions of a column's pages")
	}
	return c, nil
}
