package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func readText(t testing.TB, text string, o Options) ([]*Dataset, error) {
	t.Helper()
	return Read(context.Background(), strings.NewReader(text), "file.csv", o)
}

// readOne reads a text that must be fine and hold one run.
func readOne(t testing.TB, text string, o Options) *Dataset {
	t.Helper()
	all, err := readText(t, text, o)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	if len(all) != 1 {
		t.Fatalf("%q: %d runs, want 1", text, len(all))
	}
	return all[0]
}

// refused reads a text that must not be fine.
func refused(t testing.TB, text string, o Options) *tradeoff.Error {
	t.Helper()
	all, err := readText(t, text, o)
	var e *tradeoff.Error
	if !errors.As(err, &e) {
		t.Fatalf("%q: got %v, %v; want an error with a place", text, all, err)
	}
	if e.Message == "" || e.Hint == "" || e.Place.File != "file.csv" {
		t.Errorf("%q: error %+v lacks message, hint or file", text, e)
	}
	return e
}

func hasFinding(d *Dataset, kind string) bool {
	return slices.ContainsFunc(d.Findings, func(f tradeoff.Finding) bool { return f.Kind == kind })
}

func TestFaultsHavePlaceAndHint(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		options      Options
		line         int
		column, says string
	}{
		{name: "score_missing", text: "id,label,score\na,1,0.5\nb,0,\n", line: 3, column: "score", says: "missing"},
		{name: "score_na", text: "id,label,score\na,1,0.5\nb,0,NA\n", line: 3, column: "score", says: "missing (\"NA\")"},
		{name: "score_nan", text: "id,label,score\na,1,0.5\nb,0,NaN\n", line: 3, column: "score", says: "missing"},
		{name: "score_infinite", text: "id,label,score\na,1,0.5\nb,0,-inf\n", line: 3, column: "score", says: "not finite"},
		{name: "score_too_large", text: "id,label,score\na,1,0.5\nb,0,1e999\n", line: 3, column: "score", says: "too large"},
		{name: "score_word", text: "label,score\n1,0.5\n0,high\n1,0.5\n", line: 3, column: "score",
			says: `"high" is not a number`},
		{name: "score_hexadecimal", text: "label,score\n1,0.5\n0,0x1p-2\n", line: 3, column: "score", says: "not a number"},
		{name: "score_two_marks", text: "label;score\n1;0.5\n0;0.75\n1;0,25\n", line: 4, column: "score",
			says: "decimal comma"},
		{name: "score_thousands", text: "label;score\n1;0,5\n0;0,75\n1;1.234,5\n", line: 4, column: "score",
			says: "not a number"},
		{name: "score_some_percent", text: "label,score\n1,50%\n0,40%\n1,0.6\n", line: 4, column: "score", says: "percent"},
		{name: "score_percent_late", text: "label,score\n1,0.5\n0,0.4\n1,60%\n", line: 4, column: "score", says: "percent"},
		{name: "score_not_probability", text: "label,score\n1,0.5\n0,1.5\n", options: Options{Kind: calc.Probability},
			line: 3, column: "score", says: "not a probability"},
		{name: "label_missing", text: "label,score\n1,0.5\n,0.5\n", line: 3, column: "label", says: "label is missing"},
		{name: "label_three_values", text: "label,score\n1,0.5\n0,0.5\n2,0.1\n", line: 4, column: "label",
			says: "more than two values"},
		{name: "label_unknown_pair", text: "label,score\ncat,0.5\ndog,0.1\n", column: "label", says: "positive class"},
		{name: "label_one_and_two", text: "label,score\n1,0.5\n2,0.1\n", column: "label", says: "positive class"},
		{name: "label_not_there", text: "label,score\ncat,0.5\ndog,0.1\n", options: Options{Positive: "cow"}, column: "label",
			says: `"cow"`},
		{name: "weight_negative", text: "label,score,weight\n1,0.5,1\n0,0.5,-2\n", line: 3, column: "weight",
			says: "negative"},
		{name: "weight_missing", text: "label,score,weight\n1,0.5,1\n0,0.5,\n", line: 3, column: "weight",
			says: "weight is missing"},
		{name: "row_short", text: "id,label,score\na,1,0.5\nb,0\n", line: 3, says: "2 cells, the first 3"},
		{name: "row_long", text: "id,label,score\na,1,0.5\nb,0,0.5,9\n", line: 3, says: "4 cells, the first 3"},
		{name: "row_long_first", text: "id,label,score\na,1,0.5,9\nb,0,0.5\n", line: 2, says: "4 cells, the first 3"},
		{name: "row_after_quoted_newlines", text: "id,label,score\n\"a\n\n\",1,0.5\nb,0\n", line: 5, says: "2 cells"},
		{name: "id_twice", text: "id,label,score\na,1,0.5\nb,0,0.25\na,1,0.5\n", line: 4, column: "id", says: "as in line 2"},
		{name: "id_conflict", text: "id,label,score\na,1,0.5\nb,0,0.25\nb,1,0.25\n", line: 4, column: "id",
			says: "another label or score than in line 3"},
		{name: "id_twice_behind_newlines", text: "id,label,score\n\"a\nx\",1,0.5\n\nb,0,0.25\n\"a\r\nx\",1,0.5\n", line: 6,
			column: "id", says: "line 2"},
		{name: "id_missing", text: "id,label,score\na,1,0.5\n,0,0.25\n", line: 3, column: "id", says: "id is missing"},
		{name: "names_twice", text: "id,score,label,score\na,0.5,1,0.5\n", line: 1, column: "score", says: "columns 2 and 4"},
		{name: "not_utf8", text: "id,label,score\na,1,0.5\nb\xe9\x8d,0,0.5\n", line: 3, says: "UTF-8"},
		{name: "nul", text: "id,label,score\na,1,0.5\nb\x00,0,0.5\n", line: 3, says: "NUL"},
		{name: "utf16_cut", text: utf16Text("id,label,score\na,1,0.5\nb,0,0.5\n", binary.LittleEndian, true) + "x",
			says: "ends within a character"},
		{name: "utf16_half", text: utf16Text("id,label,score\na,1,0.5\n", binary.BigEndian, true) + "\xd8\x00\x00a", line: 3,
			says: "half a character"},
		{name: "utf32", text: "\xff\xfe\x00\x00i\x00\x00\x00", says: "UTF-32"},
		{name: "two_charsets", text: "id,label,score\nä,1,0.5\nb\xe9,0,0.5\n", line: 3, says: "UTF-8"},
		{name: "no_charset", text: "id,label,score\na,1,0.5\nb\x81,0,0.5\n", line: 3, says: "UTF-8"},
		{name: "quote_open", text: "id,label,score\na,1,0.5\n\"b,0,0.5\nc,1,0.5\n", line: 3, says: "is not closed"},
		{name: "quote_inside", text: "id,label,score\na,1,0.5\nb\"c,0,0.5\nd,1,0.5\n", line: 3, says: "middle of a cell"},
		{name: "quote_then_text", text: "id,label,score\na,1,0.5\n\"b\"c,0,0.5\n", line: 3, says: "middle of a cell"},
		{name: "empty", text: "", says: "empty"},
		{name: "empty_lines", text: "\n\r\n\n", says: "empty"},
		{name: "header_only", text: "id,label,score\n", says: "no rows"},
		{name: "one_column", text: "score\n0.5\n0.7\n", column: "score", says: "only one column"},
		{name: "no_label", text: "alpha,score\n0.1,0.5\n0.2,0.7\n0.3,0.8\n", says: "no column of labels"},
		{name: "two_labels", text: "sick,smoker,score\n1,0,0.5\n0,1,0.7\n", says: "which column is the label"},
		{name: "no_score", text: "id,label,note\na,1,x\nb,0,y\n", says: "which column is the score"},
		{name: "infinite_scores", text: "id,label,score\na,1,inf\nb,0,-inf\n", says: `"score" has no finite numbers`},
		{name: "which_probability", text: "label,first,second\n1,0.25,0.75\n0,0.5,0.5\n", says: "add up to 1"},
		{name: "unknown_column", text: "label,score\n1,0.5\n", options: Options{Score: []string{"p"}}, says: `no column "p"`},
		{name: "two_roles", text: "label,score\n1,0.5\n", options: Options{Score: []string{"label"}, Label: "label"},
			says: "at once"},
		{name: "unknown_kind", text: "label,score\n1,0.5\n", options: Options{Kind: "chance"}, says: "chance"},
		{name: "zip_damaged", text: "PK\x03\x04....", says: "zip data are damaged"},
		{name: "zip_cut", text: string(archived("a.csv", "id,label,score\na,1,0.5\n"))[:60], says: "zip data are damaged"},
		{name: "zstd_damaged", text: "\x28\xb5\x2f\xfd....", says: "Zstandard"},
		{name: "pickle", text: "\x80\x04\x95....", says: "pickle"},
		{name: "gzip_damaged", text: "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff", says: "gzip"},
		{name: "gzip_cut", text: string(zipped("id,label,score\na,1,0.5\n"))[:20], says: "gzip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := refused(t, c.text, c.options)
			if e.Kind != tradeoff.Invalid {
				t.Errorf("kind %s, want invalid", e.Kind)
			}
			if c.line > 0 && e.Place.Line != c.line || e.Place.Column != c.column {
				t.Errorf("place %v, want line %d, column %q (%s)", e.Place, c.line, c.column, e.Message)
			}
			if !strings.Contains(e.Message, c.says) {
				t.Errorf("message %q does not say %q", e.Message, c.says)
			}
		})
	}
}

