package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// The size of the sample in rows, or in cells if the rows are wide.
const (
	sampleRows  = 1000
	sampleCells = 100_000
)

// sampleSizeFor returns the number of rows in a sample with width cells each.
func sampleSizeFor(width int) int { return min(sampleRows, max(50, sampleCells/max(1, width))) }

// sniff detects the dialect of the text from its first block.
func (d *delimited) sniff() (*sample, *tradeoff.Error) {
	top, err := d.readTop()
	if err != nil {
		return nil, err
	}
	s := &sample{}
	if top.orange {
		s.orangeRoles(top.flags)
	}
	width := len(top.first)
	rows := top.rows[:min(len(top.rows), sampleSizeFor(width))]
	s.notation.mark = guessMark(d.delim, append([][]string{top.first}, rows...))
	s.notation.header = top.orange || hasHeader(top.first, rows, s.notation.mark)
	names, line, err := d.commentHeader(top, rows, s.notation)
	if err != nil {
		return nil, err
	}
	first := top.starts[1] // where the rows begin
	switch {
	case names != nil || !s.notation.header:
		rows, first = append([][]string{top.first}, rows...), top.starts[0]
	case len(rows) == 0:
		return nil, noRows()
	default:
		names, line, d.header = top.first, top.starts[0].lines+1, top.first
		if i := slices.IndexFunc(top.rows, func(r []string) bool { return sameCells(r, top.first) }); i >= 0 {
			return nil, headerRepeated().At(tradeoff.Place{Line: top.starts[i+1].lines + 1})
		}
	}
	s.rows, s.lines = rows, first.lines
	d.startAt(s.lines)
	d.noteComments(top.comments, s, line)
	if names == nil {
		for i := range width {
			s.names = append(s.names, fmt.Sprintf("column %d", i+1))
		}
		return s, d.expandSample(s)
	}
	s.notation.header = true
	if s.names, err = headerNames(s.orangeNames(names)); err != nil {
		err.Place.Line = line
		return nil, err
	}
	return s, d.expandSample(s)
}

// A textTop is the beginning of a delimited text.
type textTop struct {
	first    []string   // the first record, which may be the header
	rows     [][]string // later records of the same width
	starts   []position // of the first record and of each row
	comments []comment
	leading  int  // how many of these come before the first record
	orange   bool // the header has three lines
	flags    []string
}

// readTop detects the delimiter and reads the first records.
func (d *delimited) readTop() (*textTop, *tradeoff.Error) {
	var scan scanner
	top := &textTop{}
	if line, ok := separatorLine(d.head); ok {
		d.delim = d.head[len("sep=")]
		scan = scanner{buf: d.head, pos: line, lines: 1}
	} else {
		var err *tradeoff.Error
		if scan, err = d.leadingComments(top); err != nil {
			return nil, err
		}
		d.delim = guessDelimiter(d.head[scan.pos:])
	}
	scan.delim = d.delim
	records, starts, err := d.readRecords(scan, top)
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, emptyFile()
	}
	top.first, top.rows, top.starts = records[0], records[1:], starts
	if len(top.rows) > 0 && allOf(top.rows, len(top.first)+1) { // R's row names have no name
		top.first = append([]string{""}, top.first...)
	}
	width := len(top.first)
	if len(top.rows) > 0 && len(top.rows[0]) != width {
		e := raggedRow(len(top.rows[0]), width)
		e.Place.Line = starts[1].lines + 1
		return nil, e
	}
	if top.orange = isOrange(records); top.orange {
		top.flags, top.rows = records[2], top.rows[2:]
		top.starts = append(top.starts[:1:1], top.starts[3:]...)
	}
	// Later rows that do not fit are refused when they are read, after errors
	// in earlier rows.
	if i := slices.IndexFunc(top.rows, func(r []string) bool { return len(r) != width }); i >= 0 {
		top.rows = top.rows[:i]
	}
	return top, nil
}

func emptyFile() *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "the file is empty").
		WithHint("Send a file with a header and one row for each case.")
}

func noRows() *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "the file has a header and no rows").
		WithHint("Send one row for each case.")
}

func raggedRow(cells, width int) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "this row has %d %s, the first %d", cells, plural(cells, "cell", "cells"),
		width).
		WithHint("Give each row as many cells as the header; put a cell in quotes if it contains the delimiter.")
}

