package ingest

import (
	"context"
	"math"
	"strconv"

	"tradeoff/internal/tradeoff"
)

// A format is one way to store a table. After it everything is the same for
// all formats: roles are guessed from the sample, the parts are filled
// according to the plan, and assembled.
//
// Formats with one row a line embed [lineText] and have a [rowParser]; others
// put their rows into a [filler]. Both store cells with [parser.store].
type format interface {
	// sample returns the first rows of the table, from which the roles are
	// guessed.
	sample() (*sample, error)

	// parts reads all rows, in order. It is called once, after sample.
	parts(ctx context.Context, p *plan) ([]*part, error)
}

// A sample is the first rows of a table.
type sample struct {
	notation notation
	names    []string              // one for each column, all different
	why      []string              // why a column cannot be read, "" if it can; nil: all can
	rows     [][]string            // each with as many cells
	lines    int                   // lines before the first row
	roles    map[int]tradeoff.Role // label, score, id, weight and ignored columns, if the format knows them
	classes  *classPlan            // the score columns of each class, if the format knows them
	notes    []tradeoff.Finding    // what the format guessed or fixed by itself
}

// A notation is how cells and places are written.
type notation struct {
	mark   byte // decimal point or comma
	header bool // the names come from the file
	byRow  bool // places are rows: the format has no lines

	present []string // folded labels that are classes although they read as "missing"
}

// place returns the place of line n, or of row n if the format has no lines,
// from 1.
func (m notation) place(n int) tradeoff.Place {
	if m.byRow {
		return tradeoff.Place{Row: n}
	}
	return tradeoff.Place{Line: n}
}

// A filler makes parts of rows that come one after the other, cell by cell:
//
//	for … {
//		if err := f.row(); err != nil { … }
//		for i := range columns {
//			if err := f.text(i, cell); err != nil { … } // or number, integer
//		}
//	}
//	return f.all()
//
// Errors have the place of their row, see [notation.byRow].
type filler struct {
	ctx context.Context
	*parser
	out   *part
	parts []*part
	rows  int // begun so far
	line  int // of the last row, from 0: its number unless set by rowAt
	base  int // line at which the part begins

	before int // lines before the first row
	buf    []byte
}

// partRows is the maximum number of rows in one part of a filler, and
// partBytes the approximate maximum of text bytes in one column.
const (
	partRows  = 1 << 16
	partBytes = 1 << 20
)

func newFiller(ctx context.Context, p *plan, limits Limits) *filler {
	f := &filler{ctx: ctx, parser: newParser(p, limits)}
	f.out = f.begin()
	return f
}

// row begins the next row.
func (f *filler) row() error { return f.rowAt(f.rows) }

// rowAt begins the next row, at the given line after those of the sample,
// from 0.
func (f *filler) rowAt(line int) error {
	if f.rows == f.limits.Rows {
		return tooManyRows(f.limits)
	}
	full := f.out.rows >= partRows
	for i := range f.texts {
		full = full || len(f.texts[i].data) > partBytes
	}
	if full {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		f.close()
		f.base = f.line + 1
		f.out = f.begin()
	}
	f.out.startRow(line - f.base)
	f.out.rows++
	f.rows++
	f.line = line
	return nil
}

// close completes the part.
func (f *filler) close() {
	if f.out.rows > 0 {
		f.out.lines = f.line + 1 - f.base
	}
	f.end(f.out)
	f.parts = append(f.parts, f.out)
}

// all returns the parts once all rows are in.
func (f *filler) all() ([]*part, error) {
	f.close()
	return f.parts, f.ctx.Err()
}

// text stores a cell as it is written.
func (f *filler) text(i int, cell []byte) error {
	if err := f.store(i, cell, f.line-f.base, f.out); err != nil {
		place := f.place(f.before + f.line + 1)
		place.Column = f.columns[i].name
		return err.At(place)
	}
	return nil
}

// number stores a number. A column kept as text gets the shortest text that
// identifies the number at this precision.
func (f *filler) number(i int, x float64, bits int) error {
	switch m := f.columns[i].mode; {
	case m == skipped:
		return nil
	case m == asNumber && !math.IsNaN(x) && !math.IsInf(x, 0):
		v := &f.out.columns[i]
		v.numbers = append(v.numbers, x)
		return nil
	}
	f.buf = strconv.AppendFloat(f.buf[:0], x, 'g', -1, bits)
	return f.text(i, f.buf)
}

// integer stores a whole number.
func (f *filler) integer(i int, n int64) error {
	if m := f.columns[i].mode; m == skipped || m == asNumber {
		return f.number(i, float64(n), 64)
	}
	f.buf = strconv.AppendInt(f.buf[:0], n, 10)
	return f.text(i, f.buf)
}
