package xlsx

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"

	"tradeoff/internal/limits"
)

// A Cell is a cell that is not empty.
type Cell struct {
	Column int    // from 0
	Text   []byte // a number in its shortest form, a date as ISO 8601 writes it, TRUE or FALSE
	Error  bool   // Text is the error of a formula: #N/A, #DIV/0!
}

// Rows goes through the rows of a sheet that are not empty.
type Rows struct {
	*decoder
	file  *File
	row   int // the last row, from 1
	ended bool
	cells []Cell
	data  []byte // of the cells' texts
	begun bool   // sheetData is open
}

// Rows returns the rows of a sheet.
func (f *File) Rows(sheet int) (*Rows, error) {
	d, err := f.open(f.paths[sheet])
	if err != nil {
		return nil, err
	}
	return &Rows{decoder: d, file: f}, nil
}

// mostRows and mostColumns are how many Excel has.
const (
	mostRows    = 1 << 20
	mostColumns = 1 << 14
)

// Next returns the number of the next row with cells, from 1, and its cells in
// their order, which are valid until the next call. Its error is io.EOF after the
// last row.
func (r *Rows) Next() (row int, cells []Cell, err error) {
	for !r.ended {
		t, err := r.token()
		if err == io.EOF {
			return 0, nil, damaged("%s has no rows", r.path)
		} else if err != nil {
			return 0, nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "sheetData":
				r.begun = true
			case t.Name.Local == "row" && r.begun:
				if err := r.readRow(t); err != nil {
					return 0, nil, err
				}
				if len(r.cells) > 0 {
					return r.row, r.cells, nil
				}
			}
		case xml.EndElement:
			r.ended = t.Name.Local == "sheetData"
		}
	}
	if err := r.end(); err != nil {
		return 0, nil, err
	}
	return 0, nil, io.EOF
}

// readRow reads the cells of a row.
func (r *Rows) readRow(e xml.StartElement) error {
	row := r.row + 1
	if text := attribute(e, "r"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < row || n > mostRows {
			return damaged("row %.20q of %s is out of order", text, r.path)
		}
		row = n
	}
	if row > mostRows {
		return damaged("%s has more rows than Excel", r.path)
	}
	r.row, r.cells, r.data = row, r.cells[:0], r.data[:0]
	column := -1
	for {
		t, err := r.token()
		if err != nil {
			return r.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			column++
			if name := attribute(t, "r"); name != "" {
				n, line, ok := parseCell(name)
				if !ok || n < column || line != row {
					return damaged("cell %.20q of %s is out of order", name, r.path)
				}
				column = n
			}
			if column >= mostColumns {
				return damaged("%s has more columns than Excel", r.path)
			}
			if err := r.readCell(t, column); err != nil {
				return err
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				return nil
			}
		}
	}
}

// parseCell returns the column, from 0, and the row of a cell's name.
func parseCell(name string) (column, row int, ok bool) {
	i := 0
	for i < len(name) && i < 4 && name[i] >= 'A' && name[i] <= 'Z' {
		column = column*26 + int(name[i]-'A'+1)
		i++
	}
	row, err := strconv.Atoi(name[i:])
	return column - 1, row, i > 0 && err == nil && column <= mostColumns
}

// ColumnName returns the letters of a column, from 0: A, B … Z, AA.
func ColumnName(column int) string {
	var b []byte
	for column++; column > 0; column = (column - 1) / 26 {
		b = append([]byte{byte('A' + (column-1)%26)}, b...)
	}
	return string(b)
}

// readCell reads a cell and keeps it if it is not empty.
func (r *Rows) readCell(e xml.StartElement, column int) error {
	kind, style := attribute(e, "t"), attribute(e, "s")
	from := len(r.data)
	value := false // within v
	for done := false; !done; {
		t, err := r.token()
		if err != nil {
			return r.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				value = true
			case "is":
				if r.data, err = r.text(r.data, "is"); err != nil {
					return err
				}
			}
		case xml.CharData:
			if value {
				r.data = append(r.data, t...)
			}
			if len(r.data) > max(r.file.limits.Line, mostToken) {
				return limits.Line.Refuse("Leave out columns that do not describe the case",
					"row %d is longer than %d bytes", r.row, r.file.limits.Line)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v":
				value = false
			case "c":
				done = true
			}
		}
	}
	text, err := r.value(kind, style, r.data[from:])
	if err != nil || len(text) == 0 {
		return err
	}
	if column >= r.file.limits.Columns {
		return limits.Columns.Refuse("Send only labels, scores and columns that describe the cases",
			"the sheet has more than %d columns", r.file.limits.Columns)
	}
	r.cells = append(r.cells, Cell{Column: column, Text: text, Error: kind == "e"})
	return nil
}

// value returns the text of a value. Its memory is the row's, or the shared
// texts'.
func (r *Rows) value(kind, style string, raw []byte) ([]byte, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(string(raw))
		if len(raw) == 0 {
			return nil, nil
		}
		text, ok := r.file.shared.at(i)
		if err != nil || !ok {
			return nil, damaged("a cell of row %d refers to a text that is not there", r.row)
		}
		return text, nil
	case "b":
		switch string(raw) {
		case "1", "true":
			return []byte("TRUE"), nil
		case "0", "false":
			return []byte("FALSE"), nil
		}
		return raw, nil
	case "str", "inlineStr", "e", "d":
		if kind == "str" {
			return unescape(raw), nil
		}
		return raw, nil
	}
	if len(raw) == 0 {
		return nil, nil
	}
	x, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return nil, damaged("the number %.20q in row %d cannot be read", raw, r.row)
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(r.file.dates) && r.file.dates[i] != noDate {
		if text, ok := r.file.appendDate(nil, x, r.file.dates[i]); ok {
			return text, nil
		}
	}
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.AppendInt(nil, int64(x), 10), nil
	}
	return strconv.AppendFloat(nil, x, 'g', -1, 64), nil
}
