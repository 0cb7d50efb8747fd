package arrow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	library "github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// Types that many tests have.
var (
	i8, f32, f64 = arrow.PrimitiveTypes.Int8, arrow.PrimitiveTypes.Float32, arrow.PrimitiveTypes.Float64
	word, viewed = arrow.BinaryTypes.String, arrow.BinaryTypes.StringView
	categorical  = &arrow.DictionaryType{IndexType: i8, ValueType: word}
)

type batches = []arrow.RecordBatch

var noLimits limits.Limits // but the defaults

func TestEveryTypeIsRead(t *testing.T) {
	const n = 1000
	for _, s := range sorts() {
		if s.texts == nil {
			s.texts = s.values
		}
		for _, v := range variants {
			for _, missing := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %s, %v", s.name, v.name, missing), func(t *testing.T) {
					var rows []string
					want := make([]string, n)
					for i := range n {
						value := s.values[i%3]
						want[i] = s.texts[i%3]
						if missing && (i%5 == 0 || i > 500 && i < 600) {
							value, want[i] = "null", "∅"
						}
						rows = append(rows, `{"v":`+value+`}`)
					}
					whole := batchOf(t, fields(col("v", s.typ)), "["+strings.Join(rows, ",")+"]")
					batches := batches{whole.NewSlice(0, 333), whole.NewSlice(333, 333), whole.NewSlice(333, n)}
					f := open(t, libraryFile(t, v.stream, batches, v.options...), noLimits)
					if f.Rows() != n || !slices.Equal(f.Groups(), []int{333, 0, 667}) || len(f.Columns()) != 1 || !f.Ended() {
						t.Fatalf("%d rows, batches %v, columns %v", f.Rows(), f.Groups(), f.Columns())
					}
					c := f.Columns()[0]
					if c.Name != "v" || c.Numeric != s.numeric || c.Why != "" {
						t.Fatalf("column %+v", c)
					}
					got := readColumn(t, f, c)
					for i := range want {
						if got[i] != want[i] {
							t.Fatalf("row %d: got %q, want %q", i, got[i], want[i])
						}
					}
					if !c.Numeric {
						return
					}
					for i, x := range readFloats(t, f, c) {
						y, err := strconv.ParseFloat(want[i], 64)
						if s.name == "float32" {
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

// Files of pandas and Polars: LZ4 in linked blocks, a categorical, views.
func TestFilesOfOtherLibrariesAreRead(t *testing.T) {
	for name, n := range map[string]int{"pandas.feather": 10_000, "polars.arrow": 500} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		f := open(t, data, noLimits)
		for _, c := range f.Columns() {
			got := readColumn(t, f, c)
			if len(got) != n {
				t.Fatalf("%s, %s: %d rows", name, c.Name, len(got))
			}
			for i, text := range got {
				want := map[string]string{"id": fmt.Sprintf("case %04d", i), "label": fmt.Sprint((3 - min(i%3, 1)*3) / 3),
					"score": fmt.Sprint(float64(i%100) / 100), "site": "ABC"[i%3 : i%3+1],
					"note": fmt.Sprint("note number ", i%11)}[c.Name]
				if c.Name == "note" && i%7 == 0 {
					want = "∅"
				}
				if text != want {
					t.Fatalf("%s, %s of row %d: got %q, want %q", name, c.Name, i, text, want)
				}
			}
		}
	}
}

func TestListsOfOneLengthAreColumns(t *testing.T) {
	for _, typ := range []arrow.DataType{arrow.ListOf(f32), arrow.LargeListOf(arrow.PrimitiveTypes.Int16),
		arrow.FixedSizeListOf(2, f64), arrow.ListOf(word), arrow.ListOf(viewed)} {
		s := fields(col("p", typ), col("last", i8))
		var rows []string
		quote := ""
		if strings.Contains(typ.String(), "utf8") || strings.Contains(typ.String(), "string") {
			quote = `"`
		}
		for i := range 40_000 {
			second := fmt.Sprint(quote, i%100, quote)
			if i%10 == 9 {
				second = "null"
			}
			rows = append(rows, fmt.Sprintf(`{"p":[%s7%s,%s],"last":%d}`, quote, quote, second, i%50))
		}
		whole := batchOf(t, s, "["+strings.Join(rows, ",")+"]")
		for _, v := range variants {
			f := open(
				t,
				libraryFile(t, v.stream, batches{whole.NewSlice(0, 0), whole.NewSlice(3, 40_000)}, v.options...),
				noLimits,
			)
			columns := f.Columns()
			if len(columns) != 3 || columns[0].Name != "p[0]" || columns[1].Name != "p[1]" || columns[1].Element != 1 ||
				f.Rows() != 39_997 {
				t.Fatalf("%s, %s: columns %v, %d rows", typ, v.name, columns, f.Rows())
			}
			first, second, last := readColumn(t, f, columns[0]), readColumn(t, f, columns[1]), readColumn(t, f, columns[2])
			for i := range first {
				want := fmt.Sprint((i + 3) % 100)
				if (i+3)%10 == 9 {
					want = "∅"
				}
				if first[i] != "7" || second[i] != want || last[i] != fmt.Sprint((i+3)%50) {
					t.Fatalf("%s, %s, row %d: got %q, %q, %q", typ, v.name, i, first[i], second[i], last[i])
				}
			}
		}
	}
}

func TestListsOfOtherLengthsAreRefusedWithTheirRow(t *testing.T) {
	s := fields(col("p", arrow.ListOf(f32)))
	for name, rows := range map[string]string{"shorter": `[{"p":[1,2]},{"p":[1]},{"p":[1,2]}]`,
		"longer":  `[{"p":[1,2]},{"p":[1,2,3]}]`,
		"missing": `[{"p":[1,2]},{"p":null}]`} {
		batches := batches{batchOf(t, s, `[{"p":[1,2]},{"p":[1,2]}]`), batchOf(t, s, rows)}
		f := open(t, libraryFile(t, false, batches), noLimits)
		_, err := tryColumn(f, f.Columns()[0])
		var e *tradeoff.Error
		if !errors.As(err, &e) || e.Place.Row != 4 || e.Place.Column != "p" || !strings.Contains(e.Message, "2 values") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, rows := range map[string]string{"empty": `[{"p":[]},{"p":[1]}]`,
		"missing": `[{"p":null},{"p":[1]}]`, "no rows": `[]`} {
		f := open(t, libraryFile(t, false, batches{batchOf(t, s, rows)}), noLimits)
		if c := f.Columns(); len(c) != 1 || c[0].Name != "p" || c[0].Why != "its lists are empty" {
			t.Errorf("%s: columns %v", name, c)
		}
	}
	// A list of fixed length that is missing has missing values.
	s = fields(col("p", arrow.FixedSizeListOf(2, i8)))
	f := open(t, libraryFile(t, false, batches{batchOf(t, s, `[{"p":[1,2]},{"p":null},{"p":[3,null]}]`)}), noLimits)
	if a, b := readColumn(t, f, f.Columns()[0]), readColumn(t, f, f.Columns()[1]); !slices.Equal(
		a,
		[]string{"1", "∅", "3"},
	) ||
		!slices.Equal(b, []string{"2", "∅", "∅"}) {
		t.Errorf("got %v, %v", a, b)
	}
}

// What is not read says why, and the columns behind it are where they are.
func TestColumnsThatAreNotReadSayWhy(t *testing.T) {
	number := i8
	s := fields(
		col("first", number),
		col("bytes", arrow.BinaryTypes.Binary),
		col("large bytes", arrow.BinaryTypes.LargeBinary),
		col("byte views", arrow.BinaryTypes.BinaryView),
		col("fixed bytes", &arrow.FixedSizeBinaryType{ByteWidth: 2}),
		col("point", arrow.StructOf(arrow.Field{Name: "x", Type: number}, arrow.Field{Name: "y", Type: viewed})),
		col("map", arrow.MapOf(word, number)),
		col(
			"lists",
			arrow.ListOf(arrow.ListOf(number)),
		),
		col("pairs", arrow.ListOf(arrow.StructOf(arrow.Field{Name: "x", Type: number}))),
		col("views", viewed),
		col("duration", arrow.FixedWidthTypes.Duration_s),
		col("months", arrow.FixedWidthTypes.MonthInterval),
		col("runs", arrow.RunEndEncodedOf(arrow.PrimitiveTypes.Int32, number)),
		arrow.Field{
			Name: "sparse",
			Type: arrow.SparseUnionOf(
				[]arrow.Field{{Name: "a", Type: number}, {Name: "b", Type: word}},
				[]arrow.UnionTypeCode{0, 1},
			),
		},
		arrow.Field{
			Name: "dense",
			Type: arrow.DenseUnionOf(
				[]arrow.Field{{Name: "a", Type: number}, {Name: "b", Type: word}},
				[]arrow.UnionTypeCode{0, 1},
			),
		},
		col("list views", arrow.ListViewOf(number)),
		col("pictures", &arrow.DictionaryType{IndexType: number, ValueType: arrow.BinaryTypes.Binary}),
		col("more views", viewed),
		col("last", number),
	)
	var columns []arrow.Array
	for _, f := range s.Fields() {
		b := library.NewBuilder(memory.DefaultAllocator, f.Type)
		switch b := b.(type) {
		case *library.Int8Builder:
			b.AppendValues([]int8{1, 2, 3}, nil)
		case *library.StringViewBuilder:
			b.AppendValues([]string{"a text of more than twelve bytes", "b", "another text of more than twelve"}, nil)
		default:
			for range 3 {
				b.AppendNull()
			}
		}
		columns = append(columns, b.NewArray())
	}
	for _, v := range variants {
		f := open(t, libraryFile(t, v.stream, batches{library.NewRecordBatch(s, columns, 3)}, v.options...), noLimits)
		if len(f.Columns()) != len(columns) {
			t.Fatalf("columns %v", f.Columns())
		}
		for _, c := range f.Columns() {
			var want []string
			switch c.Name {
			case "first", "last":
				want = []string{"1", "2", "3"}
			case "views", "more views":
				want = []string{"a text of more than twelve bytes", "b", "another text of more than twelve"}
			default:
				_, err := tryColumn(f, c)
				if c.Why == "" || tradeoff.KindOf(err) != tradeoff.Invalid || !strings.Contains(err.Error(), c.Why) {
					t.Errorf("%s, %q: %q, %v", v.name, c.Name, c.Why, err)
				}
				continue
			}
			if got := readColumn(t, f, c); c.Why != "" || !slices.Equal(got, want) {
				t.Errorf("%s, %q: %v", v.name, c.Name, got)
			}
		}
	}
}

// The dictionary of a stream may change or grow between its batches.
func TestDictionariesOfStreamsChange(t *testing.T) {
	typ := categorical
	s := fields(col("v", typ))
	batch := func(words string, indices ...int8) arrow.RecordBatch {
		b := library.NewInt8Builder(memory.DefaultAllocator)
		b.AppendValues(indices, nil)
		w := library.NewStringBuilder(memory.DefaultAllocator)
		w.AppendValues(strings.Split(words, " "), nil)
		return library.NewRecordBatch(
			s,
			[]arrow.Array{library.NewDictionaryArray(typ, b.NewArray(), w.NewArray())},
			int64(len(indices)),
		)
	}
	batches := batches{batch("a b", 0, 1), batch("c d", 0, 1), batch("c d", 1), batch("c d e", 2, 0), batch("f g h i", 3)}
	for _, deltas := range []bool{false, true} {
		f := open(t, libraryFile(t, true, batches, ipc.WithDictionaryDeltas(deltas)), noLimits)
		if got := strings.Join(readColumn(t, f, f.Columns()[0]), " "); got != "a b c d d e c i" {
			t.Errorf("deltas %v: got %s", deltas, got)
		}
	}
	data, err := os.ReadFile(filepath.Join("testdata", "deltas.arrow")) // by pyarrow
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, data, noLimits)
	if got := strings.Join(readColumn(t, f, columnNamed(t, f, "k")), " "); got != "a b b a b e a b f" {
		t.Errorf("in a file: got %s", got)
	}
}

func TestManyReadersAgree(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "polars.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, data, noLimits)
	want := map[string][]string{}
	for _, c := range f.Columns() {
		want[c.Name] = readColumn(t, open(t, data, noLimits), c)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, c := range f.Columns() {
				if got, err := tryColumn(f, c); err != nil || !slices.Equal(got, want[c.Name]) {
					t.Errorf("%s: %v", c.Name, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestAStreamThatIsCutSaysSo(t *testing.T) {
	s := fields(col("v", i8))
	data := libraryFile(t, true, batches{batchOf(t, s, `[{"v":1},{"v":2}]`), batchOf(t, s, `[{"v":3}]`)})
	f := open(t, data[:len(data)-8], noLimits)
	if f.Ended() || f.Rows() != 3 {
		t.Errorf("without its end mark: ended %v, %d rows", f.Ended(), f.Rows())
	}
	for _, cut := range []int{1, 7, 9, 100} {
		if _, err := Open(bytes.NewReader(data[:len(data)-cut]), int64(len(data)-cut), noLimits); tradeoff.KindOf(
			err,
		) != tradeoff.Invalid {
			t.Errorf("cut by %d: %v", cut, err)
		}
	}
	twice := slices.Concat(data, data)
	if _, err := Open(bytes.NewReader(twice), int64(len(twice)), noLimits); err == nil ||
		!strings.Contains(err.Error(), "after its end") {
		t.Errorf("two streams: %v", err)
	}
}

func TestReadingEndsWithItsContextOrWhenItIsEnough(t *testing.T) {
	s := fields(col("v", i8))
	f := open(
		t,
		libraryFile(t, false, batches{batchOf(t, s, "["+strings.Repeat(`{"v":1},`, 50_000)+`{"v":1}]`)}),
		noLimits,
	)
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

// failing is a disk that fails in one place.
type failing struct {
	*bytes.Reader
	at int64
}

var errDisk = &fs.PathError{Op: "read", Path: "x", Err: errors.New("input/output error")}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off <= f.at && f.at < off+int64(len(p)) {
		return 0, errDisk
	}
	return f.Reader.ReadAt(p, off)
}

func TestDiskErrorsAreNotBlamedOnTheFile(t *testing.T) {
	data := rich(t, variants[1])
	for at := 0; at < len(data); at += 97 {
		f, err := Open(failing{bytes.NewReader(data), int64(at)}, int64(len(data)), noLimits)
		if err == nil {
			err = readColumns(f)
		}
		if err != nil && (!errors.Is(err, errDisk) || tradeoff.KindOf(err) != tradeoff.Internal) {
			t.Errorf("byte %d: got %v", at, err)
		}
	}
}
