package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// A commentRule says which of the lines that begin with # are comments. The
// zero rule: none.
type commentRule struct {
	on      bool
	all     bool // all such lines are comments
	width   int  // cells of a row
	numbers []bool
	mark    byte
}

// isComment reports whether the line at the scanner is a comment. A text may
// begin with # too: if the first column contains texts, a line with fitting
// cells is a row, and only one that begins like prose is a comment.
func (c *commentRule) isComment(s *scanner) bool {
	if !c.on || s.buf[s.pos] != '#' {
		return false
	}
	if c.all || len(c.numbers) > 0 && c.numbers[0] {
		return true
	}
	if cells, ok := c.cells(*s); ok && c.fits(cells) {
		return false
	}
	next := s.buf[s.pos+1] // a newline at the end
	return bytes.IndexByte([]byte(" \t\r\n#!-=*"), next) >= 0
}

// cells returns the cells of the record at a scanner, which does not move.
func (c *commentRule) cells(s scanner) (cells []string, ok bool) {
	s.unquot = nil
	for last := false; !last && len(cells) <= c.width; {
		var value []byte
		var err *tradeoff.Error
		if value, last, err = s.cell(); err != nil {
			return nil, false
		}
		cells = append(cells, string(value))
	}
	return cells, true
}

// fits reports whether cells can be a row.
func (c *commentRule) fits(cells []string) bool {
	if len(cells) != c.width {
		return false
	}
	for i, cell := range cells {
		if i < len(c.numbers) && c.numbers[i] && !numeric([][]string{{cell}}, 0, c.mark) &&
			!missingLabel(strings.ToLower(cell)) {
			return false
		}
	}
	return true
}

// skipLine moves a scanner past its line. The line must have an even number
// of quotes, since the blocks of the text are cut by counting them.
func (s *scanner) skipLine() *tradeoff.Error {
	line := s.buf[s.pos : s.pos+bytes.IndexByte(s.buf[s.pos:], '\n')+1]
	if bytes.Count(line, quote)%2 == 1 {
		return tradeoff.Errorf(tradeoff.Invalid, "a comment has a quote that is not closed").
			WithHint("Delete the comment, or write its quote twice.")
	}
	s.pos += len(line)
	s.lines++
	return nil
}

// A comment is a line of a text that begins with #.
type comment struct {
	line int // from 0
	text string
}

// leadingComments reads the comments before the first record and returns
// where that begins. If all lines begin with #, none is a comment.
func (d *delimited) leadingComments(top *textTop) (scanner, *tradeoff.Error) {
	begin := scanner{buf: d.head, delim: ','}
	s := begin
	for s.record() {
		if s.buf[s.pos] != '#' {
			top.leading = len(top.comments)
			return s, nil
		}
		c := comment{line: s.lines, text: s.text()}
		if err := s.skipLine(); err != nil {
			return s, err.At(tradeoff.Place{Line: c.line + 1})
		}
		top.comments = append(top.comments, c)
	}
	top.comments = nil
	return begin, nil
}

// readRecords reads the first records and decides which lines are comments.
func (d *delimited) readRecords(s scanner, top *textTop) (records [][]string, starts []position, err *tradeoff.Error) {
	read := func(rule *commentRule) (comments []comment) {
		again := s
		records, starts, comments, err = again.sample(sampleRows+1, d.limits, rule)
		return comments
	}
	found := read(&commentRule{on: true, all: true})
	if err != nil || len(records) < 2 {
		if found = read(&d.comments); err == nil {
			top.comments = append(top.comments, found...)
		}
		return records, starts, err
	}
	rows, width := records[1:], len(records[1])
	rule := commentRule{on: true, width: width, mark: guessMark(d.delim, records)}
	rows = slices.DeleteFunc(slices.Clone(rows), func(r []string) bool { return len(r) != width })
	for i := range width {
		rule.numbers = append(rule.numbers, numeric(rows, i, rule.mark))
	}
	d.comments = rule
	if len(found) > 0 {
		found = read(&rule)
	}
	top.comments = append(top.comments, found...)
	return records, starts, err
}

