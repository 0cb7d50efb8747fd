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

func col(name string, typ arrow.DataType) arrow.Field { return arrow.Field{Name: name, Type: typ} }

// fields returns a schema of fields that may be missing.
func fields(columns ...arrow.Field) *arrow.Schema {
	for i := range columns {
		columns[i].Nullable = true
	}
	return arrow.NewSchema(columns, nil)
}

// batchOf returns a batch of rows that are written in JSON.
func batchOf(t testing.TB, s *arrow.Schema, rows string) arrow.RecordBatch {
	t.Helper()
	b, _, err := library.RecordFromJSON(memory.DefaultAllocator, s, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// libraryFile returns batches as the library writes them, in a file or a stream.
func libraryFile(t testing.TB, stream bool, batches batches, options ...ipc.Option) []byte {
	t.Helper()
	var out bytes.Buffer
	var w interface {
		Write(arrow.RecordBatch) error
		Close() error
	}
	options = append(options, ipc.WithSchema(batches[0].Schema()))
	if w = ipc.NewWriter(&out, options...); !stream {
		out.Reset()
		var err error
		if w, err = ipc.NewFileWriter(&out, options...); err != nil {
			t.Fatal(err)
		}
	}
	for _, b := range batches {
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// variant is a way to write a file.
type variant struct {
	name    string
	stream  bool
	options []ipc.Option
}

var variants = []variant{
	{
		"file",
		false,
		nil,
	}, {"file, LZ4", false, []ipc.Option{ipc.WithLZ4()}}, {"file, Zstandard", false, []ipc.Option{ipc.WithZstd()}},
	{
		"stream",
		true,
		nil,
	}, {"stream, LZ4", true, []ipc.Option{ipc.WithLZ4()}}, {"stream, Zstandard", true, []ipc.Option{ipc.WithZstd()}},
}

func open(t testing.TB, data []byte, l limits.Limits) *File {
	t.Helper()
	f, err := Open(bytes.NewReader(data), int64(len(data)), l)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// tryColumn returns the texts of a column, "∅" where one is missing.
func tryColumn(f *File, c Column) (texts []string, err error) {
	r := f.NewReader()
	for g := range f.Groups() {
		err := r.Read(context.Background(), g, c.Leaf, func(v *Values) error {
			return v.Texts(func(k int, text []byte) error {
				if (v.First()+k)%f.Width(c.Leaf) != c.Element {
					return nil
				}
				if text == nil {
					text = []byte("∅")
				}
				texts = append(texts, string(text))
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return texts, nil
}

func readColumn(t testing.TB, f *File, c Column) []string {
	t.Helper()
	texts, err := tryColumn(f, c)
	if err != nil {
		t.Fatalf("column %q: %v", c.Name, err)
	}
	return texts
}

func columnNamed(t testing.TB, f *File, name string) Column {
	t.Helper()
	i := slices.IndexFunc(f.Columns(), func(c Column) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("there is no column %q in %v", name, f.Columns())
	}
	return f.Columns()[i]
}

func readFloats(t testing.TB, f *File, c Column) (floats []float64) {
	t.Helper()
	r := f.NewReader()
	for g := range f.Groups() {
		if err := r.Read(context.Background(), g, c.Leaf, func(v *Values) error {
			floats = v.Floats(floats)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return floats
}

// A sort is a sort of column with its values in JSON, and what they are as texts.
type sort struct {
	name    string
	typ     arrow.DataType
	numeric bool
	values  []string // in JSON
	texts   []string
}

func sorts() []sort {
	const long = "a text of more than twelve bytes: ä"
	words, quoted := []string{"", "short", long}, []string{`""`, `"short"`, `"` + long + `"`}
	index := func(typ arrow.DataType) arrow.DataType {
		return &arrow.DictionaryType{IndexType: typ, ValueType: word}
	}
	return []sort{
		{"int8", i8, true, []string{"-128", "0", "127"}, nil},
		{"int16", arrow.PrimitiveTypes.Int16, true, []string{"-32768", "0", "32767"}, nil},
		{"int32", arrow.PrimitiveTypes.Int32, true, []string{"-2147483648", "0", "2147483647"}, nil},
		{"int64", arrow.PrimitiveTypes.Int64, true, []string{"-9223372036854775808", "0", "9223372036854775807"}, nil},
		{"uint8", arrow.PrimitiveTypes.Uint8, true, []string{"0", "128", "255"}, nil},
		{"uint16", arrow.PrimitiveTypes.Uint16, true, []string{"0", "32768", "65535"}, nil},
		{"uint32", arrow.PrimitiveTypes.Uint32, true, []string{"0", "2147483648", "4294967295"}, nil},
		{"uint64", arrow.PrimitiveTypes.Uint64, true, []string{"0", "9223372036854775808", "18446744073709551615"}, nil},
		{"float16", arrow.FixedWidthTypes.Float16, true, []string{"0.5", "-2", "65504"}, nil},
		{"float32", f32, true, []string{"0.1", "-2", "1.5e+30"}, nil},
		{"float64", f64, true, []string{"0.1", "-2", "1.5e+300"}, nil},
		{"bool", arrow.FixedWidthTypes.Boolean, false, []string{"true", "false", "true"}, nil},
		{"string", word, false, quoted, words},
		{"large string", arrow.BinaryTypes.LargeString, false, quoted, words},
		{"string view", viewed, false, quoted, words},
		{"dictionary, int8", index(i8), false, quoted, words},
		{"dictionary, uint8", index(arrow.PrimitiveTypes.Uint8), false, quoted, words},
		{"dictionary, uint16", index(arrow.PrimitiveTypes.Uint16), false, quoted, words},
		{"dictionary, int32", index(arrow.PrimitiveTypes.Int32), false, quoted, words},
		{"dictionary, uint64", index(arrow.PrimitiveTypes.Uint64), false, quoted, words},
		{"dictionary of numbers", &arrow.DictionaryType{IndexType: i8, ValueType: f64}, true,
			[]string{"0.25", "0.75", "0.25"}, nil},
		{
			"decimal32",
			&arrow.Decimal32Type{Precision: 9, Scale: 2},
			true,
			[]string{`"1.25"`, `"-0.05"`, `"0.00"`},
			[]string{"1.25", "-0.05", "0.00"},
		},
		{
			"decimal64",
			&arrow.Decimal64Type{Precision: 18, Scale: 2},
			true,
			[]string{`"1.25"`, `"-0.05"`, `"0.00"`},
			[]string{"1.25", "-0.05", "0.00"},
		},
		{"decimal128", &arrow.Decimal128Type{Precision: 38, Scale: 2}, true,
			[]string{
				`"1.25"`,
				`"-123456789012345678901234.05"`,
				`"0.00"`,
			}, []string{"1.25", "-123456789012345678901234.05", "0.00"}},
		{"decimal256", &arrow.Decimal256Type{Precision: 60, Scale: 1}, true,
			[]string{`"1.5"`, `"-1234567890123456789012345678901234567890.5"`, `"0.0"`},
			[]string{"1.5", "-1234567890123456789012345678901234567890.5", "0.0"}},
		{
			"date32",
			arrow.FixedWidthTypes.Date32,
			false,
			[]string{`"2024-05-01"`, `"1960-01-01"`, `"1970-01-01"`},
			[]string{"2024-05-01", "1960-01-01", "1970-01-01"},
		},
		{
			"date64",
			arrow.FixedWidthTypes.Date64,
			false,
			[]string{`"2024-05-01"`, `"1960-01-01"`, `"1970-01-01"`},
			[]string{"2024-05-01", "1960-01-01", "1970-01-01"},
		},
		{
			"time32",
			arrow.FixedWidthTypes.Time32s,
			false,
			[]string{`"01:02:03"`, `"00:00:00"`, `"23:59:59"`},
			[]string{"01:02:03", "00:00:00", "23:59:59"},
		},
		{
			"time64",
			arrow.FixedWidthTypes.Time64us,
			false,
			[]string{`"01:02:03.000004"`, `"00:00:00"`, `"23:59:59.5"`},
			[]string{"01:02:03.000004", "00:00:00", "23:59:59.5"},
		},
		{
			"timestamp in seconds",
			&arrow.TimestampType{Unit: arrow.Second},
			false,
			[]string{`"2024-05-01 12:30:00"`, `"1960-01-01"`, `"1970-01-01"`},
			[]string{"2024-05-01T12:30:00", "1960-01-01T00:00:00", "1970-01-01T00:00:00"},
		},
		{
			"timestamp in milliseconds",
			&arrow.TimestampType{Unit: arrow.Millisecond},
			false,
			[]string{`"2024-05-01 12:30:00.125"`, `"1960-01-01 00:00:00.5"`, `"1970-01-01"`},
			[]string{"2024-05-01T12:30:00.125", "1960-01-01T00:00:00.5", "1970-01-01T00:00:00"},
		},
		{"timestamp in nanoseconds", &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}, false,
			[]string{`"2024-05-01 12:30:00.123456789Z"`, `"1960-01-01 00:00:00Z"`, `"1970-01-01 00:00:00Z"`},
			[]string{"2024-05-01T12:30:00.123456789Z", "1960-01-01T00:00:00Z", "1970-01-01T00:00:00Z"}},
		{"null", arrow.Null, false, []string{"null", "null", "null"}, []string{"∅", "∅", "∅"}},
	}
}

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

func TestAnErrorOfTheDiskIsNoFaultOfTheFile(t *testing.T) {
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
