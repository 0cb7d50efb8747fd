package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
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

// This file is about texts that are neither UTF-8 nor UTF-16. Which encoding
// they have is guessed by what the letters would be in each: golang.org/x/text
// decodes, and what is decoded is compared with what languages look like.
//
// Detectors of web pages look for the words of whole paragraphs. In a table there
// are a few names, so that this one looks at letters: whether those of Chinese,
// Japanese and Korean are among the common ones, whether those of other scripts are as
// frequent as in their languages, and whether accented ones are within words.

// A textEncoding is an encoding that texts are read in.
type textEncoding struct {
	name string // for the option
	text string // for people
	encoding.Encoding

	// plausible returns how much bytes look like a text in this encoding, from 0
	// to 1.
	plausible func(e *textEncoding, text []byte) float64

	// mark tells characters that a text of some length has in this encoding; nil if
	// there are none.
	mark func(lead, trail byte) bool
}

// western is the encoding of texts of which nothing else is known.
var western = &textEncoding{"windows-1252", "Windows-1252 (Latin-1)", charmap.Windows1252,
	latinLetters(westernLetters), nil}

// guessed are the encodings that are guessed, the usual ones first.
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

// encodingNamed returns the encoding of a name as HTML, Python or Windows write
// it, nil if there is none. UTF-8 has no decoder.
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

// decode returns bytes as UTF-8. ok is false if some belong to no character.
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

// How plausible an encoding must be, how much more than others, and how much
// Windows-1252 has before others, since most such texts are in it.
const (
	leastPlausible = 0.7
	clearlyMore    = 0.2
	westernBonus   = 0.25
)

// mostGuessed is how much of a text an encoding is guessed by.
const mostGuessed = 16 << 10

// guessEncoding guesses the encoding of the top of a text that is not UTF-8, and
// has at least one byte beyond ASCII.
func guessEncoding(head []byte) encodingGuess {
	first := firstBeyondASCII(head)
	from := bytes.LastIndexByte(head[:first], '\n') + 1
	text := head[from:min(len(head), from+mostGuessed)]
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
		if score >= leastPlausible {
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
		if list[0].score-other.score >= clearlyMore {
			break
		}
		if out, _ := other.decode(text); !bytes.Equal(out, same) {
			g.others = append(g.others, other.textEncoding)
		}
	}
	return g
}

// --- letters in words ---

// Letters by language. Those behind the bar are rarer.
const (
	westernLetters = "äöüßéèêàçñóíáúâîôûåøæëïãõœÄÖÜÉÅØÆÇÑÓÁÍÚÀÈÊ|ðþýùìòÿšžŠŽÐÞÝÔÕÃÂÎÛËÏŒŸ"
	centralLetters = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽäöüőűÖÜŐŰß|ăâîşţĂÂÎŞŢđĐľĺôŕëç"
	turkishLetters = "çğıöşüÇĞİÖŞÜ|âîûé"
)

// rarer is how much a rare letter counts, and aside a character that may be at
// the edge of a word.
const (
	rarer = 0.3
	aside = 0.75
)

// fewest returns score, or half of it if a text has fewer different letters than
// tell a language.
func fewest(score float64, seen map[rune]bool, n int) float64 {
	if len(seen) < n {
		return score / 2
	}
	return score
}

// latinLetters measures how many of the characters beyond ASCII are letters of a
// language within words, or signs beside them.
func latinLetters(letters string) func(*textEncoding, []byte) float64 {
	common, rare, _ := strings.Cut(letters, "|")
	return func(e *textEncoding, text []byte) float64 {
		out, ok := e.decode(text)
		if !ok {
			return 0
		}
		all := []rune(string(out))
		total, n := 0.0, 0
		seen := map[rune]bool{}
		for i, r := range all {
			if r < utf8.RuneSelf {
				continue
			}
			n++
			seen[r] = true
			before, after := at0(all, i-1), at0(all, i+1)
			word := isASCIILetter(before) || isASCIILetter(after)
			if !word { // one more accented letter
				word = isASCIILetter(at0(all, i-2)) && unicode.IsLetter(before) || isASCIILetter(at0(all, i+2)) &&
					unicode.IsLetter(after)
			}
			alone := !unicode.IsLetter(before) && !unicode.IsLetter(after)
			switch {
			case unicode.IsUpper(r) && unicode.IsLower(before):
			case strings.ContainsRune(common, r) && word:
				total++
			case strings.ContainsRune(rare, r) && word:
				total += rarer
			case strings.ContainsRune(common, r) && alone: // "é" or "à" as a word
				total += aside
			case strings.ContainsRune("’–—“”„‚‘…€£§°±©®·²³µ«»\u00a0×½¼", r) && (r == '’' ||
				!unicode.IsLetter(before) || !unicode.IsLetter(after)):
				total += aside
			}
		}
		score := total / math.Max(1, float64(n))
		if e.name == "windows-1252" { // of which a single letter is enough
			return score
		}
		return fewest(score, seen, 2)
	}
}

