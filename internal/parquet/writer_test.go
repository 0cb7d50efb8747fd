package parquet

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	library "github.com/parquet-go/parquet-go/encoding"

	"tradeoff/internal/limits"
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
	whole := []library.Encoding{
		&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaBinaryPacked, &parquet.ByteStreamSplit,
	}
	float := []library.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.ByteStreamSplit}
	text := []library.Encoding{
		&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaLengthByteArray, &parquet.DeltaByteArray,
	}
	fixed := []library.Encoding{&parquet.Plain, &parquet.RLEDictionary, &parquet.DeltaByteArray}
	fixedValue := func(b ...byte) parquet.Value { return parquet.FixedLenByteArrayValue(b) }
	return []sort{
		{"int32", parquet.Int(32), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(mixed(i))) }, func(i int) string {
				return fmt.Sprint(int32(mixed(i)))
			}},
		{"few int32", parquet.Int(32), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(i / 100 % 3)) }, func(i int) string {
				return fmt.Sprint(i / 100 % 3)
			}},
		{"uint32", parquet.Uint(32), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(mixed(i))) }, func(i int) string {
				return fmt.Sprint(uint32(mixed(i)))
			}},
		{"int64", parquet.Int(64), whole,
			func(i int) parquet.Value { return parquet.Int64Value(mixed(i)) }, func(i int) string {
				return fmt.Sprint(mixed(i))
			}},
		{"uint64", parquet.Uint(64), whole,
			func(i int) parquet.Value { return parquet.Int64Value(mixed(i)) }, func(i int) string {
				return fmt.Sprint(uint64(mixed(i)))
			}},
		{"counter", parquet.Leaf(parquet.Int64Type), whole,
			func(i int) parquet.Value { return parquet.Int64Value(int64(i)) }, func(i int) string { return fmt.Sprint(i) }},
		{"float", parquet.Leaf(parquet.FloatType), float,
			func(i int) parquet.Value { return parquet.FloatValue(1 / float32(i+1)) }, func(i int) string {
				return fmt.Sprint(1 / float32(i+1))
			}},
		{"double", parquet.Leaf(parquet.DoubleType), float,
			func(i int) parquet.Value { return parquet.DoubleValue(1 / float64(i-7)) }, func(i int) string {
				return fmt.Sprint(1 / float64(i-7))
			}},
		{"tied double", parquet.Leaf(parquet.DoubleType), float,
			func(i int) parquet.Value { return parquet.DoubleValue(float64(i%10) / 10) }, func(i int) string {
				return fmt.Sprint(float64(i%10) / 10)
			}},
		{"boolean", parquet.Leaf(parquet.BooleanType), []library.Encoding{&parquet.Plain, &parquet.RLE},
			func(i int) parquet.Value { return parquet.BooleanValue(mixed(i) < 0) }, func(i int) string {
				return fmt.Sprint(mixed(i) < 0)
			}},
		{"string", parquet.String(), text,
			func(i int) parquet.Value { return parquet.ByteArrayValue([]byte(words(i))) }, words},
		{"enum", parquet.Enum(), text,
			func(i int) parquet.Value { return parquet.ByteArrayValue([]byte{'a' + byte(i%3)}) }, func(i int) string {
				return string(rune('a' + i%3))
			}},
		{"decimal in int32", parquet.Decimal(2, 9, parquet.Int32Type), whole,
			func(i int) parquet.Value { return parquet.Int32Value(int32(i - 50)) },
			func(i int) string { return strings.Replace(fmt.Sprintf("%.2f", float64(i-50)/100), "-0.00", "0.00", 1) }},
		{"decimal in int64", parquet.Decimal(0, 18, parquet.Int64Type), whole,
			func(i int) parquet.Value { return parquet.Int64Value(mixed(i)) }, func(i int) string {
				return fmt.Sprint(mixed(i))
			}},
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
