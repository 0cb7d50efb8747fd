package parquet

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	thriftlib "github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	b, err := thriftlib.Marshal(new(thriftlib.CompactProtocol), v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ended returns a file of pages and a footer.
func ended(pages, footer []byte) []byte {
	b := append([]byte(magic), pages...)
	b = append(b, footer...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(footer)))
	return append(b, magic...)
}

// crafted returns a file of one column "v" whose pages are those given.
func crafted(t testing.TB, typ format.Type, codec format.CompressionCodec, rows int64, pages []byte) []byte {
	t.Helper()
	return ended(pages, marshal(t, format.FileMetaData{
		Version: 1, NumRows: rows,
		Schema: []format.SchemaElement{{Name: "root", NumChildren: thriftlib.New(int32(1))},
			{Name: "v", Type: thriftlib.New(typ), RepetitionType: thriftlib.New(format.Required),
				LogicalType: stringOrNot(typ)}},
		RowGroups: []format.RowGroup{{NumRows: rows, Columns: []format.ColumnChunk{{MetaData: format.ColumnMetaData{
			Type: typ, Codec: codec, NumValues: rows, DataPageOffset: 4, TotalCompressedSize: int64(len(pages)),
			PathInSchema: []string{"v"}}}}}},
	}))
}

func stringOrNot(typ format.Type) format.LogicalType {
	if typ == format.ByteArray {
		return format.LogicalType{Value: &format.StringType{}}
	}
	return format.LogicalType{}
}

// aPage returns a data page of the first version.
func aPage(t testing.TB, e format.Encoding, values, unpacked int, packed []byte) []byte {
	t.Helper()
	return append(marshal(t,
		format.PageHeader{Type: format.DataPage, UncompressedPageSize: int32(unpacked),
			CompressedPageSize: int32(len(packed)),
			DataPageHeader: thriftlib.New(format.DataPageHeader{
				NumValues: int32(values), Encoding: e, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
			})}), packed...)
}

func aDictionary(t testing.TB, values int, data []byte) []byte {
	t.Helper()
	return append(marshal(t,
		format.PageHeader{Type: format.DictionaryPage, UncompressedPageSize: int32(len(data)),
			CompressedPageSize:   int32(len(data)),
			DictionaryPageHeader: thriftlib.New(format.DictionaryPageHeader{NumValues: int32(values), Encoding: format.Plain})}),
		data...)
}

// readWhole reads all that a file has.
func readWhole(data []byte, l limits.Limits) error {
	f, err := Open(bytes.NewReader(data), int64(len(data)), l)
	if err != nil {
		return err
	}
	for _, c := range f.Columns() {
		if c.Why != "" {
			continue
		}
		if _, err := tryColumn(f, c); err != nil {
			return err
		}
	}
	return nil
}