func at0(list []rune, i int) rune {
	if i < 0 || i >= len(list) {
		return 0
	}
	return list[i]
}

func isASCIILetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// --- letters by frequency ---

// Letters of languages by how frequent they are, in percent.
var (
	russian = frequencies("о11 е8.5 а8 и7.4 н6.7 т6.3 с5.5 р4.7 в4.5 л4.4 к3.5 м3.2 д3 п2.8 у2.6 я2 ы1.9 ь1.7 г1.7 з1.7 " +
		"б1.6 ч1.4 й1.2 х1 ж.9 ш.7 ю.6 ц.5 щ.4 э.3 ф.3 ъ.1 ё.1 і5 ї1 є.5 ґ.1")
	greek = frequencies("α11.5 ο9.6 ι8.6 ε8.2 τ8 σ7 ς4 ν6.5 η5.3 υ4.3 ρ4.2 π4 κ4.1 μ3.3 λ3 ω2.1 δ1.7 γ1.8 χ1.3 θ1.3 φ.9 " +
		"β.8 ξ.5 ζ.4 ψ.2 ά1.9 έ1.6 ή1.3 ί2.5 ό2 ύ1 ώ.8")
	hebrew = frequencies("י11 ה10.9 ו10.4 ל7.4 א6.3 ר5.6 ת5 ב4.7 ש4.4 מ4.6 ם3 נ2.9 ע3.2 ד2.6 ח2.5 ק2.1 פ1.7 כ2 ג1.2 ט1.2 " +
		"ז1.3 ס1.5 צ1.2 ן1.1 ך.8 ף.3 ץ.1")
	arabic = frequencies("ا12.5 ل11.6 ي6.4 م6.2 و6 ن5.8 ر4.4 ت4.6 ب3.8 ة3.4 ع3.4 د3.1 س2.7 ف2.7 ه2.6 ك2.3 ق2.4 أ2.2 ح1.9 " +
		"ج1.4 ش1.1 ط1.1 ص1 خ.9 ى.8 ض.7 إ1 ذ.6 ز.6 ث.6 غ.4 ظ.2 ء.4 ئ.4 ؤ.1")
)

// hebrewFinals are letters that only end words.
const hebrewFinals = "םןךףץ"

func frequencies(text string) map[rune]float64 {
	m := map[rune]float64{}
	for _, word := range strings.Fields(text) {
		r, n := utf8.DecodeRuneInString(word)
		m[r], _ = strconv.ParseFloat(word[n:], 64)
	}
	return m
}

// frequentLetters measures how frequent the letters of a text are in a language:
// 1 where they are as frequent as in the language itself. Capitals within words
// count against it.
func frequentLetters(percent map[rune]float64) func(*textEncoding, []byte) float64 {
	sum, squares := 0.0, 0.0
	for _, p := range percent {
		sum += p
		squares += p * p
	}
	expected := squares / sum
	return func(e *textEncoding, text []byte) float64 {
		out, ok := e.decode(text)
		if !ok {
			return 0
		}
		total, wrong, n := 0.0, 0.0, 0
		previous := rune(0)
		seen := map[rune]bool{}
		for _, r := range string(out) {
			if r >= utf8.RuneSelf {
				n++
				seen[r] = true
				lower := unicode.ToLower(r)
				total += math.Min(percent[lower], 2*expected)
				if percent[lower] == 0 || unicode.IsUpper(r) && unicode.IsLower(previous) || isASCIILetter(previous) ||
					strings.ContainsRune(hebrewFinals, previous) {
					wrong++
				}
			} else if isASCIILetter(r) && previous >= utf8.RuneSelf {
				wrong++
			}
			previous = r
		}
		if n == 0 {
			return 0
		}
		return fewest(math.Min(1, total/float64(n)/expected*1.1)*math.Max(0, 1-2*wrong/float64(n)), seen, 3)
	}
}

