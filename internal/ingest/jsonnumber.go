package ingest

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// number scans a number with the table numberStates.
func (s *jsonScanner) number() error {
	from, state := s.at(), 0
	for {
		if err := s.more(); err != nil && err != io.EOF {
			return err
		} else if err == io.EOF {
			break
		}
		next := numberStates[state].next(s.buf[s.pos])
		if next < 0 {
			break
		}
		state = next
		s.pos++
	}
	if state == 1 { // -Infinity
		_, err := s.word()
		return err
	}
	if !numberStates[state].end {
		if err := s.more(); err != nil {
			return s.cut(err)
		}
		return s.unexpected(s.buf[s.pos])
	}
	return s.long(from)
}

// A numberState lists the next state for a zero, another digit, a minus, a
// plus, a point or an exponent; 0 if that is not allowed.
type numberState struct {
	zero, digit, minus, plus, point, exponent int
	end                                       bool // it may end here
}

var numberStates = []numberState{
	0: {zero: 2, digit: 3, minus: 1},
	1: {zero: 2, digit: 3},
	2: {point: 4, exponent: 6, end: true},
	3: {zero: 3, digit: 3, point: 4, exponent: 6, end: true},
	4: {zero: 5, digit: 5},
	5: {zero: 5, digit: 5, exponent: 6, end: true},
	6: {zero: 8, digit: 8, minus: 7, plus: 7},
	7: {zero: 8, digit: 8},
	8: {zero: 8, digit: 8, end: true},
}

// next returns the state after c, -1 if c does not belong to the number.
func (n numberState) next(c byte) int {
	to := 0
	switch {
	case c == '0':
		to = n.zero
	case '1' <= c && c <= '9':
		to = n.digit
	case c == '-':
		to = n.minus
	case c == '+':
		to = n.plus
	case c == '.':
		to = n.point
	case c == 'e', c == 'E':
		to = n.exponent
	}
	if to == 0 {
		return -1
	}
	return to
}

// word scans a literal: true, false, null, NaN or Infinity.
func (s *jsonScanner) word() (kind byte, err error) {
	var text [9]byte
	n := 0
	for n < len(text) {
		if err := s.more(); err == io.EOF {
			break
		} else if err != nil {
			return 0, err
		}
		c := s.buf[s.pos]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') {
			break
		}
		text[n] = c
		n++
		s.pos++
	}
	switch string(text[:n]) {
	case "true", "false":
		return jsonBool, nil
	case "null":
		return jsonNull, nil
	case "NaN", "Infinity":
		return jsonNumber, nil
	case "":
		if err := s.more(); err != nil {
			return 0, s.cut(err)
		}
		return 0, s.unexpected(s.buf[s.pos])
	}
	return 0, s.errorf("Put texts in quotes.", "%s is not a JSON value", clipped(text[:n]))
}

// unquote appends the content of a string that has been scanned with its
// quotes.
func unquote(dst, raw []byte) ([]byte, error) {
	raw = raw[1 : len(raw)-1]
	if !utf8.Valid(raw) {
		return dst, fmt.Errorf("a string is not UTF-8")
	}
	for len(raw) > 0 {
		n := bytes.IndexByte(raw, '\\')
		if n < 0 {
			return append(dst, raw...), nil
		}
		dst = append(dst, raw[:n]...)
		c := raw[n+1]
		raw = raw[n+2:]
		switch c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r := hex4(raw)
			raw = raw[4:]
			if utf16.IsSurrogate(r) { // half a surrogate pair is U+FFFD
				low := rune(0)
				if bytes.HasPrefix(raw, []byte(`\u`)) {
					low = hex4(raw[2:])
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					raw = raw[6:]
				}
			}
			if r == 0 {
				return dst, fmt.Errorf("a string contains a NUL")
			}
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst, nil
}

// hex4 reads the four hexadecimal digits that b begins with.
func hex4(b []byte) (r rune) {
	for _, c := range b[:4] {
		switch {
		case c <= '9':
			c -= '0'
		case c <= 'F':
			c -= 'A' - 10
		default:
			c -= 'a' - 10
		}
		r = r<<4 | rune(c)
	}
	return r
}
