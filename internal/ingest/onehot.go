package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A oneHot is a label written as columns of 0 and 1, one for each class: in
// every row one of them is 1.
type oneHot struct {
	columns []int
	classes []string // the class of each
	name    string   // of the label that they become
}

// findOneHot looks for a one-hot label with a column of scores for each of its
// classes.
func (g *guesser) findOneHot() *tradeoff.Error {
	if len(g.options.OneHot) > 0 {
		return g.useOneHotOption()
	}
	if g.many != nil || g.label >= 0 || g.positive != "" || g.options.separateFiles || !g.header {
		return nil
	}
	for _, columns := range g.oneHotCandidates() {
		named := func(i int) bool { return g.profiles[i].binary() && !slices.Contains(columns, i) }
		if g.best(labelNames, named) >= 0 || !g.exactlyOneHot(columns) || !g.takeOneHot(columns) {
			continue
		}
		listed := g.list(func(i int) bool { return slices.Contains(columns, i) })
		f := g.serious("one_hot_labels",
			"If one of them is the label, name it with --label (parameter label): the run has two classes then.",
			"one of %s is 1 in every row: they are read as one label of %d classes", listed, len(columns))
		for _, i := range columns[:min(len(columns), 6)] {
			f.fix(strconv.Quote(clip(g.names[i]))+" is the label", "label", g.names[i])
		}
		return nil
	}
	return nil
}

// useOneHotOption uses the columns that the caller names.
func (g *guesser) useOneHotOption() *tradeoff.Error {
	columns := g.hot.columns
	wrong := func(format string, args ...any) *tradeoff.Error {
		return tradeoff.Errorf(tradeoff.Invalid, format, args...).At(tradeoff.Place{Column: g.names[columns[0]]})
	}
	switch {
	case g.options.separateFiles:
		return wrong("a one-hot label must be in the same file as its scores").
			WithHint("Move its columns into the file of the scores.")
	case g.options.Label != "":
		return wrong("the label is one column, %q, or one for each class, not both", clip(g.options.Label)).
			WithHint("Leave out --label or --one_hot (parameters label and one_hot).")
	case g.positive != "":
		return wrong("a one-hot label has no positive class").
			WithHint("Leave out --positive (parameter positive): each class is shown one-vs-rest.")
	case len(columns) < minClasses:
		return wrong("a one-hot label has a column for each class, three at least, and %d %s named", len(columns),
			plural(len(columns), "is", "are")).
			WithHint("Name all of them with --one_hot (parameter one_hot), or the label of two classes " +
				"with --label (parameter label).")
	case !g.takeOneHot(columns):
		return wrong("there is no column of scores for each of the classes %s",
			quoted(oneHotOf(g.namesOf(columns)).classes, manyNames)).
			WithHint("Name them after the classes, as in \"prob_%s\", or give them with --score (parameter "+
				"score) in the order of the classes.",
				oneHotOf(g.namesOf(columns)).classes[0])
	}
	return nil
}

// oneHotCandidates returns columns that may be a one-hot label together: all
// of 0 and 1, else those whose names share a beginning or an end.
func (g *guesser) oneHotCandidates() [][]int {
	var all []int
	for i, p := range g.profiles {
		if g.unassigned(i) && p.cells > 0 && p.zeroOrOne() {
			all = append(all, i)
		}
	}
	lists := [][]int{all}
	for _, stem := range []func(string) string{
		func(w string) string { return w[strings.LastIndexByte(w, '_')+1:] },
		func(w string) string {
			first, _, _ := strings.Cut(w, "_")
			return strings.TrimRightFunc(first, unicode.IsDigit)
		},
	} {
		at := map[string]int{}
		for _, i := range all {
			s := stem(g.words(i))
			k, ok := at[s]
			if !ok {
				k = len(lists)
				at[s] = k
				lists = append(lists, nil)
			}
			lists[k] = append(lists[k], i)
		}
	}
	return slices.DeleteFunc(lists, func(l []int) bool { return len(l) < minClasses || len(l) > maxClasses })
}

// zeroOrOne reports whether all values are 0 and 1.
func (p *profile) zeroOrOne() bool {
	for v := range p.distinct {
		if zeroOneValue(v) < 0 {
			return false
		}
	}
	return true
}

// zeroOneValue returns the 0 or 1 of a folded value, -1 if it is neither.
func zeroOneValue(folded string) int {
	switch folded {
	case "0", "false":
		return 0
	case "1", "true":
		return 1
	}
	return -1
}

// exactlyOneHot reports whether exactly one of the columns is 1 in all rows of the
// sample that have a value in each.
func (g *guesser) exactlyOneHot(columns []int) bool {
	whole := 0
	for _, r := range g.rows {
		hot, missing := 0, false
		for _, i := range columns {
			folded := foldLabel([]byte(r[i]), g.mark)
			missing = missing || g.missing(r[i], folded)
			hot += max(zeroOneValue(folded), 0)
		}
		if missing {
			continue
		}
		if hot != 1 {
			return false
		}
		whole++
	}
	return whole > 0
}

