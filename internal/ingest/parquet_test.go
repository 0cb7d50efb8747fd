package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	library "github.com/parquet-go/parquet-go"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A parquetColumn is a column of a file that a test writes: values are nil,
// bool, int, float64, string or []float64.
type parquetColumn struct {
	name   string
	values []any
}

// parquetFile returns a file of columns, in row groups of so many rows, with
// pages of a few values.
func parquetFile(t testing.TB, groupRows int, columns ...parquetColumn) string {
	t.Helper()
	group := library.Group{}
	for _, c := range columns {
		var node library.Node
		var some any
		if i := slices.IndexFunc(c.values, func(v any) bool { return v != nil }); i >= 0 {
			some = c.values[i]
		}
		switch some.(type) {
		case bool:
			node = library.Leaf(library.BooleanType)
		case int:
			node = library.Int(64)
		case string:
			node = library.Encoded(library.String(), &library.RLEDictionary)
		case []float64:
			node = library.List(library.Leaf(library.DoubleType))
		case []byte:
			node = library.Leaf(library.ByteArrayType)
		case float64, nil:
			node = library.Leaf(library.DoubleType)
		default:
			t.Fatalf("a column of %T", some)
		}
		if node.Leaf() {
			node = library.Optional(node)
		}
		group[c.name] = node
	}
	schema := library.NewSchema("test", group)
	sorted := slices.SortedFunc(slices.Values(columns), func(a, b parquetColumn) int {
		return strings.Compare(a.name, b.name)
	})
	var out bytes.Buffer
	w := library.NewGenericWriter[any](&out, schema, library.MaxRowsPerRowGroup(int64(groupRows)),
		library.PageBufferSize(4000))
	for row := range columns[0].values {
		var values library.Row
		for i, c := range sorted {
			switch v := c.values[row].(type) {
			case nil:
				values = append(values, library.NullValue().Level(0, 0, i))
			case []float64:
				for k, x := range v {
					values = append(values, library.ValueOf(x).Level(min(k, 1), 1, i))
				}
			default:
				values = append(values, library.ValueOf(v).Level(0, 1, i))
			}
		}
		if _, err := w.WriteRows([]library.Row{values}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func col(name string, values ...any) parquetColumn { return parquetColumn{name, values} }

func TestParquetIsReadAsOtherTables(t *testing.T) {
	label, score := col("label", 1, 0, 0), col("score", 0.75, 0.25, 0.5)
	id := col("id", "a", "b", "c")
	for name, columns := range map[string][]parquetColumn{
		"whole numbers": {label, score, id},
		"floats":        {col("label", 1.0, 0.0, 0.0), score, id},
		"booleans":      {col("label", true, false, false), score, id},
		"words":         {col("label", "yes", "no", "no"), score, id},
		// refused below: mixed percent
		"numbers as texts": {col("label", "1", "0", "0"), col("score", "0.75", "25 %", "0.5"), id},
		"lists": {label, col("probabilities", []float64{0.25, 0.75}, []float64{0.75, 0.25}, []float64{0.5, 0.5}),
			id},
		"pandas' index": {label, score, col("__index_level_0__", 0, 1, 2)},
		"a picture":     {label, score, id, col("thumb", []byte{1}, []byte{2}, nil)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, groups := range []int{1, 2, 100} {
				text := parquetFile(t, groups, columns...)
				if name == "numbers as texts" {
					if e := refused(t, text, Options{}); e.Place.Row != 2 || !strings.Contains(e.Message, "percent") {
						t.Errorf("got %v", e)
					}
					continue
				}
				d := readOne(t, text, Options{})
				b := d.Binary()
				if d.Kind != calc.Probability || !slices.Equal(b.Label, []uint8{1, 0, 0}) ||
					!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
					t.Errorf("got %s %v %v", d.Kind, b.Label, b.Score)
				}
				if name == "pandas' index" != (d.Roles.ID == "") {
					t.Errorf("the id is %q", d.Roles.ID)
				}
				if want := map[string]string{
					"pandas' index": "index_ignored", "a picture": "unreadable_ignored",
				}[name]; want != "" && !hasFinding(d, want) {
					t.Errorf("findings %+v", d.Findings)
				}
			}
		})
	}
}

// A table of several thousand rows with groups, missing texts and scores
// outside [0,1] is the same from either format, findings included. Its columns
// are in the order of their names, as the library writes them.
func TestParquetAndCSVOfOneTableAreTheSame(t *testing.T) {
	const n = 5000
	var csv strings.Builder
	csv.WriteString("age,id,label,logit,note,site\n")
	columns := []parquetColumn{
		{name: "age"}, {name: "id"}, {name: "label"}, {name: "logit"}, {name: "note"}, {name: "site"},
	}
	for i := range n {
		id, age, label, logit := fmt.Sprintf("p%04d", i*7919%n), 20+i%60, []string{"sick", "healthy"}[i*i%7%2],
			math.Sin(float64(i))*3
		note, site := any(fmt.Sprint("n", i)), any([]string{"A", "B", "C"}[i%3])
		noteText, siteText := note, site
		if i%11 == 0 {
			note, noteText = nil, ""
		}
		if i%13 == 0 {
			site, siteText = nil, ""
		}
		fmt.Fprintf(&csv, "%d,%s,%s,%v,%s,%s\n", age, id, label, logit, noteText, siteText)
		for k, v := range []any{age, id, label, logit, note, site} {
			columns[k].values = append(columns[k].values, v)
		}
	}
	want := readOne(t, csv.String(), Options{})
	for _, groups := range []int{700, n} {
		got := readOne(t, parquetFile(t, groups, columns...), Options{})
		if got.Name != want.Name || got.Kind != want.Kind || got.N != n || !reflect.DeepEqual(got.Roles, want.Roles) ||
			got.PositiveName != want.PositiveName || got.NegativeName != want.NegativeName {
			t.Errorf("got %+v, want %+v", got.Roles, want.Roles)
		}
		if !reflect.DeepEqual(got.Findings, want.Findings) {
			t.Errorf("findings %+v, want %+v", got.Findings, want.Findings)
		}
		for k, c := range want.Columns {
			g := got.Columns[k]
			if g.Name != c.Name || g.Role != c.Role || !slices.Equal(g.Labels, c.Labels) || !slices.Equal(g.Floats, c.Floats) {
				t.Fatalf("column %q (%s) is not %q (%s)", g.Name, g.Role, c.Name, c.Role)
			}
			if c.Texts == nil {
				continue
			}
			for i, text := range c.Texts.All() {
				if !bytes.Equal(g.Texts.At(i), text) {
					t.Fatalf("%s of row %d is %q, want %q", c.Name, i+1, g.Texts.At(i), text)
				}
			}
		}
	}
}

func TestFaultsOfParquetHaveRowAndHint(t *testing.T) {
	score, id := col("score", 0.5, 0.25, 0.75, 0.125), col("id", "a", "b", "c", "d")
	label := col("label", 1, 0, 1, 0)
	long := func(name string, value func(i int) any) parquetColumn {
		c := parquetColumn{name: name}
		for i := range 3000 {
			c.values = append(c.values, value(i))
		}
		return c
	}
	zero := func(i int) any { return i % 2 }
	for _, c := range []struct {
		name    string
		columns []parquetColumn
		options Options
		row     int
		column  string
		says    string
	}{
		{"score_missing", []parquetColumn{label, col("score", 0.5, 0.25, nil, 0.1), id}, Options{}, 3, "score", "missing"},
		{"score_nan", []parquetColumn{label, col("score", 0.5, math.NaN(), 0.25, 0.1), id}, Options{}, 2, "score", "missing"},
		{"score_infinite", []parquetColumn{label, col("score", 0.5, 0.25, 0.1, math.Inf(-1)), id}, Options{}, 4, "score",
			"not finite"},
		{"score_word", []parquetColumn{label, col("score", "0.5", "high", "0.25", "0.1"), id}, Options{}, 2, "score",
			"not a number"},
		{"score_no_probability", []parquetColumn{label, col("score", 0.5, 0.25, 1.5, 0.1), id},
			Options{Kind: calc.Probability}, 3, "score", "not a probability"},
		{"label_missing", []parquetColumn{col("label", 1, nil, 1, 0), score, id}, Options{}, 2, "label", "label is missing"},
		{"label_three", []parquetColumn{col("label", 1, 0, 1, 2), score, id}, Options{}, 4, "label", "more than two values"},
		{"id_twice", []parquetColumn{label, score, col("id", "a", "b", "c", "b")}, Options{}, 4, "id", "row 2"},
		{"id_missing", []parquetColumn{label, score, col("id", "a", "b", nil, "d")}, Options{}, 3, "id", "id is missing"},
		{"weight_negative", []parquetColumn{label, score, col("weight", 1.0, 1.0, -1.0, 1.0)}, Options{}, 3, "weight",
			"negative"},
		{"a long cell", []parquetColumn{label, score, col("note", "x", "y", strings.Repeat("z", 101), "x")},
			Options{Limits: Limits{Field: 100}}, 3, "note", "longer than 100 bytes"},
		{"lists", []parquetColumn{label, col("p", []float64{0, 1}, []float64{1, 0}, []float64{1}, []float64{0, 1})},
			Options{}, 3, "p", "does not have 2 values"},
		{"a picture as score", []parquetColumn{label, score, col("thumb", []byte{1}, []byte{2}, []byte{3}, []byte{4})},
			Options{Score: []string{"thumb"}}, 0, "thumb", "bytes and not text"},
		{"one column", []parquetColumn{label}, Options{}, 0, "label", "only one column"},
		{"no rows", []parquetColumn{col("label"), col("score")}, Options{}, 0, "", "no rows"},
		{"the first of two faults", []parquetColumn{long("label", func(i int) any {
			if i == 2100 {
				return nil
			}
			return i % 2
		}), long("score", func(i int) any {
			if i == 1700 || i == 2999 {
				return nil
			}
			return 0.5
		})}, Options{}, 1701, "score", "missing"},
		{"late", []parquetColumn{long("label", zero), long("score", func(i int) any {
			if i == 2950 {
				return math.Inf(1)
			}
			return 0.5
		})}, Options{}, 2951, "score", "not finite"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := refused(t, parquetFile(t, 1000, c.columns...), c.options)
			if e.Place.Row != c.row || e.Place.Line != 0 || e.Place.Column != c.column || !strings.Contains(e.Message, c.says) {
				t.Errorf("got %v at %+v, want row %d, column %q, %q", e, e.Place, c.row, c.column, c.says)
			}
		})
	}
}

