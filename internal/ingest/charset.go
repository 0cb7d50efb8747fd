package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"

	"tradeoff/internal/tradeoff"
)

// This file detects the encoding of texts that are neither UTF-8 nor UTF-16.
// golang.org/x/text decodes the bytes in each candidate encoding, and the
// result is compared with real languages.
//
// Detectors for web pages look for words in whole paragraphs. A table may
// contain only a few names, so this one looks at letters: whether Chinese,
// Japanese and Korean characters are common ones, whether letters of other
// scripts are as frequent as in their languages, and whether accented letters
// are within words.

// A textEncoding is an encoding that texts are read in.
type textEncoding struct {
	name string // for the option
	text string // for people
	encoding.Encoding

	// plausible returns how plausible the bytes are in this encoding, from 0
	// to 1.
	plausible func(e *textEncoding, text []byte) float64

	// mark reports characters that a longer text in this encoding contains;
	// nil if there are none.
	mark func(lead, trail byte) bool
}

// western is the encoding of texts without other evidence.
var western = &textEncoding{"windows-1252", "Windows-1252 (Latin-1)", charmap.Windows1252,
	latinLetters(westernLetters), nil}

// guessed are the candidates, the usual ones first.
var guessed = []*textEncoding{
	western,
	{"shift_jis", "Shift-JIS", japanese.ShiftJIS, commonPairs(commonShiftJIS), nil},
	{"gb18030", "GB18030 (GBK)", simplifiedchinese.GB18030, commonPairs(commonGBK), markGBK},
	{"big5", "Big5", traditionalchinese.Big5, commonPairs(commonBig5), markBig5},
	{"euc-kr", "EUC-KR", korean.EUCKR, commonPairs(commonEUCKR), nil},
	{"euc-jp", "EUC-JP", japanese.EUCJP, commonPairs(commonEUCJP), markEUCJP},
	{"windows-1250", "Windows-1250", charmap.Windows1250, latinLetters(centralLetters), nil},
	{"windows-1254", "Windows-1254", charmap.Windows1254, latinLetters(turkishLetters), nil},
	{"windows-1251", "Windows-1251", charmap.Windows1251, frequentLetters(russian), nil},
	{"koi8-r", "KOI8-R", charmap.KOI8R, frequentLetters(russian), nil},
	{"ibm866", "CP866", charmap.CodePage866, frequentLetters(russian), nil},
	{"iso-8859-5", "ISO-8859-5", charmap.ISO8859_5, frequentLetters(russian), nil},
	{"windows-1253", "Windows-1253", charmap.Windows1253, frequentLetters(greek), nil},
	{"windows-1255", "Windows-1255", charmap.Windows1255, frequentLetters(hebrew), nil},
	{"windows-1256", "Windows-1256", charmap.Windows1256, frequentLetters(arabic), nil},
	{"cp850", "CP850 (DOS)", charmap.CodePage850, latinLetters(westernLetters), nil},
	{"macintosh", "Mac Roman", charmap.Macintosh, latinLetters(westernLetters), nil},
}

// encodingNamed returns the encoding with a name that HTML, Python or Windows
// use for it, nil if there is none. UTF-8 has no decoder.
func encodingNamed(name string) *textEncoding {
	name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")
	if other, ok := encodingAliases[name]; ok {
		name = other
	} else if page, ok := strings.CutPrefix(name, "cp125"); ok {
		name = "windows-125" + page
	}
	for _, e := range guessed {
		if strings.ReplaceAll(e.name, "_", "-") == name {
			return e
		}
	}
	if page := dosPages[name]; page != nil {
		return &textEncoding{name: name, text: strings.ToUpper(name), Encoding: page}
	}
	found, err := htmlindex.Get(name)
	if err != nil {
		if found, err = htmlindex.Get(strings.ReplaceAll(name, "-", "_")); err != nil {
			return nil
		}
	}
	canonical, err := htmlindex.Name(found)
	if err != nil || canonical == "replacement" || canonical == "x-user-defined" {
		return nil
	}
	for _, e := range guessed {
		if e.name == canonical {
			return e
		}
	}
	return &textEncoding{name: canonical, text: canonical, Encoding: found}
}

var encodingAliases = map[string]string{
	"latin-1": "windows-1252", "utf-8-sig": "utf-8", "sjis": "shift-jis", "cp932": "shift-jis", "cp936": "gb18030",
	"gbk": "gb18030", "gb2312": "gb18030",
	"cp949": "euc-kr", "cp950": "big5", "mac-roman": "macintosh", "cp866": "ibm866", "ibm850": "cp850",
}

var dosPages = map[string]encoding.Encoding{
	"cp437": charmap.CodePage437, "cp852": charmap.CodePage852, "cp855": charmap.CodePage855,
	"cp858": charmap.CodePage858, "cp860": charmap.CodePage860,
}

// isUTF8 reports whether an encoding is UTF-8, which is checked and not decoded.
func (e *textEncoding) isUTF8() bool { return e.name == "utf-8" }

// decode returns bytes as UTF-8. ok is false if some are not characters of
// the encoding.
func (e *textEncoding) decode(text []byte) (_ []byte, ok bool) {
	out, err := e.NewDecoder().Bytes(text)
	return out, err == nil && !bytes.ContainsRune(out, utf8.RuneError) && bytes.IndexFunc(out,
		func(r rune) bool { return r >= 0x80 && r < 0xa0 }) < 0
}

