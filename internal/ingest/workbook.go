package ingest

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
	"tradeoff/internal/xlsx"
)

// A sheet is the format of a sheet of an Excel workbook. The lines of its rows
// are those that Excel shows.
type sheet struct {
	limits Limits
	name   string
	rows   *xlsx.Rows
	first  int // column of the first cell
	width  int

	top    []sheetRow // read for the sample
	ended  bool       // there are no more
	header []string   // nil if there is none
	lines  int        // before the first row
	names  []string
}

// A sheetRow is a row of a sheet as it is kept.
type sheetRow struct {
	line  int // from 1
	cells []xlsx.Cell
}

// isWorkbook reports whether a zip archive is an Excel workbook.
func (a *archive) isWorkbook() bool {
	return slices.ContainsFunc(a.members, func(f *zip.File) bool { return f.Name == xlsx.Workbook })
}

// Open opens a part of a workbook.
func (a *archive) Open(path string) (io.Reader, error) {
	for _, f := range a.members {
		if strings.EqualFold(f.Name, path) {
			return a.open(f)
		}
	}
	return nil, xlsx.ErrNoPart
}

// workbook returns the format of the sheet that the caller names, or of the
// only one that has cells.
func (in *input) workbook(a *archive) (format, error) {
	f, err := xlsx.Open(a, in.options.Limits)
	if err != nil {
		return nil, err
	}
	i, err := in.chooseSheet(f)
	if err != nil {
		return nil, err
	}
	rows, err := f.Rows(i)
	if err != nil {
		return nil, err
	}
	return &sheet{limits: in.options.Limits, name: f.Sheets[i], rows: rows}, nil
}

// chooseSheet returns the sheet to read.
func (in *input) chooseSheet(f *xlsx.File) (int, error) {
	if name := in.options.Sheet; name != "" {
		i := slices.Index(f.Sheets, name)
		if i < 0 {
			i = slices.IndexFunc(f.Sheets, func(s string) bool {
				return strings.EqualFold(strings.TrimSpace(s),
					strings.TrimSpace(name))
			})
		}
		if i < 0 {
			return 0, sheetFixes(tradeoff.Errorf(tradeoff.Invalid, "the workbook has no sheet %q: it has %s",
				clip(name), quoted(f.Sheets, manyNames)).
				WithHint("Name one of these with --sheet (parameter sheet)."), f.Sheets)
		}
		return i, nil
	}
	if len(f.Sheets) == 1 {
		return 0, nil
	}
	var filled []int
	var names []string
	for i, name := range f.Sheets {
		rows, err := f.Rows(i)
		if err != nil {
			return 0, err
		}
		if _, _, err := rows.Next(); err == nil {
			filled, names = append(filled, i), append(names, name)
		} else if err != io.EOF {
			return 0, inSheet(err, name)
		}
	}
	switch len(filled) {
	case 0:
		return 0, nil
	case 1:
		return filled[0], nil
	}
	return 0, sheetFixes(tradeoff.Errorf(tradeoff.Invalid,
		"which sheet has the labels and scores? The workbook has data in %s", quoted(names, manyNames)).
		WithHint("Name it with --sheet (parameter sheet), as in --sheet %q.", names[0]), names)
}

// sheetFixes adds a fix for each sheet.
func sheetFixes(e *tradeoff.Error, names []string) *tradeoff.Error {
	for _, name := range names[:min(len(names), manyNames)] {
		e = e.WithFix(fmt.Sprintf("Read the sheet %q", clip(name)), "sheet", name)
	}
	return e
}

// inSheet adds the name of a sheet to an error.
func inSheet(err error, name string) error {
	var e *tradeoff.Error
	if !errors.As(err, &e) {
		return err
	}
	c := *e
	c.Message = fmt.Sprintf("sheet %q: %s", clip(name), e.Message)
	return &c
}

// next returns the next row.
func (t *sheet) next() (sheetRow, error) {
	line, cells, err := t.rows.Next()
	return sheetRow{line, cells}, err
}

