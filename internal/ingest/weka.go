package ingest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// Weka's predictions have these columns, then what was asked for besides.
//
//	inst#  actual  predicted  error  distribution
//	1      2:Yes   2:Yes             0.232,*0.768
//	2      2:Yes   1:No       +      *0.959,0.041
//
// A star marks the predicted class. Instead of the distribution there may be
// the probability of the predicted class alone.
const (
	wekaActual    = 1
	wekaPredicted = 2
	wekaError     = 3
	wekaScores    = 4 // the first of them
)

// A weka is the format of Weka's predictions, as text or as CSV.
type weka struct {
	*lineText
	delim   byte   // of CSV; 0: text
	header  []byte // the line of the names
	lines   int    // up to the header
	classes int    // how many scores follow
	alone   bool   // of which only that of the predicted class is given
	others  int    // columns behind them
}

// recogniseWeka is one of the [lineFormats].
func recogniseWeka(head []byte) func(*lineText) format {
	header, line, delim := wekaHeader(head)
	if header == nil {
		return nil
	}
	header = bytes.Clone(header)
	return func(text *lineText) format { return &weka{lineText: text, header: header, lines: line, delim: delim} }
}

// wekaHeader returns the header of Weka's predictions, its line and its
// delimiter. It is nil if the first lines contain none.
func wekaHeader(head []byte) (header []byte, line int, delim byte) {
	for text := range bytes.Lines(head) {
		if line++; line > 200 {
			break
		}
		text = bytes.TrimSpace(text)
		for _, d := range []byte{0, ',', ';', '\t'} {
			if f := wekaFields(text, d); len(f) >= 5 && string(f[0]) == "inst#" && string(f[wekaActual]) == "actual" &&
				string(f[wekaPredicted]) == "predicted" && string(f[wekaError]) == "error" &&
				(string(f[wekaScores]) == "distribution" || string(f[wekaScores]) == "prediction") {
				return text, line, d
			}
		}
	}
	return nil, 0, 0
}

// wekaFields splits a line at a delimiter, 0 for blanks.
func wekaFields(line []byte, delim byte) [][]byte {
	if delim == 0 {
		return bytes.Fields(line)
	}
	return bytes.Split(line, []byte{delim})
}

func (w *weka) sample() (*sample, error) {
	fields := wekaFields(w.header, w.delim)
	w.alone = string(fields[wekaScores]) == "prediction"
	var names []string // of the columns behind the scores
	if w.delim == 0 {
		if n := bytes.IndexByte(w.header, '('); n >= 0 {
			names = strings.Split(strings.Trim(string(w.header[n:]), "() "), ",")
		}
	} else {
		w.classes = 1
		for _, f := range fields[wekaScores+1:] {
			if len(f) == 0 && len(names) == 0 {
				w.classes++ // the header names the scores of the first class only
			} else {
				names = append(names, strings.Trim(string(f), `"`))
			}
		}
	}
	w.others = len(names)

	s := &sample{notation: notation{mark: '.', header: true}, lines: w.lines}
	w.startAt(w.lines)
	var rows [][][]byte
	line := 0
	for text := range bytes.Lines(w.head) {
		if line++; line <= w.lines {
			continue
		}
		cells, err := w.cells(nil, text)
		if err != nil {
			return nil, err.At(tradeoff.Place{Line: line})
		}
		if len(cells) > 0 {
			if rows = append(rows, cells); len(rows) == sampleRows {
				break
			}
		}
	}
	if len(rows) == 0 {
		return nil, noRows()
	}
	classes := wekaClasses(rows)
	if w.alone {
		w.classes = 2
		if len(classes) > 2 {
			return nil, tradeoff.Errorf(tradeoff.Invalid,
				"there are more than two classes, and only the probability of the predicted one").
				WithHint("Run Weka with -distribution, so that each class has its probability.").At(tradeoff.Place{Line: w.lines})
		}
		s.notes = append(s.notes,
			finding("predicted_class_score", "",
				"Weka gives the probability of the predicted class; if that is the negative one, the score is 1 minus it"))
	}
	s.names = []string{"inst#", "actual", "predicted", "error"}
	for k := range w.classes {
		name := strconv.Itoa(k + 1)
		if k < len(classes) && classes[k] != "" {
			name = classes[k]
		}
		s.names = append(s.names, fmt.Sprintf("%s[%s]", fields[wekaScores], name))
	}
	s.names = append(s.names, names...)
	if e := differ(s.names); e != nil {
		return nil, e.At(tradeoff.Place{Line: w.lines, Column: e.Place.Column})
	}
	s.roles = map[int]tradeoff.Role{
		0: tradeoff.IgnoreRole, wekaActual: tradeoff.LabelRole, wekaPredicted: tradeoff.IgnoreRole,
		wekaError: tradeoff.IgnoreRole,
	}
	for _, cells := range rows[:min(len(rows), sampleSizeFor(len(s.names)))] {
		cells, err := w.row(cells)
		if err != nil {
			return nil, err
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = string(c)
		}
		s.rows = append(s.rows, row)
	}
	return s, nil
}

// wekaClasses returns the names of the classes in order, "2:Yes" being the
// second; classes that do not occur are "".
func wekaClasses(rows [][][]byte) (classes []string) {
	for _, cells := range rows {
		for _, c := range cells[wekaActual : wekaPredicted+1] {
			number, _, _ := bytes.Cut(c, []byte(":"))
			if n, err := strconv.Atoi(string(number)); err == nil && 0 < n && n <= maxClasses {
				classes = append(classes, make([]string, max(0, n-len(classes)))...)
				classes[n-1] = string(c)
			}
		}
	}
	return classes
}

