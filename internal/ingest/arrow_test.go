package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	arrays "github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"tradeoff/internal/tradeoff"
)

// arrowText returns a file, or a stream, of batches that are written in JSON.
func arrowText(t testing.TB, stream bool, fields []arrow.Field, batches []string, options ...ipc.Option) string {
	t.Helper()
	for i := range fields {
		fields[i].Nullable = true
	}
	schema := arrow.NewSchema(fields, nil)
	var b bytes.Buffer
	var w interface {
		Write(arrow.RecordBatch) error
		Close() error
	}
	options = append(options, ipc.WithSchema(schema))
	w, err := ipc.NewFileWriter(&b, options...)
	if stream {
		b.Reset()
		w = ipc.NewWriter(&b, options...)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, rows := range batches {
		batch, _, err := arrays.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(rows))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(batch); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// arrowField is a column of a type.
func arrowField(name string, typ arrow.DataType) arrow.Field {
	return arrow.Field{Name: name, Type: typ}
}

// plainFields are an id, a label and a score.
func plainFields(id, label, score arrow.DataType) []arrow.Field {
	return []arrow.Field{arrowField("id", id), arrowField("label", label), arrowField("score", score)}
}

var (
	arrowWord, arrowView    = arrow.BinaryTypes.String, arrow.BinaryTypes.StringView
	arrowByte, arrowInt     = arrow.PrimitiveTypes.Int8, arrow.PrimitiveTypes.Int64
	arrowSingle, arrowFloat = arrow.PrimitiveTypes.Float32, arrow.PrimitiveTypes.Float64

	threeRows = []string{
		`[{"id":"a","label":1,"score":0.75},{"id":"b","label":0,"score":0.25}]`,
		`[]`,
		`[{"id":"c","label":0,"score":0.5}]`,
	}
)

func TestArrowIsReadAsOtherTables(t *testing.T) {
	categorical := &arrow.DictionaryType{IndexType: arrowByte, ValueType: arrowWord}
	for name, c := range map[string]struct {
		fields  []arrow.Field
		options []ipc.Option
	}{
		"plain": {plainFields(arrowWord, arrowInt, arrowFloat), nil},
		"large": {plainFields(arrow.BinaryTypes.LargeString, arrow.PrimitiveTypes.Uint8, arrowSingle), nil},
		"views": {plainFields(arrowView, arrowByte, arrow.FixedWidthTypes.Float16), nil},
		"categorical": {plainFields(categorical, arrow.PrimitiveTypes.Int32, arrowFloat),
			[]ipc.Option{ipc.WithDictionaryDeltas(true)}},
		"LZ4":       {plainFields(arrowWord, arrowInt, arrowFloat), []ipc.Option{ipc.WithLZ4()}},
		"Zstandard": {plainFields(arrowWord, arrowInt, arrowFloat), []ipc.Option{ipc.WithZstd()}},
	} {
		for _, stream := range []bool{true, false} {
			if name == "categorical" && !stream { // the library writes one dictionary in a file, for all batches
				continue
			}
			text := arrowText(t, stream, c.fields, threeRows, c.options...)
			for packing, text := range map[string]string{"": text, "gzip": string(zipped(text)),
				"zip": string(archived("predictions.feather", text))} {
				d := readOne(t, text, Options{TempDir: t.TempDir()})
				if b := d.Binary(); !slices.Equal(b.Label, []uint8{1, 0, 0}) ||
					!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) ||
					d.Roles.ID != "id" {
					t.Errorf("%s, stream %v, %s: labels %v, scores %v, id %q", name, stream, packing, b.Label, b.Score, d.Roles.ID)
				}
			}
		}
	}
}

func TestFeatherOfPandasIsRead(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "reports", "predictions.feather"))
	if err != nil {
		t.Fatal(err)
	}
	if d := readOne(t, string(text), Options{}); d.N != 60 || d.Roles.Label != "label" || d.Roles.ID != "id" ||
		d.Name != "file" {
		t.Errorf("%d rows, roles %+v, name %q", d.N, d.Roles, d.Name)
	}
}

