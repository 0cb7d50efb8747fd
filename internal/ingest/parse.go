package ingest

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A part is the content of one block, column by column.
type part struct {
	rows     int
	lines    int      // lines of the block
	lineOf   []uint32 // line of each row within the block, from 0; nil if it is the row itself
	columns  []values
	absent   []absence
	comments []int // lines that are comments, from 0
	charset  charset
	beyond   int             // line of the first byte beyond ASCII, from 0
	err      *tradeoff.Error // its line counted within the block; if set, ignore everything else
}

// An absence is a cell that lacks the label or number of its role, and is
// skipped together with its row.
type absence struct {
	row, column int
	infinite    bool // there is a number, and it is not finite
	line        int  // in another file than the row's; 0 if it is the row's own
}

// values are the cells of one column in one block.
type values struct {
	numbers []float64
	stats   numberStats
	codes   []uint8 // into labels
	labels  *labelSet
	texts   *column.Texts
	tally   *tally
	guarded int  // cells that lost a '
	empty   int  // first row whose text is empty, -1
	rising  bool // texts are in rising order; set for ids only
}

// numberStats summarises a column of numbers for the decisions at the end.
type numberStats struct {
	min, max     float64
	outside      int // row of the first number outside [0,1] beyond the clamp, -1
	clamp        int // numbers outside [0,1] within the clamp
	absent       int // cells without a number, stored as NaN
	percent      int // numbers with a percent sign
	firstPercent int // row of the first of them, -1
	lastPercent  int // row of the last of them, -1
	firstPlain   int // row of the first number without, -1
	negative     int // row of the first number below 0, -1
}

// clampWidth is how far a probability may be outside [0,1] because of
// rounding.
const clampWidth = 1e-6

// A tally counts distinct values up to a maximum.
type tally struct {
	seen     map[string]struct{}
	overflow bool
	words    bool // some value is not an integer
	last     string
}

func newTally() *tally { return &tally{seen: map[string]struct{}{}} }

func (t *tally) add(value []byte) {
	if t.overflow || string(value) == t.last && len(t.seen) > 0 {
		return
	}
	if _, ok := t.seen[string(value)]; !ok {
		t.seen[string(value)] = struct{}{}
		if x, n := parseNumber(value, '.'); len(value) > 0 && (n != len(value) || x != math.Trunc(x)) {
			t.words = true
		}
		t.overflow = len(t.seen) > maxTextGroups
	}
	t.last = string(value)
}

// merge adds the values of u.
func (t *tally) merge(u *tally) {
	for v := range u.seen {
		t.seen[v] = struct{}{}
	}
	t.words = t.words || u.words
	t.overflow = t.overflow || u.overflow || len(t.seen) > maxTextGroups
}

// group reports whether the values, of n rows, are groups.
func (t *tally) group(n int) bool {
	k := len(t.seen)
	if _, ok := t.seen[""]; ok {
		k--
	}
	return !t.overflow && k >= 2 && 2*k <= n && k <= maxGroups(!t.words)
}

// A parser converts rows to parts. It belongs to one goroutine.
type parser struct {
	*plan
	limits Limits
	texts  []textBuffer // memory for each text column
	latin  []byte       // memory of a block in UTF-8

	isLatin bool // bytes that are not UTF-8 are known to be Windows-1252
	rows    int  // of the last part: how many to expect
}

type textBuffer struct {
	data []byte
	ends []uint32
}

// append adds a text.
func (b *textBuffer) append(text []byte) {
	b.data = append(b.data, text...)
	b.ends = append(b.ends, uint32(len(b.data)))
}

// appendWords appends the first n bytes of src in words of eight bytes, which
// is faster than append for short ids. src must extend to the end of the last
// word.
func (b *textBuffer) appendWords(src []byte, n int) {
	end := len(b.data) + n
	if cap(b.data) < end+8 {
		b.data = slices.Grow(b.data, n+8)
	}
	dst := b.data[len(b.data) : end+8]
	for i := 0; i < n; i += 8 {
		binary.LittleEndian.PutUint64(dst[i:], binary.LittleEndian.Uint64(src[i:]))
	}
	b.data = b.data[:end]
	b.ends = append(b.ends, uint32(end))
}

// rising reports whether each text comes after the one before it.
func (b *textBuffer) rising() bool {
	var previous []byte
	from := uint32(0)
	for i, to := range b.ends {
		text := b.data[from:to]
		if i > 0 && !before(previous, text) {
			return false
		}
		previous, from = text, to
	}
	return true
}

func newParser(p *plan, limits Limits) *parser {
	return &parser{plan: p, limits: limits, texts: make([]textBuffer, len(p.columns))}
}

// begin returns an empty part.
func (p *parser) begin() *part {
	out := &part{columns: make([]values, len(p.columns))}
	for i := range out.columns {
		out.columns[i] = p.values(i, p.rows+p.rows/16)
		p.texts[i].data, p.texts[i].ends = p.texts[i].data[:0], p.texts[i].ends[:0]
	}
	return out
}

