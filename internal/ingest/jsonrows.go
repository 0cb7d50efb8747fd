package ingest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A jsonPair is a value of a row, as it is written, under its name.
type jsonPair struct {
	name []byte // without quotes, its escapes as they are written
	raw  []byte
	kind byte
}

// object takes an object and appends its items to pairs, which are valid until
// more is scanned.
func (s *jsonScanner) object(pairs []jsonPair) ([]jsonPair, error) { return s.items('{', pairs) }

// list takes a list and appends its items to pairs, under the given names if
// there are any. The items are valid until more is scanned.
func (s *jsonScanner) list(pairs []jsonPair, names [][]byte) ([]jsonPair, error) {
	pairs, err := s.items('[', pairs)
	if err != nil || names == nil {
		return pairs, err
	}
	if len(pairs) != len(names) {
		return nil, s.place(raggedRow(len(pairs), len(names)))
	}
	for i := range pairs {
		pairs[i].name = names[i]
	}
	return pairs, nil
}

// A jsonSpan is where an item of an object or a list lies in the stream.
type jsonSpan struct {
	name, colon, from, to int64
	kind                  byte
}

// items takes an object or a list and appends its items to pairs.
func (s *jsonScanner) items(open byte, pairs []jsonPair) ([]jsonPair, error) {
	if _, err := s.next(); err != nil {
		return nil, s.cut(err)
	}
	s.mark = s.at()
	defer func() { s.mark = -1 }()
	if err := s.open(open); err != nil {
		return nil, err
	}
	spans := s.spans[:0]
	for first := true; ; first = false {
		more, err := s.item(open, first)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if len(spans) == s.limits.Columns {
			return nil, s.place(tooManyColumns(s.limits))
		}
		var p jsonSpan
		if open == '{' {
			s.next()
			p.name = s.at()
			if err := s.key(); err != nil {
				return nil, err
			}
			p.colon = s.at()
		}
		if p.from, p.kind, err = s.value(); err != nil {
			return nil, err
		}
		p.to = s.at()
		spans = append(spans, p)
	}
	s.spans = spans
	for _, p := range spans {
		pair := jsonPair{raw: s.slice(p.from, p.to), kind: p.kind}
		if open == '{' {
			name := s.slice(p.name, p.colon)
			pair.name = name[1:bytes.LastIndexByte(name, '"')]
		}
		pairs = append(pairs, pair)
	}
	return pairs, nil
}

func tooManyColumns(l *Limits) *tradeoff.Error {
	return limits.Columns.Refuse("Send labels, scores and what describes the cases", "the file has more than %d columns", l.Columns)
}

