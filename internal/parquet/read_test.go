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
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	library "github.com/parquet-go/parquet-go/encoding"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// libraryFile returns a file of one column "v", or of those of a group, as the
// library writes it.
func libraryFile(t testing.TB, node parquet.Node, rows []parquet.Row, options ...parquet.WriterOption) []byte {
	t.Helper()
	if node.Leaf() || node.Optional() || node.Repeated() {
		node = parquet.Group{"v": node}
	}
	var out bytes.Buffer
	w := parquet.NewWriter(&out, append(options, parquet.NewSchema("test", node))...)
	if _, err := w.WriteRows(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rowsOf makes rows of single values; those that are null are missing.
func rowsOf(values []parquet.Value, optional bool) []parquet.Row {
	rows := make([]parquet.Row, len(values))
	for i, v := range values {
		def := 0
		if optional && !v.IsNull() {
			def = 1
		}
		rows[i] = parquet.Row{v.Level(0, def, 0)}
	}
	return rows
}

func open(t testing.TB, data []byte, l limits.Limits) *File {
	t.Helper()
	f, err := Open(bytes.NewReader(data), int64(len(data)), l)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// readColumn returns the texts of a column, "∅" where one is missing.
func readColumn(t testing.TB, f *File, c Column) (texts []string) {
	t.Helper()
	texts, err := tryColumn(f, c)
	if err != nil {
		t.Fatalf("column %q: %v", c.Name, err)
	}
	return texts
}

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

// A sort is a sort of column with its values, and what they are as texts.
type sort struct {
	name      string
	node      parquet.Node
	encodings []library.Encoding
	value     func(i int) parquet.Value
	text      func(i int) string
}

func mixed(i int) int64 { return int64(uint64(i) * 0x9e3779b97f4a7c15) }

func words(i int) string { return "row " + strings.Repeat("äb", i%5) + fmt.Sprint(i/3) }

func day(i int) int { return i*17 - 5000 }

func moment(i int) time.Time {
	return time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC).Add(time.Duration(i) * 1234567891)
}

func sorts() []sort {
	whole := []library.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaBinaryPacked, &parquet.ByteStreamSplit}
	float := []library.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.ByteStreamSplit}
	text := []library.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaLengthByteArray, &parquet.DeltaByteArray}
	fixed := []library.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaByteArray}
	fixedValue := func(b ...byte) parquet.Value { return parquet.FixedLenByteArrayValue(b) }
	return []sort{
		{"int32", parquet.Int(32), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(mixed(i))) }, func(i int) string { return fmt.Sprint(int32(mixed(i))) }},
		{"few int32", parquet.Int(32), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(i / 100 % 3)) }, func(i int) string { return fmt.Sprint(i / 100 % 3) }},
		{"uint32", parquet.Uint(32), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(mixed(i))) }, func(i int) string { return fmt.Sprint(uint32(mixed(i))) }},
		{"int64", parquet.Int(64), whole,
			func(i int) parquet.Value { return parquet.Int64Value(mixed(i)) }, func(i int) string { return fmt.Sprint(mixed(i)) }},
		{"uint64", parquet.Uint(64), whole,
			func(i int) parquet.Value { return parquet.Int64Value(mixed(i)) }, func(i int) string { return fmt.Sprint(uint64(mixed(i))) }},
		{"counter", parquet.Leaf(parquet.Int64Type), whole,
			func(i int) parquet.Value { return parquet.Int64Value(int64(i)) }, func(i int) string { return fmt.Sprint(i) }},
		{"float", parquet.Leaf(parquet.FloatType), float,
			func(i int) parquet.Value { return parquet.FloatValue(1 / float32(i+1)) }, func(i int) string { return fmt.Sprint(1 / float32(i+1)) }},
		{"double", parquet.Leaf(parquet.DoubleType), float,
			func(i int) parquet.Value { return parquet.DoubleValue(1 / float64(i-7)) }, func(i int) string { return fmt.Sprint(1 / float64(i-7)) }},
		{"tied double", parquet.Leaf(parquet.DoubleType), float,
			func(i int) parquet.Value { return parquet.DoubleValue(float64(i%10) / 10) }, func(i int) string { return fmt.Sprint(float64(i%10) / 10) }},
		{"boolean", parquet.Leaf(parquet.BooleanType), []library.Encoding{&parquet.Plain, &parquet.RLE},
			func(i int) parquet.Value { return parquet.BooleanValue(mixed(i) < 0) }, func(i int) string { return fmt.Sprint(mixed(i) < 0) }},
		{"string", parquet.String(), text,
			func(i int) parquet.Value { return parquet.ByteArrayValue([]byte(words(i))) }, words},
		{"enum", parquet.Enum(), text,
			func(i int) parquet.Value { return parquet.ByteArrayValue([]byte{'a' + byte(i%3)}) }, func(i int) string { return string(rune('a' + i%3)) }},
		{"decimal in int32", parquet.Decimal(2, 9, parquet.Int32Type), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(i - 50)) },
			func(i int) string { return strings.Replace(fmt.Sprintf("%.2f", float64(i-50)/100), "-0.00", "0.00", 1) }},
		{"decimal in int64", parquet.Decimal(0, 18, parquet.Int64Type), whole,
			func(i int) parquet.Value { return parquet.Int64Value(mixed(i)) }, func(i int) string { return fmt.Sprint(mixed(i)) }},
		{"decimal in bytes", parquet.Decimal(3, 20, parquet.FixedLenByteArrayType(9)), fixed,
			func(i int) parquet.Value {
				sign := byte(0)
				if i%2 == 1 {
					sign = 0xff
				}
				return fixedValue(sign, sign, sign, sign, sign, sign, sign, sign, byte(i%100)|sign&0x80)
			},
			func(i int) string {
				n := i % 100
				if i%2 == 1 {
					n = int(int8(byte(n) | 0x80))
				}
				return strings.Replace(fmt.Sprintf("%.3f", float64(n)/1000), "-0.000", "0.000", 1)
			}},
		{"date", parquet.Date(), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(day(i))) },
			func(i int) string { return time.Unix(0, 0).UTC().AddDate(0, 0, day(i)).Format("2006-01-02") }},
		{"time", parquet.Time(parquet.Microsecond), whole,
			func(i int) parquet.Value { return parquet.Int64Value(int64(i) * 1_000_001) },
			func(i int) string { return time.Unix(0, int64(i)*1_000_001_000).UTC().Format("15:04:05.999999") }},
		{"milliseconds", parquet.Timestamp(parquet.Millisecond), whole,
			func(i int) parquet.Value { return parquet.Int64Value(moment(i).UnixMilli()) },
			func(i int) string { return time.UnixMilli(moment(i).UnixMilli()).UTC().Format(time.RFC3339Nano) }},
		{"nanoseconds", parquet.Timestamp(parquet.Nanosecond), whole,
			func(i int) parquet.Value { return parquet.Int64Value(moment(i).UnixNano()) },
			func(i int) string { return moment(i).Format(time.RFC3339Nano) }},
		{"uuid", parquet.UUID(), fixed,
			func(i int) parquet.Value {
				return fixedValue(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, byte(i>>8), byte(i))
			},
			func(i int) string { return fmt.Sprintf("00010203-0405-0607-0809-0a0b0c0d%04x", i) }},
	}
}

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
	node := parquet.Group{"x": parquet.Leaf(parquet.DoubleType), "id": parquet.String(), "site": parquet.Encoded(parquet.String(), &parquet.RLEDictionary)}
	rows := make([]parquet.Row, n)
	for i := range rows { // the library orders fields by their names
		rows[i] = parquet.Row{parquet.ByteArrayValue([]byte(words(i))).Level(0, 0, 0),
			parquet.ByteArrayValue([]byte{'a' + byte(i%4)}).Level(0, 0, 1), parquet.DoubleValue(float64(i%100)/7).Level(0, 0, 2)}
	}
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd, &parquet.Lz4Raw} {
		for _, version := range []int{1, 2} {
			data := libraryFile(t, node, rows, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(4000))
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
		f := open(t, libraryFile(t, node, rows, parquet.DataPageVersion(version), parquet.PageBufferSize(200)), limits.Limits{})
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
	if !errors.As(err, &e) || e.Place.Row != 17 && e.Place.Row != 18 || e.Place.Column != "p" || e.Kind != tradeoff.Invalid {
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
		if err := w.Write(map[string]any{"label": int32(i % 2), "point": point, "thumb": []byte{1}, "digest": [4]byte{1}}); err != nil {
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
	want := map[string]bool{"label": false, "point.x": false, "point.y": false, "lists": true, "pairs.a": true, "pairs.b": true, "tags": true, "thumb": true, "digest": true}
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

func TestAnErrorOfTheDiskIsNoFaultOfTheFile(t *testing.T) {
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