func (t *sheet) sample() (*sample, error) {
	for size := 0; len(t.top) < sampleRows+1 && size < sampleSize; {
		row, err := t.next()
		if err == io.EOF {
			t.ended = true
			break
		} else if err != nil {
			return nil, err
		}
		kept := sheetRow{line: row.line}
		for _, c := range row.cells {
			c.Text = slices.Clone(c.Text)
			size += len(c.Text) + 64
			kept.cells = append(kept.cells, c)
		}
		t.top = append(t.top, kept)
	}
	if len(t.top) == 0 {
		return nil, emptyFile()
	}
	s := &sample{notation: notation{mark: '.'}}
	t.skipTitles(s)
	t.measure()
	texts := make([][]string, len(t.top))
	for i, row := range t.top {
		var err error
		if texts[i], err = t.texts(row); err != nil {
			return nil, err
		}
	}
	return s, t.nameColumns(s, texts)
}

// skipTitles skips rows of one cell above wider ones: titles, often in merged
// cells.
func (t *sheet) skipTitles(s *sample) {
	wide := 0
	for wide < len(t.top) && len(t.top[wide].cells) == 1 {
		wide++
	}
	if wide > 0 && wide < len(t.top) && t.top[wide-1].cells[0].Column > t.top[wide].cells[0].Column {
		wide-- // the header of a table whose index has no name
	}
	if wide == 0 || wide == len(t.top) || wide > maxTitleRows {
		return
	}
	var lines []int
	for _, row := range t.top[:wide] {
		lines = append(lines, row.line)
	}
	t.top = t.top[wide:]
	s.notes = append(s.notes, finding("title_rows", "", "%s above the header %s one cell and %s skipped",
		numbersOf("row", lines), plural(wide, "has", "have only"), plural(wide, "is", "are")))
}

// maxTitleRows is the maximum number of title rows above a table.
const maxTitleRows = 20

// measure finds the columns that the table has.
func (t *sheet) measure() {
	first, last := t.top[0].cells[0].Column, 0
	for _, row := range t.top {
		first = min(first, row.cells[0].Column)
		last = max(last, row.cells[len(row.cells)-1].Column)
	}
	t.first, t.width = first, last-first+1
}

// texts returns the cells of a row, padded to the width of the table. Formula
// errors are returned as text: they matter only once the role of their column
// is known.
func (t *sheet) texts(row sheetRow) ([]string, error) {
	list := make([]string, t.width)
	size := 0
	for _, c := range row.cells {
		size += len(c.Text) + 1
		if e := checkSizes(t.limits, len(c.Text), size, t.width); e != nil {
			return nil, e.At(t.cellAt(row.line, c.Column))
		}
		if !c.Error {
			list[c.Column-t.first] = string(c.Text)
		}
	}
	return list, nil
}

// nameColumns decides whether the first row is a header.
func (t *sheet) nameColumns(s *sample, texts [][]string) error {
	first, rows := texts[0], texts[1:]
	rows = rows[:min(len(rows), sampleSizeFor(t.width))]
	if s.notation.header = hasHeader(first, rows, '.'); !s.notation.header {
		for i := range t.width {
			s.names = append(s.names, fmt.Sprintf("column %d", i+1))
		}
		s.rows, s.lines = texts[:min(len(texts), sampleSizeFor(t.width))], t.top[0].line-1
		t.lines, t.names = s.lines, s.names
		return nil
	}
	if len(rows) == 0 {
		return noRows()
	}
	for i, r := range texts[1:] {
		if sameCells(r, first) {
			return headerRepeated().At(tradeoff.Place{Line: t.top[i+1].line})
		}
	}
	names, err := headerNames(t.nameless(first))
	if err != nil {
		err.Place.Line = t.top[0].line
		return err
	}
	t.header, s.names, s.rows = first, names, rows
	t.top = t.top[1:]
	t.lines = t.top[0].line - 1
	s.lines, t.names = t.lines, names
	return nil
}

