// Package export writes the rows of a run as files that can be read in again
// with the same numbers.
package export

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/format"
	"tradeoff/internal/parquet"
	"tradeoff/internal/tradeoff"
)

// A Format is a kind of file.
type Format string

// The formats. A CSV file is safe to open in a spreadsheet: see [format.Guard].
// A JSON file is a list of objects.
const (
	CSV     Format = "csv"
	JSON    Format = "json"
	Parquet Format = "parquet"
)

// Formats are all formats.
var Formats = []Format{CSV, JSON, Parquet}

// Names are the names of all formats.
func Names() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = string(f)
	}
	return names
}

// MediaType returns the type of a format's content.
func (f Format) MediaType() string {
	switch f {
	case CSV:
		return "text/csv"
	case JSON:
		return "application/json"
	default:
		return "application/vnd.apache.parquet"
	}
}

// Parse returns the format of the given name, or an Invalid error.
func Parse(name string) (Format, error) {
	if f := Format(name); slices.Contains(Formats, f) {
		return f, nil
	}
	return "", tradeoff.Errorf(tradeoff.Invalid, "there is no format %.40q", name).WithHint("There are csv, json and parquet.")
}

// Write writes the columns of a run, in their order. Labels are 1 and 0, or the
// names of classes where there are many.
func Write(w io.Writer, f Format, columns []column.Column, classes []string) error {
	if f == Parquet {
		return writeParquet(w, columns, classes)
	}
	cells := make([]cell, len(columns))
	for i := range columns {
		cells[i] = cellOf(&columns[i], classes)
	}
	if f == JSON {
		return writeJSON(w, columns, cells)
	}
	return writeCSV(w, columns, cells)
}

// WithImages returns the columns of a run behind one that names the image of each
// pixel, if its rows are pixels.
func WithImages(run tradeoff.TaskFacts, columns []column.Column) []column.Column {
	const name = "image"
	if !run.HasImages() || slices.ContainsFunc(columns, func(c column.Column) bool { return c.Name == name }) {
		return columns
	}
	image := column.Column{Name: name, Role: tradeoff.ImageRole, Texts: &column.Texts{}}
	for i, m := range run.Images {
		text := []byte(run.ImageName(i))
		for range m.Pixels() {
			image.Texts.Append(text)
		}
	}
	return append([]column.Column{image}, columns...)
}

// A cell returns the value of a row as a text or as a number, whose text is in
// its shortest form. text is only valid until the next call.
type cell func(row int) (text []byte, isNumber bool)

func cellOf(c *column.Column, classes []string) cell {
	var buf []byte
	switch c.Type() {
	case column.Text:
		return func(row int) ([]byte, bool) { return c.Texts.At(row), false }
	case column.Float:
		return func(row int) ([]byte, bool) {
			if math.IsNaN(c.Floats[row]) { // an overlap that a candidate box does not have
				return nil, false
			}
			buf = append(buf[:0], format.Number(c.Floats[row])...)
			return buf, true
		}
	case column.Class:
		return func(row int) ([]byte, bool) {
			code := int(c.Classes[row])
			if named(c, classes) {
				return append(buf[:0], classes[code]...), false
			}
			buf = strconv.AppendInt(buf[:0], int64(code), 10)
			return buf, true
		}
	default:
		return func(row int) ([]byte, bool) {
			buf = strconv.AppendInt(buf[:0], int64(c.Labels[row]), 10)
			return buf, true
		}
	}
}

// named reports whether the values of a column are classes that have names.
func named(c *column.Column, classes []string) bool {
	return c.Role == tradeoff.LabelRole && len(classes) > 0
}

func rows(columns []column.Column) int {
	if len(columns) == 0 {
		return 0
	}
	return columns[0].Len()
}

func writeCSV(w io.Writer, columns []column.Column, cells []cell) error {
	out := csv.NewWriter(w)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = format.Guard(c.Name)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for row := range rows(columns) {
		for i, value := range cells {
			text, isNumber := value(row)
			if line[i] = string(text); !isNumber {
				line[i] = format.Guard(line[i])
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeJSON(w io.Writer, columns []column.Column, cells []cell) error {
	out := bufio.NewWriter(w)
	keys := make([][]byte, len(columns))
	for i, c := range columns {
		keys[i] = append(quoted(c.Name), ':')
	}
	out.WriteString("[")
	for row := range rows(columns) {
		if row > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n{")
		for i, value := range cells {
			if i > 0 {
				out.WriteByte(',')
			}
			out.Write(keys[i])
			if text, isNumber := value(row); isNumber {
				out.Write(text)
			} else {
				out.Write(quoted(string(text)))
			}
		}
		if err := out.WriteByte('}'); err != nil { // also of what was written before
			return err
		}
	}
	out.WriteString("\n]\n")
	return out.Flush()
}

// quoted returns a text as JSON writes it.
func quoted(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("export: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// batch is how many rows are handed to the Parquet writer at once.
const batch = 1 << 16

func writeParquet(w io.Writer, columns []column.Column, classes []string) error {
	heads := make([]parquet.Head, len(columns))
	for i := range columns {
		c := &columns[i]
		heads[i] = parquet.Head{Name: c.Name, Type: c.Type()}
		if c.Type() == column.Class {
			if heads[i].Type = column.Float; named(c, classes) {
				heads[i].Type = column.Text
			}
		}
	}
	out := parquet.NewWriter(w, heads)
	for from := 0; from < rows(columns); from += batch {
		part := make([]column.Column, len(columns))
		for i := range columns {
			part[i] = slice(&columns[i], classes, from, min(from+batch, columns[i].Len()))
		}
		if err := out.Write(part); err != nil {
			return err
		}
	}
	return out.Close()
}

// slice returns some rows of a column. Classes become their names, or numbers.
func slice(c *column.Column, classes []string, from, to int) column.Column {
	out := column.Column{Name: c.Name, Role: c.Role}
	switch c.Type() {
	case column.Float:
		out.Floats = c.Floats[from:to]
	case column.Label:
		out.Labels = c.Labels[from:to]
	case column.Text:
		out.Texts = new(column.Texts)
		for row := from; row < to; row++ {
			out.Texts.Append(c.Texts.At(row))
		}
	default:
		if named(c, classes) {
			out.Texts = new(column.Texts)
		} else {
			out.Floats = make([]float64, 0, to-from)
		}
		for _, code := range c.Classes[from:to] {
			if out.Texts != nil {
				out.Texts.Append([]byte(classes[code]))
			} else {
				out.Floats = append(out.Floats, float64(code))
			}
		}
	}
	return out
}

// KindNote says with which kind of scores the file must be read in again, if
// that is not the one that is guessed; otherwise it is "".
func KindNote(kind calc.Kind, columns []column.Column) string {
	guess := calc.Probability
	for _, c := range columns {
		if c.Role != tradeoff.ScoreRole {
			continue
		}
		if slices.ContainsFunc(c.Floats, func(x float64) bool { return x < 0 || x > 1 }) {
			guess = calc.Score
		}
	}
	if kind == guess {
		return ""
	}
	return fmt.Sprintf("Read it in again with --kind %s (parameter kind), which cannot be guessed from these scores.", kind)
}
