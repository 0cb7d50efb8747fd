package arrow

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	library "github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"tradeoff/internal/limits"
)

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
