package parquet

import (
	"fmt"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A physical is how values are stored.
type physical int64

// The physical types.
const (
	boolean physical = iota
	int32Type
	int64Type
	int96Type
	float32Type
	float64Type
	byteArray
	fixedBytes
)

// A meaning is the meaning of values.
type meaning uint8

const (
	unreadable meaning = iota
	booleans
	integers
	unsigned
	floats32
	floats64
	floats16
	decimals
	dates
	times
	timestamps
	timestamps96
	texts
	uuids
	nothing // missing values only
)

// A leaf is a column as the file stores it: one column of the table, or
// several if it is a list.
type leaf struct {
	name     string
	why      string // why it has no values here, "" if it has
	physical physical
	length   int // of fixedBytes
	meaning  meaning
	scale    int // of decimals
	unit     int // of times and timestamps
	local    bool

	maxDef int // definition level of values that are there
	maxRep int // 1 for lists
	repDef int // definition level of elements, missing ones included
	width  int // values in each row
}

// numeric reports whether the values are numbers.
func (l *leaf) numeric() bool {
	switch l.meaning {
	case integers, unsigned, floats32, floats64, floats16, decimals:
		return true
	}
	return false
}

// A tree walks the schema.
type tree struct {
	rest   []element
	leaves []leaf
	limits limits.Limits
}

// A branch is the path above a node.
type branch struct {
	path     []string // without what only a list's structure needs
	maxDef   int
	maxRep   int
	repDef   int
	depth    int
	why      string
	listed   bool // the node above is annotated as a list
	repeated bool // the node above is repeated
}

// leaves returns the columns of a schema, in order.
func leaves(schema []element, l limits.Limits) ([]leaf, error) {
	if len(schema) == 0 {
		return nil, damaged("it has no schema")
	}
	t := &tree{rest: schema[1:], limits: l}
	for range schema[0].children {
		if err := t.node(branch{}); err != nil {
			return nil, err
		}
	}
	if len(t.rest) > 0 {
		return nil, damaged("its schema has nodes that belong to no column")
	}
	return t.leaves, nil
}

// node takes the next node and all below it.
func (t *tree) node(b branch) error {
	if len(t.rest) == 0 || b.depth >= maxDepth {
		return damaged("its schema ends too early or is nested too deeply")
	}
	e := t.rest[0]
	t.rest = t.rest[1:]
	b.depth++
	switch e.repetition {
	case required:
	case optional:
		b.maxDef++
	case repeated:
		b.maxDef++
		b.maxRep++
		b.repDef = b.maxDef
	default:
		return damaged("its schema has an unknown repetition")
	}
	// The nodes that only make a list, "p.list.element", are not named.
	if !(b.listed && e.repetition == repeated) && !b.repeated || len(b.path) == 0 {
		b.path = append(b.path[:len(b.path):len(b.path)], e.name)
	}
	if b.maxRep > 1 {
		b.why = "it has lists within lists"
	}
	if e.leaf {
		if e.children > 0 {
			return damaged("its schema has a column with columns below it")
		}
		if len(t.leaves) == t.limits.Columns {
			return tooManyColumns(t.limits)
		}
		t.leaves = append(t.leaves, newLeaf(e, b))
		return nil
	}
	if b.maxRep > 0 && e.children != 1 {
		b.why = "it has lists of several values"
	}
	isMap := e.logical.id == mapLogical || e.converted == 1 || e.converted == 2
	if isMap {
		b.why = "it has maps"
	}
	b.listed = e.logical.id == listLogical || e.converted == 3 || isMap
	b.repeated = e.repetition == repeated
	for range e.children {
		if err := t.node(b); err != nil {
			return err
		}
	}
	return nil
}

// newLeaf returns the column of a node.
func newLeaf(e element, b branch) leaf {
	l := leaf{name: strings.Join(b.path, "."), physical: e.physical, length: int(e.length), scale: int(e.scale),
		maxDef: b.maxDef, maxRep: b.maxRep, repDef: b.repDef, width: 1, why: b.why}
	l.unit, l.local = e.logical.unit, e.logical.local
	l.meaning = meaningOf(e)
	switch l.meaning {
	case decimals:
		if e.logical.id == decimalLogical {
			l.scale = int(e.logical.scale)
		}
		if l.scale > 1000 {
			l.meaning = unreadable
		}
	case times, timestamps:
		if e.logical.id == 0 { // TIME_MILLIS … TIMESTAMP_MICROS
			l.unit = millis + int(e.converted-7)%2
			l.local = false
		}
	case timestamps96:
		l.local = true // nothing says what its zone is
	}
	if l.meaning == unreadable && l.why == "" {
		l.why = fmt.Sprintf("its values are %s", physicalName(e.physical))
	}
	return l
}

func physicalName(p physical) string {
	switch p {
	case byteArray, fixedBytes:
		return "bytes and not text"
	default:
		return "of an unknown type"
	}
}

// meaningOf returns what the values of a node are.
func meaningOf(e element) meaning {
	kind := e.logical.id
	if kind == 0 { // older files use converted types
		switch c := e.converted; {
		case c == 0:
			kind = stringLogical
		case c == 4:
			kind = enumLogical
		case c == 5:
			kind = decimalLogical
		case c == 6:
			kind = dateLogical
		case c == 7 || c == 8:
			kind = timeLogical
		case c == 9 || c == 10:
			kind = timestampLogical
		case c >= 11 && c <= 14:
			kind, e.logical.unsigned = integerLogical, true
		case c >= 15 && c <= 18:
			kind = integerLogical
		case c == 19:
			kind = jsonLogical
		case c > 19: // BSON, INTERVAL
			return unreadable
		}
	}
	if kind == nullLogical {
		return nothing
	}
	switch e.physical {
	case boolean:
		return booleans
	case int32Type, int64Type:
		switch kind {
		case decimalLogical:
			return decimals
		case dateLogical:
			return dates
		case timeLogical:
			return times
		case timestampLogical:
			return timestamps
		case integerLogical:
			if e.logical.unsigned {
				return unsigned
			}
		}
		return integers
	case int96Type:
		return timestamps96
	case float32Type:
		return floats32
	case float64Type:
		return floats64
	case byteArray, fixedBytes:
		switch {
		case kind == decimalLogical:
			return decimals
		case kind == uuidLogical && e.physical == fixedBytes && e.length == 16:
			return uuids
		case kind == float16Logical && e.physical == fixedBytes && e.length == 2:
			return floats16
		case e.physical == byteArray && (kind == stringLogical || kind == enumLogical || kind == jsonLogical):
			return texts
		}
	}
	return unreadable
}

// checkLeaf refuses impossible value lengths.
func checkLeaf(l *leaf) *tradeoff.Error {
	if l.physical == fixedBytes && (l.length < 1 || l.length > 1<<20) {
		return damaged("a column has values of %d bytes", l.length)
	}
	if l.physical < boolean || l.physical > fixedBytes {
		return damaged("a column has an unknown type")
	}
	return nil
}
