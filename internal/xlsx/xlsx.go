// Package xlsx reads the cells of Excel workbooks, row by row.
//
// A workbook is a zip archive of XML parts. They are read as streams: no more
// than a row, and the texts that cells share, are in memory. Formulas have
// the values from when the workbook was saved; nothing is computed.
//
// Excelize and other libraries load whole parts, treat XML that cannot be
// parsed as the end of the sheet, and do not distinguish a formula error from
// a text. This package does.
package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A File is a workbook.
type File struct {
	Sheets []string // the names of the worksheets, in their order

	parts    Parts
	limits   limits.Limits
	paths    []string // of the sheets
	shared   *texts
	dates    []dateKind // of each cell format
	date1904 bool
}

// Parts opens the parts of a workbook by their paths within the archive. The
// error for one that is not there is [ErrNoPart].
type Parts interface {
	Open(path string) (io.Reader, error)
}

// ErrNoPart is the error of a part that an archive does not have.
var ErrNoPart = errors.New("xlsx: no such part")

// Workbook is the path of the part that lists the sheets.
const Workbook = "xl/workbook.xml"

// mostSheets is how many sheets a workbook may have.
const mostSheets = 1000

// Open reads what a workbook says of its sheets, texts and formats. Its errors
// are [*tradeoff.Error], or those of parts.
func Open(parts Parts, l limits.Limits) (*File, error) {
	f := &File{parts: parts, limits: l}
	targets, err := f.relations()
	if err != nil {
		return nil, err
	}
	if err := f.workbook(targets); err != nil {
		return nil, err
	}
	if f.shared, err = f.readShared(targets.shared); err != nil {
		return nil, err
	}
	return f, f.readStyles(targets.styles)
}

// targets are the paths of the parts that a workbook refers to.
type targets struct {
	sheets         map[string]string // worksheets by the ids of their relations
	shared, styles string            // "" if there is none
}

// relations reads where the parts are.
func (f *File) relations() (*targets, error) {
	t := &targets{sheets: map[string]string{}}
	err := f.each("xl/_rels/workbook.xml.rels", func(d *decoder, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attribute(e, "Target")
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join("xl", target)
		}
		switch path.Base(attribute(e, "Type")) {
		case "worksheet":
			if len(t.sheets) == mostSheets {
				return tooManySheets()
			}
			t.sheets[attribute(e, "Id")] = target
		case "sharedStrings":
			t.shared = target
		case "styles":
			t.styles = target
		}
		return nil
	})
	return t, err
}

func tooManySheets() *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.TooLarge, "the workbook has more than %d sheets", mostSheets).
		WithHint("Save the sheet with labels and scores as a separate workbook.")
}

// workbook reads the names of the sheets, and when dates begin.
func (f *File) workbook(t *targets) error {
	err := f.each(Workbook, func(d *decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			f.date1904 = isTrue(attribute(e, "date1904"))
		case "sheet":
			if len(f.Sheets) == mostSheets {
				return tooManySheets()
			}
			if path := t.sheets[attribute(e, "id")]; path != "" { // else a chart
				f.Sheets, f.paths = append(f.Sheets, attribute(e, "name")), append(f.paths, path)
			}
		}
		return nil
	})
	if err == nil && len(f.Sheets) == 0 {
		err = tradeoff.Errorf(tradeoff.Invalid, "the workbook has no sheet of cells").
			WithHint("Send a workbook with the table, or CSV.")
	}
	return err
}

// attribute returns an attribute by its local name, "" if there is none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(text string) bool { return text == "1" || strings.EqualFold(text, "true") }

// each calls visit for each element of a part, which is read to its end.
func (f *File) each(path string, visit func(*decoder, xml.StartElement) error) error {
	d, err := f.open(path)
	if err != nil {
		return err
	}
	for {
		t, err := d.token()
		if err == io.EOF {
			return d.end()
		} else if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := visit(d, e); err != nil {
				return err
			}
		}
	}
}

// A decoder goes through a part. A single token is bounded, so that it cannot
// fill the memory.
type decoder struct {
	*xml.Decoder
	r     *bounded
	path  string
	depth int
}

// mostToken is how long one tag or text may be.
const mostToken = 1 << 20

