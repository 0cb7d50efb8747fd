package ingest

import (
	"cmp"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"tradeoff/internal/column"
	"tradeoff/internal/parquet"
	"tradeoff/internal/tradeoff"
)

// A columnarTable is the format of files that are stored column by column:
// Parquet and Arrow. Columns are read on all cores, each row group of a
// column independently.
type columnarTable struct {
	file   columnarFile
	limits Limits
	names  []string
	why    []string    // the column cannot be read; "" if it can
	leaves [][]element // columns of each leaf; nil if it cannot be read
	notes  []tradeoff.Finding
}

// A columnarFile is what a [columnarTable] reads. A leaf is a stored column:
// one column of the table or, if it contains lists, one for each value.
type columnarFile interface {
	Rows() int
	Groups() []int // rows of each
	columns() []parquet.Column
	newReader() columnarReader
}

// A columnarReader reads values. It belongs to one goroutine.
type columnarReader interface {
	// read calls visit with batches of the values of a leaf in a group, in
	// order, until visit returns an error.
	read(ctx context.Context, group, leaf int, visit func(columnarValues) error) error
}

// columnarValues are some values of a leaf, one list after the other.
type columnarValues interface {
	First() int                                   // values before these in the file
	Floats(dst []float64) []float64               // of numbers; NaN where one is missing
	Texts(f func(k int, text []byte) error) error // nil where one is missing
}

// errStop ends reading.
var errStop = errors.New("ingest: enough")

// An element is a column of a leaf.
type element struct {
	column  int // of the table
	numeric bool
}

func newColumnarTable(f columnarFile, l Limits) (*columnarTable, error) {
	columns := f.columns()
	t := &columnarTable{file: f, limits: l, why: make([]string, len(columns))}
	for i, c := range columns {
		for len(t.leaves) <= c.Leaf {
			t.leaves = append(t.leaves, nil)
		}
		t.names, t.why[i] = append(t.names, c.Name), c.Why
		if c.Why == "" {
			t.leaves[c.Leaf] = append(t.leaves[c.Leaf], element{i, c.Numeric})
		}
	}
	if refusal := differ(t.names); refusal != nil {
		return nil, refusal
	}
	return t, nil
}

func (t *columnarTable) sample() (*sample, error) {
	if t.file.Rows() == 0 {
		return nil, noRows()
	}
	s := &sample{notation: notation{mark: '.', header: true, byRow: true}, names: t.names, why: t.why, notes: t.notes}
	n := min(t.file.Rows(), sampleSizeFor(len(t.names)))
	for range n {
		s.rows = append(s.rows, make([]string, len(t.names)))
	}
	r, groups := t.file.newReader(), t.file.Groups()
	for g, first := 0, 0; first < n; g++ {
		for leaf, elements := range t.leaves {
			if len(elements) == 0 {
				continue
			}
			if err := t.sampleLeaf(r, g, leaf, s.rows); err != nil {
				return nil, err
			}
		}
		first += groups[g]
	}
	return s, nil
}

