package ingest

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// This file reads scores that come with the names of their classes. Each class
// is a column, "scores[spam]", wherever in the list it is:
//
//	"scores": [{"label": "spam", "score": 0.9}, {"label": "ham", "score": 0.1}]
//	"classes": ["spam", "ham"], "scores": [0.9, 0.1]
//
// A class that a row does not name has no score there. Spark's vectors, dense or
// sparse, are lists of numbers.

// classKeys are the members of objects in a list that contain the class, and
// scoreKeys those that contain its score if both are numbers.
var (
	classKeys = []string{"label", "class", "name", "category", "classname", "classlabel", "displayname", "key", "value"}
	scoreKeys = []string{"score", "prob", "probability", "confidence", "proba", "p", "logit", "weight"}
)

// classLists are the names of lists of classes next to lists of scores, and
// textClassLists those that count only if the classes are texts: a list of
// numbers named labels may be the ground truth.
var (
	classLists     = append([]string{"displaynames"}, classArrays...)
	textClassLists = []string{"labels", "names", "categories", "targets"}
)

// A jsonClasses describes where the classes of a field are, and their
// columns.
type jsonClasses struct {
	// The members of each object, as they are written; nil if the classes are in
	// another field.
	class, score []byte
	in           *jsonField // that field

	names []string       // in the order of the columns
	index map[string]int // of each
}

// add adds a class.
func (c *jsonClasses) add(name string) {
	if _, ok := c.index[name]; !ok {
		c.index[name] = len(c.names)
		c.names = append(c.names, name)
	}
}

// sort orders the classes: numbers by value, texts unchanged.
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

// className returns the class that a value names, false if it is not a name.
func className(p jsonMember) (string, bool) {
	switch p.kind {
	case jsonString:
		text, err := unquote(nil, p.raw)
		return strings.TrimSpace(string(text)), err == nil && len(bytes.TrimSpace(text)) > 0
	case jsonNumber, jsonBool:
		return string(p.raw), true
	}
	return "", false
}

// numberText returns a number, which may be in quotes, nil if it is not one.
func numberText(p jsonMember) ([]byte, bool) {
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
func classObjects(values []jsonMember, l *Limits) *jsonClasses {
	var objects [][]jsonMember
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

// objectsOf returns the members of the objects in a list, false if it is not
// a list of objects.
func objectsOf(v jsonMember, l *Limits) (objects [][]jsonMember, ok bool) {
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

// memberOf returns the member with a name, nil if there is none.
func memberOf(object []jsonMember, name []byte) *jsonMember {
	for i := range object {
		if bytes.Equal(object[i].name, name) {
			return &object[i]
		}
	}
	return nil
}

// singleObjects returns the objects of values that are lists of one object each.
func singleObjects(values []jsonMember, l *Limits) (objects [][]jsonMember) {
	for _, v := range values {
		list, ok := objectsOf(v, l)
		if !ok || len(list) != 1 {
			return nil
		}
		objects = append(objects, list[0])
	}
	return objects
}

// findClassLists finds the lists of classes that belong to lists of scores in
// the same rows.
func (s *jsonSchema) findClassLists(rows [][]jsonMember) {
	for _, f := range s.fields {
		texts := rank(classLists, f.raw) < 0
		if texts && rank(textClassLists, f.raw) < 0 {
			continue
		}
		for _, g := range s.fields {
			if g == f || g.classes != nil || g.in != nil || f.in != nil {
				continue
			}
			if c := s.classesOfScores(f, g, rows, texts); c != nil {
				g.classes = c
			}
		}
		if slices.ContainsFunc(s.fields, func(g *jsonField) bool { return g.classes != nil && g.classes.in == f }) {
			f.in = f // it has no column
		}
	}
}

// classesOfScores returns the classes in field f of the scores in field g,
// nil if they do not match in all rows.
func (s *jsonSchema) classesOfScores(f, g *jsonField, rows [][]jsonMember, texts bool) *jsonClasses {
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
