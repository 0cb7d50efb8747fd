package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// encodedTable writes a table of labels, scores and names in an encoding.
func encodedTable(t testing.TB, encoding string, labels [2]string, names ...string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,label,score,note\n")
	for i := range 40 {
		fmt.Fprintf(&b, "k%03d,%s,0.%d,%s\n", i, labels[i%2], 123+i*7, names[i%len(names)])
	}
	raw, err := encodingNamed(encoding).NewEncoder().Bytes([]byte(b.String()))
	if err != nil {
		t.Fatalf("%s: %v", encoding, err)
	}
	return string(raw)
}

var encodedTexts = []struct {
	encoding string
	labels   [2]string
	names    []string
}{
	{"windows-1252", [2]string{"no", "yes"}, []string{"Müller", "Größe", "Straße"}},
	{"windows-1252", [2]string{"non", "oui"}, []string{"élève", "très", "forêt", "ça", "à"}},
	{"windows-1252", [2]string{"no", "sí"}, []string{"niño", "señor", "corazón"}},
	{"windows-1252", [2]string{"nej", "ja"}, []string{"Søren", "Åse", "blåbær"}},
	{"windows-1252", [2]string{"0", "1"}, []string{"5 €", "it’s", "20 °C", "“x”", "±3"}},
	{"windows-1250", [2]string{"nie", "tak"}, []string{"Łódź", "żółw", "gęś", "ćma"}},
	{"windows-1250", [2]string{"ne", "ano"}, []string{"červený", "ještě", "Dvořák", "žluťoučký"}},
	{"windows-1251", [2]string{"нет", "да"}, []string{"Москва", "собака", "кошка"}},
	{"windows-1251", [2]string{"нет", "да"}, []string{"x", "y"}},
	{"koi8-r", [2]string{"нет", "да"}, []string{"Москва", "собака", "кошка"}},
	{"ibm866", [2]string{"нет", "да"}, []string{"Москва", "собака", "кошка"}},
	{"windows-1253", [2]string{"όχι", "ναι"}, []string{"Αθήνα", "Θεσσαλονίκη", "σκύλος"}},
	{"windows-1254", [2]string{"hayır", "evet"}, []string{"şehir", "ağaç", "İstanbul"}},
	{"windows-1255", [2]string{"לא", "כן"}, []string{"ירושלים", "שלום", "כלב"}},
	{"windows-1256", [2]string{"لا", "نعم"}, []string{"القاهرة", "السلام", "مدينة"}},
	{"shift_jis", [2]string{"いいえ", "はい"}, []string{"東京", "大阪", "ソニー"}},
	{"shift_jis", [2]string{"陰性", "陽性"}, []string{"表", "能"}},
	{"euc-jp", [2]string{"いいえ", "はい"}, []string{"東京", "大阪", "ソニー"}},
	{"euc-kr", [2]string{"아니오", "예"}, []string{"서울", "부산", "고양이"}},
	{"gb18030", [2]string{"阴性", "阳性"}, []string{"北京", "上海"}},
	{"gb18030", [2]string{"否", "是"}, []string{"这是一个测试", "我们的数据集很大"}},
	{"big5", [2]string{"陰性", "陽性"}, []string{"台北", "高雄"}},
	{"big5", [2]string{"否", "是"}, []string{"這是一個測試", "我們的資料"}},
	{"cp850", [2]string{"0", "1"}, []string{"Müller", "Größe", "Straße"}},
}

// What is decoded is right, by its letters or by name, or the file says that it
// could be something else.
func TestEncodingsAreGuessedByTheirLetters(t *testing.T) {
	for _, c := range encodedTexts {
		text := encodedTable(t, c.encoding, c.labels, c.names...)
		for _, o := range []Options{{Positive: c.labels[1], ID: "id"}, {Positive: c.labels[1], ID: "id",
			Encoding: c.encoding}} {
			d := readOne(t, text, o)
			got := d.Columns[slices.Index(columnNames(d), "note")]
			for i := range got.Len() {
				if want := c.names[i%len(c.names)]; string(got.Texts.At(i)) != want {
					t.Fatalf("%s: %q is read as %q, findings %+v", c.encoding, want, got.Texts.At(i), d.Findings)
				}
			}
			if c.labels[1] != "1" && (d.PositiveName != c.labels[1] || d.NegativeName != c.labels[0]) {
				t.Errorf("%s: classes %q and %q", c.encoding, d.PositiveName, d.NegativeName)
			}
			kind := "encoding_guessed"
			if c.encoding == "windows-1252" {
				kind = "latin1"
			}
			if o.Encoding == "" != hasFinding(d, kind) {
				t.Errorf("%s, named %q: findings %+v", c.encoding, o.Encoding, d.Findings)
			}
		}
	}
}

