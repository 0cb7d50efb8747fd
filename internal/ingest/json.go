package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"tradeoff/internal/tradeoff"
)

// looksLikeJSON reports whether a text begins as an object or a list does, and
// not as a header in brackets.
func looksLikeJSON(text []byte) bool {
	head := bytes.TrimLeft(text, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	next := bytes.TrimLeft(head[1:], " \t\r\n")
	return len(next) > 0 && bytes.IndexByte([]byte(`"{}[]-0123456789`), next[0]) >= 0
}

// isJSONLines reports whether a text that begins with head has one object a
// line.
func isJSONLines(head []byte, l *Limits) bool {
	s := memoryScanner(head, l)
	if c, err := s.next(); err != nil || c != '{' {
		return false
	}
	first := s.line
	if _, _, err := s.value(); err != nil || s.line != first {
		return false
	}
	c, err := s.next()
	return err == nil && c == '{' && s.line > first
}

// A jsonLines is the format of text with one object a line.
type jsonLines struct {
	*lineText
	schema  *jsonSchema
	mu      sync.Mutex
	unknown map[string]bool
}

func (j *jsonLines) sample() (*sample, error) {
	var rows [][]jsonPair
	var places []tradeoff.Place
	lines := jsonLineScanner{rest: j.head, limits: &j.limits}
	for len(rows) < sampleRows {
		pairs, err := lines.next(nil)
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, inFirst(err, tradeoff.Place{Line: lines.line})
		}
		rows, places = append(rows, pairs), append(places, tradeoff.Place{Line: lines.line})
	}
	return jsonSample(rows, places, &j.limits, nil, manner{mark: '.', header: true}, &j.schema)
}

func (j *jsonLines) parts(ctx context.Context, p *plan) ([]*part, error) {
	j.unknown = map[string]bool{}
	parts, err := j.parse(ctx, p, j.records)
	p.findings = append(p.findings, unknownFinding(j.unknown)...)
	return parts, err
}

// records is the [rowParser] of one object a line.
func (j *jsonLines) records(p *parser, block []byte, out *part) (line int, err *tradeoff.Error) {
	row := j.schema.newRow()
	lines := jsonLineScanner{rest: block, limits: &j.limits}
	var pairs []jsonPair
	for {
		var fault error
		if pairs, fault = lines.next(pairs[:0]); fault == io.EOF {
			break
		}
		line := lines.line - 1
		if errors.As(fault, &err) {
			err.Place = tradeoff.Place{}
			return line, err
		}
		if err := row.fill(pairs); err != nil {
			return line, err
		}
		if err := p.keep(row.cells, line, out); err != nil {
			return line, err
		}
	}
	out.lines = lines.line
	if len(row.unknown) > 0 {
		j.mu.Lock()
		for name := range row.unknown {
			j.unknown[name] = true
		}
		j.mu.Unlock()
	}
	return 0, nil
}

// A jsonLineScanner takes one object after the other from lines in memory.
type jsonLineScanner struct {
	rest    []byte
	limits  *Limits
	line    int // taken so far
	scanner jsonScanner
}

// next takes the object of the next line that is not empty. Its error is
// io.EOF, or an error without a place.
func (l *jsonLineScanner) next(pairs []jsonPair) ([]jsonPair, error) {
	for {
		n := bytes.IndexByte(l.rest, '\n')
		if n < 0 {
			return nil, io.EOF
		}
		text := bytes.TrimSpace(l.rest[:n])
		l.rest = l.rest[n+1:]
		l.line++
		if len(text) == 0 {
			continue
		}
		if n > l.limits.Line {
			return nil, checkSizes(*l.limits, 0, n, 0)
		}
		s := &l.scanner
		*s = jsonScanner{buf: text, limits: l.limits, mark: -1, spans: s.spans}
		pairs, err := s.object(pairs)
		if err == nil {
			if c, more := s.next(); more == nil {
				err = s.unexpected(c)
			}
		}
		return pairs, err
	}
}