// commentHeader returns the column names, and the line, of the last comment
// before the first record if it is the header and the first record is not. A
// comment that may be a row is refused.
func (d *delimited) commentHeader(top *textTop, rows [][]string, m notation) (names []string, line int,
	err *tradeoff.Error) {
	if top.leading == 0 {
		return nil, 0, nil
	}
	last := top.comments[top.leading-1]
	place := tradeoff.Place{Line: last.line + 1}
	if rule := d.comments; slices.Contains(rule.numbers, true) && !rule.numbers[0] {
		if cells, ok := rule.cells(scanner{buf: []byte(last.text + "\n"), delim: d.delim}); ok && rule.fits(cells) {
			return nil, 0, tradeoff.Errorf(tradeoff.Invalid,
				"this line begins with #, and it could be a comment or a row").
				WithHint("If it is a row, put its first cell in quotes. If not, delete it.").At(place)
		}
	}
	if m.header && (knownNames(top.first) || slices.ContainsFunc(columnsOf(top.first), func(i int) bool {
		return !numeric([][]string{top.first}, i, m.mark) && numeric(rows, i, m.mark)
	})) {
		return nil, 0, nil
	}
	names = last.header(len(top.first), d.delim)
	if names == nil || !hasHeader(names, append([][]string{top.first}, rows...), m.mark) || differ(names) != nil {
		return nil, 0, nil
	}
	return names, place.Line, nil
}

// columnsOf returns the places of the cells of a row.
func columnsOf(row []string) []int {
	list := make([]int, len(row))
	for i := range list {
		list[i] = i
	}
	return list
}

// knownNames reports whether any of the names is that of a label, a score, an
// id or a weight.
func knownNames(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return rank(labelNames, name) >= 0 || scoreRank(name) >= 0 || rank(idNames, name) >= 0 || rank(weightNames,
			name) >= 0
	})
}

// noteComments notes the comments before the rows, and stores the header's
// line.
func (d *delimited) noteComments(comments []comment, s *sample, header int) {
	d.lines = s.lines
	for _, c := range comments {
		if c.line < s.lines {
			d.commented = append(d.commented, c.line+1)
		}
	}
	if slices.Contains(d.commented, header) {
		d.commentHeaderLine = header
	}
}

// commentFindings adds the comments that were found among the rows.
func (d *delimited) commentFindings(parts []*part, line int) []tradeoff.Finding {
	list := slices.Clone(d.commented)
	for _, p := range parts {
		if p == nil || p.err != nil {
			break
		}
		for _, c := range p.comments {
			list = append(list, line+c+1)
		}
		line += p.lines
	}
	return commentsFinding(list, d.commentHeaderLine)
}

// header returns the cells of a comment that may be the header of rows with
// width cells, as NumPy's savetxt writes it; nil if the number differs.
func (c comment) header(width int, delim byte) []string {
	for _, d := range []byte{delim, ',', ';', '\t', ' '} {
		blanks := " \t"
		if d == '\t' {
			blanks = " "
		}
		for _, text := range []string{strings.TrimLeft(strings.TrimLeft(c.text, "#"), blanks), c.text} {
			s := scanner{buf: []byte(text + "\n"), delim: d}
			if !s.record() {
				continue
			}
			rule := commentRule{width: width}
			if cells, ok := rule.cells(s); ok && len(cells) == width && width > 1 && (d != ' ' || knownNames(cells)) {
				if cells[0] == "" {
					cells[0] = "#"
				}
				return cells
			}
			if d == delim && width == 1 { // one column: the whole line
				return []string{strings.TrimSpace(text)}
			}
		}
	}
	return nil
}

// commentsFinding reports which lines were skipped, and whether one of them
// is the header.
func commentsFinding(lines []int, header int) []tradeoff.Finding {
	lines = slices.DeleteFunc(slices.Clone(lines), func(n int) bool { return n == header })
	var said []string
	if header > 0 {
		said = append(said, fmt.Sprintf("the names of the columns are those of the comment in line %d", header))
	}
	if n := len(lines); n > 0 {
		said = append(said, fmt.Sprintf("%d %s begin%s with # and %s skipped as %s (%s)", n, plural(n, "line",
			"lines"), plural(n, "s", ""),
			plural(n, "is", "are"), plural(n, "a comment", "comments"), numbersOf("line", lines)))
	}
	if said == nil {
		return nil
	}
	return []tradeoff.Finding{finding("comments_skipped", "If such a line is a row, put its first cell in quotes.",
		"%s", strings.Join(said, "; "))}
}

// numbersOf lists the first five of some lines or rows.
func numbersOf(word string, list []int) string {
	const most = 5
	var b strings.Builder
	b.WriteString(plural(len(list), word, word+"s") + " ")
	for i, n := range list {
		if i == most {
			b.WriteString(" …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, n)
	}
	return b.String()
}

// headerRepeated refuses a row that repeats the header.
func headerRepeated() *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "the header is repeated here, as where files were joined").
		WithHint("Delete this line. Check that the joined files have the same columns in the same order.")
}

// sameCells reports whether two rows are equal, apart from blanks around
// cells.
func sameCells(a, b []string) bool {
	return slices.EqualFunc(a, b, func(x, y string) bool { return strings.TrimSpace(x) == strings.TrimSpace(y) })
}