// A jsonSchema says which columns the values of a row become: a list of numbers
// one for each of them, an object one for each of its items, anything else one.
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
func newJSONSchema(rows [][]jsonPair, l *Limits, classes []string) (*jsonSchema, error) {
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

// learn finds the fields of rows. Objects in them are looked into as deep as
// depth, else they are kept as they are written.
func (s *jsonSchema) learn(rows [][]jsonPair, depth int) error {
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

// learn finds out what the values of a field become.
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

// A jsonShape sums up the values of one name.
type jsonShape struct {
	values  int // besides null
	lists   int // of numbers
	items   int // in each of them
	objects [][]jsonPair
	others  int

	ofObjects []jsonPair // lists of objects, which count as others too
}

func (h *jsonShape) add(p jsonPair, l *Limits) error {
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
		if len(items) > 0 && !slices.ContainsFunc(items, func(i jsonPair) bool { return i.kind != jsonObject }) {
			h.ofObjects = append(h.ofObjects, p)
		}
		numbers := !slices.ContainsFunc(items, func(i jsonPair) bool { return i.kind != jsonNumber && i.kind != jsonNull })
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

// memoryScanner goes through a value that has been scanned before.
func memoryScanner(raw []byte, l *Limits) *jsonScanner {
	return &jsonScanner{buf: raw, limits: l, mark: -1}
}

// nameColumns numbers the columns and names them, with prefix before.
func (s *jsonSchema) nameColumns(prefix string, classes []string) error {
	for _, f := range s.fields {
		text, err := unquote(nil, []byte(`"`+f.raw+`"`))
		if err != nil {
			return tradeoff.Errorf(tradeoff.Invalid, "%v", err).WithHint("Write the name as JSON does.").At(tradeoff.Place{Column: clip(f.raw)})
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

// shift moves the columns of a schema behind others.
func (s *jsonSchema) shift(by int) {
	for _, f := range s.fields {
		if f.column += by; f.fields != nil {
			f.fields.shift(by)
		}
	}
}

// A jsonRow turns pairs into the cells of a row. It belongs to one goroutine.
type jsonRow struct {
	*jsonSchema
	cells   [][]byte
	text    []byte          // memory of unquoted cells
	guess   int             // the field that is expected next
	unknown map[string]bool // names that the first rows do not have
}

func (s *jsonSchema) newRow() *jsonRow {
	return &jsonRow{jsonSchema: s, cells: make([][]byte, len(s.names)), unknown: map[string]bool{}}
}

// fill sets the cells of a row. Names that are missing leave theirs nil.
func (r *jsonRow) fill(pairs []jsonPair) *tradeoff.Error {
	clear(r.cells)
	need := 0
	for _, p := range pairs {
		need += len(p.raw)
	}
	r.text = slices.Grow(r.text[:0], need) // cells keep their place
	for _, p := range pairs {
		f := r.field(p.name)
		if f == nil {
			r.leaveOut(string(p.name))
			continue
		}
		if e := r.set(f, p); e != nil {
			return e
		}
	}
	return r.setClassLists(r.jsonSchema, pairs)
}

func columnError(column, message, hint string) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "%s", message).WithHint("%s", hint).At(tradeoff.Place{Column: column})
}

// field returns the field of a name, nil if the first rows do not have it.
func (r *jsonRow) field(name []byte) *jsonField {
	if r.guess == len(r.fields) {
		r.guess = 0
	}
	var f *jsonField
	if r.guess < len(r.fields) && r.fields[r.guess].raw == string(name) {
		f = r.fields[r.guess]
	} else if f = r.byName[string(name)]; f == nil {
		return nil
	}
	r.guess = f.index + 1
	return f
}

// set sets the cells of one field.
func (r *jsonRow) set(f *jsonField, p jsonPair) *tradeoff.Error {
	if p.kind == jsonNull {
		return nil
	}
	switch {
	case f.in != nil || f.classes != nil && f.classes.in != nil: // by setClassLists
		return nil
	case f.classes != nil:
		return r.setClasses(f, p)
	case f.vector:
		return r.setVector(f, p)
	case f.fields != nil:
		if f.single {
			if items, err := memoryScanner(p.raw, r.limits).list(nil, nil); p.kind == jsonList && err == nil &&
				len(items) == 1 {
				p = items[0]
			}
		}
		if p.kind != jsonObject {
			return columnError(f.raw, "the first rows have an object here, and this one has none", "Write all rows in the same way.")
		}
		pairs, err := memoryScanner(p.raw, r.limits).object(nil)
		if err != nil {
			return columnError(f.raw, "the object cannot be read", "Write all rows in the same way.")
		}
		for _, q := range pairs {
			sub := f.fields.byName[string(q.name)]
			if sub == nil {
				r.leaveOut(f.raw + "." + string(q.name))
				continue
			}
			if e := r.set(sub, q); e != nil {
				return e
			}
		}
		return r.setClassLists(f.fields, pairs)
	case f.items >= 0:
		var items []jsonPair
		if p.kind == jsonList {
			items, _ = memoryScanner(p.raw, r.limits).list(nil, nil)
		}
		if len(items) != f.items {
			return columnError(f.raw, fmt.Sprintf("the first rows have a list of %d %s here, and this one has not", f.items, plural(f.items, "number", "numbers")),
				"Write all rows in the same way.")
		}
		for k, item := range items {
			if e := r.cell(f, f.column+k, item); e != nil {
				return e
			}
		}
		return nil
	}
	return r.cell(f, f.column, p)
}

// cell sets one cell: a string without its quotes, anything else as it is
// written.
func (r *jsonRow) cell(f *jsonField, column int, p jsonPair) *tradeoff.Error {
	if p.kind != jsonNull && r.cells[column] != nil {
		return columnError(f.raw, "this row has the name twice", "Give each value a name of its own.")
	}
	switch p.kind {
	case jsonNull:
	case jsonString:
		from := len(r.text)
		r.text = append(r.text, quotedMark) // its quotes leave room for it
		var err error
		if r.text, err = unquote(r.text, p.raw); err != nil {
			return columnError(f.raw, err.Error(), "Write the string as JSON does, in UTF-8.")
		}
		r.cells[column] = marked(r.text[from:])
	default:
		r.cells[column] = p.raw
	}
	return nil
}

// leaveOut notes a name that is not read, if there are not too many.
func (r *jsonRow) leaveOut(name string) {
	if len(r.unknown) < 100 {
		r.unknown[name] = true
	}
}

// unknownFinding says which names were left out because the first rows do not
// have them.
func unknownFinding(unknown map[string]bool) []tradeoff.Finding {
	if len(unknown) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(unknown))
	return []tradeoff.Finding{finding("names_left_out", "Give the first row all names, with null for what it has not.",
		"%s %s in none of the first rows and left out", quoted(names, fewNames), plural(len(names), "stands", "stand"))}
}