// A bounded reader fails when more is read for one token than is allowed.
type bounded struct {
	r    io.Reader
	left int
	err  error // of r
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.err = tradeoff.Errorf(tradeoff.TooLarge, "a cell is longer than %d bytes", mostToken).
			WithHint("Shorten it, or save the sheet as CSV.")
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(len(p), 32<<10)])
	b.left -= n
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// open opens a part.
func (f *File) open(path string) (*decoder, error) {
	r, err := f.parts.Open(path)
	if errors.Is(err, ErrNoPart) {
		return nil, damaged("it has no %s", path)
	} else if err != nil {
		return nil, err
	}
	b := &bounded{r: r}
	return &decoder{Decoder: xml.NewDecoder(b), r: b, path: path}, nil
}

// token returns the next token, which is valid until the one after it. Its error
// is io.EOF where all elements are closed.
func (d *decoder) token() (xml.Token, error) {
	d.r.left = mostToken
	t, err := d.RawToken()
	switch {
	case err == io.EOF && d.depth == 0:
		return nil, io.EOF
	case err != nil:
		return nil, d.fault(err)
	}
	switch t.(type) {
	case xml.StartElement:
		d.depth++
	case xml.EndElement:
		d.depth--
	}
	return t, nil
}

// end reads what is left of a part, so that its checksum is compared.
func (d *decoder) end() error {
	if _, err := io.Copy(io.Discard, d.r.r); err != nil {
		return err
	}
	return nil
}

// fault says what is wrong with a part.
func (d *decoder) fault(err error) error {
	if d.r.err != nil {
		return d.r.err
	}
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("%s is cut off", d.path)
	}
	e := damaged("%s cannot be parsed", d.path)
	e.Err = err
	return e
}

func damaged(format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, "the Excel workbook is damaged: %s", fmt.Sprintf(format, args...)).
		WithHint("Open it in Excel and save it again, or save the sheet as CSV UTF-8.")
}

// --- shared texts ---

// texts are the texts that cells share.
type texts struct {
	data []byte
	ends []uint32
}

// mostShared is how many bytes the texts that cells share may have.
const mostShared = 256 << 20

func (t *texts) at(i int) ([]byte, bool) {
	if i < 0 || i >= len(t.ends) {
		return nil, false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.data[from:t.ends[i]], true
}

func (f *File) readShared(path string) (*texts, error) {
	t := &texts{}
	if path == "" {
		return t, nil
	}
	return t, f.each(path, func(d *decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		var err error
		if t.data, err = d.text(t.data, "si"); err != nil {
			return err
		}
		if len(t.data)+8*len(t.ends) > mostShared {
			return tradeoff.Errorf(tradeoff.TooLarge, "the workbook has more than %d MB of different texts",
				mostShared>>20).
				WithHint("Leave out columns of texts, or save the sheet as CSV.")
		}
		t.ends = append(t.ends, uint32(len(t.data)))
		return nil
	})
}

// text appends the text of an element that has been opened, without how it is
// pronounced, and closes it.
func (d *decoder) text(b []byte, element string) ([]byte, error) {
	from, inside, aside := len(b), 0, 0
	for {
		t, err := d.token()
		if err != nil {
			return b, d.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inside++
			case "rPh":
				aside++
			}
		case xml.CharData:
			if inside > 0 && aside == 0 {
				b = append(b, t...)
			}
			if len(b)-from > mostToken {
				return b, tradeoff.Errorf(tradeoff.TooLarge, "a cell is longer than %d bytes", mostToken).
					WithHint("Shorten it.")
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inside--
			case "rPh":
				aside--
			case element:
				return append(b[:from], unescape(b[from:])...), nil
			}
		}
	}
}

// unescape replaces the characters that XML cannot hold, as in "_x000D_".
func unescape(b []byte) []byte {
	if !strings.Contains(string(b), "_x") {
		return b
	}
	var out []byte
	for i := 0; i < len(b); i++ {
		if len(b)-i >= 7 && b[i] == '_' && b[i+1] == 'x' && b[i+6] == '_' {
			if n, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 16); err == nil && n > 0 && (n < 0xd800 ||
				n > 0xdfff) {
				out = append(out, string(rune(n))...)
				i += 6
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}
