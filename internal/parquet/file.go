package parquet

import (
	"context"
	"errors"
	"fmt"
	"io"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A File is a Parquet file that is open for reading. Several goroutines may
// read it, each with its own [Reader].
type File struct {
	r       io.ReaderAt
	limits  limits.Limits
	rows    int
	groups  []group
	leaves  []leaf
	columns []Column
	end     int64
	room    *limits.Room
	large   chan struct{}
}

// A Column is one column of the table.
type Column struct {
	Name    string
	Numeric bool   // its values are numbers, see [Values.Floats]
	Why     string // why it has no values here, "" if it has
	Leaf    int    // the stored column to read
	Element int    // its place in the lists of the leaf, 0 if it has none
}

// Open reads the footer of a file of the given size. Its errors, and those of
// reading on, are those of r, unchanged, or a [*tradeoff.Error]; places are
// rows, counted from 1.
func Open(r io.ReaderAt, size int64, l limits.Limits) (*File, error) {
	l = l.OrDefault()
	foot, err := readFooter(r, size, l)
	if err != nil {
		return nil, err
	}
	f := &File{r: r, limits: l, rows: int(foot.rows), groups: foot.groups, end: foot.end,
		room: limits.NewRoom(size, l), large: make(chan struct{}, 1)}
	if f.leaves, err = leaves(foot.schema, l); err != nil {
		return nil, err
	}
	if err := f.checkChunks(); err != nil {
		return nil, err
	}
	for i := range f.leaves {
		if err := f.addColumns(i); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// checkChunks makes sure that every row group has all columns.
func (f *File) checkChunks() error {
	for _, g := range f.groups {
		if len(g.chunks) != len(f.leaves) {
			return damaged("a row group has %d columns, not %d", len(g.chunks), len(f.leaves))
		}
		for i, c := range g.chunks {
			l := &f.leaves[i]
			switch {
			case c.start > f.end:
				return inColumn(damaged("its pages are beyond the end of the file"), l.name, 0)
			case l.maxRep == 0 && c.values != int64(g.rows):
				return inColumn(damaged("a row group has %d values for %d rows", c.values, g.rows), l.name, 0)
			case !c.codec.known():
				return inColumn(unsupported("Write it with Zstandard, Snappy or gzip.", "the compression %s", codecName(c.codec)),
					l.name, 0)
			}
		}
	}
	return nil
}

func codecName(c codec) string {
	switch c {
	case 3:
		return "LZO"
	case 5:
		return "LZ4 in the frames of Hadoop"
	}
	return fmt.Sprintf("number %d", c)
}

// addColumns makes columns of a leaf: one for each element if it is a list, and
// one of all leaves with the same name that have no values here.
func (f *File) addColumns(i int) error {
	l := &f.leaves[i]
	if err := checkLeaf(l); err != nil {
		return inColumn(err, l.name, 0)
	}
	if l.maxRep == 1 && l.why == "" {
		var err error
		if l.width, err = f.listWidth(i); err != nil {
			return err
		}
		if l.width == 0 {
			l.why, l.width = "its lists are empty", 1
		}
	}
	if n := len(f.columns); n > 0 && l.why != "" && f.columns[n-1].Name == l.name {
		return nil // keys and values of a map
	}
	if len(f.columns)+l.width > f.limits.Columns {
		return tooManyColumns(f.limits)
	}
	for k := range l.width {
		c := Column{Name: l.name, Numeric: l.numeric(), Why: l.why, Leaf: i, Element: k}
		if l.maxRep == 1 && l.why == "" {
			c.Name = fmt.Sprintf("%s[%d]", l.name, k)
		}
		f.columns = append(f.columns, c)
	}
	return nil
}

// listWidth returns how many values the first row's list has.
func (f *File) listWidth(i int) (width int, err error) {
	for g := range f.groups {
		if f.groups[g].rows == 0 {
			continue
		}
		err := f.NewReader().pages(context.Background(), g, i, func(p *page) error {
			for k := range p.n {
				if p.rep[k] == 0 && k+width > 0 {
					return ErrEnough
				}
				if p.def == nil || int(p.def[k]) >= f.leaves[i].repDef {
					width++
				}
				if width > f.limits.Columns {
					return tooManyColumns(f.limits)
				}
			}
			return nil
		})
		if errors.Is(err, ErrEnough) {
			err = nil
		}
		return width, err
	}
	return 0, nil
}

// Rows returns the number of rows.
func (f *File) Rows() int { return f.rows }

// Groups returns the number of rows in each row group.
func (f *File) Groups() []int {
	rows := make([]int, len(f.groups))
	for i, g := range f.groups {
		rows[i] = g.rows
	}
	return rows
}

// Columns returns the columns, in order.
func (f *File) Columns() []Column { return f.columns }

// Width returns how many columns a leaf has.
func (f *File) Width(leaf int) int { return f.leaves[leaf].width }

// broken is the error of a reader that panicked.
func broken(v any) error {
	e := tradeoff.Errorf(tradeoff.Internal, "the file made its reader fail")
	e.Err = fmt.Errorf("parquet: panic: %v", v)
	return e
}