// sampleLeaf fills the cells of a leaf that are in a group. A text longer
// than a cell may be is cut just beyond that length.
func (t *columnarTable) sampleLeaf(r columnarReader, group, leaf int, rows [][]string) error {
	elements := t.leaves[leaf]
	err := r.read(context.Background(), group, leaf, func(v columnarValues) error {
		return v.Texts(func(k int, text []byte) error {
			k += v.First()
			if k/len(elements) >= len(rows) {
				return errStop
			}
			rows[k/len(elements)][elements[k%len(elements)].column] = string(text[:min(len(text), t.limits.Field+1)])
			return nil
		})
	})
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

// A columnarChunk is a leaf's part of a row group: what there is to read at once.
type columnarChunk struct {
	group, leaf int
	first       int // row of the file
	absent      []absence
	err         error
}

func (t *columnarTable) parts(ctx context.Context, p *plan) ([]*part, error) {
	var (
		groups = t.file.Groups()
		parts  = make([]*part, len(groups))
		left   = make([]atomic.Int32, len(groups)) // chunks of each group
		chunks []*columnarChunk
	)
	first := 0
	for g, rows := range groups {
		parts[g] = &part{rows: rows, lines: rows, columns: make([]values, len(p.columns))}
		for leaf, elements := range t.leaves {
			if slices.ContainsFunc(elements, func(e element) bool { return p.columns[e.column].mode != skipped }) {
				chunks = append(chunks, &columnarChunk{group: g, leaf: leaf, first: first})
				left[g].Add(1)
			}
		}
		first += rows
	}
	var (
		next   atomic.Int64
		failed atomic.Int64 // the first group with an error
		wg     sync.WaitGroup
	)
	failed.Store(int64(len(groups)))
	for range min(runtime.GOMAXPROCS(0), 16, len(chunks)) {
		wg.Go(func() {
			f := &chunkFiller{parser: newParser(p, t.limits), reader: t.file.newReader()}
			for i := next.Add(1) - 1; i < int64(len(chunks)); i = next.Add(1) - 1 {
				c := chunks[i]
				if int64(c.group) > failed.Load() { // others come before it
					continue
				}
				if c.err = f.fill(ctx, c, t.leaves[c.leaf], parts[c.group]); c.err != nil {
					for g := failed.Load(); int64(c.group) < g && !failed.CompareAndSwap(g, int64(c.group)); g = failed.Load() {
					}
				}
				if left[c.group].Add(-1) == 0 {
					p.progress.add(parts[c.group].rows)
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := firstFault(chunks); err != nil {
		return nil, err
	}
	for _, c := range chunks {
		parts[c.group].absent = append(parts[c.group].absent, c.absent...)
	}
	for _, part := range parts {
		slices.SortFunc(part.absent, func(a, b absence) int {
			return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
		})
	}
	return parts, nil
}

// firstFault returns the error that comes first in the file; without a row it
// is one of the file itself.
func firstFault(chunks []*columnarChunk) (first error) {
	row := func(err error) int {
		var e *tradeoff.Error
		if errors.As(err, &e) {
			return e.Place.Row
		}
		return 0
	}
	for _, c := range chunks {
		if c.err != nil && (first == nil || row(c.err) < row(first)) {
			first = c.err
		}
	}
	return first
}

// A chunkFiller fills columns of parts. It belongs to one goroutine.
type chunkFiller struct {
	*parser
	reader columnarReader
	first  int // row of the group in the file
	floats []float64
}

// fill reads a chunk into the columns of its part. Rows with missing values
// are collected per chunk, since several chunks fill the same part.
func (f *chunkFiller) fill(ctx context.Context, c *columnarChunk, elements []element, out *part) error {
	own := &part{columns: out.columns}
	for _, e := range elements {
		v := &own.columns[e.column]
		*v = f.parser.values(e.column, out.rows)
		if m := f.columns[e.column].mode; m == asText || m == asTally {
			v.texts = new(column.Texts)
		}
	}
	f.first = c.first
	if err := f.reader.read(ctx, c.group, c.leaf, func(v columnarValues) error {
		return f.values(v, elements, own)
	}); err != nil {
		return err
	}
	for _, e := range elements {
		v := &own.columns[e.column]
		if f.columns[e.column].mode == asNumber {
			v.sum()
		}
		v.rising = f.columns[e.column].role == tradeoff.IDRole && rising(v.texts)
	}
	c.absent = own.absent
	return nil
}

// values keeps the values of a page.
func (f *chunkFiller) values(v columnarValues, elements []element, out *part) error {
	if e := elements[0]; e.numeric && !slices.ContainsFunc(elements, func(e element) bool {
		m := f.columns[e.column].mode
		return m != asNumber && m != skipped
	}) {
		return f.numbers(v, elements, out)
	}
	at := v.First()
	return v.Texts(func(k int, text []byte) error {
		i := elements[(at+k)%len(elements)].column
		return f.cell(i, text, out)
	})
}

// numbers keeps numbers.
func (f *chunkFiller) numbers(v columnarValues, elements []element, out *part) error {
	at := v.First()
	f.floats = v.Floats(f.floats[:0])
	if len(elements) == 1 && finite(f.floats) {
		c := &out.columns[elements[0].column]
		c.numbers = append(c.numbers, f.floats...)
		return nil
	}
	for k, x := range f.floats {
		i := elements[(at+k)%len(elements)].column
		if f.columns[i].mode == skipped {
			continue
		}
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			c := &out.columns[i]
			c.numbers = append(c.numbers, x)
			continue
		}
		if err := f.cell(i, notNumber(x), out); err != nil {
			return err
		}
	}
	return nil
}

// finite reports whether all of list are finite numbers.
func finite(list []float64) bool {
	sum := 0.0
	for _, x := range list {
		sum += x * 0 // 0, or NaN
	}
	return sum == 0
}

// notNumber is the text of a number that is missing or not finite.
func notNumber(x float64) []byte {
	switch {
	case x > 0:
		return []byte("inf")
	case x < 0:
		return []byte("-inf")
	}
	return nil
}

// cell stores a value that is kept as text, or parsed from it.
func (f *chunkFiller) cell(i int, text []byte, out *part) error {
	v, row := &out.columns[i], 0
	var err *tradeoff.Error
	switch f.columns[i].mode {
	case asText, asTally:
		row = v.texts.Len()
		if err = checkSizes(f.limits, len(text), 0, 0); err == nil {
			v.texts.Append(v.text(text, row))
		}
	case asLabel:
		row = len(v.codes)
		err = f.store(i, text, row, out)
	case asNumber:
		row = len(v.numbers)
		err = f.store(i, text, row, out)
	}
	if err != nil {
		return err.At(tradeoff.Place{Row: f.first + row + 1, Column: f.columns[i].name})
	}
	return nil
}

// rising reports whether each text comes after the one before it.
func rising(texts *column.Texts) bool {
	var previous []byte
	for i, text := range texts.All() {
		if i > 0 && !before(previous, text) {
			return false
		}
		previous = text
	}
	return true
}