// A table of several thousand rows is the same from Arrow and from CSV, findings
// included.
func TestArrowAndCSVOfOneTableAreTheSame(t *testing.T) {
	const n = 5000
	var csv strings.Builder
	csv.WriteString("id,label,logit,note,site\n")
	var rows []string
	for i := range n {
		note, site := fmt.Sprint("n", i), []string{"A", "B", "C"}[i%3]
		cells := fmt.Sprintf(
			`"id":"p%04d","label":"%s","logit":%d.5,"site":"%s"`,
			i*7919%n,
			[]string{"sick", "healthy"}[i*i%7%2],
			i%9-4,
			site,
		)
		if i%11 == 0 {
			note, cells = "", cells+`,"note":null`
		} else {
			cells += `,"note":"` + note + `"`
		}
		rows = append(rows, "{"+cells+"}")
		fmt.Fprintf(&csv, "p%04d,%s,%d.5,%s,%s\n", i*7919%n, []string{"sick", "healthy"}[i*i%7%2], i%9-4, note, site)
	}
	fields := []arrow.Field{
		arrowField("id", arrowWord),
		arrowField("label", arrowWord),
		arrowField("logit", arrowFloat),
		arrowField("note", arrowView),
		arrowField("site", &arrow.DictionaryType{IndexType: arrowByte, ValueType: arrowWord}),
	}
	want := readOne(t, csv.String(), Options{})
	for name, batches := range map[string][]string{"one batch": {"[" + strings.Join(rows, ",") + "]"},
		"two batches": {"[" + strings.Join(rows[:700], ",") + "]", "[" + strings.Join(rows[700:], ",") + "]"}} {
		got := readOne(t, arrowText(t, true, fields, batches, ipc.WithZstd()), Options{})
		if got.Kind != want.Kind || got.N != n || !reflect.DeepEqual(got.Roles, want.Roles) ||
			got.PositiveName != want.PositiveName ||
			!reflect.DeepEqual(got.Findings, want.Findings) {
			t.Errorf("%s: got %+v, %+v; want %+v, %+v", name, got.Roles, got.Findings, want.Roles, want.Findings)
		}
		for k, c := range want.Columns {
			g := got.Columns[k]
			if g.Name != c.Name || g.Role != c.Role || !slices.Equal(g.Labels, c.Labels) || !slices.Equal(g.Floats, c.Floats) {
				t.Fatalf("%s: column %q (%s) is not %q (%s)", name, g.Name, g.Role, c.Name, c.Role)
			}
			if c.Texts == nil {
				continue
			}
			for i, text := range c.Texts.All() {
				if !bytes.Equal(g.Texts.At(i), text) {
					t.Fatalf("%s: %s of row %d is %q, want %q", name, c.Name, i+1, g.Texts.At(i), text)
				}
			}
		}
	}
}

func TestColumnsOfArrowFiles(t *testing.T) {
	fields := []arrow.Field{
		arrowField(
			"label",
			arrow.FixedWidthTypes.Boolean,
		), arrowField("proba", arrow.ListOf(arrowFloat)), arrowField("two", arrow.FixedSizeListOf(2, arrowSingle)),
		arrowField("day", arrow.FixedWidthTypes.Date32), arrowField("raw", arrow.BinaryTypes.Binary),
	}
	text := arrowText(
		t,
		false,
		fields,
		[]string{`[{"label":true,"proba":[0.25,0.75],"two":[1,2],"day":"2024-05-01","raw":"YQ=="},` +
			`{"label":false,"proba":[0.5,0.5],"two":[3,4],"day":null,"raw":null}]`},
	)
	d := readOne(t, text, Options{Score: []string{"proba[1]"}, Keep: []string{"day", "two[1]"}})
	if b := d.Binary(); !slices.Equal(b.Label, []uint8{1, 0}) || !slices.Equal(b.Score, []float64{0.75, 0.5}) ||
		!hasFinding(d, "unreadable_ignored") {
		t.Errorf("labels %v, scores %v, findings %+v", b.Label, b.Score, d.Findings)
	}
	for name, want := range map[string][2]string{"day": {"2024-05-01", ""}, "two[1]": {"2", "4"}} {
		i := slices.Index(columnNames(d), name)
		if i < 0 || string(d.Columns[i].Texts.At(0)) != want[0] || string(d.Columns[i].Texts.At(1)) != want[1] {
			t.Errorf("%s: columns %q", name, columnNames(d))
		}
	}
	if e := refused(t, text, Options{Score: []string{"raw"}}); !strings.Contains(e.Message, "bytes and not text") {
		t.Errorf("bytes as score: %v", e)
	}
}

