package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

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

func TestOneTableInManyDialects(t *testing.T) {
	plain := "id,label,score\na,1,0.75\nb,0,0.25\nc,0,0.5\n"
	for name, text := range map[string]string{
		"comma":             plain,
		"no last newline":   strings.TrimSuffix(plain, "\n"),
		"semicolon":         strings.ReplaceAll(plain, ",", ";"),
		"tab":               strings.ReplaceAll(plain, ",", "\t"),
		"bar":               strings.ReplaceAll(plain, ",", "|"),
		"blank":             strings.ReplaceAll(plain, ",", " "),
		"blanks":            "id  label score \n a   1     0.75\n b   0     0.25\n c   0     0.5\n",
		"CRLF":              strings.ReplaceAll(plain, "\n", "\r\n"),
		"CRLF, last cut":    strings.TrimSuffix(strings.ReplaceAll(plain, "\n", "\r\n"), "\n"),
		"mark":              "\ufeff" + plain,
		"decimal comma":     strings.ReplaceAll(strings.ReplaceAll(plain, ",", ";"), ".", ","),
		"quotes":            `"id","label","score"` + "\n" + `"a","1","0.75"` + "\n" + `"b",0,"0.25"` + "\nc,0,0.5\n",
		"quotes, semicolon": `"id";"label";"score"` + "\r\n" + `"a";"1";"0,75"` + "\r\n" + `"b";0;"0,25"` + "\r\nc;0;0,5\r\n",
		"empty lines":       "\n\n" + strings.ReplaceAll(plain, "\n", "\n\r\n\n"),
		"sep line":          "sep=;\r\n" + strings.ReplaceAll(plain, ",", ";"),
		"percent":           "id,label,score\na,1,75%\nb,0,25 %\nc,0,50.0%\n",
		"spelling":          "id,label,score\na,1.0,+.75\nb, 0 ,25e-2\nc,0,\" 0.50\"\n",
		"column order":      "score,id,label\n0.75,a,1\n0.25,b,0\n0.5,c,0\n",
		"row names":         "label score\n\"a\" 1 0.75\n\"b\" 0 0.25\n\"c\" 0 0.5\n",
		"names in capitals": "ID,Y_True,Y Score\na,1,0.75\nb,0,0.25\nc,0,0.5\n",
		"guarded":           "id,label,score\na,1,'+0.75\nb,0,0.25\nc,0,0.5\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := readOne(t, text, Options{})
			b := d.Binary()
			if d.Kind != calc.Probability || !slices.Equal(b.Label, []uint8{1, 0, 0}) || !slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
				t.Errorf("got %s %v %v", d.Kind, b.Label, b.Score)
			}
			if name == "row names" { // which have no name of their own
				return
			}
			ids := d.Columns[slices.Index([]string{d.Columns[0].Name, d.Columns[1].Name}, d.Roles.ID)]
			for i, want := range []string{"a", "b", "c"} {
				if got := string(ids.Texts.At(i)); got != want {
					t.Errorf("id %d is %q, want %q", i, got, want)
				}
			}
		})
	}
}