func TestUnclearPositiveClassNamesTheOption(t *testing.T) {
	e := refused(t, "truth,Class1,Class2\nClass1,0.7,0.3\nClass2,0.2,0.8\n", Options{})
	if !strings.Contains(e.Hint, "--positive") || !strings.Contains(e.Hint, "parameter positive") {
		t.Errorf("hint %q", e.Hint)
	}
}

func TestScoresJustOutsideUnitAreClamped(t *testing.T) {
	d := readOne(t, "label,score\n1,1.0000005\n0,-0.0000005\n0,0.5\n", Options{})
	if got := d.Binary().Score; !slices.Equal(got, []float64{1, 0, 0.5}) || d.Kind != calc.Probability ||
		!hasFinding(d, "scores_clamped") {
		t.Errorf("scores %v, kind %s", got, d.Kind)
	}
	d = readOne(t, "label,score\n1,1.0000005\n0,-3\n0,0.5\n", Options{})
	if got := d.Binary().Score; got[0] != 1.0000005 || d.Kind != calc.Score || !hasFinding(d, "scores_not_probabilities") {
		t.Errorf("scores %v, kind %s", got, d.Kind)
	}
	d = readOne(t, "label,score\n1,1.0000005\n0,0\n0,0.5\n", Options{Kind: calc.Logit})
	if got := d.Binary().Score; got[0] != 1.0000005 || d.Kind != calc.Logit {
		t.Errorf("scores %v, kind %s", got, d.Kind)
	}
}

