package npy

import (
	"fmt"
	"strconv"
	"strings"
)

// parseHeader reads the description of an array, which is a dictionary as
// Python writes it:
//
//	{'descr': '<f8', 'fortran_order': False, 'shape': (332, 2), }
func (a *Array) parseHeader(text string) error {
	s := literal{text: text}
	seen := map[string]bool{}
	if !s.take("{") {
		return damaged("the array's header is not a dictionary")
	}
	for !s.take("}") {
		key, ok := s.quoted()
		if !ok || !s.take(":") || seen[key] {
			return damaged("the array's header is damaged")
		}
		seen[key] = true
		switch key {
		case "descr":
			if s.peek() == '[' {
				return &Error{
					"the array is structured: it contains a table",
					"Save each of its columns as a separate array: numpy.savez(label=…, score=…).",
				}
			}
			name, quoted := s.quoted()
			if !quoted {
				return damaged("the array's header names no type")
			}
			var err error
			if a.Type, err = parseType(name); err != nil {
				return err
			}
		case "fortran_order":
			switch {
			case s.take("True"):
				a.Fortran = true
			case !s.take("False"):
				return damaged("the array's header is damaged")
			}
		case "shape":
			if a.Shape, ok = s.shape(); !ok {
				return damaged("the array's header has no shape that can be read")
			}
		default:
			return damaged("the array's header is damaged")
		}
		if !s.take(",") && s.peek() != '}' {
			return damaged("the array's header is damaged")
		}
	}
	if s.skip(); len(s.text) > 0 || !seen["descr"] || !seen["fortran_order"] || !seen["shape"] {
		return damaged("the array's header is damaged")
	}
	return nil
}

// parseType reads the name of a type: its byte order, its kind and its size.
func parseType(name string) (t Type, err error) {
	order, rest := byte('|'), name
	if rest != "" && strings.IndexByte("<>=|", rest[0]) >= 0 {
		order, rest = rest[0], rest[1:]
	}
	unknown := &Error{
		fmt.Sprintf("the array is of NumPy's type %q, which is not supported", clip(name)),
		"Convert it with .astype(float) or .astype(str) and save it again.",
	}
	if rest == "" {
		return t, unknown
	}
	t.Kind, t.big = rest[0], order == '>'
	size, bad := strconv.Atoi(rest[1:])
	switch {
	case t.Kind == 'O':
		return t, &Error{"the array holds Python objects, which are pickled: they can run code and are never opened",
			"Convert it with .astype(float) or .astype(str) and save it again."}
	case bad != nil, size < 0, size > maxText:
		return t, unknown
	}
	t.Size = size
	ok := false
	switch t.Kind {
	case 'b':
		ok = size == 1
	case 'f':
		ok = size == 2 || size == 4 || size == 8
	case 'i', 'u':
		ok = size == 1 || size == 2 || size == 4 || size == 8
	case 'S', 'a':
		t.Kind, ok = 'S', true
	case 'U':
		t.Size, ok = 4*size, true
	}
	if !ok || order == '|' && t.Kind != 'S' && t.Size > 1 {
		return t, unknown
	}
	return t, nil
}

// maxText is how many characters a string may have.
const maxText = 1 << 20

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// A literal is the rest of a Python literal.
type literal struct{ text string }

func (l *literal) skip() { l.text = strings.TrimLeft(l.text, " \t\r\n\x00") }

func (l *literal) peek() byte {
	if l.skip(); l.text == "" {
		return 0
	}
	return l.text[0]
}

func (l *literal) take(token string) bool {
	l.skip()
	rest, ok := strings.CutPrefix(l.text, token)
	if ok {
		l.text = rest
	}
	return ok
}

// quoted takes a string without escapes.
func (l *literal) quoted() (string, bool) {
	q := l.peek()
	if q != '\'' && q != '"' {
		return "", false
	}
	end := strings.IndexByte(l.text[1:], q)
	if end < 0 {
		return "", false
	}
	s := l.text[1 : 1+end]
	l.text = l.text[2+end:]
	return s, !strings.Contains(s, `\`)
}

// shape takes a tuple of whole numbers.
func (l *literal) shape() ([]int, bool) {
	if !l.take("(") {
		return nil, false
	}
	shape := []int{}
	for !l.take(")") {
		l.skip()
		end := 0
		for end < len(l.text) && '0' <= l.text[end] && l.text[end] <= '9' {
			end++
		}
		n, err := strconv.Atoi(l.text[:end])
		if err != nil || len(shape) == maxDims {
			return nil, false
		}
		shape, l.text = append(shape, n), l.text[end:]
		l.take("L") // as Python 2 wrote long numbers
		if !l.take(",") && l.peek() != ')' {
			return nil, false
		}
	}
	return shape, true
}