// nameless names columns without a header after their letter, if there are
// several: a single one is an index.
func (t *sheet) nameless(first []string) []string {
	names, empty := slices.Clone(first), 0
	for _, name := range first {
		if strings.TrimSpace(name) == "" {
			empty++
		}
	}
	for i, name := range first {
		if empty > 1 && strings.TrimSpace(name) == "" {
			names[i] = "column " + xlsx.ColumnName(t.first+i)
		}
	}
	return names
}

func (t *sheet) parts(ctx context.Context, p *plan) ([]*part, error) {
	f := newFiller(ctx, p, t.limits)
	f.before = t.lines
	cells := make([][]byte, t.width)
	put := func(row sheetRow) error {
		if err := f.rowAt(row.line - 1 - t.lines); err != nil {
			return err
		}
		clear(cells)
		for _, c := range row.cells {
			i := c.Column - t.first
			if i < 0 || i >= t.width {
				return tradeoff.Errorf(tradeoff.Invalid,
					"this cell is outside the table, which has the columns %s to %s",
					xlsx.ColumnName(t.first), xlsx.ColumnName(t.first+t.width-1)).
					WithHint("Delete it, or give its column a name.").At(t.cellAt(row.line, c.Column))
			}
			if cells[i] = c.Text; c.Error {
				if e := formulaError(p.columns[i], c.Text); e != nil {
					return e.At(t.cellAt(row.line, c.Column))
				}
			}
		}
		for i, cell := range cells {
			if err := f.text(i, cell); err != nil {
				if t.repeatsHeader(cells) {
					return headerRepeated().At(tradeoff.Place{Line: row.line})
				}
				return err
			}
		}
		return nil
	}
	for _, row := range t.top {
		if err := put(row); err != nil {
			return nil, err
		}
	}
	t.top = nil
	for !t.ended {
		row, err := t.next()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if err := put(row); err != nil {
			return nil, err
		}
	}
	return f.all()
}

// repeatsHeader reports whether a row repeats the header.
func (t *sheet) repeatsHeader(cells [][]byte) bool {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = string(cell)
	}
	return t.header != nil && sameCells(texts, t.header)
}

// formulaError refuses the error of a formula in a column of labels or
// numbers, unless it means a missing value.
func formulaError(c planned, text []byte) *tradeoff.Error {
	if c.mode != asLabel && c.mode != asNumber || missingLabel(strings.ToLower(string(text))) {
		return nil
	}
	what := string(c.role)
	if what == "" {
		what = "cell"
	}
	return tradeoff.Errorf(tradeoff.Invalid, "the %s is the formula error %s", what, clip(string(text))).
		WithHint("Fix the formula, or delete the row.")
}

// cellAt returns the place of a cell; column counts from 0.
func (t *sheet) cellAt(line, column int) tradeoff.Place {
	p := tradeoff.Place{Line: line, Cell: cellName(t.name, column, line)}
	if i := column - t.first; i >= 0 && i < len(t.names) {
		p.Column = t.names[i]
	}
	return p
}

// cellName names a cell as Excel does: Sheet1!C7.
func cellName(sheet string, column, line int) string {
	if strings.ContainsFunc(sheet, func(r rune) bool {
		return r != '_' && !('0' <= r && r <= '9') && !('a' <= r && r <= 'z') && !('A' <= r && r <= 'Z')
	}) {
		sheet = "'" + strings.ReplaceAll(sheet, "'", "''") + "'"
	}
	return sheet + "!" + xlsx.ColumnName(column) + strconv.Itoa(line)
}

// place adds the cell to a place that has a line and a column.
func (t *sheet) place(p tradeoff.Place) tradeoff.Place {
	if i := slices.Index(t.names, p.Column); i >= 0 && p.Line > 0 && p.Cell == "" {
		p.Cell = cellName(t.name, t.first+i, p.Line)
	}
	return p
}

// placed adds the cell to the place of an error.
func (t *sheet) placed(err error) error {
	var e *tradeoff.Error
	if !errors.As(err, &e) {
		return err
	}
	return e.At(t.place(e.Place))
}
