package ingest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"tradeoff/internal/tradeoff"
)

// A jsonMember is a value of a row, as it is written, with its name.
type jsonMember struct {
	name []byte // without quotes, its escapes as they are written
	raw  []byte
	kind byte
}

// object scans an object and appends its items to pairs, which are valid
// until the next scan.
func (s *jsonScanner) object(pairs []jsonMember) ([]jsonMember, error) { return s.items('{', pairs) }

// list scans a list and appends its items to pairs, with the given names if
// there are any. The items are valid until the next scan.
func (s *jsonScanner) list(pairs []jsonMember, names [][]byte) ([]jsonMember, error) {
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

// A jsonSpan is the position of an item of an object or a list in the stream.
type jsonSpan struct {
	name, colon, from, to int64
	kind                  byte
}

// items scans an object or a list and appends its items to pairs.
func (s *jsonScanner) items(open byte, pairs []jsonMember) ([]jsonMember, error) {
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
		pair := jsonMember{raw: s.slice(p.from, p.to), kind: p.kind}
		if open == '{' {
			name := s.slice(p.name, p.colon)
			pair.name = name[1:bytes.LastIndexByte(name, '"')]
		}
		pairs = append(pairs, pair)
	}
	return pairs, nil
}

// memoryScanner scans a value that has been scanned before.
func memoryScanner(raw []byte, l *Limits) *jsonScanner {
	return &jsonScanner{buf: raw, limits: l, mark: -1}
}

// A jsonRow converts members to the cells of a row. It belongs to one
// goroutine.
type jsonRow struct {
	*jsonSchema
	cells   [][]byte
	text    []byte          // memory of unquoted cells
	guess   int             // the field that is expected next
	unknown map[string]bool // names that the first rows do not have
}

// fill sets the cells of a row. Names that are missing leave theirs nil.
func (r *jsonRow) fill(pairs []jsonMember) *tradeoff.Error {
	clear(r.cells)
	need := 0
	for _, p := range pairs {
		need += len(p.raw)
	}
	r.text = slices.Grow(r.text[:0], need) // keep the slice's memory
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

// field returns the field with a name, nil if the first rows do not have it.
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
func (r *jsonRow) set(f *jsonField, p jsonMember) *tradeoff.Error {
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
			return columnError(f.raw, "the first rows have an object here, but this one does not",
				"Write all rows in the same way.")
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
		var items []jsonMember
		if p.kind == jsonList {
			items, _ = memoryScanner(p.raw, r.limits).list(nil, nil)
		}
		if len(items) != f.items {
			return columnError(f.raw,
				fmt.Sprintf("the first rows have a list of %d %s here, but this one does not", f.items,
					plural(f.items, "number", "numbers")),
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
func (r *jsonRow) cell(f *jsonField, column int, p jsonMember) *tradeoff.Error {
	if p.kind != jsonNull && r.cells[column] != nil {
		return columnError(f.raw, "this row has the name twice", "Give each value a different name.")
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

// leaveOut notes an unknown name, up to a maximum number.
func (r *jsonRow) leaveOut(name string) {
	if len(r.unknown) < 100 {
		r.unknown[name] = true
	}
}

// unknownFinding lists names that were left out because the first rows do not
// have them.
func unknownFinding(unknown map[string]bool) []tradeoff.Finding {
	if len(unknown) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(unknown))
	return []tradeoff.Finding{finding("names_left_out", "Give the first row all names, with null for missing values.",
		"%s %s not in the first rows and left out", quoted(names, fewNames), plural(len(names), "is", "are"))}
}
