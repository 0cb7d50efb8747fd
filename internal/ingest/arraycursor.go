package ingest

import (
	"context"
	"slices"
	"strconv"
)

func (t *arrayTable) parts(ctx context.Context, p *plan) ([]*part, error) {
	cursors := t.cursors()
	cursors = slices.DeleteFunc(cursors, func(c *cursor) bool {
		return !slices.ContainsFunc(p.columns[c.first:c.first+c.RowLen()], func(c planned) bool { return c.mode != skipped })
	})
	f := newFiller(ctx, p, t.limits)
	step := max(1, chunkValues/len(t.names))
	for first := 0; first < t.rows; first += step {
		n := min(step, t.rows-first)
		for _, c := range cursors {
			if err := c.load(first, n); err != nil {
				return nil, err
			}
		}
		for row := range n {
			if err := f.row(); err != nil {
				return nil, err
			}
			for _, c := range cursors {
				for k := range c.RowLen() {
					if err := c.put(f, row, k); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	return f.all()
}

// chunkValues is how many values are decoded at once, or a row.
const chunkValues = 1 << 15

func (t *arrayTable) cursors() (list []*cursor) {
	first := 0
	for _, a := range t.arrays {
		list = append(list, newCursor(a, first))
		first += a.RowLen()
	}
	return list
}

// A cursor holds some rows of an array, decoded.
type cursor struct {
	*namedArray
	first   int // of its columns
	floats  []float64
	ints    []int64
	strings []string
}

func newCursor(a *namedArray, first int) *cursor { return &cursor{namedArray: a, first: first} }

// load reads n rows from row on.
func (c *cursor) load(row, n int) error {
	n *= c.RowLen()
	var err error
	switch {
	case c.Type.IsText():
		c.strings = slices.Grow(c.strings[:0], n)[:n]
		err = c.Strings(c.strings, row)
	case c.Type.IsFloat():
		c.floats = slices.Grow(c.floats[:0], n)[:n]
		err = c.Floats(c.floats, row)
	default:
		c.ints = slices.Grow(c.ints[:0], n)[:n]
		err = c.Ints(c.ints, row)
	}
	return arrayError(err, c.name)
}

// bits is the precision of a float.
func (c *cursor) bits() int { return max(32, 8*c.Type.Size) }

// text appends value k of a loaded row as text.
func (c *cursor) text(b []byte, row, k int) []byte {
	i := row*c.RowLen() + k
	switch {
	case c.Type.IsText():
		return append(b, c.strings[i]...)
	case c.Type.IsFloat():
		return strconv.AppendFloat(b, c.floats[i], 'g', -1, c.bits())
	}
	return strconv.AppendInt(b, c.ints[i], 10)
}

// put passes value k of a loaded row to f.
func (c *cursor) put(f *filler, row, k int) error {
	i := row*c.RowLen() + k
	switch {
	case c.Type.IsText():
		f.buf = append(f.buf[:0], c.strings[i]...)
		return f.text(c.first+k, f.buf)
	case c.Type.IsFloat():
		return f.number(c.first+k, c.floats[i], c.bits())
	}
	return f.integer(c.first+k, c.ints[i])
}
