package ingest

import (
	"fmt"

	"tradeoff/internal/tradeoff"
)

// classRow returns the classes and the scores of one row, which must have the
// same number.
func (s *jsonSchema) classRow(classes, scores jsonMember) (names []string, list []jsonMember, err *tradeoff.Error) {
	fault := columnError("", "the numbers of scores and classes differ",
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
			return nil, nil, columnError("", "two classes have the same name", "Name each class once.")
		}
		seen[name] = true
		names = append(names, name)
	}
	return names, list, nil
}

// setClasses sets the cells of a field whose list is of objects.
func (r *jsonRow) setClasses(f *jsonField, p jsonMember) *tradeoff.Error {
	objects, ok := objectsOf(p, r.limits)
	if !ok {
		return columnError(f.raw, "the first rows have a list of classes here, but this one does not", sameWay)
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
func (r *jsonRow) setClass(f *jsonField, name string, score jsonMember) *tradeoff.Error {
	i, ok := f.classes.index[name]
	if !ok {
		return columnError(f.raw, fmt.Sprintf("the class %q is not in the first rows", clip(name)),
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

// setClassLists sets the cells of lists of scores whose classes are in
// another list, once all members of an object are known.
func (r *jsonRow) setClassLists(s *jsonSchema, pairs []jsonMember) *tradeoff.Error {
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