func TestParquetRowsAreSkippedOnlyOnRequest(t *testing.T) {
	text := parquetFile(t, 2,
		col("id", "a", "b", "c", "d", "e", "f", "g"), col("sex", "f", "m", "f", "m", "f", "m", "f"),
		col("label", 1, nil, 0, 0, 1, nil, 1), col("score", 0.75, 0.5, nil, 0.25, math.Inf(1), math.NaN(), 0.5))
	d := readOne(t, text, Options{SkipMissing: true})
	if b := d.Binary(); d.N != 3 || !slices.Equal(b.Label, []uint8{1, 0, 1}) ||
		!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
		t.Errorf("got %d rows, %v %v", d.N, b.Label, b.Score)
	}
	f := findingOf(t, d, "rows_skipped")
	for _, want := range []string{
		"4 of 7 rows", `2 without "label" (rows 2, 6)`, `2 without "score" (rows 3, 6)`,
		`1 whose "score" is not finite (row 5)`,
	} {
		if !strings.Contains(f.Message, want) {
			t.Errorf("%q does not say %q", f.Message, want)
		}
	}
}

func TestHostileParquetIsRefused(t *testing.T) {
	good := parquetFile(t, 100, col("label", 1, 0, 1), col("score", 0.5, 0.25, 0.75))
	for name, c := range map[string]struct{ text, says string }{
		"cut":       {good[:len(good)-20], "damaged"},
		"encrypted": {"PARE" + good[4:len(good)-4] + "PARE", "encrypted"},
		"only PAR1": {"PAR1", "damaged"},
		"claims":    {"PAR1\x15\x02\x19\xfc\xff\xff\xff\xff\x07\x09\x00\x00\x00PAR1", "damaged"},
	} {
		if e := refused(t, c.text, Options{}); !strings.Contains(e.Message, c.says) {
			t.Errorf("%s: %v", name, e)
		}
	}
}