func TestOtherColumnsAreKeptUnchanged(t *testing.T) {
	d := readOne(t, "label,score,age,note\n1,0.5,040,\"a, \"\"b\"\"\"\n0,0.25,4.50,'=SUM(A1)\n", Options{})
	var got []string
	for _, c := range d.Columns[2:] {
		for i := range c.Len() {
			got = append(got, string(c.Texts.At(i)))
		}
	}
	if want := []string{"040", "4.50", `a, "b"`, "=SUM(A1)"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !hasFinding(d, "guards_removed") {
		t.Error("nothing said of the guard")
	}
}

func TestGuessedIDThatRepeatsBecomesText(t *testing.T) {
	b := strings.Builder{}
	b.WriteString("name,label,score\n")
	for i := range 1300 {
		b.WriteString("n" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%2)) + ",1,0.5\n")
	}
	b.WriteString("naaa,0,0.25\n")
	d := readOne(t, b.String(), Options{})
	if d.Roles.ID != "" || !hasFinding(d, "id_not_unique") {
		t.Errorf("roles %+v, findings %+v", d.Roles, d.Findings)
	}
	e := refused(t, b.String(), Options{ID: "name"})
	if e.Place.Line != 1302 || !strings.Contains(e.Message, "line 2") {
		t.Errorf("place %v, message %q", e.Place, e.Message)
	}
}

func TestReadReturnsErrorsOfItsReader(t *testing.T) {
	broken := errors.New("the line is broken")
	for _, text := range []string{"", "label,score\n1,0.5\n"} {
		r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
		_, err := Read(context.Background(), r, "x", Options{})
		if !errors.Is(err, broken) || tradeoff.KindOf(err) != tradeoff.Internal {
			t.Errorf("after %q: %v", text, err)
		}
	}
}

func TestReadAcceptsSingleByteReads(t *testing.T) {
	text := predictions(300, true)
	for name, data := range map[string][]byte{"plain": text, "gzip": zipped(string(text))} {
		d, err := Read(context.Background(), iotest.OneByteReader(bytes.NewReader(data)), name, Options{})
		if err != nil || d[0].N != 300 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCancelledReadReturnsTheContextsError(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Read(ctx, bytes.NewReader(predictions(10, false)), "x", Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestRunIsNamedAfterItsFile(t *testing.T) {
	for file, want := range map[string]string{
		"pima.csv": "pima", "a/b/pima.csv.gz": "pima", `C:\data\pima.v2.TSV`: "pima.v2", "": "score", "scores": "scores",
	} {
		d, err := Read(context.Background(), strings.NewReader("label,score\n1,0.5\n"), file, Options{})
		if err != nil || d[0].Name != want {
			t.Errorf("%q: %v, %v, want %q", file, d, err, want)
		}
	}
}
