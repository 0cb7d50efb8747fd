package ingest

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// An arff is the format of Weka's files: a header that declares attributes, and
// a line for each row.
type arff struct {
	*lineText
	attributes []arffAttribute
	lines      int // of the header
}

type arffAttribute struct {
	name   string
	values []string // of a nominal one
}

// recogniseARFF is one of the [lineFormats]: a text that begins with a relation,
// comments aside.
func recogniseARFF(head []byte) func(*lineText) format {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '%' {
			continue
		}
		if !hasKeyword(line, "@relation") {
			return nil
		}
		return func(text *lineText) format { return &arff{lineText: text} }
	}
	return nil
}

// hasKeyword reports whether a line begins with a word, in any case.
func hasKeyword(line []byte, word string) bool {
	return len(line) >= len(word) && strings.EqualFold(string(line[:len(word)]), word) &&
		(len(line) == len(word) || line[len(word)] == ' ' || line[len(word)] == '\t')
}

func (a *arff) sample() (*sample, error) {
	if err := a.header(); err != nil {
		return nil, err
	}
	s := &sample{notation: notation{mark: '.', header: true}, lines: a.lines, roles: a.roles()}
	for _, attribute := range a.attributes {
		s.names = append(s.names, attribute.name)
	}
	if e := differ(s.names); e != nil {
		return nil, e
	}
	a.startAt(a.lines)
	most, rest, line := sampleSizeFor(len(s.names)), a.head, 0
	for text := range bytes.Lines(rest) {
		if line++; line <= a.lines {
			continue
		}
		cells, err := a.cells(nil, text)
		if err != nil {
			return nil, err.At(tradeoff.Place{Line: line})
		}
		if cells == nil {
			continue
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = string(c)
		}
		if s.rows = append(s.rows, row); len(s.rows) == most {
			break
		}
	}
	if len(s.rows) == 0 {
		return nil, noRows()
	}
	return s, nil
}

func (a *arff) parts(ctx context.Context, p *plan) ([]*part, error) {
	return a.parse(ctx, p, a.records)
}

// records is the [rowParser] of ARFF.
func (a *arff) records(p *parser, block []byte, out *part) (line int, err *tradeoff.Error) {
	var cells [][]byte
	for text := range bytes.Lines(block) {
		if len(text) > p.limits.Line {
			return line, checkSizes(p.limits, 0, len(text), 0)
		}
		if cells, err = a.cells(cells[:0], text); err != nil {
			return line, err
		}
		if len(cells) > 0 {
			if err = p.keep(cells, line, out); err != nil {
				return line, err
			}
		}
		line++
	}
	out.lines = line
	return 0, nil
}

// header reads the declarations.
func (a *arff) header() error {
	for text := range bytes.Lines(a.head) {
		a.lines++
		fault := func(hint, format string, args ...any) error {
			return tradeoff.Errorf(tradeoff.Invalid, format, args...).WithHint("%s", hint).At(tradeoff.Place{Line: a.lines})
		}
		text = bytes.TrimSpace(text)
		switch {
		case len(text) == 0, text[0] == '%', hasKeyword(text, "@relation"):
		case hasKeyword(text, "@data"):
			return nil
		case hasKeyword(text, "@attribute"):
			name, rest, ok := arffWord(bytes.TrimSpace(text[len("@attribute"):]))
			if !ok || len(bytes.TrimSpace(rest)) == 0 {
				return fault("Write @attribute NAME TYPE.", "the attribute has no name or no type")
			}
			if len(a.attributes) == a.limits.Columns {
				return limits.Columns.Refuse("Send only labels, scores and columns that describe the cases",
					"the file has more than %d columns", a.limits.Columns)
			}
			attribute := arffAttribute{name: strings.TrimSpace(string(name))}
			if rest = bytes.TrimSpace(rest); rest[0] == '{' {
				values, err := arffCells(nil, bytes.TrimSuffix(rest[1:], []byte("}")))
				if err != nil {
					return err.At(tradeoff.Place{Line: a.lines, Column: attribute.name})
				}
				for _, v := range values {
					attribute.values = append(attribute.values, string(v))
				}
			} else if hasKeyword(rest, "relational") {
				return fault("Leave the attribute out.", "the attribute %q contains a table", clip(attribute.name))
			}
			a.attributes = append(a.attributes, attribute)
		default:
			return fault("Comments begin with %.", "the header contains %s, which is not a declaration", clipped(text))
		}
	}
	return tradeoff.Errorf(tradeoff.Invalid, "there is no @data in the first %s of the file",
		bytesText(int64(len(a.head)))).
		WithHint("Write @data between the attributes and the rows.")
}

