package ingest

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"tradeoff/internal/calc"
)

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
			if d.Kind != calc.Probability || !slices.Equal(b.Label, []uint8{1, 0, 0}) ||
				!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
				t.Errorf("got %s %v %v", d.Kind, b.Label, b.Score)
			}
			if name == "row names" { // a column without a name
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
	if e.Place.Line != 120_003 ||
		!strings.Contains(e.Message, "line 2 is written in UTF-8, and line 120003 in Windows-1252") {
		t.Error(e)
	}
	e = refused(t, "label,score,note\n"+rows+latinText("1,0.5,é\n1,high,é\n"), Options{})
	if e.Place.Line != 120_003 || e.Place.Column != "score" {
		t.Error(e)
	}
}