// takeOneHot assigns the roles of label and scores if each column of a
// one-hot label has a column of scores.
func (g *guesser) takeOneHot(columns []int) bool {
	hot := oneHotOf(g.namesOf(columns))
	hot.columns = columns
	for n := 2; slices.Contains(g.names, hot.name); n++ {
		hot.name = "label " + strconv.Itoa(n)
	}
	folded := make([]string, len(hot.classes))
	for k, c := range hot.classes {
		folded[k] = foldLabel([]byte(c), g.mark)
	}
	ours := func(i int) bool { return slices.Contains(columns, i) }
	other := func(f family) bool { return len(f.columns) != len(columns) }
	plan := &classPlan{families: slices.DeleteFunc(g.familiesOf(folded, ours, true), other)}
	if len(plan.families) == 0 {
		f, ok := g.ordered(len(columns), ours)
		if !ok || other(f) {
			return false
		}
		plan = &classPlan{families: []family{f}, byOrder: true, verify: true}
	}
	g.hot = &hot
	g.takeFamilies(columns[0], plan)
	for _, i := range columns {
		g.assign(i, tradeoff.OneHotRole, asLabel)
	}
	return true
}

func (g *guesser) namesOf(columns []int) (names []string) {
	for _, i := range columns {
		names = append(names, g.names[i])
	}
	return names
}

// oneHotOf names the classes of a one-hot label by the parts in which its
// column names differ: "cat" and "dog" of "is_cat" and "is_dog". The common
// part names the label.
func oneHotOf(names []string) oneHot {
	var parts [][]string
	for _, name := range names {
		parts = append(parts, strings.FieldsFunc(name, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}))
	}
	var shared []string
	strip := func(end func([]string) int, rest func([]string) []string) {
		for {
			for _, p := range parts {
				if len(p) < 2 || !strings.EqualFold(p[end(p)], parts[0][end(parts[0])]) {
					return
				}
			}
			shared = append(shared, parts[0][end(parts[0])])
			for k, p := range parts {
				parts[k] = rest(p)
			}
		}
	}
	strip(func([]string) int { return 0 }, func(p []string) []string { return p[1:] })
	slices.Reverse(shared)
	strip(func(p []string) int { return len(p) - 1 }, func(p []string) []string { return p[:len(p)-1] })
	slices.Reverse(shared) // what they begin with, and then what they end in
	hot := oneHot{name: strings.Join(shared, "_")}
	for k, p := range parts {
		class := strings.Join(p, "_")
		if class == "" || slices.Contains(hot.classes, class) {
			class = names[k]
		}
		hot.classes = append(hot.classes, class)
	}
	if stem := strings.TrimRightFunc(hot.classes[0], unicode.IsDigit); stem != "" &&
		!slices.ContainsFunc(hot.classes, func(c string) bool {
			number, ok := strings.CutPrefix(c, stem)
			return !ok || !isDigits(number)
		}) { // "y0", "y1", "y2"
		for k, c := range hot.classes {
			hot.classes[k] = strings.TrimPrefix(c, stem)
		}
		if hot.name == "" {
			hot.name = stem
		}
	}
	if hot.name == "" {
		hot.name = "label"
	}
	return hot
}

// mergeOneHot merges the columns of a one-hot label into one, which is added
// after those of the file.
func (t *assembled) mergeOneHot(parts []*part) error {
	if t.hot == nil {
		return nil
	}
	first := t.many.families[0]
	t.classNames = make([]string, len(first.columns))
	index := make([]uint16, len(t.hot.classes)) // of the score columns
	for k, name := range t.hot.classes {
		at := k
		if !t.many.byOrder {
			at = slices.Index(first.classes, foldLabel([]byte(name), t.mark))
		}
		index[k], t.classNames[at] = uint16(at), name
	}
	absent := make(map[int]bool, len(t.absent))
	for _, a := range t.absent {
		absent[a.row] = true
	}
	all := make([]uint16, 0, t.rows)
	for k, part := range parts {
		ones := make([][256]bool, len(index)) // by column and code
		for c, i := range t.hot.columns {
			for code, label := range part.columns[i].labels.classes {
				v := zeroOneValue(label.folded)
				if v < 0 {
					return tradeoff.Errorf(tradeoff.Invalid, "%q is neither 0 nor 1, in a column of a one-hot label",
						clip(label.name)).
						WithHint("Write 1 in the column of the row's class and 0 in the others, or name the label " +
							"with --label (parameter label).").
						At(t.placed(tradeoff.Place{Line: t.lines.firstLine[k] + label.line}, i))
				}
				ones[c][code] = v == 1
			}
		}
		for row := range part.rows {
			class, n := 0, 0
			for c, i := range t.hot.columns {
				if code := part.columns[i].codes[row]; code != absentCode && ones[c][code] {
					class = c
					n++
				}
			}
			if n != 1 && !absent[len(all)] {
				return tradeoff.Errorf(tradeoff.Invalid, "%s of the columns of the one-hot label (%s) is 1 in this row",
					plural(min(n, 1), "more than one", "none"), quoted(t.hot.classes, manyNames)).
					WithHint("Write 1 in the column of the row's class and 0 in the others.").
					At(t.place(t.lines.lineInFile(len(all))))
			}
			all = append(all, index[class])
		}
	}
	p := *t.plan
	p.label = len(p.columns)
	p.columns = append(slices.Clone(p.columns), planned{name: t.hot.name, role: tradeoff.LabelRole, mode: asLabel})
	t.plan = &p
	t.columns = append(t.columns, column.Column{Name: t.hot.name, Role: tradeoff.LabelRole, Classes: all})
	t.stats, t.guarded = append(t.stats, mergedStats{}), append(t.guarded, 0)
	return nil
}