// allocated returns how many bytes f allocates, freed ones included.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestHostileFilesAreRefusedInLittleMemory(t *testing.T) {
	uvarint := func(x uint64) []byte { return binary.AppendUvarint(nil, x) }
	join := func(parts ...[]byte) []byte { return slices.Concat(parts...) }
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write(make([]byte, 200<<20))
	z.Close()
	e, _ := zstd.NewWriter(nil)
	zstded := e.EncodeAll(make([]byte, 200<<20), nil)
	longSnappy := append(uvarint(1<<32-1), 0, 0)
	nested := slices.Repeat([]byte{0x1c}, 1<<20)
	const million = 1_000_000
	for _, c := range []struct {
		name string
		data []byte
		says string
	}{
		{"nothing", nil, "only 0 bytes"},
		{"no end", []byte(magic + strings.Repeat("x", 100)), "does not end with PAR1"},
		{"no beginning", []byte("x" + strings.Repeat("x", 100) + magic), "does not begin"},
		{"encrypted", []byte(magic + strings.Repeat("x", 100) + encrypted), "encrypted"},
		{"a footer larger than the file", []byte(magic + "\xff\xff\xff\x7f" + magic), "more than the file"},
		{"a list of 2^31 columns", ended(nil, join([]byte{0x15, 2, 0x19, 0xfc}, uvarint(1<<31-1))), "footer cannot be read"},
		{"8 MB of empty columns", ended(nil, join([]byte{0x15, 2, 0x19, 0xfc}, uvarint(8<<20), make([]byte, 8<<20))),
			"columns"},
		{"8 MB of empty row groups", ended(nil, join([]byte{0x49, 0xfc}, uvarint(8<<20), make([]byte, 8<<20))), "row groups"},
		{"8 MB of empty chunks", ended(nil, join([]byte{0x49, 0x1c, 0x19, 0xfc}, uvarint(8<<20), make([]byte, 8<<20))), ""},
		{"a text of 2^31 bytes", ended(nil, join([]byte{0x15, 2, 0x48}, uvarint(1<<31-1))), "footer cannot be read"},
		{"structures in each other", ended(nil, nested), "footer cannot be read"},
		{"no columns", ended(nil, []byte{0}), "no schema"},
		{"two columns and a schema of one",
			ended(nil, marshal(t, format.FileMetaData{Schema: []format.SchemaElement{{Name: "r",
				NumChildren: thriftlib.New(int32(2))}, {Name: "v", Type: thriftlib.New(format.Int64)}}})), "schema ends"},
		{"more rows than allowed", crafted(t, format.Double, format.Uncompressed, 1<<40, nil), "more than 50000000 rows"},
		{"no pages", crafted(t, format.Double, format.Uncompressed, 10, nil), "ends too early"},
		{"a page of 2^31 bytes",
			crafted(t, format.Double, format.Uncompressed, 10, aPage(t, format.Plain, 10, 1<<31-1, make([]byte, 80))),
			"a page of the column has more"},
		{"a page that unpacks to 250 MB at once",
			crafted(t, format.Double, format.Zstd, 10, aPage(t, format.Plain, 10, 250<<20, zstded)),
			"unpacks to more than 200 times"},
		{"gzip of more than it says",
			crafted(t, format.Double, format.Gzip, 10, aPage(t, format.Plain, 10, 80, zipped.Bytes())), "cannot be unpacked"},
		{"zstd of more than it says", crafted(t, format.Double, format.Zstd, 10, aPage(t, format.Plain, 10, 80, zstded)),
			"cannot be unpacked"},
		{"snappy of more than it says",
			crafted(t, format.Double, format.Snappy, 10, aPage(t, format.Plain, 10, 80, longSnappy)), "cannot be unpacked"},
		{"snappy of less than it says",
			crafted(t, format.Double, format.Snappy, 10, aPage(t, format.Plain, 10, 80, []byte{0})), "cannot be unpacked"},
		{"brotli", crafted(t, format.Double, format.Brotli, 10, aPage(t, format.Plain, 10, 80, []byte{1, 2, 3})),
			"cannot be unpacked"},
		{"lz4", crafted(t, format.Double, format.Lz4Raw, 10, aPage(t, format.Plain, 10, 80, []byte{1, 2, 3})),
			"cannot be unpacked"},
		{"LZO", crafted(t, format.Double, 3, 10, aPage(t, format.Plain, 10, 80, nil)), "compression LZO"},
		{"more values than rows",
			crafted(t, format.Double, format.Uncompressed, 10, aPage(t, format.Plain, 11, 88, make([]byte, 88))),
			"more or fewer values"},
		{"a million values in no bytes",
			crafted(t, format.Double, format.Uncompressed, million, aPage(t, format.Plain, million, 0, nil)), "too early"},
		{"fifty million values in a run",
			crafted(t, format.Boolean, format.Uncompressed, 50*million,
				aPage(t, format.RLE, 50*million, 9, join([]byte{5, 0, 0, 0}, uvarint(50*million<<1), []byte{1})[:9])), "200 times"},
		{"indices without a dictionary",
			crafted(t, format.Double, format.Uncompressed, 8, aPage(t, format.RLEDictionary, 8, 3, []byte{1, 3, 0})),
			"dictionary is missing"},
		{"indices beyond the dictionary",
			crafted(t, format.Double, format.Uncompressed, 8,
				join(aDictionary(t, 1, make([]byte, 8)), aPage(t, format.RLEDictionary, 8, 3, []byte{1, 3, 0xff}))),
			"not in the dictionary"},
		{"indices of 200 bits",
			crafted(t, format.Double, format.Uncompressed, 8,
				join(aDictionary(t, 1, make([]byte, 8)), aPage(t, format.RLEDictionary, 8, 3, []byte{200, 3, 0xff}))), "encoding"},
		{"deltas of 2^60 values",
			crafted(t, format.Int64, format.Uncompressed, 10,
				aPage(t, format.DeltaBinaryPacked, 10, 14, join([]byte{0x80, 1, 4}, uvarint(1<<60), []byte{0, 0}))),
			"more or fewer values"},
		{"deltas in blocks of 2^40",
			crafted(t, format.Int64, format.Uncompressed, 10,
				aPage(t, format.DeltaBinaryPacked, 10, 9, join(uvarint(1<<40), []byte{4, 10, 0}))), "encoding"},
		{"bytes longer than the page",
			crafted(t, format.ByteArray, format.Uncompressed, 1, aPage(t, format.Plain, 1, 4, []byte{0xff, 0xff, 0xff, 0x7f})),
			"impossible length"},
		{"texts that grow by their prefixes",
			crafted(t, format.ByteArray, format.Uncompressed, million,
				aPage(t, format.DeltaByteArray, million, growingBytes(t, million), growing(t, million))), ""},
		{"a long text a million times",
			crafted(t, format.ByteArray, format.Uncompressed, million,
				join(aDictionary(t, 1, join([]byte{0, 0, 1, 0}, bytes.Repeat([]byte("x"), 1<<16))),
					aPage(t, format.RLEDictionary, million, 5, join([]byte{1}, uvarint(million<<1), []byte{0})))),
			"unpacks to more than"},
		{"a text that is not UTF-8",
			crafted(t, format.ByteArray, format.Uncompressed, 1, aPage(t, format.Plain, 1, 5, []byte{1, 0, 0, 0, 0xff})),
			"not UTF-8"},
		{"an unknown encoding", crafted(t, format.Double, format.Uncompressed, 10, aPage(t, 77, 10, 80, make([]byte, 80))),
			"encoding"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			n := allocated(func() { err = readWhole(c.data, limits.Limits{}) })
			var e *tradeoff.Error
			if !errors.As(err, &e) || e.Kind != tradeoff.Invalid && e.Kind != tradeoff.TooLarge ||
				!strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
			if n > 64<<20 {
				t.Errorf("allocates %d MiB", n>>20)
			}
		})
	}
}