// jsonSample makes a sample of the first rows, each with its place, and the
// schema that goes with it.
func jsonSample(rows [][]jsonPair, places []tradeoff.Place, l *Limits, classes []string, m manner, schema **jsonSchema) (*sample, error) {
	if len(rows) == 0 {
		return nil, noRows()
	}
	var err error
	if *schema, err = newJSONSchema(rows, l, classes); err != nil {
		return nil, err
	}
	s := &sample{manner: m, names: (*schema).names}
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

// A jsonRows hands out the rows of a document. Their pairs are valid until the
// next call. Its error is io.EOF after the last.
type jsonRows interface {
	next(pairs []jsonPair) ([]jsonPair, error)
}

// A jsonTable is the format of a JSON document: a list of objects, or an object
// of lists.
type jsonTable struct {
	limits  Limits
	rows    jsonRows
	classes []string
	header  bool
	notes   []tradeoff.Finding

	top    [][]jsonPair // rows read for the sample
	ended  bool         // there are no more
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
	s, err := jsonSample(j.top, places, &j.limits, j.classes, manner{mark: '.', header: j.header, byRow: true}, &j.schema)
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
	put := func(pairs []jsonPair) error {
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
	var pairs []jsonPair
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

// --- rows of a list ---

// A jsonListRows is the rows of a list of objects, or of a list of lists.
type jsonListRows struct {
	*jsonScanner
	kind  byte        // of the rows
	names [][]byte    // of the values of lists
	index *jsonCursor // a column beside them
	one   []byte      // the name of each list as a whole; nil: its items are values
	whole bool        // the list is the whole document
	loose bool        // objects stand behind each other without a list around them
	begun bool
	ended bool
}

func (l *jsonListRows) next(pairs []jsonPair) ([]jsonPair, error) {
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

// --- rows of columns ---

// A jsonCursor goes through one list, or one object, of a document.
type jsonCursor struct {
	*jsonScanner
	name  []byte
	kind  byte
	key   []byte // of an object's item
	begun bool
}

// advance goes to the next value. more is false at the end.
func (c *jsonCursor) advance() (more bool, err error) {
	c.mark = -1
	if !c.begun {
		if err := c.open(c.kind); err != nil {
			return false, err
		}
	}
	more, err = c.item(c.kind, !c.begun)
	c.begun = true
	if err != nil || !more {
		return false, err
	}
	if c.kind == jsonObject {
		if _, err := c.jsonScanner.next(); err != nil {
			return false, c.cut(err)
		}
		c.mark = c.at()
		if err := c.jsonScanner.key(); err != nil {
			return false, err
		}
		key := c.slice(c.mark, c.at())
		c.key = append(c.key[:0], key[:bytes.LastIndexByte(key, '"')+1]...)
	}
	return true, nil
}

// take appends the value that the cursor has advanced to.
func (c *jsonCursor) take(pairs []jsonPair) ([]jsonPair, error) {
	if _, err := c.jsonScanner.next(); err != nil {
		return nil, c.cut(err)
	}
	c.mark = c.at()
	from, kind, err := c.value()
	if err != nil {
		return nil, err
	}
	return append(pairs, jsonPair{c.name, c.slice(from, c.at()), kind}), nil
}

// A jsonColumns is the rows of lists, or of objects with the same keys, that
// stand beside each other. All are of the same length.
type jsonColumns struct {
	cursors []*jsonCursor
	index   bool // the keys of objects are a column
}

func (t *jsonColumns) next(pairs []jsonPair) ([]jsonPair, error) {
	first := t.cursors[0]
	for i, c := range t.cursors {
		more, err := c.advance()
		switch {
		case err != nil:
			return nil, err
		case !more: // all end together
			return nil, io.EOF
		case !bytes.Equal(c.key, first.key):
			return nil, tradeoff.Errorf(tradeoff.Invalid, "%q has its rows in another order than %q: %s stands where %s is expected",
				clip(string(c.name)), clip(string(first.name)), clip(string(c.key)), clip(string(first.key))).
				WithHint("Send all columns with the same rows in the same order.").At(tradeoff.Place{Column: string(c.name)})
		}
		if t.index && i == 0 {
			pairs = append(pairs, jsonPair{[]byte("index"), first.key, jsonString})
		}
		if pairs, err = c.take(pairs); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}

// --- documents ---

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

// nameByFirst names the values of lists: as the first of them does, if it holds
// nothing but strings and the next does not, else by their number.
func (l *jsonListRows) nameByFirst(t *jsonTable) error {
	var rows [][]jsonPair
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
	strings := func(p jsonPair) bool { return p.kind == jsonString }
	others := func(p jsonPair) bool { return p.kind != jsonString }
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

// A jsonEntry is one item of the object that a document is.
type jsonEntry struct {
	raw   []byte // its name as it is written, without quotes
	at    int64
	line  int
	kind  byte
	first byte     // of a list's or an object's items
	count int      // of them
	names [][]byte // the items of a list of few strings

	keys   [][]byte // of an object's first items
	nested bool     // one of an object's items is a list or an object
}

// outline goes through the document once to see what its parts are, and decides
// which of them are the table.
func (t *jsonTable) outline(sp RandomAccess) error {
	l := &t.limits
	s := newJSONScanner(io.NewSectionReader(sp, 0, sp.Size()), l, 0, 0)
	var entries []*jsonEntry
	if err := s.open('{'); err != nil {
		return err
	}
	for first := true; ; first = false {
		more, err := s.item('{', first)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if len(entries) == l.Columns {
			return tooManyColumns(l)
		}
		e, err := s.entry()
		if err != nil {
			return err
		}
		if entries = append(entries, e); len(entries) == 1 && e.isKeyed() {
			t.rows = &jsonKeyedRows{jsonScanner: newJSONScanner(io.NewSectionReader(sp, 0, sp.Size()), l, 0, 0)}
			return nil
		}
	}
	loose := false
	if c, err := s.next(); err == nil && c == '{' {
		loose = true // another object
	} else if err == nil {
		return s.unexpected(c)
	} else if err != io.EOF {
		return err
	}
	section := func(e *jsonEntry) *jsonScanner {
		return newJSONScanner(io.NewSectionReader(sp, e.at, sp.Size()-e.at), l, e.at, e.line)
	}
	find := func(name string, kind byte) *jsonEntry {
		i := slices.IndexFunc(entries, func(e *jsonEntry) bool { return string(e.raw) == name && e.kind == kind })
		if i < 0 {
			return nil
		}
		return entries[i]
	}
	ofObjects := slices.DeleteFunc(slices.Clone(entries), func(e *jsonEntry) bool { return e.kind != jsonList || e.first != jsonObject })
	nested := slices.ContainsFunc(entries, func(e *jsonEntry) bool { return e.kind == jsonList || e.kind == jsonObject })
	columns, data := find("columns", jsonList), find("data", jsonList)
	switch {
	case loose || len(entries) > 0 && !nested: // one object, or one after the other
		t.rows = &jsonListRows{jsonScanner: newJSONScanner(io.NewSectionReader(sp, 0, sp.Size()), l, 0, 0), kind: jsonObject, loose: true}
	case columns != nil && data != nil && data.first == jsonList:
		if columns.names == nil {
			return tradeoff.Errorf(tradeoff.Invalid, "\"columns\" is not a list of names").WithHint("Send {\"columns\": [names], \"data\": [rows]}.").
				At(tradeoff.Place{Line: columns.line + 1})
		}
		rows := &jsonListRows{jsonScanner: section(data), kind: jsonList, names: columns.names}
		if index := find("index", jsonList); index != nil && index.count != data.count {
			return tradeoff.Errorf(tradeoff.Invalid, "\"index\" has %d items, and \"data\" has %d", index.count, data.count).
				WithHint("Send one for each row.").At(tradeoff.Place{Line: index.line + 1})
		} else if index != nil {
			rows.index = &jsonCursor{jsonScanner: section(index), name: []byte("index"), kind: jsonList}
		}
		t.rows = rows
	case len(ofObjects) == 1:
		t.rows = &jsonListRows{jsonScanner: section(ofObjects[0]), kind: jsonObject}
		t.leaveOut(entries, ofObjects)
	default:
		return t.columns(entries, section)
	}
	return nil
}

// fewKeys is how many keys of an object tell what it is.
const fewKeys = 32

// entry takes one item of the document.
func (s *jsonScanner) entry() (*jsonEntry, error) {
	if _, err := s.next(); err != nil {
		return nil, s.cut(err)
	}
	s.mark = s.at()
	if err := s.key(); err != nil {
		return nil, err
	}
	name := s.slice(s.mark, s.at())
	e := &jsonEntry{raw: bytes.Clone(name[1:bytes.LastIndexByte(name, '"')])}
	s.mark = -1
	c, err := s.next()
	if err != nil {
		return nil, s.cut(err)
	}
	e.at, e.line, e.kind = s.at(), s.line, c
	if c != '[' && c != '{' {
		_, e.kind, err = s.value()
		return e, err
	}
	if err := s.open(c); err != nil {
		return nil, err
	}
	for ; ; e.count++ {
		more, err := s.item(c, e.count == 0)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if c == '{' {
			s.next()
			s.mark = s.at()
			if err := s.key(); err != nil {
				return nil, err
			}
			if len(e.keys) < fewKeys {
				key := s.slice(s.mark, s.at())
				e.keys = append(e.keys, bytes.Clone(key[1:bytes.LastIndexByte(key, '"')]))
			}
			s.mark = -1
		}
		named := e.count == len(e.names) && e.count < s.limits.Columns
		if named {
			s.next()
			s.mark = s.at()
		}
		from, kind, err := s.value()
		if err != nil {
			return nil, err
		}
		if e.count == 0 {
			e.first = kind
		}
		e.nested = e.nested || kind == jsonList || kind == jsonObject
		if named && kind == jsonString {
			raw := s.slice(from, s.at())
			e.names = append(e.names, bytes.Clone(raw[1:len(raw)-1]))
		}
		s.mark = -1
	}
	if len(e.names) < e.count {
		e.names = nil
	}
	return e, nil
}

// leaveOut says which items of the document are no part of the table.
func (t *jsonTable) leaveOut(entries, taken []*jsonEntry) {
	var names []string
	for _, e := range entries {
		if !slices.Contains(taken, e) {
			names = append(names, string(e.raw))
		}
	}
	if len(names) > 0 {
		t.notes = append(t.notes, finding("parts_left_out", "", "%s %s no part of the table and left out", quoted(names, fewNames), plural(len(names), "is", "are")))
	}
}

// columns takes the lists of the document as columns, or its objects, as pandas
// writes them, with the row's name as key.
func (t *jsonTable) columns(entries []*jsonEntry, section func(*jsonEntry) *jsonScanner) error {
	kind := byte(jsonList)
	if !slices.ContainsFunc(entries, func(e *jsonEntry) bool { return e.kind == jsonList }) {
		kind = jsonObject
	}
	var list []*jsonEntry
	var lengths []namedLength
	for _, e := range entries {
		if e.kind != kind {
			continue
		}
		if len(e.names) == e.count && rank(classArrays, string(e.raw)) >= 0 {
			for _, n := range e.names {
				t.classes = append(t.classes, strings.TrimSpace(string(n)))
			}
			continue
		}
		list = append(list, e)
		lengths = append(lengths, namedLength{string(e.raw), e.count})
	}
	if len(list) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "there is no table in this JSON").
			WithHint("Send a list of objects, [{\"label\": 1, \"score\": 0.5}, …], or an object of lists, {\"label\": [1, …], \"score\": [0.5, …]}.")
	}
	rows, err := commonLength(lengths)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(e *jsonEntry) bool { return e.count != rows })
	t.leaveOut(slices.DeleteFunc(slices.Clone(entries), func(e *jsonEntry) bool { return rank(classArrays, string(e.raw)) >= 0 }), list)
	if rows > t.limits.Rows {
		return tooManyRows(t.limits)
	}
	columns := &jsonColumns{index: kind == jsonObject}
	for _, e := range list {
		columns.cursors = append(columns.cursors, &jsonCursor{jsonScanner: section(e), name: e.raw, kind: kind})
	}
	t.rows = columns
	return nil
}
