package parquet

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"tradeoff/internal/column"
	"tradeoff/internal/limits"
)

// table draws n rows of a label, a score and an id; names are not in the order
// of the alphabet.
func table(n int) []column.Column {
	r := rand.New(rand.NewPCG(1, 2))
	labels, scores, ids, sites := make([]uint8, n), make([]float64, n), new(column.Texts), new(column.Texts)
	for i := range n {
		labels[i], scores[i] = uint8(r.IntN(2)), r.NormFloat64()
		ids.Append(fmt.Appendf(nil, "c%d", i))
		sites.Append([]byte([]string{"", "Köln", "Genève"}[r.IntN(3)]))
	}
	return []column.Column{
		{Name: "score", Floats: scores}, {Name: "label", Labels: labels}, {Name: "id", Texts: ids},
		{Name: "a site", Texts: sites},
	}
}

func heads(columns []column.Column) (h []Head) {
	for _, c := range columns {
		h = append(h, Head{c.Name, c.Type()})
	}
	return h
}

// written returns a table as a file, written in pieces.
func written(t testing.TB, columns []column.Column, piece int) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, heads(columns))
	for from, n := 0, columns[0].Len(); from < n; from += piece {
		to := min(from+piece, n)
		part := make([]column.Column, len(columns))
		for i, c := range columns {
			part[i].Name = c.Name
			switch c.Type() {
			case column.Label:
				part[i].Labels = c.Labels[from:to]
			case column.Float:
				part[i].Floats = c.Floats[from:to]
			default:
				part[i].Texts = new(column.Texts)
				for k := from; k < to; k++ {
					part[i].Texts.Append(c.Texts.At(k))
				}
			}
		}
		if err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWriterOutputIsReadBack(t *testing.T) {
	for _, n := range []int{0, 1, 5000, groupRows + 5000} {
		columns := table(n)
		data := written(t, columns, 3000)
		f, err := Open(bytes.NewReader(data), int64(len(data)), limits.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if f.Rows() != n || n > groupRows && len(f.Groups()) != 2 {
			t.Errorf("%d rows in %d groups, want %d", f.Rows(), len(f.Groups()), n)
		}
		for i, c := range f.Columns() {
			if c.Name != columns[i].Name {
				t.Fatalf("column %d is %q, want %q", i, c.Name, columns[i].Name)
			}
			got := readColumn(t, f, c)
			if len(got) != n {
				t.Fatalf("column %q has %d values, want %d", c.Name, len(got), n)
			}
			for k := 0; k < n; k += 1 + n/10_000 {
				want := ""
				switch columns[i].Type() {
				case column.Label:
					want = fmt.Sprint(columns[i].Labels[k])
				case column.Float:
					want = fmt.Sprint(columns[i].Floats[k])
				default:
					want = string(columns[i].Texts.At(k))
				}
				if got[k] != want {
					t.Fatalf("%d rows, column %q, row %d: got %q, want %q", n, c.Name, k, got[k], want)
				}
			}
		}
	}
}

func TestWriterRefusesOtherColumns(t *testing.T) {
	columns := table(10)
	for name, bad := range map[string][]column.Column{
		"too few":       columns[:3],
		"another order": {columns[1], columns[0], columns[2], columns[3]},
		"shorter":       {columns[0], {Name: "label", Labels: []uint8{1}}, columns[2], columns[3]},
	} {
		if err := NewWriter(new(bytes.Buffer), heads(columns)).Write(bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
