package ingest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"

	"tradeoff/internal/tradeoff"
)

// sparkVector returns the values of a vector as Spark writes it in JSON:
// dense, or sparse with indices.
func sparkVector(object []jsonMember, l *Limits) (values []jsonMember, ok bool) {
	kind, list := memberOf(object, []byte("type")), memberOf(object, []byte("values"))
	if kind == nil || list == nil || kind.kind != jsonNumber || list.kind != jsonList {
		return nil, false
	}
	values, err := memoryScanner(list.raw, l).list(nil, nil)
	if err != nil || slices.ContainsFunc(values, func(p jsonMember) bool {
		return p.kind != jsonNumber &&
			p.kind != jsonNull
	}) {
		return nil, false
	}
	switch {
	case string(kind.raw) == "1" && len(object) == 2:
		return values, true
	case string(kind.raw) != "0" || len(object) != 4:
		return nil, false
	}
	size, places := memberOf(object, []byte("size")), memberOf(object, []byte("indices"))
	if size == nil || places == nil || places.kind != jsonList {
		return nil, false
	}
	n, fault := strconv.Atoi(string(size.raw))
	at, err := memoryScanner(places.raw, l).list(nil, nil)
	if fault != nil || err != nil || n < len(values) || n > l.Columns || len(at) != len(values) {
		return nil, false
	}
	all := slices.Repeat([]jsonMember{{raw: []byte("0"), kind: jsonNumber}}, n)
	for i, p := range at {
		k, err := strconv.Atoi(string(p.raw))
		if err != nil || k < 0 || k >= n {
			return nil, false
		}
		all[k] = values[i]
	}
	return all, true
}

// sparkLength returns the common length of objects that are all vectors, 0 if
// they are not.
func sparkLength(objects [][]jsonMember, l *Limits) int {
	n := 0
	for _, o := range objects {
		values, ok := sparkVector(o, l)
		if !ok || len(values) == 0 || n > 0 && len(values) != n {
			return 0
		}
		n = len(values)
	}
	return n
}

// setVector sets the cells of a vector.
func (r *jsonRow) setVector(f *jsonField, p jsonMember) *tradeoff.Error {
	if p.kind == jsonObject {
		object, err := memoryScanner(p.raw, r.limits).object(nil)
		if values, ok := sparkVector(object, r.limits); err == nil && ok && len(values) == f.items {
			for k, v := range values {
				if e := r.cell(f, f.column+k, v); e != nil {
					return e
				}
			}
			return nil
		}
	}
	return columnError(f.raw, fmt.Sprintf("the first rows have a vector of %d %s here, but this one does not", f.items,
		plural(f.items, "number", "numbers")), sameWay)
}

// A jsonKeyedRows returns the rows of an object with one object for each row,
// under the row's name, as pandas writes with orient="index".
type jsonKeyedRows struct {
	*jsonScanner
	key   []byte
	begun bool
	ended bool
}

// isKeyed reports whether an entry of a document is a row rather than a
// column: by the names inside it, or by a number as its own name.
func (e *jsonEntry) isKeyed() bool {
	if e.kind != jsonObject || len(e.keys) == 0 || e.nested {
		return false
	}
	names := make([]string, len(e.keys))
	for i, key := range e.keys {
		names[i] = string(key)
	}
	own := string(e.raw)
	if knownNames(names) {
		return !knownNames([]string{own})
	}
	return isDigits(own) && !slices.ContainsFunc(names, isDigits)
}

func (k *jsonKeyedRows) next(pairs []jsonMember) ([]jsonMember, error) {
	if k.ended {
		return nil, io.EOF
	}
	if !k.begun {
		if err := k.open('{'); err != nil {
			return nil, err
		}
	}
	more, err := k.item('{', !k.begun)
	k.begun = true
	if err != nil {
		return nil, err
	}
	if !more {
		k.ended = true
		if c, err := k.jsonScanner.next(); err == nil {
			return nil, k.unexpected(c)
		} else if err != io.EOF {
			return nil, err
		}
		return nil, io.EOF
	}
	if _, err := k.jsonScanner.next(); err != nil {
		return nil, k.cut(err)
	}
	k.mark = k.at()
	if err := k.jsonScanner.key(); err != nil {
		return nil, err
	}
	key := k.slice(k.mark, k.at())
	k.key = append(k.key[:0], key[:bytes.LastIndexByte(key, '"')+1]...)
	k.mark = -1
	return k.object(append(pairs, jsonMember{[]byte("index"), k.key, jsonString}))
}
