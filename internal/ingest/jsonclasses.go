package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// This file reads scores that come with the names of their classes. Each class
// is a column, "scores[spam]", wherever in the list it is:
//
//	"scores": [{"label": "spam", "score": 0.9}, {"label": "ham", "score": 0.1}]
//	"classes": ["spam", "ham"], "scores": [0.9, 0.1]
//
// A class that a row does not name has no score there. Spark's vectors, dense or
// sparse, are lists of numbers.

// classKeys are the names of members that hold the class in a list of objects,
// and scoreKeys those of its score, where both are numbers.
var (
	classKeys = []string{"label", "class", "name", "category", "classname", "classlabel", "displayname", "key", "value"}
	scoreKeys = []string{"score", "prob", "probability", "confidence", "proba", "p", "logit", "weight"}
)

// classLists are the names of lists of classes beside lists of scores, and
// textClassLists those that are believed only if the classes are texts: a list of
// numbers called labels may be the truth.
var (
	classLists     = append([]string{"displaynames"}, classArrays...)
	textClassLists = []string{"labels", "names", "categories", "targets"}
)

// A jsonClasses says where the classes of a field are, and their columns.
type jsonClasses struct {
	// The members of each object, as they are written; nil if the classes are in
	// another field.
	class, score []byte
	in           *jsonField // that field

	names []string       // in the order of the columns
	index map[string]int // of each
}

// add notes a class.
func (c *jsonClasses) add(name string) {
	if _, ok := c.index[name]; !ok {
		c.index[name] = len(c.names)
		c.names = append(c.names, name)
	}
}

