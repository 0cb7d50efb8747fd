package arrow

import (
	"fmt"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A kind is a type of Arrow, numbered as in the format.
type kind int

// The kinds.
const (
	nullKind kind = 1 + iota
	intKind
	floatKind
	binaryKind
	textKind
	boolKind
	decimalKind
	dateKind
	timeKind
	timestampKind
	intervalKind
	listKind
	structKind
	unionKind
	fixedBinaryKind
	fixedListKind
	mapKind
	durationKind
	largeBinaryKind
	largeTextKind
	largeListKind
	runEndKind
	binaryViewKind
	textViewKind
	listViewKind
	largeListViewKind
)

// A meaning is the meaning of values.
type meaning uint8

const (
	unreadable meaning = iota
	nothing            // missing values only
	booleans
	integers
	unsigned
	floats
	decimals
	dates
	times
	timestamps
	texts
)

// A layout is the layout of values in the buffers of an array, after the
// validity bitmap.
type layout uint8

const (
	fixed   layout = iota // each with the same number of bits
	short                 // offsets of 32 bits, and bytes
	long                  // offsets of 64 bits, and bytes
	views                 // 16 bytes each, and buffers of bytes
	without               // no buffers at all, not even a validity bitmap
)

// A valueType is the type of an array's values.
type valueType struct {
	why     string // why they are not supported, "" if they are
	meaning meaning
	layout  layout
	bits    int   // of a fixed value
	scale   int   // of decimals
	unit    int64 // of dates, times and timestamps, in nanoseconds
	local   bool  // timestamps have no zone

	// Of values in a dictionary: the values are whole numbers, which count its values.
	dictionary *dictionary
}

// numeric reports whether the values are numbers.
func (t *valueType) numeric() bool {
	if t.dictionary != nil {
		return t.dictionary.values.numeric()
	}
	switch t.meaning {
	case integers, unsigned, floats, decimals:
		return true
	}
	return false
}

// A place is the position of a field among the arrays, buffers and view
// counts of a batch, or their numbers.
type place struct{ node, buffer, views int }

func (p place) plus(q place) place {
	return place{p.node + q.node, p.buffer + q.buffer, p.views + q.views}
}

// A leaf is a field of the schema: one column of the table, or several if it is a
// list.
type leaf struct {
	name   string
	why    string // why it has no values here, "" if it has
	list   kind   // listKind, largeListKind, fixedListKind; 0 if it is no list
	width  int    // values in each row
	lists  place  // of the list's array
	place  place  // of the array of values
	values valueType
}

// A schema is the columns of a file.
type schema struct {
	leaves       []leaf
	size         place // what a batch has in all
	dictionaries map[int64]*dictionary

	limits limits.Limits
	fields int // so far
	names  int // bytes so far
}

// Bounds of a schema.
const (
	maxNested = 32
	maxNames  = 16 << 20
)

// Versions of the format, counted from 0. Those before 4 are of before 2017.
const (
	version4 = 3
	version5 = 4
)

func checkVersion(version int) error {
	if version < version4 || version > version5 {
		return unsupported("Write it with a current version of its library.", "version %d of the format", version+1)
	}
	return nil
}

// readSchema reads the schema of a file of the given version.
func readSchema(t flatTable, version int, l limits.Limits) (*schema, error) {
	if t.f == nil {
		return nil, damaged("it has no schema")
	}
	if t.int16(0, 0) != 0 {
		return nil, unsupported(
			"Write it on a little-endian machine.",
			"big-endian numbers",
		)
	}
	s := &schema{limits: l, dictionaries: map[int64]*dictionary{}}
	fields := t.vector(1, 4)
	if fields.n > l.Columns {
		return nil, tooManyColumns(l)
	}
	for i := range fields.n {
		if err := s.leaf(fields.table(i), version); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// leaf adds a field to the schema.
func (s *schema) leaf(t flatTable, version int) error {
	l := leaf{name: t.text(0), width: 1, place: s.size}
	if s.names += len(l.name); s.names > maxNames {
		return tooLarge("the names of the columns have more than %d MB", maxNames>>20)
	}
	size, err := s.measure(t, version, 0)
	children := t.vector(5, 4)
	switch k := kind(t.int8(2, 0)); {
	case err != nil:
	case hasDictionary(t):
		l.values, err = s.dictionary(t)
	case (k == listKind || k == largeListKind || k == fixedListKind) && children.n == 1:
		l.list, l.lists = k, l.place
		l.place = l.place.plus(arraySize(k, version))
		if k == fixedListKind {
			l.width = typeOf(t).int32(0, 0)
		}
		child := children.table(0)
		if hasDictionary(child) {
			l.values, err = s.dictionary(child)
		} else {
			l.values = newValueType(child)
		}
		if l.values.why != "" {
			l.values.why = "its lists contain nested values"
		}
	default:
		l.values = newValueType(t)
	}
	if t.f.err != nil {
		return unreadableFlat(t.f)
	}
	if err != nil {
		return inColumn(err, l.name, 0)
	}
	l.why = l.values.why
	s.leaves, s.size = append(s.leaves, l), s.size.plus(size)
	return nil
}

// typeOf returns the table of a field's type.
func typeOf(t flatTable) flatTable {
	typ, _ := t.table(3)
	return typ
}

func hasDictionary(t flatTable) bool { return t.field(4, 4) > 0 }

// measure returns the numbers of arrays and buffers of a field and all fields
// below it in a batch.
func (s *schema) measure(t flatTable, version, depth int) (place, *tradeoff.Error) {
	if s.fields++; s.fields > 3*s.limits.Columns {
		return place{}, tooManyColumns(s.limits)
	}
	if depth > maxNested {
		return place{}, damaged("its columns are nested too deeply")
	}
	if hasDictionary(t) {
		return place{1, 2, 0}, nil
	}
	k := kind(t.int8(2, 0))
	if k < nullKind || k > largeListViewKind {
		return place{}, unsupported("Leave the column out.", "a column of an unknown type (%d)", k)
	}
	size := arraySize(k, version)
	if k == unionKind && typeOf(t).int16(0, 0) == 1 { // a dense one
		size.buffer++
	}
	children := t.vector(5, 4)
	for i := range children.n {
		child, err := s.measure(children.table(i), version, depth+1)
		if err != nil {
			return place{}, err
		}
		size = size.plus(child)
	}
	return size, nil
}

// arraySize returns the numbers of arrays and buffers of a field of a kind,
// without those below it.
func arraySize(k kind, version int) place {
	switch k {
	case nullKind, runEndKind:
		return place{1, 0, 0}
	case structKind, fixedListKind:
		return place{1, 1, 0}
	case unionKind:
		if version < version5 {
			return place{1, 2, 0}
		}
		return place{1, 1, 0}
	case binaryKind, textKind, largeBinaryKind, largeTextKind, listViewKind, largeListViewKind:
		return place{1, 3, 0}
	case binaryViewKind, textViewKind:
		return place{1, 2, 1}
	}
	return place{1, 2, 0}
}

// newValueType returns what the values of a field are, its dictionary aside.
func newValueType(t flatTable) valueType {
	typ := typeOf(t)
	switch k := kind(t.int8(2, 0)); k {
	case nullKind:
		return valueType{meaning: nothing, layout: without}
	case intKind:
		return integerType(typ)
	case floatKind:
		switch precision := typ.int16(0, 0); precision {
		case 0, 1, 2:
			return valueType{meaning: floats, bits: 16 << precision}
		}
	case textKind:
		return valueType{meaning: texts, layout: short}
	case largeTextKind:
		return valueType{meaning: texts, layout: long}
	case textViewKind:
		return valueType{meaning: texts, layout: views}
	case boolKind:
		return valueType{meaning: booleans, bits: 1}
	case decimalKind:
		scale, bits := typ.int32(1, 0), typ.int32(2, 128)
		if scale >= -1000 && scale <= 1000 && (bits == 32 || bits == 64 || bits == 128 || bits == 256) {
			return valueType{meaning: decimals, bits: bits, scale: scale}
		}
	case dateKind:
		if typ.int16(0, 1) == 0 {
			return valueType{meaning: dates, bits: 32, unit: 24 * 3600 * 1e9}
		}
		return valueType{meaning: dates, bits: 64, unit: 1e6}
	case timeKind:
		if bits, unit := typ.int32(1, 32), timeUnit(typ.int16(0, 1)); unit > 0 && (bits == 32 || bits == 64) {
			return valueType{meaning: times, bits: bits, unit: unit}
		}
	case timestampKind:
		if unit := timeUnit(typ.int16(0, 0)); unit > 0 {
			return valueType{meaning: timestamps, bits: 64, unit: unit, local: typ.text(1) == ""}
		}
	default:
		return valueType{why: unsupportedReason(k)}
	}
	return valueType{why: "its values are of an unknown type"}
}

// integerType returns the type of whole numbers.
func integerType(typ flatTable) valueType {
	bits := typ.int32(0, 0)
	if bits != 8 && bits != 16 && bits != 32 && bits != 64 {
		return valueType{why: fmt.Sprintf("its whole numbers have %d bits", bits)}
	}
	if typ.int8(1, 0) == 0 {
		return valueType{meaning: unsigned, bits: bits}
	}
	return valueType{meaning: integers, bits: bits}
}

// timeUnit returns a unit of time in nanoseconds, 0 if it is none.
func timeUnit(unit int) int64 {
	switch unit {
	case 0, 1, 2, 3:
		return []int64{1e9, 1e6, 1e3, 1}[unit]
	}
	return 0
}

// unsupportedReason says why columns of a kind are not supported.
func unsupportedReason(k kind) string {
	switch k {
	case binaryKind, largeBinaryKind, binaryViewKind, fixedBinaryKind:
		return "its values are bytes and not text"
	case intervalKind, durationKind:
		return "its values are durations"
	case structKind:
		return "it has columns within it"
	case mapKind:
		return "it has maps"
	case unionKind:
		return "its values are of several types"
	case runEndKind:
		return "its values are run-end encoded"
	}
	return "its lists contain nested values"
}