// utf16Text returns a text in UTF-16.
func utf16Text(text string, order binary.AppendByteOrder, mark bool) string {
	if mark {
		text = "\ufeff" + text
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// latinText returns a text in Windows-1252.
func latinText(text string) string {
	var b []byte
	for _, r := range text {
		for c := range 256 {
			if windows1252(byte(c)) == r {
				b = append(b, byte(c))
			}
		}
	}
	return string(b)
}

func TestOneTableInManyCharsets(t *testing.T) {
	plain := "Prüfling,label,score,note\nä,1,0.75,\"5 €\"\nb,0,0.25,€uro – ça va\nc,0,0.5,naïve\n"
	for name, text := range map[string]string{
		"UTF-8":                     plain,
		"UTF-16 LE":                 utf16Text(plain, binary.LittleEndian, true),
		"UTF-16 BE":                 utf16Text(plain, binary.BigEndian, true),
		"UTF-16 LE without a mark":  utf16Text(plain, binary.LittleEndian, false),
		"UTF-16 BE without a mark":  utf16Text(plain, binary.BigEndian, false),
		"Windows-1252":              latinText(plain),
		"Windows-1252, CRLF":        latinText(strings.ReplaceAll(plain, "\n", "\r\n")),
		"carriage returns":          strings.ReplaceAll(plain, "\n", "\r"),
		"UTF-16, carriage returns":  utf16Text(strings.ReplaceAll(plain, "\n", "\r"), binary.LittleEndian, true),
		"Windows-1252, blank lines": latinText("\n\n" + strings.ReplaceAll(plain, "\n", "\n\n")),
		"Windows-1252, sep line":    latinText("sep=,\n" + plain),
	} {
		t.Run(name, func(t *testing.T) {
			d := readOne(t, text, Options{})
			b := d.Binary()
			if !slices.Equal(b.Label, []uint8{1, 0, 0}) || !slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
				t.Errorf("got %v %v", b.Label, b.Score)
			}
			var got []string
			for _, c := range d.Columns {
				if c.Texts != nil {
					got = append(got, c.Name, string(c.Texts.At(0)), string(c.Texts.At(1)), string(c.Texts.At(2)))
				}
			}
			if want := []string{"Prüfling", "ä", "b", "c", "note", "5 €", "€uro – ça va", "naïve"}; !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if hasFinding(d, "latin1") != strings.HasPrefix(name, "Windows") {
				t.Errorf("findings %+v", d.Findings)
			}
		})
	}
}

// The charset may show in a late block only.
func TestLateBytesBeyondASCII(t *testing.T) {
	rows := strings.Repeat("1,0.5,plain\n0,0.25,plain\n", 60_000)
	d := readOne(t, "label,score,note\n"+rows+latinText("1,0.5,é\n"), Options{})
	if c := d.Columns[2]; string(c.Texts.At(d.N-1)) != "é" || !hasFinding(d, "latin1") {
		t.Errorf("note %q, findings %+v", c.Texts.At(d.N-1), d.Findings)
	}
	e := refused(t, "label,score,note\n1,0.5,é\n"+rows+latinText("1,0.5,é\n"), Options{})
	if e.Place.Line != 120_003 || !strings.Contains(e.Message, "line 2 is written in UTF-8, and line 120003 in Windows-1252") {
		t.Error(e)
	}
	e = refused(t, "label,score,note\n"+rows+latinText("1,0.5,é\n1,high,é\n"), Options{})
	if e.Place.Line != 120_003 || e.Place.Column != "score" {
		t.Error(e)
	}
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
		{name: "score_word", text: "label,score\n1,0.5\n0,high\n1,0.5\n", line: 3, column: "score", says: `"high" is not a number`},
		{name: "score_hexadecimal", text: "label,score\n1,0.5\n0,0x1p-2\n", line: 3, column: "score", says: "not a number"},
		{name: "score_two_marks", text: "label;score\n1;0.5\n0;0.75\n1;0,25\n", line: 4, column: "score", says: "decimal comma"},
		{name: "score_thousands", text: "label;score\n1;0,5\n0;0,75\n1;1.234,5\n", line: 4, column: "score", says: "not a number"},
		{name: "score_some_percent", text: "label,score\n1,50%\n0,40%\n1,0.6\n", line: 4, column: "score", says: "percent"},
		{name: "score_percent_late", text: "label,score\n1,0.5\n0,0.4\n1,60%\n", line: 4, column: "score", says: "percent"},
		{name: "score_not_probability", text: "label,score\n1,0.5\n0,1.5\n", options: Options{Kind: calc.Probability}, line: 3, column: "score", says: "no probability"},
		{name: "label_missing", text: "label,score\n1,0.5\n,0.5\n", line: 3, column: "label", says: "label is missing"},
		{name: "label_three_values", text: "label,score\n1,0.5\n0,0.5\n2,0.1\n", line: 4, column: "label", says: "more than two values"},
		{name: "label_unknown_pair", text: "label,score\ncat,0.5\ndog,0.1\n", column: "label", says: "positive class"},
		{name: "label_one_and_two", text: "label,score\n1,0.5\n2,0.1\n", column: "label", says: "positive class"},
		{name: "label_not_there", text: "label,score\ncat,0.5\ndog,0.1\n", options: Options{Positive: "cow"}, column: "label", says: `"cow"`},
		{name: "weight_negative", text: "label,score,weight\n1,0.5,1\n0,0.5,-2\n", line: 3, column: "weight", says: "negative"},
		{name: "weight_missing", text: "label,score,weight\n1,0.5,1\n0,0.5,\n", line: 3, column: "weight", says: "weight is missing"},
		{name: "row_short", text: "id,label,score\na,1,0.5\nb,0\n", line: 3, says: "2 cells, the first 3"},
		{name: "row_long", text: "id,label,score\na,1,0.5\nb,0,0.5,9\n", line: 3, says: "4 cells, the first 3"},
		{name: "row_long_first", text: "id,label,score\na,1,0.5,9\nb,0,0.5\n", line: 2, says: "4 cells, the first 3"},
		{name: "row_after_quoted_newlines", text: "id,label,score\n\"a\n\n\",1,0.5\nb,0\n", line: 5, says: "2 cells"},
		{name: "id_twice", text: "id,label,score\na,1,0.5\nb,0,0.25\na,1,0.5\n", line: 4, column: "id", says: "as in line 2"},
		{name: "id_conflict", text: "id,label,score\na,1,0.5\nb,0,0.25\nb,1,0.25\n", line: 4, column: "id", says: "another label or score than in line 3"},
		{name: "id_twice_behind_newlines", text: "id,label,score\n\"a\nx\",1,0.5\n\nb,0,0.25\n\"a\r\nx\",1,0.5\n", line: 6, column: "id", says: "line 2"},
		{name: "id_missing", text: "id,label,score\na,1,0.5\n,0,0.25\n", line: 3, column: "id", says: "id is missing"},
		{name: "names_twice", text: "id,score,label,score\na,0.5,1,0.5\n", line: 1, column: "score", says: "columns 2 and 4"},
		{name: "not_utf8", text: "id,label,score\na,1,0.5\nb\xe9\x8d,0,0.5\n", line: 3, says: "UTF-8"},
		{name: "nul", text: "id,label,score\na,1,0.5\nb\x00,0,0.5\n", line: 3, says: "NUL"},
		{name: "utf16_cut", text: utf16Text("id,label,score\na,1,0.5\nb,0,0.5\n", binary.LittleEndian, true) + "x", says: "ends within a character"},
		{name: "utf16_half", text: utf16Text("id,label,score\na,1,0.5\n", binary.BigEndian, true) + "\xd8\x00\x00a", line: 3, says: "half a character"},
		{name: "utf32", text: "\xff\xfe\x00\x00i\x00\x00\x00", says: "UTF-32"},
		{name: "two_charsets", text: "id,label,score\nä,1,0.5\nb\xe9,0,0.5\n", line: 3, says: "UTF-8"},
		{name: "no_charset", text: "id,label,score\na,1,0.5\nb\x81,0,0.5\n", line: 3, says: "UTF-8"},
		{name: "quote_open", text: "id,label,score\na,1,0.5\n\"b,0,0.5\nc,1,0.5\n", line: 3, says: "nothing closes it"},
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
		{name: "two_roles", text: "label,score\n1,0.5\n", options: Options{Score: []string{"label"}, Label: "label"}, says: "at once"},
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

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.Bytes()
}

// archived returns a zip archive of names and contents in turn.
func archived(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			panic(err)
		}
		io.WriteString(w, files[i+1])
	}
	z.Close()
	return b.Bytes()
}

