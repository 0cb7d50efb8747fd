package ingest

import (
	"bytes"

	"tradeoff/internal/tradeoff"
)

// A scanner reads the cells of a block one after the other. Quoting is as in
// RFC 4180 and encoding/csv: a quote opens a cell only as its first byte, two
// quotes inside are one, CRLF inside becomes LF.
type scanner struct {
	buf    []byte // ends with a newline
	pos    int
	lines  int    // newlines before pos
	delim  byte   // ' ': cells are separated by runs of blanks and tabs
	unquot []byte // memory for cells that differ from their bytes in buf
}

// record skips empty lines and reports whether a record follows.
func (s *scanner) record() bool {
	for s.pos < len(s.buf) {
		i := s.pos
		if s.delim == ' ' {
			for s.buf[i] == ' ' || s.buf[i] == '\t' {
				i++
			}
		}
		switch {
		case s.buf[i] == '\n':
			s.pos = i + 1
		case s.buf[i] == '\r' && s.buf[i+1] == '\n':
			s.pos = i + 2
		default:
			s.pos = i
			return true
		}
		s.lines++
	}
	return false
}

// cell returns the next cell and whether it is the last of its record. The
// cell is valid until the next call. A quoted cell may have [quotedMark]
// before it.
func (s *scanner) cell() (value []byte, last bool, err *tradeoff.Error) {
	if s.buf[s.pos] == '"' {
		return s.quoted()
	}
	start, i := s.pos, s.pos
	for ; s.buf[i] != '\n'; i++ {
		switch c := s.buf[i]; {
		case c == s.delim, c == '\t' && s.delim == ' ':
			value = s.buf[start:i]
			s.pos = i + 1
			if s.delim == ' ' {
				return value, s.blanks(), nil
			}
			return value, false, nil
		case c == '"':
			return nil, false, s.stray()
		}
	}
	s.pos = i + 1
	s.lines++
	if i > start && s.buf[i-1] == '\r' {
		i--
	}
	return s.buf[start:i], true, nil
}

// blanks skips blanks before a cell and reports whether the record ends there.
func (s *scanner) blanks() bool {
	for s.buf[s.pos] == ' ' || s.buf[s.pos] == '\t' {
		s.pos++
	}
	return s.lineEnd()
}

// lineEnd skips a line end, if there is one.
func (s *scanner) lineEnd() bool {
	switch {
	case s.buf[s.pos] == '\n':
		s.pos++
	case s.buf[s.pos] == '\r' && s.buf[s.pos+1] == '\n':
		s.pos += 2
	default:
		return false
	}
	s.lines++
	return true
}

// quoted reads a cell in quotes.
func (s *scanner) quoted() (value []byte, last bool, err *tradeoff.Error) {
	opened := s.lines
	s.pos++
	s.unquot = append(s.unquot[:0], quotedMark)
	for {
		n := bytes.IndexByte(s.buf[s.pos:], '"')
		if n < 0 {
			s.lines = opened
			return nil, false, tradeoff.Errorf(tradeoff.Invalid, "a quote opens a cell here and is not closed").
				WithHint(`Close the cell with a quote ("), and write a quote inside it twice.`)
		}
		s.take(s.buf[s.pos : s.pos+n])
		s.pos += n + 1
		if s.pos < len(s.buf) && s.buf[s.pos] == '"' {
			s.unquot = append(s.unquot, '"')
			s.pos++
			continue
		}
		break
	}
	switch c := s.buf[s.pos]; { // the block ends with a newline, so there is a next byte
	case s.lineEnd():
		return s.unquotedCell(), true, nil
	case s.delim == ' ' && (c == ' ' || c == '\t'):
		return s.unquotedCell(), s.blanks(), nil
	case c == s.delim:
		s.pos++
		return s.unquotedCell(), false, nil
	}
	return nil, false, s.stray()
}

// unquotedCell returns the content of a quoted cell, with a mark before it if
// it would otherwise read as "missing".
func (s *scanner) unquotedCell() []byte { return marked(s.unquot) }

// marked removes the mark before a quoted text, unless the text would then
// read as "missing".
func marked(text []byte) []byte {
	if n := len(text) - 1; n > 0 && n <= longestMissing && missingLabel(string(bytes.ToLower(text[1:]))) {
		return text
	}
	return text[1:]
}

// take appends text from within quotes, CRLF as LF.
func (s *scanner) take(text []byte) {
	for {
		n := bytes.IndexByte(text, '\n')
		if n < 0 {
			s.unquot = append(s.unquot, text...)
			return
		}
		s.lines++
		line := text[:n]
		if n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		s.unquot = append(append(s.unquot, line...), '\n')
		text = text[n+1:]
	}
}

func (s *scanner) stray() *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "a quote is in the middle of a cell").
		WithHint(`Put the whole cell in quotes and write each quote inside it twice: "5"" disk".`)
}