// A guess is an encoding that a text may have.
type encodingGuess struct {
	*textEncoding
	others []*textEncoding // that are nearly as plausible
	line   int             // of the first byte beyond ASCII
	sure   bool
}

// How plausible an encoding must be, by how much it must lead, and the bonus
// of Windows-1252, the encoding of most such texts.
const (
	minPlausible = 0.7
	clearMargin  = 0.2
	westernBonus = 0.25
)

// maxGuessBytes is how many bytes of a text are used for the guess.
const maxGuessBytes = 16 << 10

// guessEncoding guesses the encoding of the top of a text that is not UTF-8, and
// has at least one byte beyond ASCII.
func guessEncoding(head []byte) encodingGuess {
	first := firstBeyondASCII(head)
	from := bytes.LastIndexByte(head[:first], '\n') + 1
	text := head[from:min(len(head), from+maxGuessBytes)]
	if len(text) < len(head)-from { // cut between lines
		if i := bytes.LastIndexByte(text, '\n'); i > first-from {
			text = text[:i+1]
		}
	}
	type scored struct {
		*textEncoding
		score float64
	}
	var list []scored
	for _, e := range guessed {
		score := e.plausible(e, text)
		if e == western && score > 0 {
			score += westernBonus
		}
		if score >= minPlausible {
			list = append(list, scored{e, score})
		}
	}
	g := encodingGuess{textEncoding: western, line: bytes.Count(head[:first], []byte("\n")) + 1, sure: len(list) > 0}
	if len(list) == 0 {
		return g
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	g.textEncoding = list[0].textEncoding
	same, _ := g.decode(text)
	for _, other := range list[1:] {
		if list[0].score-other.score >= clearMargin {
			break
		}
		if out, _ := other.decode(text); !bytes.Equal(out, same) {
			g.others = append(g.others, other.textEncoding)
		}
	}
	return g
}

// decoded returns a text in another encoding as UTF-8. Bytes that are not a
// character give an error with their line.
func decoded(r io.Reader, e *textEncoding) io.Reader {
	if e.isUTF8() {
		return &checkedReader{r: transform.NewReader(r, encoding.UTF8Validator), e: e}
	}
	return &checkedReader{r: transform.NewReader(r, e.NewDecoder()), e: e}
}

// A checkedReader refuses the replacement character, which decoders return
// for invalid bytes.
type checkedReader struct {
	r    io.Reader
	e    *textEncoding
	line int
	last []byte // the end of what was read before
}

func (c *checkedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	text := p[:n]
	if !c.e.isUTF8() {
		joined := append(c.last, text[:min(n, 2)]...)
		if i := bytes.Index(text, []byte("\ufffd")); i >= 0 || bytes.Contains(joined, []byte("\ufffd")) {
			c.line += bytes.Count(text[:max(i, 0)], []byte("\n"))
			return 0, c.fault()
		}
		c.last = append(c.last[:0], text[max(0, n-2):]...)
	}
	c.line += bytes.Count(text, []byte("\n"))
	if err == encoding.ErrInvalidUTF8 {
		return n, c.fault()
	}
	return n, err
}

func (c *checkedReader) fault() error {
	return tradeoff.Errorf(tradeoff.Invalid, "the text contains bytes that are not characters in %s", c.e.text).
		WithHint("Name its encoding with --encoding (parameter encoding), or save the file as UTF-8.").
		At(tradeoff.Place{Line: c.line + 1})
}

// finding names the encoding that was guessed.
func (g *encodingGuess) finding() tradeoff.Finding {
	f := finding("encoding_guessed",
		"If letters look wrong, name the encoding with --encoding (parameter encoding), or save the file as UTF-8.",
		"the text is not UTF-8 and is read as %s, from line %d on", g.text, g.line)
	for _, other := range g.others {
		f.Fixes = append(f.Fixes, other.fix())
	}
	return f
}

func (e *textEncoding) fix() tradeoff.Fix {
	return tradeoff.Fix{Text: "Read it as " + e.text, Name: "encoding", Value: e.name}
}

// dependsOn reports whether a name would read differently in one of the other
// plausible encodings.
func (g *encodingGuess) dependsOn(name string) bool {
	if firstBeyondASCII([]byte(name)) < 0 {
		return false
	}
	raw, err := g.NewEncoder().Bytes([]byte(name))
	return err == nil && slices.ContainsFunc(g.others, func(other *textEncoding) bool {
		out, _ := other.decode(raw)
		return string(out) != name
	})
}

// ask makes the finding about the encoding serious if a name that matters
// depends on it.
func (g *encodingGuess) ask(d *Dataset) {
	names := append([]string{d.PositiveName, d.NegativeName}, d.Classes...)
	for _, c := range d.Columns {
		names = append(names, c.Name)
	}
	i := slices.IndexFunc(names, g.dependsOn)
	if i < 0 {
		return
	}
	for k := range d.Findings {
		if f := &d.Findings[k]; f.Kind == "encoding_guessed" || f.Kind == "latin1" {
			f.Serious = true
			var alike []string
			raw, _ := g.NewEncoder().Bytes([]byte(names[i]))
			for _, other := range g.others {
				out, _ := other.decode(raw)
				alike = append(alike, fmt.Sprintf("%s: %q", other.text, clip(string(out))))
			}
			f.Message += fmt.Sprintf("; %q could be another name (%s)", clip(names[i]), strings.Join(alike, ", "))
			if f.Fixes == nil {
				f.Fixes = g.finding().Fixes
			}
		}
	}
}
