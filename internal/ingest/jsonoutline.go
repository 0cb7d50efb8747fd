package ingest

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

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

// outline scans the document once, lists its parts, and decides which of them
// are the table.
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
	ofObjects := slices.DeleteFunc(slices.Clone(entries), func(e *jsonEntry) bool {
		return e.kind != jsonList || e.first != jsonObject
	})
	nested := slices.ContainsFunc(entries, func(e *jsonEntry) bool { return e.kind == jsonList || e.kind == jsonObject })
	columns, data := find("columns", jsonList), find("data", jsonList)
	switch {
	case loose || len(entries) > 0 && !nested: // one object, or several in sequence
		t.rows = &jsonListRows{
			jsonScanner: newJSONScanner(io.NewSectionReader(sp, 0, sp.Size()), l, 0, 0), kind: jsonObject, loose: true,
		}
	case columns != nil && data != nil && data.first == jsonList:
		if columns.names == nil {
			return tradeoff.Errorf(tradeoff.Invalid, "\"columns\" is not a list of names").
				WithHint("Send {\"columns\": [names], \"data\": [rows]}.").
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

// fewKeys is how many keys of an object are remembered.
const fewKeys = 32

// entry scans one item of the document.
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

// leaveOut notes the items of the document that are not part of the table.
func (t *jsonTable) leaveOut(entries, taken []*jsonEntry) {
	var names []string
	for _, e := range entries {
		if !slices.Contains(taken, e) {
			names = append(names, string(e.raw))
		}
	}
	if len(names) > 0 {
		t.notes = append(t.notes,
			finding("parts_left_out", "", "%s %s no part of the table and left out", quoted(names, fewNames),
				plural(len(names), "is", "are")))
	}
}

// columns uses the lists of the document as columns, or its objects as pandas
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
			WithHint("Send a list of objects, [{\"label\": 1, \"score\": 0.5}, …], or an object of lists, " +
				"{\"label\": [1, …], \"score\": [0.5, …]}.")
	}
	rows, err := commonLength(lengths)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(e *jsonEntry) bool { return e.count != rows })
	t.leaveOut(slices.DeleteFunc(slices.Clone(entries), func(e *jsonEntry) bool {
		return rank(classArrays, string(e.raw)) >= 0
	}), list)
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