func TestFaultsOfArrowHaveRowAndHint(t *testing.T) {
	plain := func(batches ...string) string {
		return arrowText(t, false, plainFields(arrowWord, arrowInt, arrowFloat), batches)
	}
	lists := []arrow.Field{arrowField("label", arrowInt), arrowField("p", arrow.ListOf(arrowFloat))}
	for _, c := range []struct {
		name, text string
		options    Options
		row        int
		column     string
		says       string
	}{
		{"score missing", plain(threeRows[0], `[{"id":"c","label":1,"score":null}]`), Options{}, 3, "score", "missing"},
		{"label missing", plain(threeRows[0], `[{"id":"c","label":null,"score":1}]`), Options{}, 3, "label", "missing"},
		{"a third label", plain(threeRows[0], `[{"id":"c","label":2,"score":1}]`), Options{}, 3, "label",
			"more than two values"},
		{"id twice", plain(threeRows[0], `[{"id":"a","label":0,"score":1}]`), Options{}, 3, "id", "row 1"},
		{"a long cell", plain(threeRows[0], `[{"id":"`+strings.Repeat("x", 101)+`","label":0,"score":1}]`),
			Options{Limits: Limits{Field: 100}}, 3, "id", "longer than 100 bytes"},
		{"lists", arrowText(t, false, lists, []string{`[{"label":1,"p":[0.25,0.75]},{"label":0,"p":[0.5]}]`}),
			Options{}, 2, "p", "does not have 2 values"},
		{"no rows", plain(`[]`), Options{}, 0, "", "no rows"},
		{"two names alike", arrowText(t, false, []arrow.Field{arrowField("a", arrowInt), arrowField("a", arrowInt)}, nil),
			Options{}, 0, "a", "same name"},
	} {
		if e := refused(t, c.text, c.options); e.Place.Row != c.row || e.Place.Line != 0 || e.Place.Column != c.column ||
			!strings.Contains(e.Message, c.says) {
			t.Errorf("%s: got %v at %+v, want row %d, column %q, %q", c.name, e, e.Place, c.row, c.column, c.says)
		}
	}
	d := readOne(t, plain(threeRows[0], `[{"id":"c","label":1,"score":null}]`), Options{SkipMissing: true})
	if f := findingOf(t, d, "rows_skipped"); d.N != 2 || !strings.Contains(f.Message, `1 without "score" (row 3)`) {
		t.Errorf("%d rows, %q", d.N, f.Message)
	}
}

func TestAStreamWithoutItsEndIsPointedOut(t *testing.T) {
	text := arrowText(t, true, plainFields(arrowWord, arrowInt, arrowFloat), threeRows)
	d := readOne(t, text[:len(text)-8], Options{})
	if f := findingOf(t, d, "stream_open"); !f.Serious || d.N != 3 || f.Hint == "" {
		t.Errorf("%d rows, %+v", d.N, f)
	}
	if d = readOne(t, text, Options{}); hasFinding(d, "stream_open") {
		t.Errorf("with its end: %+v", d.Findings)
	}
	if e := refused(t, text[:len(text)-9], Options{}); !strings.Contains(
		e.Message,
		"the Arrow file is damaged: a batch is longer than the file",
	) {
		t.Error(e)
	}
}

func TestHostileArrowIsRefused(t *testing.T) {
	good := arrowText(t, false, plainFields(arrowWord, arrowInt, arrowFloat), threeRows)
	for name, text := range map[string]string{"cut": good[:len(good)-20], "only the magic": "ARROW1\x00\x00",
		"a footer that claims": "ARROW1\x00\x00\xff\xff\xff\x7fARROW1",
		"a stream that claims": "\xff\xff\xff\xff\xff\xff\xff\x7f"} {
		if e := refused(t, text, Options{}); e.Kind != tradeoff.Invalid ||
			!strings.Contains(e.Message, "the Arrow file is damaged") {
			t.Errorf("%s: %v", name, e)
		}
	}
	var e *tradeoff.Error
	if _, err := Read(context.Background(), strings.NewReader(good), "x", Options{Limits: Limits{Rows: 2}}); !errors.As(
		err,
		&e,
	) ||
		!strings.Contains(e.Hint, "--max-rows") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, strings.NewReader(good), "x", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	progress := new(Progress)
	if readOne(t, good, Options{Progress: progress}); progress.Rows() != 3 {
		t.Errorf("%d rows", progress.Rows())
	}
}

// Files in which bytes are changed go through everything that is behind the reader,
// too.
func FuzzArrow(f *testing.F) {
	fields := []arrow.Field{
		arrowField("id", arrowWord),
		arrowField("label", arrowInt),
		arrowField("p", arrow.ListOf(arrowFloat)),
	}
	rows := []string{`[{"id":"a","label":1,"p":[0.5,0.5]},{"id":"b","label":0,"p":[0.25,0.75]}]`}
	f.Add([]byte(arrowText(f, false, fields, rows)))
	f.Add([]byte(arrowText(f, true, fields, rows, ipc.WithLZ4())))
	f.Fuzz(func(t *testing.T, b []byte) {
		if !isArrow(b) {
			b = append([]byte("ARROW1\x00\x00"), b...)
		}
		_, err := Read(context.Background(), bytes.NewReader(b), "x", Options{Limits: Limits{Unpacked: 16 << 20}})
		if err != nil && tradeoff.KindOf(err) == tradeoff.Internal {
			t.Error(err)
		}
	})
}
