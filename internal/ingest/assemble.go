package ingest

import (
	"runtime"
	"slices"
	"sort"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// An assembled is a whole table: its parts put together.
type assembled struct {
	*plan
	rows    int
	columns []column.Column // one for each column of the file
	stats   []mergedStats
	labels  labelSet
	sides   []uint8
	sets    []labelSides // by column, of labels of two classes
	lines   lineIndex
	absent  []absence // in the order of the rows
	guarded []int     // cells that lost a ', by column
	rising  bool      // each id comes after the one before it
	noID    int       // first row whose id is empty, -1

	unpaired   bool     // ids repeat
	classNames []string // in the order of the score columns, if there are many
}

// labelSides are the labels of a column, each with whether it is the positive
// class.
type labelSides struct {
	labels labelSet
	sides  []uint8
}

// mergedStats are the numberStats of a whole column.
type mergedStats struct{ numberStats }

// A lineIndex maps a row to its line; in formats without lines, to its row
// number.
type lineIndex struct {
	firstRow  []int // of each part, those that are skipped included
	firstLine []int // line, from 1, that the part begins with
	lineOf    [][]uint32
	skipped   []int   // rows that are left out, in order
	only      []int32 // the rows of one model, nil: all
}

// line returns the line of a row, counted from 1, the header included.
func (x *lineIndex) line(row int) int {
	if x.only != nil {
		row = int(x.only[row])
	}
	// Count the skipped rows at or before this one: skipped[k]-k is the
	// number of kept rows before the k-th skipped row.
	row += sort.Search(len(x.skipped), func(k int) bool { return x.skipped[k]-k > row })
	return x.lineInFile(row)
}

// lineInFile returns the line of a row in a numbering that includes skipped
// rows.
func (x *lineIndex) lineInFile(row int) int {
	k := sort.SearchInts(x.firstRow, row+1) - 1
	i := row - x.firstRow[k]
	if x.lineOf[k] != nil {
		i = int(x.lineOf[k][i])
	}
	return x.firstLine[k] + i
}

// assemble puts the parts of a file together. header is the number of lines
// before the first part.
func assemble(p *plan, parts []*part, header int) (*assembled, error) {
	t := &assembled{plan: p, columns: make([]column.Column, len(p.columns)), stats: make([]mergedStats, len(p.columns)),
		guarded: make([]int, len(p.columns)), noID: -1, sets: make([]labelSides, len(p.columns))}
	line := header + 1
	first := [latin + 1]int{} // line of each charset
	for _, part := range parts {
		if e := part.err; e != nil {
			if e.Place.Line > 0 {
				e.Place.Line += line - 1
			}
			return nil, e
		}
		t.lines.firstRow = append(t.lines.firstRow, t.rows)
		t.lines.firstLine = append(t.lines.firstLine, line)
		t.lines.lineOf = append(t.lines.lineOf, part.lineOf)
		for _, a := range part.absent {
			a.row += t.rows
			t.absent = append(t.absent, a)
		}
		if first[part.charset] == 0 {
			first[part.charset] = line + part.beyond
		}
		t.rows += part.rows
		line += part.lines
	}
	if err := t.checkCharset(first[wide], first[latin]); err != nil {
		return nil, err
	}
	if t.rows == 0 {
		return nil, noRows()
	}
	// Columns are assembled independently, on all cores.
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range p.columns {
		t.columns[i] = column.Column{Name: c.name, Role: c.role}
		group.Go(func() error {
			switch c.mode {
			case asNumber:
				t.mergeNumbers(i, parts)
			case asLabel:
				if c.role == tradeoff.LabelRole { // see useScoresOfPositive and mergeOneHot for others
					return t.mergeLabels(i, parts)
				}
			case asText, asTally:
				t.mergeTexts(i, parts)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if t.label >= 0 && t.hot == nil {
		t.labels, t.sides = t.sets[t.label].labels, t.sets[t.label].sides
	}
	if err := t.useScoresOfPositive(parts); err != nil {
		return nil, err
	}
	if err := t.mergeOneHot(parts); err != nil {
		return nil, err
	}
	t.combineLogits()
	t.complementNegatives()
	return t, nil
}

// checkCharset adds a finding if the text is not in UTF-8, and refuses a text
// in two character sets. The lines are those of the first byte that shows the
// set, 0 if there is none.
func (t *assembled) checkCharset(utf8, latin int) error {
	switch {
	case latin == 0:
		return nil
	case utf8 > 0:
		return tradeoff.Errorf(tradeoff.Invalid, "line %d is written in UTF-8, and line %d in Windows-1252 (Latin-1)", utf8,
			latin).
			WithHint("Save the whole file as UTF-8.").At(tradeoff.Place{Line: max(utf8, latin)})
	}
	t.findings = append(slices.Clone(t.findings),
		finding("latin1", "Save the file as UTF-8 (in Excel: CSV UTF-8) if letters look wrong.",
			"the text is not UTF-8 and is read as Windows-1252 (Latin-1), from line %d on", latin))
	return nil
}

// mergeNumbers takes the numbers of column i from the parts.
func (t *assembled) mergeNumbers(i int, parts []*part) {
	all := make([]float64, 0, t.rows)
	for k, part := range parts {
		v := &part.columns[i]
		first := len(all)
		all = append(all, v.numbers...)
		v.numbers = nil
		if k == 0 {
			t.stats[i] = mergedStats{v.stats}
			continue
		}
		t.stats[i].add(v.stats, first)
	}
	t.columns[i].Floats = all
}

// add adds the stats of a part whose first row is row.
func (s *mergedStats) add(u numberStats, row int) {
	s.min, s.max = min(s.min, u.min), max(s.max, u.max)
	s.clamp += u.clamp
	s.absent += u.absent
	s.percent += u.percent
	for _, first := range []struct {
		mine   *int
		theirs int
	}{{&s.outside, u.outside}, {&s.firstPercent, u.firstPercent}, {&s.firstPlain, u.firstPlain},
		{&s.negative, u.negative}} {
		if *first.mine < 0 && first.theirs >= 0 {
			*first.mine = row + first.theirs
		}
	}
}

// mergeLabels takes the labels of column i from the parts and decides which
// class is positive.
func (t *assembled) mergeLabels(i int, parts []*part) error {
	of := &t.sets[i]
	of.labels.notation = t.notation
	maps := make([][]int, len(parts))
	for k, part := range parts {
		set := part.columns[i].labels
		of.labels.fixed += set.fixed
		for _, c := range set.classes {
			c.line += t.lines.firstLine[k]
			code := of.labels.add(c)
			if code < 0 {
				code = maxClasses // irrelevant: far too many labels
			}
			maps[k] = append(maps[k], code)
		}
	}
	if t.many != nil {
		t.labels = of.labels
		return t.mergeClasses(i, parts, maps)
	}
	sides, err := of.labels.sides(Classes{t.positive, t.negative}, t.expected)
	if err != nil {
		return err.At(t.placed(err.Place, i))
	}
	of.sides = sides
	all := make([]uint8, 0, t.rows)
	for k, part := range parts {
		var side [256]uint8
		for code, class := range maps[k] {
			side[code] = sides[class]
		}
		v := &part.columns[i]
		for _, code := range v.codes {
			all = append(all, side[code])
		}
		v.codes = nil
	}
	t.columns[i].Labels = all
	return nil
}

// mergeTexts takes the texts of column i from the parts, and decides whether
// they form groups.
func (t *assembled) mergeTexts(i int, parts []*part) {
	all := &column.Texts{}
	var tally *tally
	if i == t.id {
		t.risingIDs(parts)
	}
	for _, part := range parts {
		v := &part.columns[i]
		all.Join(v.texts)
		v.texts = nil
		t.guarded[i] += v.guarded
		switch {
		case v.tally == nil:
		case tally == nil:
			tally = v.tally
		default:
			tally.merge(v.tally)
		}
	}
	t.columns[i].Texts = all
	if tally != nil && tally.group(t.rows) {
		t.columns[i].Role = tradeoff.GroupRole
	}
}

// risingIDs combines what the parts found about the order of the ids.
func (t *assembled) risingIDs(parts []*part) {
	t.rising = true
	var previous []byte
	for k, part := range parts {
		v := &part.columns[t.id]
		if v.empty >= 0 && t.noID < 0 {
			t.noID = t.lines.firstRow[k] + v.empty
		}
		if part.rows == 0 {
			continue
		}
		t.rising = t.rising && v.rising && (previous == nil || before(previous, v.texts.At(0)))
		previous = v.texts.At(part.rows - 1)
	}
}

// fault is an error in a row of column i.
func (t *assembled) fault(i, row int, format string, args ...any) *tradeoff.Error {
	return tradeoff.Errorf(tradeoff.Invalid, format, args...).
		At(t.placed(tradeoff.Place{Line: t.lines.line(row)}, i))
}

// placed adds column i to a place given by its line.
func (t *assembled) placed(p tradeoff.Place, i int) tradeoff.Place {
	p = t.place(p.Line)
	p.Column = t.columns[i].Name
	return p
}

// where returns the place of a row as part of a sentence.
func (t *assembled) where(row int) string { return t.place(t.lines.line(row)).String() }
