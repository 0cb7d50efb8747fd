package arrow

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// rich returns a small file with many types, lists, dictionaries and missing values.
func rich(t testing.TB, v variant) []byte {
	t.Helper()
	s := fields(
		col("id", word), col("label", arrow.FixedWidthTypes.Boolean),
		col("score", f64), col("note", viewed),
		col("site", categorical),
		col("p", arrow.ListOf(f32)), col("q", arrow.FixedSizeListOf(2, arrow.FixedWidthTypes.Float16)),
		col("price", &arrow.Decimal128Type{Precision: 30, Scale: 2}), col("nothing", arrow.Null),
	)
	var rows []string
	for i := range 9 {
		note := []string{"null", `"short"`, `"a text of more than twelve bytes"`}[i%3]
		rows = append(
			rows,
			fmt.Sprintf(
				`{"id":"row %d","label":%v,"score":%v,"note":%s,"site":%s,"p":[%d,null],"q":[1,%d],"price":"%d.25","nothing":null}`,
				i,
				i%2 == 0,
				float64(i)/8,
				note,
				[]string{"null", `"A"`, `"B"`}[i%3],
				i,
				i,
				i,
			),
		)
	}
	whole := batchOf(t, s, "["+strings.Join(rows, ",")+"]")
	return libraryFile(t, v.stream, batches{whole.NewSlice(0, 5), whole.NewSlice(5, 9)}, v.options...)
}