// values returns column i of a part without cells, with room for about rows
// of them.
func (p *parser) values(i, rows int) values {
	v := values{empty: -1}
	switch p.columns[i].mode {
	case asNumber:
		v.numbers = make([]float64, 0, rows)
		v.stats = numberStats{firstPercent: -1, lastPercent: -1, firstPlain: -1}
	case asLabel:
		v.codes = make([]uint8, 0, rows)
		v.labels = p.newLabelSet()
	case asTally:
		v.tally = newTally()
	}
	return v
}

// end completes a part once it has all rows.
func (p *parser) end(out *part) {
	for i := range out.columns {
		switch p.columns[i].mode {
		case asNumber:
			out.columns[i].sum()
		case asText, asTally:
			b := &p.texts[i]
			out.columns[i].texts = column.NewTexts(bytes.Clone(b.data), slices.Clone(b.ends))
			out.columns[i].rising = p.columns[i].role == tradeoff.IDRole && b.rising()
		}
	}
	p.rows = out.rows
	p.progress.add(out.rows)
}

// startRow begins the next row, at the given line.
func (out *part) startRow(line int) {
	if out.lineOf == nil {
		if line == out.rows {
			return
		}
		out.lineOf = make([]uint32, out.rows, out.rows+1024)
		for i := range out.lineOf {
			out.lineOf[i] = uint32(i)
		}
	}
	out.lineOf = append(out.lineOf, uint32(line))
}

// keep stores the cells of the row at the given line.
func (p *parser) keep(cells [][]byte, line int, out *part) *tradeoff.Error {
	out.startRow(line)
	for i, cell := range cells {
		if err := p.store(i, cell, line, out); err != nil {
			err.Place.Column = p.columns[i].name
			return err
		}
	}
	out.rows++
	return nil
}

// store stores a cell of column i.
func (p *parser) store(i int, cell []byte, line int, out *part) *tradeoff.Error {
	if len(cell) > p.limits.Field {
		return checkSizes(p.limits, len(cell), 0, 0)
	}
	v := &out.columns[i]
	if p.columns[i].mode != asLabel {
		cell = unquotedText(cell)
	}
	switch p.columns[i].mode {
	case asNumber:
		return p.number(i, cell, out)
	case asLabel:
		code, err := v.labels.code(cell, line)
		if err != nil {
			if !p.skipMissing || !p.missing(string(cell), foldLabel(cell, p.mark)) {
				return err
			}
			code = absentCode
			out.absent = append(out.absent, absence{row: len(v.codes), column: i})
		}
		v.codes = append(v.codes, code)
	case asText, asTally:
		p.texts[i].append(v.text(cell, len(p.texts[i].ends)))
	}
	return nil
}

// text updates the statistics of a text cell, and returns the text.
func (v *values) text(cell []byte, row int) []byte {
	text := unguard(cell)
	if len(text) != len(cell) {
		v.guarded++
	}
	if len(text) == 0 && v.empty < 0 {
		v.empty = row
	}
	if v.tally != nil {
		v.tally.add(text)
	}
	return text
}

// number stores a cell of column i that must be a finite number.
func (p *parser) number(i int, cell []byte, out *part) *tradeoff.Error {
	v := &out.columns[i]
	row := len(v.numbers)
	x, f, ok := cellNumber(cell, p.mark)
	if !ok {
		missing, infinite := notFinite(cell, p.mark)
		if missing && p.columns[i].blank {
			v.numbers = append(v.numbers, math.NaN())
			return nil
		}
		if !p.skipMissing || !missing && !infinite {
			return badNumber(cell, string(p.columns[i].role), p.mark)
		}
		v.stats.absent++
		v.numbers = append(v.numbers, math.NaN())
		out.absent = append(out.absent, absence{row: row, column: i, infinite: infinite})
		return nil
	}
	if f == percentForm {
		st := &v.stats
		if st.percent == 0 {
			st.firstPercent = row
		}
		v.findPlain()
		st.lastPercent = row
		st.percent++
	}
	v.numbers = append(v.numbers, x)
	return nil
}

// findPlain finds the first number without a percent sign after the last one
// with it, if there was none before.
func (v *values) findPlain() {
	st := &v.stats
	for row := st.lastPercent + 1; st.firstPlain < 0 && row < len(v.numbers); row++ {
		if !math.IsNaN(v.numbers[row]) {
			st.firstPlain = row
		}
	}
}

// sum completes the stats of a column of numbers.
func (v *values) sum() {
	v.findPlain()
	v.stats.measure(v.numbers)
}

// measure updates the statistics of the numbers. NaN is a missing number.
func (st *numberStats) measure(numbers []float64) {
	st.min, st.max, st.clamp, st.outside, st.negative = math.Inf(1), math.Inf(-1), 0, -1, -1
	for _, x := range numbers {
		if x < st.min {
			st.min = x
		}
		if x > st.max {
			st.max = x
		}
	}
	if st.min >= 0 && st.max <= 1 {
		return
	}
	for row, x := range numbers {
		switch {
		case x >= 0 && x <= 1, math.IsNaN(x):
			continue
		case x >= -clampWidth && x <= 1+clampWidth:
			st.clamp++
		case st.outside < 0:
			st.outside = row
		}
		if x < 0 && st.negative < 0 {
			st.negative = row
		}
	}
}