// --- characters of two bytes ---

// commonPairs measures how many characters of a text are among the common ones
// of an encoding of two bytes each. common is told their bytes.
func commonPairs(common func(lead, trail byte) bool) func(*textEncoding, []byte) float64 {
	return func(e *textEncoding, text []byte) float64 {
		out, ok := e.decode(text)
		if !ok {
			return 0
		}
		n, good, marked := 0, 0, false
		seen := map[rune]bool{}
		for _, r := range string(out) {
			if r >= utf8.RuneSelf {
				n++
				seen[r] = true
			}
		}
		for i := 0; i+1 < len(text); i++ {
			if text[i] < utf8.RuneSelf {
				continue
			}
			if e.name == "shift_jis" && text[i] >= 0xa1 && text[i] <= 0xdf { // of one byte
				continue
			}
			if common(text[i], text[i+1]) {
				good++
			}
			marked = marked || e.mark != nil && e.mark(text[i], text[i+1])
			i++
		}
		score := float64(good) / math.Max(1, float64(n))
		if e.mark != nil && !marked && len(seen) >= fewCharacters {
			score -= unmarked
		}
		return fewest(score, seen, 2)
	}
}

// fewCharacters is how many different characters should show the mark of an
// encoding, and unmarked what a text loses without it.
const (
	fewCharacters = 4
	unmarked      = 0.15
)

// The marks of encodings: kana in Japanese, bytes of ASCII in Big5, and
// characters beyond those that Hangul has in Korean.
func markEUCJP(lead, _ byte) bool { return lead == 0xa4 || lead == 0xa5 }
func markBig5(_, trail byte) bool { return trail < 0x80 }
func markGBK(lead, _ byte) bool   { return lead > 0xc8 }

// The rows of the character sets that are ordered by use come first, with kana,
// Hangul and punctuation.
func commonShiftJIS(lead, trail byte) bool {
	return lead >= 0x81 && lead <= 0x83 || lead >= 0x88 && lead <= 0x97 || lead == 0x98 && trail <= 0x72
}

func commonEUCJP(lead, trail byte) bool {
	return lead == 0xa1 || lead >= 0xa3 && lead <= 0xa5 || lead >= 0xb0 && lead <= 0xcf
}

func commonGBK(lead, trail byte) bool {
	return trail >= 0xa1 && (lead == 0xa1 || lead == 0xa3 || lead >= 0xb0 && lead <= 0xd7)
}

func commonBig5(lead, trail byte) bool { return lead == 0xa1 || lead >= 0xa4 && lead <= 0xc6 }

func commonEUCKR(lead, trail byte) bool {
	return trail >= 0xa1 && (lead == 0xa1 || lead == 0xa3 || lead >= 0xb0 && lead <= 0xc8)
}

// --- reading ---

// decoded returns a text in another encoding as UTF-8. What belongs to no
// character is an error with its line.
func decoded(r io.Reader, e *textEncoding) io.Reader {
	if e.isUTF8() {
		return &checkedReader{r: transform.NewReader(r, encoding.UTF8Validator), e: e}
	}
	return &checkedReader{r: transform.NewReader(r, e.NewDecoder()), e: e}
}

// A checkedReader refuses the character that stands for bytes that are none.
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
	return tradeoff.Errorf(tradeoff.Invalid, "the text holds bytes that are no character in %s", c.e.text).
		WithHint("Name its encoding with --encoding (parameter encoding), or save the file as UTF-8.").
		At(tradeoff.Place{Line: c.line + 1})
}

// finding says in which encoding a text was read by a guess.
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

// dependsOn reports whether a name that was read would be another in one of the
// encodings that are as plausible.
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

// ask makes the finding about the encoding a serious one if a name that matters
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
