package ingest

import (
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

func tooManyColumns(l *Limits) *tradeoff.Error {
	return limits.Columns.Refuse("Send only labels, scores and columns that describe the cases",
		"the file has more than %d columns", l.Columns)
}

// A jsonSchema maps the values of a row to columns: one for each number of a
// list, one for each item of an object, one for anything else.
type jsonSchema struct {
	limits *Limits
	fields []*jsonField
	byName map[string]*jsonField
	names  []string // of the columns
}

// A jsonField is one name of a row.
type jsonField struct {
	raw    string // the name as it is written
	index  int
	column int // the only one, or the first
	items  int // how many numbers its lists have; -1 if they are none
	fields *jsonSchema
	single bool // its values are lists of one object

	vector  bool         // its values are vectors of Spark
	classes *jsonClasses // of its scores; nil: they have no names
	in      *jsonField   // not nil: it names the classes of others and has no column
}

// newJSONSchema makes the schema of a table from its first rows. classes are
// the names of the classes, as far as they are known.
func newJSONSchema(rows [][]jsonMember, l *Limits, classes []string) (*jsonSchema, error) {
	s := &jsonSchema{limits: l}
	if err := s.learn(rows, 1); err != nil {
		return nil, err
	}
	if err := s.nameColumns("", classes); err != nil {
		return nil, err
	}
	if refusal := differ(s.names); refusal != nil {
		return nil, refusal
	}
	return s, nil
}

// learn finds the fields of rows. Objects are expanded up to depth, and kept
// as text beyond it.
func (s *jsonSchema) learn(rows [][]jsonMember, depth int) error {
	s.byName = map[string]*jsonField{}
	shapes := map[*jsonField]*jsonShape{}
	for _, row := range rows {
		for _, p := range row {
			f := s.byName[string(p.name)]
			if f == nil {
				if len(s.fields) == s.limits.Columns {
					return tooManyColumns(s.limits)
				}
				f = &jsonField{raw: string(p.name), index: len(s.fields), items: -1}
				s.fields = append(s.fields, f)
				s.byName[f.raw] = f
				shapes[f] = &jsonShape{}
			}
			if err := shapes[f].add(p, s.limits); err != nil {
				return err
			}
		}
	}
	s.findClassLists(rows)
	for f, shape := range shapes {
		if f.classes == nil && f.in == nil {
			if err := f.learn(shape, depth, s.limits); err != nil {
				return err
			}
		}
	}
	return nil
}

// learn decides what the values of a field become.
func (f *jsonField) learn(h *jsonShape, depth int, l *Limits) error {
	objects := h.objects
	switch {
	case h.values == 0:
		return nil
	case h.others == 0 && h.lists == h.values && h.items > 0:
		f.items = h.items
		return nil
	case len(h.ofObjects) == h.values:
		if f.classes = classObjects(h.ofObjects, l); f.classes != nil {
			return nil
		}
		objects = singleObjects(h.ofObjects, l)
		f.single = len(objects) > 0
		depth++ // the list is not counted
	case h.others == 0 && len(objects) == h.values:
		if n := sparkLength(objects, l); n > 0 {
			f.items, f.vector = n, true
			return nil
		}
	default:
		return nil
	}
	if len(objects) < h.values || depth == 0 {
		f.single = false
		return nil
	}
	f.fields = &jsonSchema{limits: l}
	return f.fields.learn(objects, depth-1)
}

// A jsonShape summarises the values of one name.
type jsonShape struct {
	values  int // besides null
	lists   int // of numbers
	items   int // in each of them
	objects [][]jsonMember
	others  int

	ofObjects []jsonMember // lists of objects, which count as others too
}

func (h *jsonShape) add(p jsonMember, l *Limits) error {
	if p.kind == jsonNull {
		return nil
	}
	h.values++
	switch p.kind {
	case jsonList:
		items, err := memoryScanner(p.raw, l).list(nil, nil)
		if err != nil {
			return err
		}
		if len(items) > 0 && !slices.ContainsFunc(items, func(i jsonMember) bool { return i.kind != jsonObject }) {
			h.ofObjects = append(h.ofObjects, p)
		}
		numbers := !slices.ContainsFunc(items, func(i jsonMember) bool { return i.kind != jsonNumber && i.kind != jsonNull })
		if !numbers || h.lists > 0 && len(items) != h.items {
			h.others++
			return nil
		}
		h.lists, h.items = h.lists+1, len(items)
	case jsonObject:
		pairs, err := memoryScanner(p.raw, l).object(nil)
		if err != nil {
			return err
		}
		h.objects = append(h.objects, pairs)
	default:
		h.others++
	}
	return nil
}

// nameColumns numbers the columns and names them, with the prefix.
func (s *jsonSchema) nameColumns(prefix string, classes []string) error {
	for _, f := range s.fields {
		text, err := unquote(nil, []byte(`"`+f.raw+`"`))
		if err != nil {
			return tradeoff.Errorf(tradeoff.Invalid, "%v", err).WithHint("Write the name as JSON does.").
				At(tradeoff.Place{Column: clip(f.raw)})
		}
		name := prefix + strings.TrimSpace(string(text))
		f.column = len(s.names)
		switch {
		case f.fields != nil:
			if err := f.fields.nameColumns(name+".", classes); err != nil {
				return err
			}
			f.fields.shift(f.column)
			s.names = append(s.names, f.fields.names...)
		case f.in != nil:
		case f.classes != nil:
			for _, class := range f.classes.names {
				s.names = append(s.names, name+"["+class+"]")
			}
		case f.items < 0 || f.items == 1:
			s.names = append(s.names, name)
		default:
			if f.vector {
				name += ".values"
			}
			for k := range f.items {
				class := strconv.Itoa(k)
				if len(classes) == f.items {
					class = classes[k]
				}
				s.names = append(s.names, name+"["+class+"]")
			}
		}
		if len(s.names) > s.limits.Columns {
			return tooManyColumns(s.limits)
		}
	}
	return nil
}

// shift adds by to the column numbers of a schema.
func (s *jsonSchema) shift(by int) {
	for _, f := range s.fields {
		if f.column += by; f.fields != nil {
			f.fields.shift(by)
		}
	}
}

func (s *jsonSchema) newRow() *jsonRow {
	return &jsonRow{jsonSchema: s, cells: make([][]byte, len(s.names)), unknown: map[string]bool{}}
}
