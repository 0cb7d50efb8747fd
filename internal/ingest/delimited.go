package ingest

import (
	"context"
	"encoding/binary"
	"math"
	"math/bits"

	"tradeoff/internal/tradeoff"
)

// A delimited text has its cells side by side, with a delimiter between them.
type delimited struct {
	*lineText
	delim  byte     // ' ' for runs of blanks
	header []string // its cells, to recognise it among the rows; nil if there is none

	comments          commentRule
	commented         []int // lines of the comments before the rows
	lines             int   // before the rows
	commentHeaderLine int   // of the one that is the header; 0: none

	// Columns of lists become one column of the table for each number.
	lists   []int                // how many numbers a column's lists have, 0 if it has none; nil: no column has
	classes map[int]*cellClasses // of those numbers, by column, where another column names them
	names   []string             // of the columns as they are in the text
	mark    byte
}

func (d *delimited) sample() (*sample, error) {
	top, refusal := d.sniff()
	if refusal != nil {
		return nil, refusal
	}
	return top, nil
}

func (d *delimited) parts(ctx context.Context, p *plan) ([]*part, error) {
	parse := d.records
	if d.lists != nil {
		parse = d.listRecords
	}
	parts, err := d.parse(ctx, p, parse)
	p.findings = append(p.findings, d.commentFindings(parts, d.lines)...)
	return parts, err
}

// fault returns the error of the row at start: that it repeats the header, or
// else err.
func (d *delimited) fault(block []byte, start int, err *tradeoff.Error) *tradeoff.Error {
	rule := commentRule{width: len(d.header)}
	if cells, ok := rule.cells(scanner{buf: block, pos: start, delim: d.delim}); ok && d.header != nil &&
		sameCells(cells, d.header) {
		return headerRepeated()
	}
	return err
}

// records is the [rowParser] of delimited text.
func (d *delimited) records(p *parser, block []byte, out *part) (line int, err *tradeoff.Error) {
	s := scanner{buf: block, delim: d.delim}
	for s.record() {
		start := s.pos
		line = s.lines
		if block[start] == '#' && d.comments.isComment(&s) {
			if err := s.skipLine(); err != nil {
				return line, err
			}
			out.comments = append(out.comments, line)
			continue
		}
		out.startRow(line)
		last := false
		for i := range p.columns {
			if last {
				return line, raggedRow(i, len(p.columns))
			}
			var ok bool
			if last, ok = p.quick(&s, i, out); ok {
				continue
			}
			var cell []byte
			at := s.lines
			if cell, last, err = s.cell(); err != nil {
				return s.lines, err
			}
			if err = p.store(i, cell, line, out); err != nil {
				err.Place.Column = p.columns[i].name
				return at, d.fault(block, start, err)
			}
		}
		if !last {
			n := len(p.columns)
			for ; !last; n++ {
				if _, last, err = s.cell(); err != nil {
					return s.lines, err
				}
			}
			return line, raggedRow(n, len(p.columns))
		}
		if s.pos-start > p.limits.Line {
			return line, checkSizes(p.limits, 0, s.pos-start, 0)
		}
		out.rows++
	}
	out.lines = s.lines
	return 0, nil
}

// quick stores the next cell of column i if it is of the common kind: a bare
// number, a label of one byte, a short text without quotes. Otherwise ok is
// false and nothing has changed; then [scanner.cell] and store must be
// called. Both ways give the same result.
func (p *parser) quick(s *scanner, i int, out *part) (last, ok bool) {
	if s.delim == ' ' {
		return false, false
	}
	v, pos := &out.columns[i], s.pos
	switch p.columns[i].mode {
	case asNumber:
		x, n := parseNumber(s.buf[pos:], p.mark)
		if n == 0 || n > p.limits.Field || math.IsInf(x, 0) {
			return false, false
		}
		if last, ok = s.end(pos + n); ok {
			v.numbers = append(v.numbers, x)
		}
		return last, ok
	case asLabel:
		code := v.labels.single[s.buf[pos]]
		if code == 0 {
			return false, false
		}
		if last, ok = s.end(pos + 1); ok {
			v.codes = append(v.codes, code-1)
		}
		return last, ok
	case skipped:
		n := s.plain(pos)
		if n < 0 || n > p.limits.Field {
			return false, false
		}
		return s.end(pos + n)
	default:
		n := s.plain(pos)
		if n <= 0 || n > p.limits.Field || s.buf[pos] == '\'' {
			return false, false
		}
		if last, ok = s.end(pos + n); ok {
			p.texts[i].appendWords(s.buf[pos:], n)
			if v.tally != nil {
				v.tally.add(s.buf[pos : pos+n])
			}
		}
		return last, ok
	}
}

// end moves past the delimiter or line end at pos, if there is one, and
// reports whether it was a line end.
func (s *scanner) end(pos int) (last, ok bool) {
	switch s.buf[pos] {
	case s.delim:
		s.pos = pos + 1
		return false, true
	case '\n':
		s.pos = pos + 1
		s.lines++
		return true, true
	case '\r':
		if s.buf[pos+1] == '\n' {
			s.pos = pos + 2
			s.lines++
			return true, true
		}
	}
	return false, false
}

// plain returns the length of the cell at pos if it ends within a few words
// without a quote or carriage return, else -1.
func (s *scanner) plain(pos int) int {
	const ones = 0x0101010101010101
	delims, newlines, quotes, returns := ones*uint64(s.delim), uint64(ones*'\n'), uint64(ones*'"'), uint64(ones*'\r')
	for n := 0; n < 64 && pos+n+8 <= len(s.buf); n += 8 {
		w := binary.LittleEndian.Uint64(s.buf[pos+n:])
		// A byte of these is zero where the word has the character. The lowest
		// zero byte is found exactly; those above it may be false alarms.
		a, b, c, d := w^delims, w^newlines, w^quotes, w^returns
		hit := ((a-ones)&^a | (b-ones)&^b | (c-ones)&^c | (d-ones)&^d) & (ones << 7)
		if hit == 0 {
			continue
		}
		n += bits.TrailingZeros64(hit) / 8
		if s.buf[pos+n] == '"' {
			return -1
		}
		return n
	}
	return -1
}
