package ingest

import (
	"bytes"
	"io"
	"unicode/utf8"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A jsonScanner scans JSON value by value, from a stream or from memory. Of a
// stream it holds one block and everything after its mark. It accepts RFC
// 8259 and the NaN and Infinity that Python writes.
//
// Its errors have the line; those of the reader are passed on.
type jsonScanner struct {
	r      io.Reader // nil: all is in buf
	limits *Limits
	buf    []byte
	pos    int   // in buf
	base   int64 // position of buf in the stream
	mark   int64 // everything after it is held; -1: nothing
	line   int   // line ends before pos
	depth  int   // lists and objects that are open

	spans []jsonSpan // memory of items
}

// jsonBlock is how much of a stream is read at once.
const jsonBlock = 16 << 10

// newJSONScanner reads from a stream that begins at the given position and line
// of its document.
func newJSONScanner(r io.Reader, l *Limits, base int64, line int) *jsonScanner {
	return &jsonScanner{r: r, limits: l, mark: -1, base: base, line: line}
}

// at returns the position in the stream.
func (s *jsonScanner) at() int64 { return s.base + int64(s.pos) }

// slice returns what lies between two positions behind the mark. It is valid
// until more is scanned.
func (s *jsonScanner) slice(from, to int64) []byte { return s.buf[from-s.base : to-s.base] }

// more makes sure that there is a byte at pos. Its error is io.EOF at the
// end.
func (s *jsonScanner) more() error {
	if s.pos < len(s.buf) {
		return nil
	}
	if s.r == nil {
		return io.EOF
	}
	from := s.pos
	if s.mark >= 0 {
		from = int(s.mark - s.base)
	}
	if len(s.buf)-from > s.limits.Line {
		return s.place(limits.Line.Refuse("Leave out columns that do not describe the case", "a row is longer than %s",
			bytesText(int64(s.limits.Line))))
	}
	rest := s.buf[from:]
	if cap(s.buf)-len(rest) < jsonBlock/2 || s.buf == nil {
		grown := make([]byte, len(rest), len(rest)*2+jsonBlock)
		copy(grown, rest)
		s.buf = grown
	} else if from > 0 {
		s.buf = s.buf[:copy(s.buf, rest)]
	}
	s.pos -= from
	s.base += int64(from)
	for {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if n > 0 {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// next skips blanks and returns the next byte without taking it. Its error is
// io.EOF at the end.
func (s *jsonScanner) next() (byte, error) {
	for {
		if err := s.more(); err != nil {
			return 0, err
		}
		switch c := s.buf[s.pos]; c {
		case '\n':
			s.line++
		case ' ', '\t', '\r':
		default:
			return c, nil
		}
		s.pos++
	}
}

// token scans the next byte, which must be one of any.
func (s *jsonScanner) token(any string) (byte, error) {
	c, err := s.next()
	if err != nil {
		return 0, s.cut(err)
	}
	if bytes.IndexByte([]byte(any), c) < 0 {
		return 0, s.unexpected(c)
	}
	s.pos++
	return c, nil
}

// The kinds of values.
const (
	jsonObject = '{'
	jsonList   = '['
	jsonString = '"'
	jsonNumber = '0'
	jsonBool   = 't'
	jsonNull   = 'n'
)

// value scans the next value, and returns where it begins and its kind.
func (s *jsonScanner) value() (from int64, kind byte, err error) {
	c, err := s.next()
	if err != nil {
		return 0, 0, s.cut(err)
	}
	from = s.at()
	switch {
	case c == '{' || c == '[':
		kind, err = c, s.nested(c)
	case c == '"':
		kind, err = jsonString, s.text()
	case c == '-' || '0' <= c && c <= '9':
		kind, err = jsonNumber, s.number()
	default:
		kind, err = s.word()
	}
	return from, kind, err
}

// nested scans an object or a list.
func (s *jsonScanner) nested(open byte) error {
	if err := s.open(open); err != nil {
		return err
	}
	for first := true; ; first = false {
		more, err := s.item(open, first)
		if err != nil || !more {
			return err
		}
		if open == '{' {
			if err := s.key(); err != nil {
				return err
			}
		}
		if _, _, err := s.value(); err != nil {
			return err
		}
	}
}

// open scans the bracket that opens an object or a list.
func (s *jsonScanner) open(bracket byte) error {
	if _, err := s.token(string(bracket)); err != nil {
		return err
	}
	if s.depth++; s.depth > s.limits.Depth {
		return s.place(limits.Depth.Refuse("Send a table: a list of objects, or an object of lists",
			"lists and objects are nested deeper than %d", s.limits.Depth))
	}
	return nil
}

// item scans up to the next item of an object or a list. more is false at its
// end.
func (s *jsonScanner) item(open byte, first bool) (more bool, err error) {
	end := open + 2 // ] or }
	c, err := s.next()
	switch {
	case err != nil:
		return false, s.cut(err)
	case c == end:
		s.pos++
		s.depth--
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, s.unexpected(c)
	}
	s.pos++
	return true, nil
}

// key scans the key of an object's item and the colon.
func (s *jsonScanner) key() error {
	if c, err := s.next(); err != nil {
		return s.cut(err)
	} else if c != '"' {
		return s.unexpected(c)
	}
	if err := s.text(); err != nil {
		return err
	}
	_, err := s.token(":")
	return err
}

// text scans a string.
func (s *jsonScanner) text() error {
	from := s.at()
	s.pos++
	for {
		if err := s.more(); err != nil {
			return s.cut(err)
		}
		for i, c := range s.buf[s.pos:] {
			if c != '"' && c != '\\' && c >= ' ' {
				continue
			}
			s.pos += i
			goto special
		}
		s.pos = len(s.buf)
		if err := s.long(from); err != nil {
			return err
		}
		continue
	special:
		switch c := s.buf[s.pos]; c {
		case '"':
			s.pos++
			return s.long(from)
		case '\\':
			if err := s.escape(); err != nil {
				return err
			}
		default:
			return s.errorf("Write it as \\n, \\t or \\u00XX.", "a string contains the control character %#x", c)
		}
	}
}

// escape scans a backslash and its escape sequence.
func (s *jsonScanner) escape() error {
	s.pos++
	if err := s.more(); err != nil {
		return s.cut(err)
	}
	c := s.buf[s.pos]
	if bytes.IndexByte([]byte(`"\/bfnrtu`), c) < 0 {
		return s.errorf("Write a backslash in a string twice.", "a string contains \\%c, which is not JSON", c)
	}
	s.pos++
	for n := 0; c == 'u' && n < 4; n++ {
		if err := s.more(); err != nil {
			return s.cut(err)
		}
		if bytes.IndexByte([]byte("0123456789abcdefABCDEF"), s.buf[s.pos]) < 0 {
			return s.errorf("Write a backslash in a string twice.", "a string contains \\u without four hexadecimal digits")
		}
		s.pos++
	}
	return nil
}

// long refuses a value longer than a cell may be.
func (s *jsonScanner) long(from int64) error {
	if s.at()-from > int64(s.limits.Field)+2 {
		return s.place(limits.Field.Refuse("Close the quote if one is left open before", "a cell is longer than %s",
			bytesText(int64(s.limits.Field))))
	}
	return nil
}

func (s *jsonScanner) unexpected(c byte) error {
	if c >= utf8.RuneSelf {
		return s.errorf("Put texts in quotes.", "a text here has no quotes")
	}
	return s.errorf("Is a comma, a quote or a bracket missing before it?", "the character %c is not expected here in JSON",
		c)
}

// cut returns the error of a document that ends too early.
func (s *jsonScanner) cut(err error) error {
	if err != io.EOF {
		return err
	}
	return s.errorf("Was the whole file sent?", "the JSON is cut off")
}

func (s *jsonScanner) errorf(hint, format string, args ...any) error {
	return s.place(tradeoff.Errorf(tradeoff.Invalid, format, args...).WithHint("%s", hint))
}

func (s *jsonScanner) place(e *tradeoff.Error) error { return e.At(tradeoff.Place{Line: s.line + 1}) }