func zstandard(text string) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return z.EncodeAll([]byte(text), nil)
}

func TestPackedFilesAreKnownByTheirContent(t *testing.T) {
	const text = "label,score\n1,0.5\n0,0.25\n"
	for name, data := range map[string][]byte{
		"gzip": zipped(text), "zstd": zstandard(text), "zip": archived("data/x", text),
		"zip with the litter of systems": archived("__MACOSX/._x.csv", "?", ".DS_Store", "?", "folder/", "", "x.csv", text),
		"gzip in zip":                    archived("x.csv.gz", string(zipped(text))),
		"zip in zstd":                    zstandard(string(archived("x.csv", text))),
	} {
		t.Run(name, func(t *testing.T) {
			d := readOne(t, string(data), Options{})
			if d.N != 2 || d.Name != "file" {
				t.Errorf("%d rows, called %q", d.N, d.Name)
			}
		})
	}
	e := refused(t, string(zipped(string(zipped(string(zipped(text)))))), Options{})
	if !strings.Contains(e.Message, "more than 2 times") {
		t.Error(e)
	}
}

func TestFilesOfAnArchiveAreRunsOfTheirOwn(t *testing.T) {
	all, err := readText(t, string(archived("README.md", "about", "models/forest.csv", "label,score\n1,0.5\n0,0.25\n",
		"models/both.csv", "label,a_score,b_score\n1,0.5,0.75\n0,0.25,0.5\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range all {
		names = append(names, d.Name)
		if !hasFinding(d, "members_left_out") {
			t.Errorf("%s: nothing said of the file that is no table", d.Name)
		}
	}
	if want := []string{"forest", "both: a_score", "both: b_score"}; !slices.Equal(names, want) {
		t.Errorf("runs %q, want %q", names, want)
	}
}

func TestFaultInAnArchiveNamesItsMember(t *testing.T) {
	_, err := readText(t, string(archived("a.csv", "label,score\n1,0.5\n0,0.25\n", "b/c.csv", "label,score\n1,0.5\n0,high\n")), Options{Score: []string{"score"}})
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Place != (tradeoff.Place{File: "file.csv: b/c.csv", Line: 3, Column: "score"}) {
		t.Errorf("got %v", err)
	}
}

func TestMembersThatCannotBeOpenedAreNamed(t *testing.T) {
	for says, header := range map[string]*zip.FileHeader{
		"encrypted":            {Name: "x.csv", Flags: 1},
		"method (12)":          {Name: "x.csv", Method: 12},
		"zip data are damaged": {Name: "x.csv", CRC32: 7, CompressedSize64: 3, UncompressedSize64: 3},
		"end before their end": {Name: "x.csv", CompressedSize64: 3, UncompressedSize64: 9},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateRaw(header)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "a,b")
		z.Close()
		_, err = readText(t, b.String(), Options{})
		var e *tradeoff.Error
		if !errors.As(err, &e) {
			t.Errorf("got %v, want %q", err, says)
			continue
		}
		if !strings.Contains(e.Message, says) || e.Place.File != "file.csv: x.csv" {
			t.Errorf("got %v, want %q", e, says)
		}
	}
}

func TestWhatOnlyLooksLikeAnArchiveOfTablesIsNamed(t *testing.T) {
	for says, data := range map[string][]byte{
		"Excel":               archived("[Content_Types].xml", "", "xl/workbook.xml", ""),
		"OpenDocument":        archived("mimetype", "", "content.xml", ""),
		"PyTorch":             archived("model/data.pkl", ""),
		"holds no file":       archived("folder/", ""),
		"\"a.png\", \"b.md\"": archived("a.png", "", "b.md", ""),
	} {
		if e := refused(t, string(data), Options{}); !strings.Contains(e.Message, says) {
			t.Errorf("%q does not say %s", e.Message, says)
		}
	}
}

func TestGzipIsKnownByItsContent(t *testing.T) {
	text := zipped("label,score\n1,0.5\n0,0.25\n")
	text = append(text, zipped("1,0.75\n")...) // a second member goes on
	d := readOne(t, string(text), Options{})
	if d.N != 3 {
		t.Errorf("%d rows, want 3", d.N)
	}
}

func TestRolesAreGuessed(t *testing.T) {
	many := func(header string, row func(i int) string) string {
		b := strings.Builder{}
		b.WriteString(header + "\n")
		for i := range 60 {
			b.WriteString(row(i) + "\n")
		}
		return b.String()
	}
	digit := func(i, n int) string { return string(rune('0' + i%n)) }
	frac := func(i int) string { return "0." + digit(i*7, 10) + digit(i*3, 10) + "5" }
	for _, c := range []struct {
		name, text string
		options    Options
		want       tradeoff.Roles
	}{
		{name: "groups", text: many("label,score,sex,grade,age", func(i int) string {
			return digit(i, 2) + "," + frac(i) + "," + []string{"f", "m"}[i%2] + "," + digit(i, 5) + "," + frac(i) + "1"
		}), want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Group: []string{"sex", "grade"}}},
		{name: "index of pandas", text: many(",label,score", func(i int) string {
			return digit(i/10, 6) + digit(i, 10) + "," + digit(i, 2) + "," + frac(i)
		}), want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Ignore: []string{""}}},
		{name: "predicted class", text: "y_true,y_pred,y_score\n1,1,0.75\n0,0,0.2\n1,0,0.4\n0,0,0.1\n",
			want: tradeoff.Roles{Label: "y_true", Score: []string{"y_score"}, Ignore: []string{"y_pred"}}},
		{name: "predicted class only", text: "y_true,y_pred\n1,1\n0,0\n1,0\n0,0\n",
			want: tradeoff.Roles{Label: "y_true", Score: []string{"y_pred"}}},
		{name: "probability called prediction", text: "labels,predictions\n1,0.75\n0,0.2\n1,0.4\n",
			want: tradeoff.Roles{Label: "labels", Score: []string{"predictions"}}},
		{name: "two probabilities", text: "truth,prob_No,prob_Yes\nYes,0.25,0.75\nNo,0.75,0.25\n",
			want: tradeoff.Roles{Label: "truth", Score: []string{"prob_Yes"}, Ignore: []string{"prob_No"}}},
		{name: "two probabilities by number", text: "y,p0,p1\n1,0.25,0.75\n0,0.75,0.25\n",
			want: tradeoff.Roles{Label: "y", Score: []string{"p1"}, Ignore: []string{"p0"}}},
		{name: "weights", text: "label,score,w\n1,0.5,2\n0,0.25,50\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Weight: "w"}},
		{name: "label by its values", text: "Patient No.,Diabetes (0/1),P(diabetic)\nx1,1,0.7\nx2,0,0.2\n",
			want: tradeoff.Roles{ID: "Patient No.", Label: "Diabetes (0/1)", Score: []string{"P(diabetic)"}}},
		{name: "label by its name", text: "cancer,smoker,cancer_prob\n1,0,0.7\n0,1,0.2\n0,0,0.1\n1,1,0.9\n",
			want: tradeoff.Roles{Label: "cancer", Score: []string{"cancer_prob"}, Group: []string{"smoker"}}},
		{name: "no header", text: "1 0.5\n0 0.25\n",
			want: tradeoff.Roles{Label: "column 1", Score: []string{"column 2"}}},
		{name: "no header, score first", text: "0.5\t1\n0.25\t0\n",
			want: tradeoff.Roles{Label: "column 2", Score: []string{"column 1"}}},
		{name: "no header, text labels", text: "yes,0.5\nno,0.25\n",
			want: tradeoff.Roles{Label: "column 1", Score: []string{"column 2"}}},
		{name: "no header, id", text: many("id0,1,0.5", func(i int) string {
			return "id" + digit(i/10+1, 10) + digit(i, 10) + "," + digit(i, 2) + "," + frac(i)
		}), want: tradeoff.Roles{ID: "column 1", Label: "column 2", Score: []string{"column 3"}}},
		{name: "options win", text: "id,label,score,truth,margin\na,1,0.5,0,2\nb,0,0.25,1,-1\n",
			options: Options{Label: "truth", Score: []string{"margin"}, Ignore: []string{"label"}, Group: []string{"id"}},
			want:    tradeoff.Roles{Label: "truth", Score: []string{"margin"}, Group: []string{"id"}, Ignore: []string{"label"}}},
		{name: "options up to case", text: "id,Label X,Score X\na,1,0.5\nb,0,0.25\n",
			options: Options{Label: "label x", Score: []string{"SCORE X"}},
			want:    tradeoff.Roles{ID: "id", Label: "Label X", Score: []string{"Score X"}}},
		{name: "overlap is no score", text: "label,p,iou\n1,0.5,0.75\n0,0.25,0.1\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"p"}}},
		{name: "keys that repeat", text: "user_id,label,score\n7,1,0.5\n7,0,0.25\n8,0,0.1\n8,1,0.3\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Group: []string{"user_id"}}},
		{name: "labels all alike", text: "label,score\n0,0.5\n0,0.25\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"score"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readOne(t, c.text, c.options).Roles
			if got.ID != c.want.ID || got.Label != c.want.Label || got.Weight != c.want.Weight ||
				!slices.Equal(got.Score, c.want.Score) || !slices.Equal(got.Group, c.want.Group) || !slices.Equal(got.Ignore, c.want.Ignore) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestSeveralScoresAreSeveralRunsOnOneTestSet(t *testing.T) {
	all, err := readText(t, "id,label,forest,boost\na,1,0.5,0.75\nb,0,0.25,0.375\nc,0,0.25,0.1\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Name != "forest" || all[1].Name != "boost" {
		t.Fatalf("got %d runs", len(all))
	}
	a, b := all[0].Binary(), all[1].Binary()
	if &a.Label[0] != &b.Label[0] || a.Score[0] != 0.5 || b.Score[0] != 0.75 {
		t.Errorf("labels are not shared, or scores %v, %v", a.Score, b.Score)
	}
	if len(all[0].Columns) != 3 || !hasFinding(all[0], "several_scores") {
		t.Errorf("%d columns, findings %+v", len(all[0].Columns), all[0].Findings)
	}
}

func TestLabelsUnderstoodWithoutAQuestion(t *testing.T) {
	for _, c := range []struct{ negative, positive string }{
		{"0", "1"}, {"-1", "1"}, {"−1", "1"}, {"0.0", "1.0"}, {"false", "true"}, {"FALSE", "TRUE"}, {"no", "yes"}, {"n", "Y"}, {"f", "t"},
		{"negative", "positive"}, {"neg", "pos"}, {"-", "+"}, {"'-", "'+"}, {"nospam", "spam"}, {"non-spam", "spam"}, {"not sick", "sick"},
		{"no diabetes", "diabetes"}, {"Healthy", "diabetic"}, {"normal", "abnormal"}, {"benign", "malignant"}, {"ham", "spam"}, {"absent", "present"},
	} {
		for _, first := range []bool{true, false} {
			rows := []string{c.positive + ",0.75\n", c.negative + ",0.25\n"}
			want := []uint8{1, 0}
			if !first {
				slices.Reverse(rows)
				slices.Reverse(want)
			}
			d := readOne(t, "label,score\n"+strings.Join(rows, ""), Options{})
			if got := d.Binary().Label; !slices.Equal(got, want) {
				t.Errorf("%s/%s: labels %v, want %v", c.negative, c.positive, got, want)
			}
			if c.positive == "malignant" && (d.PositiveName != "malignant" || d.NegativeName != "benign" || !hasFinding(d, "positive_guessed")) {
				t.Errorf("names %q, %q, findings %v", d.PositiveName, d.NegativeName, d.Findings)
			}
			if c.positive == "1" && c.negative == "0" && (d.PositiveName != "" || d.NegativeName != "") {
				t.Errorf("0/1 have names %q, %q", d.PositiveName, d.NegativeName)
			}
		}
	}
	for _, pair := range []string{"1 2", "a b", "healthy benign", "case control", "2 3", "male female"} {
		a, b, _ := strings.Cut(pair, " ")
		refused(t, "label,score\n"+a+",0.75\n"+b+",0.25\n", Options{})
	}
}

func TestPositiveOptionTurnsTheLabels(t *testing.T) {
	d := readOne(t, "label,score\n0,0.5\n1,0.25\n", Options{Positive: "0"})
	if got := d.Binary().Label; !slices.Equal(got, []uint8{1, 0}) || d.PositiveName != "0" || d.NegativeName != "1" {
		t.Errorf("labels %v, names %q, %q", got, d.PositiveName, d.NegativeName)
	}
	d = readOne(t, "label,score\nCat ,0.5\n dog,0.25\nCAT,0.1\n", Options{Positive: "cat"})
	if got := d.Binary().Label; !slices.Equal(got, []uint8{1, 0, 1}) || d.PositiveName != "Cat" || !hasFinding(d, "labels_folded") {
		t.Errorf("labels %v, name %q, findings %v", got, d.PositiveName, d.Findings)
	}
}

func TestScoresHairsbreadthOutsideAreClamped(t *testing.T) {
	d := readOne(t, "label,score\n1,1.0000005\n0,-0.0000005\n0,0.5\n", Options{})
	if got := d.Binary().Score; !slices.Equal(got, []float64{1, 0, 0.5}) || d.Kind != calc.Probability || !hasFinding(d, "scores_clamped") {
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

func TestOtherColumnsStayAsTheyStood(t *testing.T) {
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

func TestGuessedIDThatRepeatsLaterIsNone(t *testing.T) {
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

func TestErrorsOfTheReaderAreKept(t *testing.T) {
	broken := errors.New("the line is broken")
	for _, text := range []string{"", "label,score\n1,0.5\n"} {
		r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
		_, err := Read(context.Background(), r, "x", Options{})
		if !errors.Is(err, broken) || tradeoff.KindOf(err) != tradeoff.Internal {
			t.Errorf("after %q: %v", text, err)
		}
	}
}

func TestAReaderOfSingleBytesIsEnough(t *testing.T) {
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
