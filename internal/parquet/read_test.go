package parquet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

func TestEveryTypeAndEncodingIsRead(t *testing.T) {
	const n = 700
	for _, s := range sorts() {
		for _, e := range s.encodings {
			for _, optional := range []bool{false, true} {
				for _, version := range []int{1, 2} {
					t.Run(fmt.Sprintf("%s %s %v %d", s.name, e, optional, version), func(t *testing.T) {
						values, want := make([]parquet.Value, n), make([]string, n)
						for i := range n {
							if optional && (i%5 == 0 || i > 500 && i < 600) {
								want[i] = "∅"
								continue
							}
							values[i], want[i] = s.value(i), s.text(i)
						}
						node := parquet.Encoded(s.node, e)
						if optional {
							node = parquet.Optional(node)
						}
						data := libraryFile(t, node, rowsOf(values, optional), parquet.DataPageVersion(version),
							parquet.PageBufferSize(300), parquet.MaxRowsPerRowGroup(400))
						f := open(t, data, limits.Limits{})
						if f.Rows() != n || len(f.Groups()) != 2 || len(f.Columns()) != 1 || f.Columns()[0].Name != "v" {
							t.Fatalf("%d rows, groups %v, columns %v", f.Rows(), f.Groups(), f.Columns())
						}
						got := readColumn(t, f, f.Columns()[0])
						for i := range want {
							if got[i] != want[i] {
								t.Fatalf("row %d: got %q, want %q", i, got[i], want[i])
							}
						}
						if !f.Columns()[0].Numeric {
							return
						}
						for i, x := range readFloats(t, f, f.Columns()[0]) {
							y, err := strconv.ParseFloat(want[i], 64)
							if s.name == "float" {
								y, _ = strconv.ParseFloat(want[i], 32)
							}
							if x != y && !(err != nil && math.IsNaN(x)) {
								t.Fatalf("row %d: got %v, want %s", i, x, want[i])
							}
						}
					})
				}
			}
		}
	}
}

func TestEveryCompressionIsRead(t *testing.T) {
	const n = 3000
	node := parquet.Group{
		"x": parquet.Leaf(parquet.DoubleType), "id": parquet.String(),
		"site": parquet.Encoded(parquet.String(), &parquet.RLEDictionary),
	}
	rows := make([]parquet.Row, n)
	for i := range rows { // the library orders fields by their names
		rows[i] = parquet.Row{parquet.ByteArrayValue([]byte(words(i))).Level(0, 0, 0),
			parquet.ByteArrayValue([]byte{'a' + byte(i%4)}).Level(0, 0, 1), parquet.DoubleValue(float64(i%100)/7).Level(0, 0, 2)}
	}
	for _, codec := range []compress.Codec{
		&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd, &parquet.Lz4Raw,
	} {
		for _, version := range []int{1, 2} {
			data := libraryFile(t, node, rows, parquet.Compression(codec), parquet.DataPageVersion(version),
				parquet.PageBufferSize(4000))
			f := open(t, data, limits.Limits{})
			columns := f.Columns()
			ids, sites, xs := readColumn(t, f, columns[0]), readColumn(t, f, columns[1]), readFloats(t, f, columns[2])
			for i := range n {
				if ids[i] != words(i) || sites[i] != string(rune('a'+i%4)) || xs[i] != float64(i%100)/7 {
					t.Fatalf("%s, version %d, row %d: got %q, %q, %v", codec, version, i, ids[i], sites[i], xs[i])
				}
			}
		}
	}
}

func TestListsOfOneLengthAreColumns(t *testing.T) {
	node := parquet.Group{"p": parquet.List(parquet.Leaf(parquet.DoubleType))}
	list := func(xs ...float64) (row parquet.Row) {
		for k, x := range xs {
			row = append(row, parquet.DoubleValue(x).Level(min(k, 1), 1, 0))
		}
		return row
	}
	var rows []parquet.Row
	for i := range 500 {
		rows = append(rows, list(float64(i), float64(i)/2, float64(-i)))
	}
	for _, version := range []int{1, 2} {
		f := open(t, libraryFile(t, node, rows, parquet.DataPageVersion(version), parquet.PageBufferSize(200)),
			limits.Limits{})
		columns := f.Columns()
		if len(columns) != 3 || columns[2].Name != "p[2]" || !columns[2].Numeric || f.Rows() != 500 {
			t.Fatalf("columns %v, %d rows", columns, f.Rows())
		}
		got := readColumn(t, f, columns[1])
		if len(got) != 500 || got[499] != "249.5" || got[3] != "1.5" {
			t.Errorf("got %v", got)
		}
	}

	short := slices.Clone(rows)
	short[16] = list(1, 2)
	f := open(t, libraryFile(t, node, short), limits.Limits{})
	_, err := tryColumn(f, f.Columns()[0])
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Place.Row != 17 && e.Place.Row != 18 || e.Place.Column != "p" ||
		e.Kind != tradeoff.Invalid {
		t.Errorf("a shorter list: %v", err)
	}
	short[16] = parquet.Row{parquet.NullValue().Level(0, 0, 0)}
	f = open(t, libraryFile(t, node, short), limits.Limits{})
	if _, err = tryColumn(f, f.Columns()[0]); !errors.As(err, &e) || e.Place.Row != 17 {
		t.Errorf("an empty list: %v", err)
	}
}