// separatorLine recognises the line "sep=;" that Excel writes and reads, and
// returns its length.
func separatorLine(block []byte) (length int, ok bool) {
	line, _, _ := bytes.Cut(block, []byte("\n"))
	text := bytes.TrimSuffix(line, []byte("\r"))
	if len(text) == len("sep=;") && bytes.EqualFold(text[:4], []byte("sep=")) &&
		bytes.IndexByte([]byte(",;\t|"), text[4]) >= 0 {
		return len(line) + 1, true
	}
	return 0, false
}

// guessDelimiter returns the delimiter that splits most of the first rows
// into as many cells as the first; ties go to the delimiter that is rarer in
// prose.
func guessDelimiter(block []byte) byte {
	best, bestRows, bestWidth := byte(','), -1, 1
	for _, delim := range []byte{'\t', ';', ',', '|', ' '} {
		if delim == ' ' && bestWidth > 1 {
			break // blanks within cells that another delimiter separates
		}
		scan := scanner{buf: block, delim: delim}
		records, _, _, _ := scan.sample(50, DefaultLimits(), &commentRule{on: true,
			all: true}) // the records before an error
		if len(records) == 0 {
			continue
		}
		width := len(records[0])
		if len(records) > 1 && allOf(records[1:], width+1) {
			width++
		}
		if width == 1 {
			continue
		}
		rows := 0
		for _, r := range records {
			if len(r) == width {
				rows++
			}
		}
		if rows > bestRows {
			best, bestRows, bestWidth = delim, rows, width
		}
	}
	return best
}

// A position is a position between two records.
type position struct{ pos, lines int }

// sample reads up to n records, with the position of each and of the record
// after them. Comments are left out.
func (s *scanner) sample(n int, limits Limits, rule *commentRule) (records [][]string, starts []position,
	comments []comment, err *tradeoff.Error) {
	for len(records) < n && s.record() {
		if rule.isComment(s) {
			c := comment{line: s.lines, text: s.text()}
			if err := s.skipLine(); err != nil {
				err.Place.Line = c.line + 1
				return records, starts, comments, err
			}
			comments = append(comments, c)
			continue
		}
		starts = append(starts, position{s.pos, s.lines})
		var r []string
		for last := false; !last; {
			var value []byte
			line := s.lines
			if value, last, err = s.cell(); err != nil {
				err.Place.Line = s.lines + 1
				return records, starts, comments, err
			}
			if e := checkSizes(limits, len(value), s.pos-starts[len(records)].pos, len(r)+1); e != nil {
				e.Place.Line = line + 1
				return records, starts, comments, e
			}
			r = append(r, string(value))
		}
		records = append(records, r)
	}
	return records, append(starts, position{s.pos, s.lines}), comments, nil
}

// text returns the scanner's line, without its end.
func (s *scanner) text() string {
	line, _, _ := bytes.Cut(s.buf[s.pos:], []byte("\n"))
	return string(bytes.TrimSuffix(line, []byte("\r")))
}

// checkSizes compares the size of a cell, the size of its record and the
// number of the record's cells with l.
func checkSizes(l Limits, field, line, columns int) *tradeoff.Error {
	switch {
	case field > l.Field:
		return limits.Field.Refuse("Close the quote if one is left open before", "a cell is longer than %s",
			bytesText(int64(l.Field)))
	case line > l.Line:
		return limits.Line.Refuse("Close the quote if one is left open before", "a row is longer than %s",
			bytesText(int64(l.Line)))
	case columns > l.Columns:
		return limits.Columns.Refuse("Send only labels, scores and columns that describe the cases",
			"the file has more than %d columns", l.Columns)
	}
	return nil
}

func allOf(rows [][]string, width int) bool {
	for _, r := range rows {
		if len(r) != width {
			return false
		}
	}
	return true
}

// guessMark returns the decimal comma if more cells are numbers with it than
// with a point, and commas do not separate the cells.
func guessMark(delim byte, rows [][]string) byte {
	if delim == ',' {
		return '.'
	}
	commas, points := 0, 0
	for _, r := range rows {
		for _, cell := range r {
			if thousandsOnly.MatchString(strings.TrimSpace(cell)) {
				continue // "1,028" is 1028 or 1.028: no evidence for either
			}
			if strings.Contains(cell, ",") {
				if _, _, ok := cellNumber([]byte(cell), ','); ok {
					commas++
				}
			} else if strings.Contains(cell, ".") {
				if _, _, ok := cellNumber([]byte(cell), '.'); ok {
					points++
				}
			}
		}
	}
	if commas > points {
		return ','
	}
	return '.'
}