// Where two encodings are as plausible, and the name of a class depends on it, it
// is asked.
func TestEncodingThatMattersIsAsked(t *testing.T) {
	text := encodedTable(t, "euc-kr", [2]string{"아니오", "예"}, "x")
	d := readOne(t, text, Options{Positive: "예"})
	f := findingOf(t, d, "encoding_guessed")
	if !f.Serious || len(f.Fixes) == 0 || !strings.Contains(f.Message, "could be another name") {
		t.Errorf("finding %+v", f)
	}
	o := with(t, Options{Positive: "예"}, tradeoff.Fix{Name: "encoding", Value: "euc-kr"})
	if d = readOne(t, text, o); hasFinding(d, "encoding_guessed") || d.PositiveName != "예" {
		t.Errorf("named: %+v", d.Findings)
	}
	// Only a note depends on it.
	d = readOne(t, encodedTable(t, "euc-kr", [2]string{"0", "1"}, "예", "아니"), Options{})
	if f := findingOf(t, d, "encoding_guessed"); f.Serious {
		t.Errorf("finding %+v", f)
	}
}

func TestUTF16WithoutAMark(t *testing.T) {
	text := "id,label,score,note\n" + strings.Repeat("東京大阪京都奈良,1,0.5,神戸横浜名古屋\n札幌仙台広島福岡,0,0.25,千葉埼玉静岡浜松\n", 50)
	for name, raw := range map[string]string{"little": utf16Text(text, binary.LittleEndian, false),
		"big": utf16Text(text, binary.BigEndian, false)} {
		d := readOne(t, raw, Options{Group: []string{"note"}, KeepDuplicates: true})
		if i := slices.Index(columnNames(d), "note"); d.N != 100 || string(d.Columns[i].Texts.At(0)) != "神戸横浜名古屋" {
			t.Errorf("%s: %d rows", name, d.N)
		}
	}
}

// What belongs to no character of the encoding is refused with its line.
func TestInvalidCharactersAreRefused(t *testing.T) {
	text := encodedTable(t, "shift_jis", [2]string{"いいえ", "はい"}, "東京")
	for name, c := range map[string]struct {
		text, encoding string
		line           int
	}{
		"named":      {text + "k,\x82\xcd\x82\xa2\x81,0.5,x\n", "shift_jis", 42},
		"of another": {"label,score,note\n1,0.5,x\n0,0.5,\xff\n", "shift_jis", 3},
		"utf-8":      {"label,score,note\n1,0.5,x\n0,0.5,\xff\n", "utf-8", 3},
		"far below": {"label,score,note\n" + strings.Repeat("1,0.5,x\n0,0.25,y\n", 50_000) + "0,0.5,\xff\n",
			"gbk", 100_002},
		"late, guessed": {"label,score,note\n" + strings.Repeat("1,0.5,x\n0,0.25,y\n", 50_000) + text[20:], "",
			100_002},
	} {
		e := refusedQuietly(t, c.text, Options{Encoding: c.encoding})
		if e.Place.Line != c.line || !strings.Contains(e.Hint, "encoding") {
			t.Errorf("%s: place %v, message %q, hint %q", name, e.Place, e.Message, e.Hint)
		}
	}
}

// refusedQuietly is refused for long texts.
func refusedQuietly(t *testing.T, text string, o Options) *tradeoff.Error {
	t.Helper()
	_, err := Read(context.Background(), strings.NewReader(text), "x", o)
	e, ok := err.(*tradeoff.Error)
	if !ok {
		t.Fatalf("got %v", err)
	}
	return e
}

func TestNamesOfEncodings(t *testing.T) {
	for name, want := range map[string]string{
		"UTF-8": "utf-8", "utf_8_sig": "utf-8", "latin-1": "windows-1252", "latin1": "windows-1252",
		"ISO-8859-1": "windows-1252", "cp1251": "windows-1251",
		"Shift-JIS": "shift_jis", "sjis": "shift_jis", "cp932": "shift_jis", "GBK": "gb18030", "gb2312": "gb18030",
		"Big5": "big5", "euc_kr": "euc-kr",
		"koi8-r": "koi8-r", "cp437": "cp437", "mac_roman": "macintosh", "iso-8859-2": "iso-8859-2",
		"utf-16le": "utf-16le",
	} {
		var o Options
		if err := o.Set("encoding", name); err != nil || o.Encoding != want {
			t.Errorf("%s: %q, %v, want %q", name, o.Encoding, err, want)
		}
	}
	for _, name := range []string{"x", "utf-32", "replacement", "x-user-defined"} {
		if err := new(Options).Set("encoding", name); tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	// the mark is believed
	d := readOne(t, utf16Text("label,score\n1,0.5\n0,0.25\n", binary.LittleEndian, true)+"", Options{Encoding: "utf-8"})
	if d.N != 2 {
		t.Errorf("%d rows", d.N)
	}
}

func FuzzGuessEncoding(f *testing.F) {
	for _, c := range encodedTexts {
		f.Add([]byte(encodedTable(f, c.encoding, c.labels, c.names...)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if firstBeyondASCII(b) >= 0 {
			if g := guessEncoding(b); g.textEncoding == nil {
				t.Error("no encoding")
			}
		}
		var o Options
		o.Encoding = guessed[len(b)%len(guessed)].name
		Read(context.Background(), bytes.NewReader(b), "x", o)
	})
}
