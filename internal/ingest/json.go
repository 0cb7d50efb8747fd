package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"tradeoff/internal/tradeoff"
)

// looksLikeJSON reports whether a text begins like an object or a list, and
// not like a header in brackets.
func looksLikeJSON(text []byte) bool {
	head := bytes.TrimLeft(text, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	next := bytes.TrimLeft(head[1:], " \t\r\n")
	return len(next) > 0 && bytes.IndexByte([]byte(`"{}[]-0123456789`), next[0]) >= 0
}

// jsonSample makes a sample of the first rows, each with its place, and the
// schema that goes with it.
func jsonSample(rows [][]jsonMember, places []tradeoff.Place, l *Limits, classes []string, m notation,
	schema **jsonSchema) (*sample, error) {
	if len(rows) == 0 {
		return nil, noRows()
	}
	var err error
	if *schema, err = newJSONSchema(rows, l, classes); err != nil {
		return nil, err
	}
	s := &sample{notation: m, names: (*schema).names}
	row := (*schema).newRow()
	for i, pairs := range rows[:min(len(rows), sampleSizeFor(len(s.names)))] {
		if e := row.fill(pairs); e != nil {
			return nil, inFirst(e, places[i])
		}
		cells := make([]string, len(row.cells))
		for k, cell := range row.cells {
			cells[k] = string(cell)
		}
		s.rows = append(s.rows, cells)
	}
	return s, nil
}

// A jsonRows returns the rows of a document. Their members are valid until
// the next call. Its error is io.EOF after the last.
type jsonRows interface {
	next(pairs []jsonMember) ([]jsonMember, error)
}

// A jsonTable is the format of a JSON document: a list of objects, or an object
// of lists.
type jsonTable struct {
	limits  Limits
	rows    jsonRows
	classes []string
	header  bool
	notes   []tradeoff.Finding

	top    [][]jsonMember // rows read for the sample
	ended  bool           // there are no more
	schema *jsonSchema
}

func (j *jsonTable) sample() (*sample, error) {
	var places []tradeoff.Place
	for size := 0; len(j.top) < sampleRows && size < sampleSize; {
		pairs, err := j.rows.next(nil)
		if err == io.EOF {
			j.ended = true
			break
		} else if err != nil {
			return nil, inRow(err, len(j.top)+1)
		}
		for i := range pairs {
			p := &pairs[i]
			p.name, p.raw = bytes.Clone(p.name), bytes.Clone(p.raw)
			size += len(p.name) + len(p.raw) + 64
		}
		j.top, places = append(j.top, pairs), append(places, tradeoff.Place{Row: len(j.top) + 1})
	}
	s, err := jsonSample(j.top, places, &j.limits, j.classes, notation{mark: '.', header: j.header, byRow: true},
		&j.schema)
	if err != nil {
		return nil, err
	}
	s.notes = j.notes
	return s, nil
}

// inRow adds the number of a row to the place of an error.
func inRow(err error, row int) error {
	var e *tradeoff.Error
	if !errors.As(err, &e) {
		return err
	}
	place := e.Place
	place.Row = row
	return e.At(place)
}

// inFirst gives an error of one of the first rows its place.
func inFirst(err error, place tradeoff.Place) error {
	var e *tradeoff.Error
	if !errors.As(err, &e) {
		return err
	}
	place.Column = e.Place.Column
	return e.At(place)
}

func (j *jsonTable) parts(ctx context.Context, p *plan) ([]*part, error) {
	f := newFiller(ctx, p, j.limits)
	row := j.schema.newRow()
	put := func(pairs []jsonMember) error {
		if err := f.row(); err != nil {
			return err
		}
		if e := row.fill(pairs); e != nil {
			return inRow(e, f.rows)
		}
		for i, cell := range row.cells {
			if err := f.text(i, cell); err != nil {
				return err
			}
		}
		return nil
	}
	for _, pairs := range j.top {
		if err := put(pairs); err != nil {
			return nil, err
		}
	}
	j.top = nil
	var pairs []jsonMember
	for !j.ended {
		var err error
		if pairs, err = j.rows.next(pairs[:0]); err == io.EOF {
			break
		} else if err != nil {
			return nil, inRow(err, f.rows+1)
		}
		if err := put(pairs); err != nil {
			return nil, err
		}
	}
	p.findings = append(p.findings, unknownFinding(row.unknown)...)
	return f.all()
}

// A jsonListRows returns the rows of a list of objects, or of a list of
// lists.
type jsonListRows struct {
	*jsonScanner
	kind  byte        // of the rows
	names [][]byte    // of the values of lists
	index *jsonCursor // a column in addition to them
	one   []byte      // the columns that are whole lists; nil: items are values
	whole bool        // the list is the whole document
	loose bool        // objects follow each other without a list around them
	begun bool
	ended bool
}

func (l *jsonListRows) next(pairs []jsonMember) ([]jsonMember, error) {
	if l.ended {
		return nil, io.EOF
	}
	l.mark = -1
	if l.loose {
		if _, err := l.jsonScanner.next(); err != nil {
			return nil, err
		}
		return l.object(pairs)
	}
	if !l.begun {
		if err := l.open('['); err != nil {
			return nil, err
		}
	}
	more, err := l.item('[', !l.begun)
	l.begun = true
	if err != nil {
		return nil, err
	}
	if !more {
		l.ended = true
		if l.whole {
			if c, err := l.jsonScanner.next(); err == nil {
				return nil, l.unexpected(c)
			} else if err != io.EOF {
				return nil, err
			}
		}
		return nil, io.EOF
	}
	if l.kind == jsonObject {
		return l.object(pairs)
	}
	if l.one != nil {
		return (&jsonCursor{jsonScanner: l.jsonScanner, name: l.one}).take(pairs)
	}
	if pairs, err = l.list(pairs, l.names); err != nil || l.index == nil {
		return pairs, err
	}
	if _, err := l.index.advance(); err != nil {
		return nil, err
	}
	return l.index.take(pairs)
}

// openJSON returns the format of a JSON document, which begins with head.
func (in *input) openJSON(r io.Reader, head []byte) (format, error) {
	l := &in.options.Limits
	t := &jsonTable{limits: *l, header: true}
	s := memoryScanner(head, l)
	c, _ := s.next()
	if c == '[' {
		s.pos++
		kind, err := s.next()
		if err != nil || kind != jsonList {
			kind = jsonObject
		}
		rows := &jsonListRows{jsonScanner: newJSONScanner(r, l, 0, 0), kind: kind, whole: true}
		t.rows = rows
		if s.pos++; kind == jsonList {
			if c, err := s.next(); err == nil && c == '{' { // of objects, each of which is a class
				rows.one = []byte("scores")
				return t, nil
			}
		}
		if kind == jsonList {
			return t, rows.nameByFirst(t)
		}
		return t, nil
	}
	sp, err := in.spool(r)
	if err != nil {
		return nil, err
	}
	return t, t.outline(sp)
}

// nameByFirst names the values of lists: from the first list if it contains
// only strings and the second does not, else by number.
func (l *jsonListRows) nameByFirst(t *jsonTable) error {
	var rows [][]jsonMember
	for len(rows) < 2 {
		pairs, err := l.next(nil)
		if err == io.EOF {
			break
		} else if err != nil {
			return inRow(err, len(rows)+1)
		}
		for i := range pairs {
			pairs[i].raw = bytes.Clone(pairs[i].raw)
		}
		rows = append(rows, pairs)
	}
	if len(rows) == 0 {
		return nil
	}
	strings := func(p jsonMember) bool { return p.kind == jsonString }
	others := func(p jsonMember) bool { return p.kind != jsonString }
	t.header = len(rows) == 2 && !slices.ContainsFunc(rows[0], others) && slices.ContainsFunc(rows[1], others)
	for i, p := range rows[0] {
		name := fmt.Appendf(nil, "column %d", i+1)
		if t.header && strings(p) {
			name = p.raw[1 : len(p.raw)-1]
		}
		l.names = append(l.names, name)
	}
	if t.header {
		rows = rows[1:]
	}
	for i, row := range rows {
		if len(row) != len(l.names) {
			return inRow(raggedRow(len(row), len(l.names)), i+1)
		}
		for k := range row {
			row[k].name = l.names[k]
		}
	}
	t.top = rows
	return nil
}
