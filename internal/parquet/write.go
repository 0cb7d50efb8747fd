package parquet

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"tradeoff/internal/column"
)

// A Head is the name and type of a column to write.
type Head struct {
	Name string
	Type column.Type
}

// groupRows is the number of rows of a row group, which is kept in memory,
// compressed, until it is full.
const groupRows = 1 << 20

// A Writer writes a table as a Parquet file, piece by piece: labels as numbers
// of one byte, others as doubles and strings, compressed with Zstandard.
type Writer struct {
	w      *parquet.GenericWriter[any]
	heads  []Head
	rows   int // of the row group
	values []parquet.Value
}

// NewWriter begins a file with the given columns, whose names differ.
func NewWriter(out io.Writer, heads []Head) *Writer {
	table := &ordered{Group: parquet.Group{}}
	for _, h := range heads {
		var node parquet.Node
		switch h.Type {
		case column.Label:
			node = parquet.Uint(8)
		case column.Float:
			node = parquet.Leaf(parquet.DoubleType)
		default:
			node = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		}
		table.fields = append(table.fields, parquet.Group{h.Name: node}.Fields()[0])
		table.Group[h.Name] = node
	}
	return &Writer{heads: heads, w: parquet.NewGenericWriter[any](out, parquet.NewSchema("table", table),
		parquet.Compression(&parquet.Zstd), parquet.DictionaryMaxBytes(1<<20))}
}

// ordered is a group whose fields keep their order; the library's has them by
// name.
type ordered struct {
	parquet.Group
	fields []parquet.Field
}

func (o *ordered) Fields() []parquet.Field { return o.fields }

func (o *ordered) GoType() reflect.Type { return o.Group.GoType() }

// Write adds rows. The columns are those of the heads, in order, all of the same
// length.
func (w *Writer) Write(columns []column.Column) error {
	if len(columns) != len(w.heads) {
		return fmt.Errorf("parquet: %d columns instead of %d", len(columns), len(w.heads))
	}
	for i := range columns {
		c := &columns[i]
		if c.Len() > 0 && c.Type() != w.heads[i].Type || c.Len() != columns[0].Len() {
			return fmt.Errorf("parquet: column %q is of another type or length", c.Name)
		}
		if err := w.column(i, c); err != nil {
			return fmt.Errorf("parquet: write: %w", err)
		}
	}
	if len(columns) == 0 {
		return nil
	}
	if w.rows += columns[0].Len(); w.rows >= groupRows {
		w.rows = 0
		if err := w.w.Flush(); err != nil {
			return fmt.Errorf("parquet: write: %w", err)
		}
	}
	return nil
}

// column adds the values of column i.
func (w *Writer) column(i int, c *column.Column) error {
	const most = 4096 // values at a time
	out := w.w.ColumnWriters()[i]
	for from := 0; from < c.Len(); from += most {
		w.values = w.values[:0]
		for k := from; k < min(from+most, c.Len()); k++ {
			var v parquet.Value
			switch c.Type() {
			case column.Label:
				v = parquet.Int32Value(int32(c.Labels[k]))
			case column.Float:
				v = parquet.DoubleValue(c.Floats[k])
			default:
				v = parquet.ByteArrayValue(c.Texts.At(k))
			}
			w.values = append(w.values, v.Level(0, 0, i))
		}
		if _, err := out.WriteRowValues(w.values); err != nil {
			return err
		}
	}
	return nil
}

// Close writes the remaining rows and the footer. It does not close the
// underlying writer.
func (w *Writer) Close() error {
	if err := w.w.Close(); err != nil {
		return fmt.Errorf("parquet: write: %w", err)
	}
	return nil
}