func TestParquetWithinOtherPackingsIsRead(t *testing.T) {
	text := parquetFile(t, 100, col("label", 1, 0, 1), col("score", 0.5, 0.25, 0.75))
	for name, packed := range map[string]string{
		"gzip": string(zipped(text)), "zip": string(archived("predictions.parquet", text)), "nothing": text,
	} {
		if d := readOne(t, packed, Options{}); d.N != 3 {
			t.Errorf("%s: %d rows", name, d.N)
		}
		if d, err := Read(t.Context(), stream{strings.NewReader(packed)}, "x", Options{}); err != nil || d[0].N != 3 {
			t.Errorf("%s, as a stream: %v", name, err)
		}
	}
}

func TestParquetTellsItsProgressAndEndsWithItsContext(t *testing.T) {
	label, score := parquetColumn{name: "label"}, parquetColumn{name: "score"}
	for i := range 4000 {
		label.values, score.values = append(label.values, i%2), append(score.values, float64(i)/4000)
	}
	text := parquetFile(t, 500, label, score)
	progress := new(Progress)
	readOne(t, text, Options{Progress: progress})
	if progress.Rows() != 4000 {
		t.Errorf("%d rows", progress.Rows())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, strings.NewReader(text), "x", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	var e *tradeoff.Error
	if _, err := Read(context.Background(), strings.NewReader(text), "x",
		Options{Limits: Limits{Rows: 3999}}); !errors.As(err, &e) || !strings.Contains(e.Hint, "--max-rows") {
		t.Errorf("got %v", err)
	}
}
