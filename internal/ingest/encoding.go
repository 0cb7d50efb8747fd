package ingest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"tradeoff/internal/tradeoff"
)

// textReader returns a text as UTF-8 with line feeds, without its byte order
// mark. A text that is neither UTF-8 nor UTF-16 is decoded with the encoding
// that the caller names or that its beginning suggests; Windows-1252 is
// passed through, see [charsetOf].
func (in *input) textReader(r *bufio.Reader) (*bufio.Reader, error) {
	head, err := peek(r, headSize)
	if err != nil {
		return nil, err
	}
	mark, order := byteOrder(head)
	if mark < 0 {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the text is UTF-32").WithHint("Save the file as UTF-8.")
	}
	if _, err := r.Discard(mark); err != nil {
		return nil, err
	}
	var text io.Reader
	if order != nil {
		text = &utf16Reader{r: r, order: order}
	} else if e := in.encodingOf(head[mark:], mark > 0); e != nil {
		text = decoded(r, e)
	}
	if text != nil {
		r = bufio.NewReaderSize(text, headSize)
		if head, err = peek(r, headSize); err != nil {
			return nil, err
		}
	}
	if i := bytes.IndexByte(head, '\r'); i >= 0 && i < len(head)-1 && bytes.IndexByte(head, '\n') < 0 {
		r = bufio.NewReaderSize(returnReader{r}, headSize)
	}
	return r, nil
}

// encodingOf returns the encoding to decode a text from, nil if it is UTF-8
// or passed through. marked means that it has a byte order mark of UTF-8.
func (in *input) encodingOf(head []byte, marked bool) *textEncoding {
	switch name := in.options.Encoding; {
	case marked:
		return nil
	case name != "":
		return encodingNamed(name)
	}
	if firstBeyondASCII(head) < 0 || utf8.Valid(wholeRunes(head)) || controls(head) >= fewControls {
		return nil
	}
	g := guessEncoding(head)
	if in.guess = &g; g.textEncoding == western {
		return nil
	}
	return g.textEncoding
}

// wholeRunes returns text without an incomplete character at its end.
func wholeRunes(text []byte) []byte {
	if len(text) < headSize-4 {
		return text
	}
	for i := 1; i <= 3; i++ {
		if c := text[len(text)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(text[len(text)-i:]) {
				return text[:len(text)-i]
			}
			break
		}
	}
	return text
}

// byteOrder returns the length of a text's byte order mark, -1 if it is that
// of UTF-32, and the byte order if the text is UTF-16. Without a mark the
// zeros of ASCII characters show the order.
func byteOrder(head []byte) (mark int, order binary.ByteOrder) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return 3, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")):
		return -1, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return 2, binary.LittleEndian
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return 2, binary.BigEndian
	}
	var zeros [2]int
	head = head[:min(len(head), 1000)&^1]
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(head) / 2; {
	case most < 4:
	case zeros[0] == 0 && fewZeros*zeros[1] > most:
		return 0, binary.LittleEndian
	case zeros[1] == 0 && fewZeros*zeros[0] > most:
		return 0, binary.BigEndian
	}
	return 0, nil
}

// fewZeros is the share of ASCII characters, one in fewZeros, that identifies
// UTF-16.
const fewZeros = 8

// A utf16Reader converts UTF-16 to UTF-8. An unpaired surrogate is an error.
type utf16Reader struct {
	r     *bufio.Reader
	order binary.ByteOrder
	line  int
	rest  []byte // of a character that did not fit
	buf   [4]byte
}

func (u *utf16Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(u.rest) > 0 {
			k := copy(p[n:], u.rest)
			n, u.rest = n+k, u.rest[k:]
			continue
		}
		if n > 0 && u.r.Buffered() < 4 {
			return n, nil // do not wait for more
		}
		c, err := u.next()
		switch {
		case err != nil:
			return n, err
		case c < utf8.RuneSelf:
			if c == '\n' {
				u.line++
			}
			p[n] = byte(c)
			n++
		default:
			u.rest = utf8.AppendRune(u.buf[:0], c)
		}
	}
	return n, nil
}

// next returns the next character.
func (u *utf16Reader) next() (rune, error) {
	c, err := u.unit()
	if err != nil || !utf16.IsSurrogate(c) {
		return c, err
	}
	low, err := u.unit()
	if err != nil && err != io.EOF {
		return 0, err
	}
	if c = utf16.DecodeRune(c, low); c == utf8.RuneError {
		return 0, u.damaged("the UTF-16 text contains half a character")
	}
	return c, nil
}