func (w *weka) parts(ctx context.Context, p *plan) ([]*part, error) {
	return w.parse(ctx, p, w.records)
}

// records is the [rowParser] of Weka's predictions.
func (w *weka) records(p *parser, block []byte, out *part) (line int, err *tradeoff.Error) {
	var cells [][]byte
	for text := range bytes.Lines(block) {
		if len(text) > p.limits.Line {
			return line, checkSizes(p.limits, 0, len(text), 0)
		}
		if cells, err = w.cells(cells[:0], text); err != nil {
			return line, err
		}
		if len(cells) > 0 {
			if cells, err = w.row(cells); err != nil {
				return line, err
			}
			if err = p.keep(cells, line, out); err != nil {
				return line, err
			}
		}
		line++
	}
	out.lines = line
	return 0, nil
}

// cells appends the cells of a line, with the scores as written; nothing if
// the line is not a row.
func (w *weka) cells(cells [][]byte, line []byte) ([][]byte, *tradeoff.Error) {
	line = bytes.TrimRight(line, " \t\r\n")
	if trimmed := bytes.TrimLeft(line, " \t"); len(trimmed) == 0 || bytes.HasPrefix(trimmed, []byte("===")) ||
		bytes.Equal(trimmed, w.header) {
		return cells, nil // between the folds of a cross-validation
	}
	if w.delim != 0 {
		cells = append(cells, wekaFields(line, w.delim)...)
		want := wekaScores + w.classes + w.others
		if w.alone {
			want = wekaScores + 1 + w.others
		}
		if len(cells) != want {
			return nil, raggedRow(len(cells), want)
		}
		return cells, w.checkActual(cells)
	}
	noRow := tradeoff.Errorf(tradeoff.Invalid, "this line is not one of Weka's predictions").
		WithHint("Send the lines from \"inst#\" on, without the summary after them.")
	var others []byte // "(50,'a b')" behind the scores
	if w.others > 0 {
		n := bytes.LastIndex(line, []byte(" ("))
		if n < 0 || line[len(line)-1] != ')' {
			return nil, noRow
		}
		line, others = line[:n], line[n+2:len(line)-1]
	}
	f := bytes.Fields(line)
	if len(f) < 4 {
		return nil, noRow
	}
	scores, wrong := f[len(f)-1], f[len(f)-2]
	middle := f[1 : len(f)-1]
	if string(wrong) == "+" {
		middle = middle[:len(middle)-1]
	} else {
		wrong = nil
	}
	// A class may contain blanks: the predicted one begins with the last
	// "2:".
	k := len(middle) - 1
	for k > 0 && !startsWithClass(middle[k]) {
		k--
	}
	if k <= 0 {
		return nil, noRow
	}
	cells = append(cells, f[0], bytes.Join(middle[:k], []byte(" ")), bytes.Join(middle[k:], []byte(" ")), wrong)
	list := bytes.Split(scores, []byte(","))
	if w.classes == 0 {
		w.classes = len(list) // of the first row
	}
	if !w.alone && len(list) != w.classes || w.alone && len(list) != 1 {
		return nil, raggedRow(len(list), w.classes)
	}
	cells = append(cells, list...)
	if w.others > 0 {
		more, err := arffCells(nil, others)
		if err != nil {
			return nil, err
		}
		if len(more) != w.others {
			return nil, raggedRow(len(more), w.others)
		}
		cells = append(cells, more...)
	}
	return cells, w.checkActual(cells)
}

// startsWithClass reports whether a word begins like a class: "2:Yes".
func startsWithClass(word []byte) bool {
	number, _, ok := bytes.Cut(word, []byte(":"))
	return ok && len(number) > 0 && (string(number) == "?" || bytes.IndexFunc(number, func(r rune) bool {
		return r < '0' || r > '9'
	}) < 0)
}

func (w *weka) checkActual(cells [][]byte) *tradeoff.Error {
	for _, c := range cells[wekaActual : wekaPredicted+1] {
		if !startsWithClass(c) {
			return tradeoff.Errorf(tradeoff.Invalid, "%s is not a class: Weka writes them as 1:no", clipped(c)).
				WithHint("Send predictions of a class, not of a number.").At(tradeoff.Place{Column: "actual"})
		}
	}
	return nil
}

// row converts the cells of a line to those of a row: a missing class is
// empty, scores have no star, and both classes have a score.
func (w *weka) row(cells [][]byte) ([][]byte, *tradeoff.Error) {
	if bytes.HasSuffix(cells[wekaActual], []byte(":?")) {
		cells[wekaActual] = nil
	}
	for i := wekaScores; i < wekaScores+w.classes && i < len(cells); i++ {
		cells[i] = bytes.TrimPrefix(cells[i], []byte("*"))
		if w.alone {
			break
		}
	}
	if !w.alone {
		return cells, nil
	}
	class, _, _ := bytes.Cut(cells[wekaPredicted], []byte(":"))
	score := cells[wekaScores]
	x, n := parseNumber(score, '.')
	if n == 0 || n != len(score) {
		return nil, badNumber(score, "score", '.').At(tradeoff.Place{Column: "prediction"})
	}
	_, fraction, _ := bytes.Cut(score, []byte("."))
	other := strconv.AppendFloat(nil, 1-x, 'f', len(fraction), 64)
	switch string(class) {
	case "1":
		return slices.Insert(cells, wekaScores+1, other), nil
	case "2":
		return slices.Insert(cells, wekaScores, other), nil
	}
	return nil, tradeoff.Errorf(tradeoff.Invalid,
		"there are more than two classes, and only the probability of the predicted one").
		WithHint("Run Weka with -distribution, so that each class has its probability.").
		At(tradeoff.Place{Column: "predicted"})
}