// readColumns reads all columns as texts and as numbers, and keeps nothing.
func readColumns(f *File) error {
	var floats []float64
	r := f.NewReader()
	for g := range f.Groups() {
		for _, c := range f.Columns() {
			if c.Why != "" || c.Element > 0 {
				continue
			}
			if err := r.Read(context.Background(), g, c.Leaf, func(v *Values) error {
				if c.Numeric {
					floats = v.Floats(floats[:0])
				}
				return v.Texts(func(int, []byte) error { return nil })
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// readWhole reads all that a file has.
func readWhole(data []byte, l limits.Limits) error {
	f, err := Open(bytes.NewReader(data), int64(len(data)), l)
	if err != nil {
		return err
	}
	return readColumns(f)
}

// allocated returns how many bytes have been allocated since the process began, freed
// ones included.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// readBounded reads a file that may be damaged, and fails if that takes much memory or
// if the file is refused otherwise than as the sender's fault.
func readBounded(t *testing.T, what string, data []byte) error {
	t.Helper()
	before := allocated()
	err := readWhole(data, noLimits)
	if n := allocated() - before; n > 32<<20 {
		t.Errorf("%s: allocates %d MiB", what, n>>20)
	}
	var e *tradeoff.Error
	if err != nil && (!errors.As(err, &e) || e.Kind != tradeoff.Invalid && e.Kind != tradeoff.TooLarge || e.Hint == "") {
		t.Errorf("%s: got %v", what, err)
	}
	return err
}

// Every byte of a small file in turn has other values, and every number of 32 and 64
// bits that may be in it extreme ones: no panic, and never much memory.
func TestMutatedFilesNeedLittleMemory(t *testing.T) {
	for k, v := range variants {
		good := rich(t, v)
		if err := readWhole(good, noLimits); err != nil {
			t.Fatalf("%s: %v", v.name, err)
		}
		step := 1
		if k > 0 { // what they have in common has been tried
			step = 3
		}
		for i := 0; i < len(good); i += step {
			for _, b := range []byte{0, 1, 0x7f, 0x80, 0xff, good[i] + 1, good[i] ^ 0x10} {
				bad := slices.Clone(good)
				bad[i] = b
				readBounded(t, fmt.Sprintf("%s: byte %d is %#x", v.name, i, b), bad)
			}
		}
		for i := 0; i+4 <= len(good); i += 4 * step {
			for _, x := range []uint32{1 << 20, 1 << 29, math.MaxInt32, math.MaxInt32 + 1, math.MaxUint32} {
				bad := slices.Clone(good)
				binary.LittleEndian.PutUint32(bad[i:], x)
				readBounded(t, fmt.Sprintf("%s: bytes %d to %d are %#x", v.name, i, i+4, x), bad)
			}
		}
		for i := 0; i+8 <= len(good); i += 4 * step {
			for _, x := range []uint64{1 << 20, 1 << 30, 1 << 40, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64} {
				bad := slices.Clone(good)
				binary.LittleEndian.PutUint64(bad[i:], x)
				readBounded(t, fmt.Sprintf("%s: bytes %d to %d are %#x", v.name, i, i+8, x), bad)
			}
		}
	}
}

// No file is what is left of one that is cut. A stream may be: see File.Ended.
func TestTruncatedFilesAreRefused(t *testing.T) {
	for _, v := range variants {
		good := rich(t, v)
		for n := range good {
			if err := readBounded(t, fmt.Sprintf("%s: the first %d bytes", v.name, n), good[:n]); err != nil {
				continue
			}
			if f := open(t, good[:n], noLimits); !v.stream || f.Ended() {
				t.Errorf("%s: the first %d of %d bytes are no file", v.name, n, len(good))
			}
		}
	}
}

// claiming returns a file of one column in which every number that says how many rows
// there are says x instead.
func claiming(t testing.TB, typ arrow.DataType, value string, v variant, x uint64) []byte {
	t.Helper()
	const n = 1237
	s := fields(col("v", typ))
	data := libraryFile(
		t,
		v.stream,
		batches{batchOf(t, s, "["+strings.Repeat(`{"v":`+value+`},`, n-1)+`{"v":`+value+`}]`)},
		v.options...)
	var claimed [8]byte
	binary.LittleEndian.PutUint64(claimed[:], x)
	return bytes.ReplaceAll(data, []byte{n & 0xff, n >> 8, 0, 0, 0, 0, 0, 0}, claimed[:])
}

func TestClaimsOfManyRowsTakeLittleMemory(t *testing.T) {
	dictionary := categorical
	for _, c := range []struct {
		typ   arrow.DataType
		value string
	}{
		{arrow.Null, "null"}, {f64, "0.5"}, {arrow.FixedWidthTypes.Boolean, "true"}, {word, `"x"`},
		{viewed, `"x"`}, {dictionary, `"x"`}, {arrow.ListOf(i8), "[1,2]"},
		{arrow.FixedSizeListOf(2, i8), "[1,2]"}, {arrow.FixedSizeListOf(1000, arrow.Null), "null"},
	} {
		for _, v := range variants {
			for _, x := range []uint64{1_000_000, 40_000_000, 1 << 31, 1 << 62, math.MaxUint64} {
				what := fmt.Sprintf("%s, %s, %d rows", c.typ, v.name, x)
				if err := readBounded(t, what, claiming(t, c.typ, c.value, v, x)); err == nil && c.typ != arrow.Null {
					t.Errorf("%s: accepted", what)
				}
			}
		}
	}
}

// A text that a dictionary has once counts for every row that has it.
func TestRepeatedTextsAreCounted(t *testing.T) {
	long := `"` + strings.Repeat("x", 1<<16) + `"`
	s := fields(col("v", categorical))
	data := libraryFile(t, false, batches{batchOf(t, s, "["+strings.Repeat(`{"v":`+long+`},`, 500)+`{"v":`+long+`}]`)})
	if err := readBounded(t, "a dictionary", data); tradeoff.KindOf(err) != tradeoff.TooLarge ||
		!strings.Contains(err.Error(), "200 times") {
		t.Errorf("got %v", err)
	}
}

func TestBombsAreRefused(t *testing.T) {
	const n = 12 << 20
	s := fields(col("v", i8))
	zeros := batchOf(t, s, "["+strings.Repeat(`{"v":0},`, n/16-1)+`{"v":0}]`)
	for _, v := range variants {
		if len(v.options) == 0 {
			continue
		}
		data := libraryFile(t, v.stream, slices.Repeat(batches{zeros}, 16), v.options...)
		if err := readWhole(data, noLimits); tradeoff.KindOf(err) != tradeoff.TooLarge ||
			!strings.Contains(err.Error(), "--max-ratio") {
			t.Errorf("%s, %d bytes: %v", v.name, len(data), err)
		}
		// A buffer that unpacks to more than it says.
		claim := binary.LittleEndian.AppendUint64(nil, n/16)
		less := binary.LittleEndian.AppendUint64(nil, n/32)
		lying := bytes.Replace(data, claim, less, 3) // those that say how many rows there are come first
		if bytes.Equal(lying, data) {
			t.Fatal("there is no claim")
		}
		readBounded(t, v.name, lying)
	}
}

func TestLimitsAreNamedInTheRefusal(t *testing.T) {
	s := fields(col("a", arrow.PrimitiveTypes.Int64), col("b", arrow.FixedSizeListOf(2, i8)),
		col("c", word))
	data := libraryFile(
		t,
		false,
		batches{batchOf(t, s, "["+strings.Repeat(`{"a":1,"b":[1,2],"c":"x"},`, 1999)+`{"a":1,"b":[1,2],"c":"x"}]`)},
		variants[2].options...)
	for _, c := range []struct {
		name   string
		limits limits.Limits
		flag   string
	}{
		{"rows", limits.Limits{Rows: 1999}, "--max-rows"},
		{"fields", limits.Limits{Columns: 2}, "--max-columns"},
		{"columns", limits.Limits{Columns: 3}, "--max-columns"},
		{"unpacked", limits.Limits{Unpacked: 10_000}, "--max-unpacked"},
		{"ratio", limits.Limits{Ratio: 1, RatioFrom: 100}, "--max-ratio"},
	} {
		err := readWhole(data, c.limits)
		if tradeoff.KindOf(err) != tradeoff.TooLarge || !strings.Contains(err.Error(), c.flag) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if err := readWhole(data, limits.Limits{Rows: 2000, Columns: 4}); err != nil {
		t.Errorf("just within the limits: %v", err)
	}
}

// A table reads the first rows twice: to see what they are, and to keep them.
func TestValuesThatAreReadTwiceCountOnce(t *testing.T) {
	s := fields(col("v", f64), col("w", categorical))
	rows := "[" + strings.Repeat(`{"v":0.5,"w":"x"},`, 9999) + `{"v":0.5,"w":"x"}]`
	f := open(t, libraryFile(t, false, batches{batchOf(t, s, rows)}), limits.Limits{Unpacked: 250_000})
	for range 2 {
		if err := readColumns(f); err != nil {
			t.Error(err)
		}
	}
}

func TestOtherFilesAreRefusedWithAReason(t *testing.T) {
	good := rich(t, variants[0])
	for _, c := range []struct{ name, text, says string }{
		{"nothing", "", "only 0 bytes"},
		{"another file", "PAR1 and more", "does not begin as one"},
		{"only the magic", Magic, "only 8 bytes"},
		{"no end", Magic + strings.Repeat("x", 100), "does not end with ARROW1"},
		{"a footer longer than the file", Magic + "\xff\xff\xff\x7fARROW1", "more than the file"},
		{"an empty footer", Magic + "\x00\x00\x00\x00ARROW1", "cannot be read"},
		{"a stream of nothing", StreamMagic + "\x00\x00\x00\x00", "no schema"},
		{"a stream cut in its first message", StreamMagic + "\x10\x00\x00\x00", "within a message"},
		{"a stream within a file", StreamMagic + "\x00\x00\x00\x00" + string(good), "no schema"},
		{"big-endian", schemaStream(table{int16(1)}), "big-endian numbers"},
		{"an old version", messageOf(table{int16(2), int8(schemaMessage), table{}}), "version 3 of the format"},
		{"a version to come", messageOf(table{int16(5), int8(schemaMessage), table{}}), "version 6 of the format"},
		{"no header", messageOf(table{int16(version5), int8(schemaMessage)}), "cannot be read"},
		{"a batch before the schema", batchOfNothing(table{}, 0), "not its first message"},
		{"two schemas", strings.Repeat(schemaStream(table{}), 2), "not its first message"},
		{"a tensor", schemaStream(table{}) + messageOf(table{int16(version5), int8(4), table{}}), "another kind (4)"},
		{"a body longer than the file", schemaStream(table{}) + batchOfNothing(table{}, 1), "longer than the file"},
		{"a negative body", schemaStream(table{}) + batchOfNothing(table{}, -1), "longer than the file"},
		{"negative rows", schemaStream(table{}) + batchOfNothing(table{int64(-1)}, 0), "-1 rows"},
		{"an unknown type", schemaOf(column("v", 77, table{})), "unknown type (77)"},
		{"structures in each other", schemaOf(nested(100)), "too deep"},
		{"a dictionary of two types", schemaOf(table{"a", nil, int8(textKind), table{}, table{int64(7)}},
			table{"b", nil, int8(boolKind), table{}, table{int64(7)}}), "do not agree on dictionary 7"},
		{"indices of 5 bits", schemaOf(table{"a", nil, int8(textKind), table{}, table{int64(7), table{int32(5)}}}),
			"indices of an unknown type"},
		{"one array for two columns", schemaOf(column("a", nullKind, table{}), column("b", nullKind, table{})) +
			batchOfNothing(table{int64(1), structs(make([]byte, 16), 16)}, 0), "1 arrays"},
		{"an unknown compression", schemaOf(column("a", nullKind, table{})) +
			batchOfNothing(table{int64(1), structs(make([]byte, 16), 16), nil, table{int8(2)}}, 0), "unknown compression"},
	} {
		if err := readBounded(t, c.name, []byte(c.text)); tradeoff.KindOf(err) != tradeoff.Invalid ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

// A schema may name the same field a million times.
func TestSchemasOfManyColumnsAreRefused(t *testing.T) {
	many := flatbuffer(table{int16(version5), int8(schemaMessage), table{nil, slices.Repeat([]table{nil}, 1<<20)}})
	wide := table{"s", nil, int8(structKind), table{}, nil, slices.Repeat([]table{column("v", nullKind, table{})}, 10_000)}
	longName := strings.Repeat("x", 1<<20)
	lists := func(name string, width int32) table {
		return table{name, nil, int8(fixedListKind), table{width}, nil, []table{column("v", nullKind, table{})}}
	}
	for name, data := range map[string]string{
		"no columns at all":    framed(many),
		"a structure":          schemaOf(wide),
		"long names":           schemaOf(slices.Repeat([]table{column(longName, nullKind, table{})}, 20)...),
		"names of many values": schemaOf(lists(longName, 1000)),
		"lists of many values": schemaOf(lists("v", math.MaxInt32)),
	} {
		before := allocated()
		err := readWhole([]byte(data), noLimits)
		if n := allocated() - before; tradeoff.KindOf(err) != tradeoff.TooLarge || n > 64<<20 {
			t.Errorf("%s: %d MiB, %v", name, n>>20, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, v := range variants {
		f.Add(rich(f, v))
	}
	f.Add([]byte(Magic + "\x00\x00\x00\x00ARROW1"))
	l := limits.Limits{Unpacked: 16 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := readWhole(data, l)
		var e *tradeoff.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != tradeoff.Invalid && e.Kind != tradeoff.TooLarge || e.Hint == "") {
			t.Errorf("got %v", err)
		}
	})
}