func (u *utf16Reader) unit() (rune, error) {
	var b [2]byte
	switch _, err := io.ReadFull(u.r, b[:]); err {
	case nil:
		return rune(u.order.Uint16(b[:])), nil
	case io.ErrUnexpectedEOF:
		return 0, u.damaged("the UTF-16 text ends within a character")
	default:
		return 0, err
	}
}

func (u *utf16Reader) damaged(message string) error {
	return tradeoff.Errorf(tradeoff.Invalid, "%s", message).WithHint("Save the file again, as UTF-8.").
		At(tradeoff.Place{Line: u.line + 1})
}

// A returnReader converts carriage returns to line feeds, for texts of old
// Macintoshes.
type returnReader struct{ r io.Reader }

func (r returnReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// A charset is the character set of a block's bytes beyond ASCII.
type charset uint8

const (
	ascii charset = iota // there are none
	wide                 // UTF-8
	latin                // Windows-1252, which includes Latin-1
)

// charsetOf returns the charset of a block, and the position of the first
// byte beyond ASCII. A byte that no text contains is an error. Unless known
// is set, so is a block that looks like an encoding other than Windows-1252.
func charsetOf(block []byte, known bool) (c charset, first int, err *tradeoff.Error) {
	if bytes.IndexByte(block, 0) >= 0 {
		return ascii, -1, badBytes(block)
	}
	if first = firstBeyondASCII(block); first < 0 {
		return ascii, -1, nil
	}
	if utf8.Valid(block[first:]) {
		return wide, first, nil
	}
	for i := first; i < len(block); i++ {
		if block[i] < utf8.RuneSelf {
			continue
		}
		if r, n := utf8.DecodeRune(block[i:]); r != utf8.RuneError && n > 1 || windows1252(block[i]) == utf8.RuneError {
			return ascii, first, badBytes(block)
		}
	}
	if known {
		return latin, first, nil
	}
	if g := guessEncoding(block); g.textEncoding != western {
		fix := g.fix()
		err := tradeoff.Errorf(tradeoff.Invalid,
			"the text is not UTF-8 and looks like %s, but not in its first lines", g.text).
			WithHint("Name the encoding with --encoding %s (parameter encoding), or save the file as UTF-8.", g.name).
			WithFix(fix.Text, fix.Name, fix.Value)
		return ascii, first, err.At(tradeoff.Place{Line: g.line})
	}
	return latin, first, nil
}

// firstBeyondASCII returns the position of the first byte beyond ASCII, -1 if
// there is none.
func firstBeyondASCII(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if binary.LittleEndian.Uint64(b[i:])&0x8080808080808080 != 0 {
			break
		}
	}
	for ; i < len(b); i++ {
		if b[i] >= utf8.RuneSelf {
			return i
		}
	}
	return -1
}

// appendLatin appends a text in Windows-1252 as UTF-8.
func appendLatin(dst, text []byte) []byte {
	for _, c := range text {
		dst = utf8.AppendRune(dst, windows1252(c))
	}
	return dst
}

// windows1252 returns the character of a byte, [utf8.RuneError] if it has none.
func windows1252(c byte) rune {
	r := charmap.Windows1252.DecodeByte(c)
	if c >= 0x80 && r == rune(c) && r < 0xa0 { // a control character, not text
		return utf8.RuneError
	}
	return r
}

// badBytes finds bytes that no text contains: a NUL, or bytes that are not
// UTF-8.
func badBytes(block []byte) *tradeoff.Error {
	var err *tradeoff.Error
	at := bytes.IndexByte(block, 0)
	if at >= 0 {
		err = tradeoff.Errorf(tradeoff.Invalid, "there is a NUL byte, which is not text").
			WithHint("Save the file as UTF-8 text.")
		block = block[:at]
	}
	if !utf8.Valid(block) {
		for at = 0; at < len(block); {
			r, n := utf8.DecodeRune(block[at:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			at += n
		}
		err = tradeoff.Errorf(tradeoff.Invalid, "the text is not UTF-8: byte %#x", block[at]).
			WithHint("Save the file as UTF-8 (in Excel: CSV UTF-8), " +
				"or name its encoding with --encoding (parameter encoding).")
	}
	if err != nil {
		err.Place.Line = bytes.Count(block[:at], []byte{'\n'}) + 1
	}
	return err
}