// sort puts the classes in order: numbers by their value, texts as they are.
func (c *jsonClasses) sort() {
	numbers := !slices.ContainsFunc(c.names, func(n string) bool {
		_, err := strconv.ParseFloat(n,
			64)
		return err != nil
	})
	slices.SortFunc(c.names, func(a, b string) int {
		if numbers {
			x, _ := strconv.ParseFloat(a, 64)
			y, _ := strconv.ParseFloat(b, 64)
			if x != y {
				return cmp.Compare(x, y)
			}
		}
		return strings.Compare(a, b)
	})
	for i, name := range c.names {
		c.index[name] = i
	}
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// className returns the class that a value names, false if it names none.
func className(p jsonPair) (string, bool) {
	switch p.kind {
	case jsonString:
		text, err := unquote(nil, p.raw)
		return strings.TrimSpace(string(text)), err == nil && len(bytes.TrimSpace(text)) > 0
	case jsonNumber, jsonBool:
		return string(p.raw), true
	}
	return "", false
}

// numberText returns a number, which may be in quotes, nil if there is none.
func numberText(p jsonPair) ([]byte, bool) {
	switch p.kind {
	case jsonNull:
		return nil, true
	case jsonNumber:
		return p.raw, true
	case jsonString:
		text := bytes.TrimSpace(p.raw[1 : len(p.raw)-1])
		_, n := parseNumber(text, '.')
		return text, n > 0 && n == len(text)
	}
	return nil, false
}

// classObjects returns the classes of values that are lists of objects with a
// class and a score, nil if they are not.
func classObjects(values []jsonPair, l *Limits) *jsonClasses {
	var objects [][]jsonPair
	for _, v := range values {
		list, ok := objectsOf(v, l)
		if !ok {
			return nil
		}
		objects = append(objects, list...)
	}
	if len(objects) == 0 || len(objects[0]) != 2 {
		return nil
	}
	keys := [2][]byte{objects[0][0].name, objects[0][1].name}
	var texts, numbers, scores [2]int // how many values are texts, are numbers, may be scores
	for _, o := range objects {
		if len(o) != 2 {
			return nil
		}
		for i, key := range keys {
			p := memberOf(o, key)
			if p == nil {
				return nil
			}
			texts[i] += boolToInt(p.kind == jsonString)
			numbers[i] += boolToInt(p.kind == jsonNumber || p.kind == jsonNull)
			_, number := numberText(*p)
			scores[i] += boolToInt(number)
		}
	}
	of := func(class int) *jsonClasses {
		c := &jsonClasses{class: keys[class], score: keys[1-class], index: map[string]int{}}
		for _, o := range objects {
			name, ok := className(*memberOf(o, c.class))
			if !ok || len(c.names) > l.Columns {
				return nil
			}
			c.add(name)
		}
		c.sort()
		return c
	}
	for class := range 2 {
		named := rank(classKeys, string(keys[class])) >= 0 && rank(scoreKeys, string(keys[1-class])) >= 0
		if texts[class] > 0 && numbers[1-class] == len(objects) || named && scores[1-class] == len(objects) {
			return of(class)
		}
	}
	return nil
}

// objectsOf returns the members of the objects in a list, false if it is no list
// of objects.
func objectsOf(v jsonPair, l *Limits) (objects [][]jsonPair, ok bool) {
	if v.kind != jsonList {
		return nil, false
	}
	items, err := memoryScanner(v.raw, l).list(nil, nil)
	if err != nil {
		return nil, false
	}
	for _, item := range items {
		if item.kind != jsonObject {
			return nil, false
		}
		pairs, err := memoryScanner(item.raw, l).object(nil)
		if err != nil {
			return nil, false
		}
		objects = append(objects, pairs)
	}
	return objects, true
}

// memberOf returns the member of a name, nil if there is none.
func memberOf(object []jsonPair, name []byte) *jsonPair {
	for i := range object {
		if bytes.Equal(object[i].name, name) {
			return &object[i]
		}
	}
	return nil
}

// singleObjects returns the objects of values that are lists of one object each.
func singleObjects(values []jsonPair, l *Limits) (objects [][]jsonPair) {
	for _, v := range values {
		list, ok := objectsOf(v, l)
		if !ok || len(list) != 1 {
			return nil
		}
		objects = append(objects, list[0])
	}
	return objects
}

// findClassLists finds the lists of classes that go with lists of scores in the
// same rows.
func (s *jsonSchema) findClassLists(rows [][]jsonPair) {
	for _, f := range s.fields {
		texts := rank(classLists, f.raw) < 0
		if texts && rank(textClassLists, f.raw) < 0 {
			continue
		}
		for _, g := range s.fields {
			if g == f || g.classes != nil || g.in != nil || f.in != nil {
				continue
			}
			if c := s.classesBeside(f, g, rows, texts); c != nil {
				g.classes = c
			}
		}
		if slices.ContainsFunc(s.fields, func(g *jsonField) bool { return g.classes != nil && g.classes.in == f }) {
			f.in = f // it has no column
		}
	}
}

// classesBeside returns the classes in field f that go with the scores in field
// g, nil if they do not go together in all rows.
func (s *jsonSchema) classesBeside(f, g *jsonField, rows [][]jsonPair, texts bool) *jsonClasses {
	c := &jsonClasses{in: f, index: map[string]int{}}
	for _, row := range rows {
		p, q := memberOf(row, []byte(f.raw)), memberOf(row, []byte(g.raw))
		switch {
		case (p == nil || p.kind == jsonNull) && (q == nil || q.kind == jsonNull):
			continue
		case p == nil || q == nil:
			return nil
		}
		names, scores, err := s.classRow(*p, *q)
		if err != nil || len(names) == 0 || texts && bytes.IndexByte(p.raw, '"') < 0 {
			return nil
		}
		for i, name := range names {
			if _, ok := numberText(scores[i]); !ok || scores[i].kind == jsonString {
				return nil
			}
			c.add(name)
		}
		if len(c.names) > s.limits.Columns {
			return nil
		}
	}
	if len(c.names) == 0 {
		return nil
	}
	c.sort()
	return c
}

// classRow returns the classes and the scores of one row, which are as many.
func (s *jsonSchema) classRow(classes, scores jsonPair) (names []string, list []jsonPair, err *tradeoff.Error) {
	fault := columnError("", "there is not one score for each class",
		"Write one score for each class, in the same order.")
	if classes.kind != jsonList || scores.kind != jsonList {
		return nil, nil, fault
	}
	items, bad := memoryScanner(classes.raw, s.limits).list(nil, nil)
	list, worse := memoryScanner(scores.raw, s.limits).list(nil, nil)
	if bad != nil || worse != nil || len(items) != len(list) {
		return nil, nil, fault
	}
	seen := map[string]bool{}
	for _, item := range items {
		name, ok := className(item)
		if !ok || seen[name] {
			return nil, nil, columnError("", "the classes are not different names", "Name each class once.")
		}
		seen[name] = true
		names = append(names, name)
	}
	return names, list, nil
}

// setClasses sets the cells of a field whose list is of objects.
func (r *jsonRow) setClasses(f *jsonField, p jsonPair) *tradeoff.Error {
	objects, ok := objectsOf(p, r.limits)
	if !ok {
		return columnError(f.raw, "the first rows have a list of classes here, and this one has none", sameWay)
	}
	for _, o := range objects {
		class, score := memberOf(o, f.classes.class), memberOf(o, f.classes.score)
		if class == nil || score == nil {
			return columnError(f.raw, fmt.Sprintf("an object has no %q and %q", f.classes.class, f.classes.score),
				sameWay)
		}
		name, ok := className(*class)
		if !ok {
			return columnError(f.raw, "an object does not name its class", sameWay)
		}
		if e := r.setClass(f, name, *score); e != nil {
			return e
		}
	}
	return nil
}

const sameWay = "Write all rows in the same way."

// setClass sets the score of a class.
func (r *jsonRow) setClass(f *jsonField, name string, score jsonPair) *tradeoff.Error {
	i, ok := f.classes.index[name]
	if !ok {
		return columnError(f.raw, fmt.Sprintf("the class %q is in none of the first rows", clip(name)),
			"Name all classes in the first row.")
	}
	text, ok := numberText(score)
	switch {
	case !ok:
		return columnError(f.raw, fmt.Sprintf("the score of %q is not a number", clip(name)), "Write a number.")
	case text == nil:
		return nil
	case r.cells[f.column+i] != nil:
		return columnError(f.raw, fmt.Sprintf("the class %q has two scores", clip(name)), "Name each class once.")
	}
	r.cells[f.column+i] = text
	return nil
}

// setClassLists sets the cells of the lists of scores that have their classes in
// another list, once all members of an object are known.
func (r *jsonRow) setClassLists(s *jsonSchema, pairs []jsonPair) *tradeoff.Error {
	for _, f := range s.fields {
		if f.classes == nil || f.classes.in == nil {
			continue
		}
		classes, scores := memberOf(pairs, []byte(f.classes.in.raw)), memberOf(pairs, []byte(f.raw))
		switch {
		case scores == nil || scores.kind == jsonNull:
			continue
		case classes == nil:
			return columnError(f.raw, fmt.Sprintf("the row has no %q, which names the classes",
				clip(f.classes.in.raw)), sameWay)
		}
		names, list, err := s.classRow(*classes, *scores)
		if err != nil {
			err.Place.Column = f.raw
			return err
		}
		for i, name := range names {
			if e := r.setClass(f, name, list[i]); e != nil {
				return e
			}
		}
	}
	return nil
}

// --- Spark ---

// sparkVector returns the values of a vector as Spark writes it in JSON: all of
// them, or those that are not zero with their places.
func sparkVector(object []jsonPair, l *Limits) (values []jsonPair, ok bool) {
	kind, list := memberOf(object, []byte("type")), memberOf(object, []byte("values"))
	if kind == nil || list == nil || kind.kind != jsonNumber || list.kind != jsonList {
		return nil, false
	}
	values, err := memoryScanner(list.raw, l).list(nil, nil)
	if err != nil || slices.ContainsFunc(values, func(p jsonPair) bool {
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
	all := slices.Repeat([]jsonPair{{raw: []byte("0"), kind: jsonNumber}}, n)
	for i, p := range at {
		k, err := strconv.Atoi(string(p.raw))
		if err != nil || k < 0 || k >= n {
			return nil, false
		}
		all[k] = values[i]
	}
	return all, true
}

// sparkLength returns the length that all of some objects have as vectors, 0 if
// they are none.
func sparkLength(objects [][]jsonPair, l *Limits) int {
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
func (r *jsonRow) setVector(f *jsonField, p jsonPair) *tradeoff.Error {
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
	return columnError(f.raw, fmt.Sprintf("the first rows have a vector of %d %s here, and this one has not", f.items,
		plural(f.items, "number", "numbers")), sameWay)
}

// --- rows by their names ---

// A jsonKeyedRows is the rows of an object that has one object for each row,
// under the row's name, as pandas writes with orient="index".
type jsonKeyedRows struct {
	*jsonScanner
	key   []byte
	begun bool
	ended bool
}

// isKeyed reports whether an entry of a document is a row rather than a column:
// by the names that it has within, or by a number as its own.
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

func (k *jsonKeyedRows) next(pairs []jsonPair) ([]jsonPair, error) {
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
	return k.object(append(pairs, jsonPair{[]byte("index"), k.key, jsonString}))
}