// growing returns n texts, delta encoded, of which each begins as the whole one
// before it.
func growing(t testing.TB, n int) []byte {
	t.Helper()
	prefixes, tails := make([]int32, n), make([]int32, n)
	for i := range prefixes {
		prefixes[i], tails[i] = int32(i), 1
	}
	a, err := parquet.DeltaBinaryPacked.EncodeInt32(nil, prefixes)
	if err != nil {
		t.Fatal(err)
	}
	b, err := parquet.DeltaBinaryPacked.EncodeInt32(nil, tails)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(a, b, bytes.Repeat([]byte("x"), n))
}

func growingBytes(t testing.TB, n int) int { return len(growing(t, n)) }

func TestLimitsAreNamedInTheRefusal(t *testing.T) {
	data := written(t, table(2000), 2000)
	for _, c := range []struct {
		name   string
		limits limits.Limits
		flag   string
	}{
		{"rows", limits.Limits{Rows: 1999}, "--max-rows"},
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

// rich returns a small file with many encodings, lists and missing values.
func rich(t testing.TB, options ...parquet.WriterOption) []byte {
	t.Helper()
	node := parquet.Group{
		"a": parquet.Optional(parquet.Leaf(parquet.DoubleType)),
		"b": parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked),
		"c": parquet.Encoded(parquet.String(), &parquet.DeltaByteArray),
		"d": parquet.Encoded(parquet.Optional(parquet.String()), &parquet.RLEDictionary),
		"e": parquet.Encoded(parquet.String(), &parquet.DeltaLengthByteArray),
		"f": parquet.List(parquet.Leaf(parquet.FloatType)),
		"g": parquet.Encoded(parquet.Leaf(parquet.BooleanType), &parquet.RLE),
		"h": parquet.Encoded(parquet.Leaf(parquet.FloatType), &parquet.ByteStreamSplit),
		"i": parquet.Decimal(2, 30, parquet.FixedLenByteArrayType(13)),
	}
	var rows []parquet.Row
	for i := range 24 {
		text := []byte(words(i))
		row := parquet.Row{parquet.DoubleValue(float64(i)/3).Level(0, 1, 0), parquet.Int64Value(mixed(i)).Level(0, 0, 1),
			parquet.ByteArrayValue(text).Level(0, 0, 2), parquet.ByteArrayValue(text[:i%3]).Level(0, 1, 3),
			parquet.ByteArrayValue(text).Level(0, 0, 4),
			parquet.FloatValue(float32(i)).Level(0, 1, 5), parquet.FloatValue(1).Level(1, 1, 5),
			parquet.BooleanValue(i%7 == 0).Level(0, 0, 6), parquet.FloatValue(float32(i)).Level(0, 0, 7),
			parquet.FixedLenByteArrayValue(bytes.Repeat([]byte{byte(i)}, 13)).Level(0, 0, 8)}
		if i%4 == 0 {
			row[0], row[3] = parquet.NullValue().Level(0, 0, 0), parquet.NullValue().Level(0, 0, 3)
		}
		rows = append(rows, row)
	}
	return libraryFile(t, node, rows, append(options, parquet.PageBufferSize(200), parquet.MaxRowsPerRowGroup(16))...)
}

func richFiles(t testing.TB) [][]byte {
	return [][]byte{
		rich(t), rich(t, parquet.DataPageVersion(1)), rich(t, parquet.Compression(&parquet.Snappy)),
		rich(t, parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(1)), rich(t, parquet.Compression(&parquet.Gzip)),
	}
}

// checkRefusal fails if a file is refused otherwise than as the sender's fault.
func checkRefusal(t *testing.T, err error) {
	t.Helper()
	var e *tradeoff.Error
	if err != nil && (!errors.As(err, &e) || e.Kind != tradeoff.Invalid && e.Kind != tradeoff.TooLarge || e.Hint == "") {
		t.Errorf("got %v", err)
	}
}

func TestTruncatedAndMutatedFilesAreRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for k, good := range richFiles(t) {
		if err := readWhole(good, limits.Limits{}); err != nil {
			t.Fatalf("file %d: %v", k, err)
		}
		for n := 0; n < len(good); n += 1 + len(good)/60 {
			if err := readWhole(good[:n], limits.Limits{}); err == nil {
				t.Errorf("file %d: the first %d of %d bytes are no file", k, n, len(good))
			} else {
				checkRefusal(t, err)
			}
		}
		for range 400 {
			bad := slices.Clone(good)
			for range 1 + r.IntN(4) {
				bad[r.IntN(len(bad))] = byte(r.Uint32())
			}
			checkRefusal(t, readWhole(bad, limits.Limits{}))
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, data := range richFiles(f) {
		f.Add(data)
	}
	f.Add([]byte(magic + "\x00\x00\x00\x00" + magic))
	l := limits.Limits{Unpacked: 16 << 20}
	f.Fuzz(func(t *testing.T, data []byte) { checkRefusal(t, readWhole(data, l)) })
}

// FuzzDecode goes at the encodings without a file around them.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{3, 0, 0, 0, 0xff, 3}, int64(runLength), int64(boolean), 8)
	f.Add(growing(f, 50), int64(deltaBytes), int64(byteArray), 50)
	f.Add([]byte{0x80, 1, 4, 2, 0, 0, 8, 0, 0, 0, 1}, int64(deltaBinary), int64(int32Type), 2)
	f.Fuzz(func(t *testing.T, data []byte, e, p int64, n int) {
		if n < 0 || n > 10_000 || p < 0 || p > int64(fixedBytes) {
			return
		}
		l := &leaf{physical: physical(p), length: 5}
		v := new(list)
		m := limits.NewRoom(1<<20, limits.Limits{Unpacked: 1 << 24}.OrDefault())
		if err := v.decode(l, encoding(e), data, n, m); err == nil && v.len() != n {
			t.Fatalf("%d values instead of %d", v.len(), n)
		}
		for k := range v.spans {
			_ = v.bytes(k)
		}
		if _, err := hybrid(nil, data, uint(e)&63, n); err == nil && uint(e)&63 > 32 {
			t.Fatal(fmt.Sprint("indices of ", e, " bits"))
		}
	})
}