// roles knows what Weka's AddClassification filter adds: the predicted class,
// which takes the same values as the label, and whether it is wrong.
func (a *arff) roles() map[int]tradeoff.Role {
	named := func(name string) int {
		return slices.IndexFunc(a.attributes, func(b arffAttribute) bool { return b.name == name && b.values != nil })
	}
	predicted := named("classification")
	if predicted < 0 {
		return nil
	}
	roles := map[int]tradeoff.Role{predicted: tradeoff.IgnoreRole}
	if i := named("error"); i >= 0 && slices.Equal(a.attributes[i].values, []string{"no", "yes"}) {
		roles[i] = tradeoff.IgnoreRole
	}
	var same []int
	for i, b := range a.attributes {
		if i != predicted && slices.Equal(b.values, a.attributes[predicted].values) {
			same = append(same, i)
		}
	}
	if len(same) == 1 {
		roles[same[0]] = tradeoff.LabelRole
	}
	return roles
}

// cells appends the cells of a line: nothing for an empty line or a comment.
func (a *arff) cells(cells [][]byte, line []byte) ([][]byte, *tradeoff.Error) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 || line[0] == '%' {
		return cells, nil
	}
	if line[0] == '{' {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "this row is sparse, which is not supported").
			WithHint("Save the file after Weka's filter unsupervised.instance.SparseToNonSparse.")
	}
	cells, err := arffCells(cells, line)
	if err != nil {
		return nil, err
	}
	if n := len(cells); n == len(a.attributes)+1 && bytes.HasPrefix(cells[n-1], []byte("{")) {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "this row has a weight in braces, which is not supported").
			WithHint("Write weights as an attribute named weight.")
	} else if n != len(a.attributes) {
		return nil, raggedRow(n, len(a.attributes))
	}
	return cells, nil
}

// arffCells splits a line into its cells. An unquoted question mark is a
// missing value.
func arffCells(cells [][]byte, line []byte) ([][]byte, *tradeoff.Error) {
	for {
		line = bytes.TrimLeft(line, " \t")
		quoted := len(line) > 0 && (line[0] == '\'' || line[0] == '"')
		cell, rest, ok := arffWord(line)
		if !ok {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "a quote opens a value here and is not closed").
				WithHint(`Close it, and write a quote inside as \'.`)
		}
		if !quoted && string(cell) == "?" {
			cell = nil
		}
		cells = append(cells, cell)
		rest = bytes.TrimLeft(rest, " \t")
		switch {
		case len(rest) == 0:
			return cells, nil
		case rest[0] == ',':
			line = rest[1:]
		case quoted:
			return nil, tradeoff.Errorf(tradeoff.Invalid, "a text follows a quote without a comma").
				WithHint("Put the whole value in quotes.")
		default:
			line = rest
		}
	}
}

// arffWord reads a value, quoted or up to the next comma or blank. ok is
// false if a quote is not closed.
func arffWord(line []byte) (word, rest []byte, ok bool) {
	if len(line) == 0 || line[0] != '\'' && line[0] != '"' {
		n := bytes.IndexAny(line, ", \t")
		if n < 0 {
			n = len(line)
		}
		return line[:n], line[n:], true
	}
	quote := line[0]
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			if i+1 < len(line) {
				i++
			}
		case quote:
			return arffUnescape(line[1:i]), line[i+1:], true
		}
	}
	return nil, nil, false
}

// arffUnescape returns a quoted value without its backslashes.
func arffUnescape(value []byte) []byte {
	if bytes.IndexByte(value, '\\') < 0 {
		return value
	}
	var out []byte
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c == '\\' && i+1 < len(value) {
			i++
			switch c = value[i]; c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			}
		}
		out = append(out, c)
	}
	return out
}