func TestNestedColumnsHaveTheirPathOrSayWhyNot(t *testing.T) {
	number := parquet.Leaf(parquet.DoubleType)
	node := parquet.Group{
		"label":  parquet.Int(8),
		"point":  parquet.Optional(parquet.Group{"x": number, "y": parquet.Optional(number)}),
		"lists":  parquet.List(parquet.List(number)),
		"pairs":  parquet.List(parquet.Group{"a": number, "b": number}),
		"tags":   parquet.Map(parquet.String(), number),
		"thumb":  parquet.Leaf(parquet.ByteArrayType),
		"digest": parquet.Leaf(parquet.FixedLenByteArrayType(4)),
	}
	schema := parquet.NewSchema("test", node)
	var out bytes.Buffer
	w := parquet.NewWriter(&out, schema)
	for i := range 10 {
		point := map[string]any{"x": float64(i), "y": nil}
		if err := w.Write(map[string]any{
			"label": int32(i % 2), "point": point, "thumb": []byte{1}, "digest": [4]byte{1},
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f := open(t, out.Bytes(), limits.Limits{})
	why := map[string]bool{}
	for _, c := range f.Columns() {
		why[c.Name] = c.Why != ""
		if c.Why != "" {
			_, err := tryColumn(f, c)
			if tradeoff.KindOf(err) != tradeoff.Invalid || !strings.Contains(err.Error(), c.Why) {
				t.Errorf("%q: %v", c.Name, err)
			}
		}
	}
	want := map[string]bool{
		"label": false, "point.x": false, "point.y": false, "lists": true, "pairs.a": true, "pairs.b": true, "tags": true,
		"thumb": true, "digest": true,
	}
	if !maps.Equal(why, want) {
		t.Errorf("got %v, want %v", why, want)
	}
}

// The numbers of the first rows of data that a legacy file packs with the
// highest bit first.
func TestLevelsOfOldFilesBeginWithTheHighestBit(t *testing.T) {
	got, err := levels(nil, bitPacked, []byte{0b10110001, 0b10000000}, 1, 9)
	if want := []uint32{1, 0, 1, 1, 0, 0, 0, 1, 1}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	got, err = levels(nil, bitPacked, []byte{0b00_01_10_00}, 2, 4)
	if want := []uint32{0, 1, 2, 0}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestReadingEndsWithItsContextOrWhenItIsEnough(t *testing.T) {
	columns := table(50_000)
	f := open(t, written(t, columns, 50_000), limits.Limits{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := f.NewReader().Read(ctx, 0, 0, func(*Values) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	calls := 0
	err := f.NewReader().Read(context.Background(), 0, 0, func(*Values) error { calls++; return ErrEnough })
	if err != nil || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	mine := errors.New("mine")
	if err := f.NewReader().Read(context.Background(), 0, 0, func(*Values) error { return mine }); err != mine {
		t.Errorf("got %v", err)
	}
}

// failing is a disk that fails from some byte on.
type failing struct {
	*bytes.Reader
	from int64
}

var errDisk = &fs.PathError{Op: "read", Path: "x", Err: errors.New("input/output error")}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off < f.from && off+int64(len(p)) > f.from-100 && off > 4 {
		return 0, errDisk
	}
	return f.Reader.ReadAt(p, off)
}

func TestDiskErrorsAreNotBlamedOnTheFile(t *testing.T) {
	data := written(t, table(50_000), 50_000)
	f, err := Open(failing{bytes.NewReader(data), int64(len(data)) / 2}, int64(len(data)), limits.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	failed := false
	for _, c := range f.Columns() {
		if _, err := tryColumn(f, c); err != nil {
			failed = true
			if !errors.Is(err, errDisk) || tradeoff.KindOf(err) != tradeoff.Internal {
				t.Errorf("got %v", err)
			}
		}
	}
	if !failed {
		t.Error("nothing failed")
	}
}
