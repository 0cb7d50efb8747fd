package ingest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A classPlan says which columns hold the scores of a run with three or more
// classes: one for each.
type classPlan struct {
	families []family
	byOrder  bool // no column is named after a class
	verify   bool // the scores must bear out which column belongs to which class
}

// A family is the score columns of one run, one for each class.
type family struct {
	name    string   // what their names share, "prob" of "prob_setosa"; may be ""
	columns []int    // in file order
	classes []string // the class of each as its column names it; nil if by order
}

// fewestClasses is how many score columns make a run of many classes. Two are a
// probability and its complement.
const fewestClasses = 3

// A classLabel is a column that may be the label of many classes, with the scores
// that are named after its values.
type classLabel struct {
	column   int
	families []family
}

// findClasses looks for a label with a column of scores for each of its values.
// Files of two classes are left to the other steps.
func (g *guesser) findClasses() *tradeoff.Error {
	if g.hot != nil {
		return nil // the caller names it
	}
	if g.sample.classes != nil {
		return g.takeClasses(g.label, g.sample.classes)
	}
	labels := g.labelCandidates()
	var found []classLabel
	for _, label := range labels {
		firm := g.label >= 0 || rank(labelNames, g.names[label]) >= 0
		if families := g.familiesOf(g.profiles[label].values(), only(label), firm); len(families) > 0 {
			found = append(found, classLabel{label, families})
		}
	}
	if len(found) > 0 {
		label, err := g.chooseClassLabel(found)
		if err != nil {
			return err
		}
		return g.takeClasses(label.column, &classPlan{families: label.families, verify: numbersAlone(label.families[0])})
	}
	// Order tells less than names: only the one label that can be meant is tried, and
	// only if no class has a column of its name.
	if len(labels) == 0 || g.label < 0 && rank(labelNames, g.names[labels[0]]) < 0 && (len(labels) > 1 || g.anyBinary()) {
		return nil
	}
	if err := g.someNamed(labels[0]); err != nil {
		return err
	}
	if f, ok := g.ordered(len(g.profiles[labels[0]].distinct), only(labels[0])); ok {
		return g.takeClasses(labels[0], &classPlan{families: []family{f}, byOrder: true, verify: true})
	}
	return nil
}

// numbersAlone reports whether a family is named after its classes by numbers only,
// beside words that do not say score: "x_1" may be any first column.
func numbersAlone(f family) bool {
	return f.name != "" && !saysAnyScore(f.name) && !slices.ContainsFunc(f.classes, func(c string) bool { return !isDigits(c) })
}

// chooseClassLabel chooses among the columns whose values name columns of scores.
// One that always names the class with the highest score is a prediction if
// another is not; a name decides before values do.
func (g *guesser) chooseClassLabel(found []classLabel) (classLabel, *tradeoff.Error) {
	predicts := func(l classLabel) bool { return g.argmax(l.column, l.families[0]) }
	same := func(l classLabel) bool { return l.column != found[0].column && g.equal(l.column, found[0].column) }
	found = slices.DeleteFunc(slices.Clone(found), same)
	if told := slices.DeleteFunc(slices.Clone(found),
		func(l classLabel) bool { return namesGroup(g.names[l.column]) }); len(told) > 0 {
		found = told // a fold is no label
	}
	ranked := slices.DeleteFunc(slices.Clone(found), func(l classLabel) bool { return rank(labelNames, g.names[l.column]) < 0 })
	truths := slices.DeleteFunc(slices.Clone(found), predicts)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(ranked) == 1 && (!predicts(ranked[0]) || len(truths) == 0):
		return ranked[0], nil
	case len(ranked) > 1:
		if truths = slices.DeleteFunc(ranked, predicts); len(truths) == 1 {
			return truths[0], nil
		}
	}
	var columns []int
	for _, l := range found {
		columns = append(columns, l.column)
	}
	return classLabel{}, g.columnFixes(tradeoff.Errorf(tradeoff.Invalid, "which column is the label? The values of %s name the columns of scores",
		g.list(func(i int) bool { return slices.Contains(columns, i) })).
		WithHint("Name it with --label (parameter label)."), tradeoff.LabelRole, columns)
}

// someNamed refuses scores of which some are named after a value of the label
// while others of its values have none: by their order they could be anything.
func (g *guesser) someNamed(label int) *tradeoff.Error {
	values := g.profiles[label].values()
	if len(values) < fewestClasses || len(values) > maxClasses {
		return nil
	}
	for _, f := range g.matched(values, only(label)) {
		whole := g.withAbsent(f, only(label))
		if len(whole.columns) < fewestClasses || f.name != "" && scoreRank(f.name) < 0 && !g.addUp(whole.columns) {
			continue
		}
		for _, v := range values {
			if slices.Contains(f.classes, v) {
				continue
			}
			e := tradeoff.Errorf(tradeoff.Invalid, "no column holds the scores of the class %q; there are columns for %s",
				clip(v), quoted(f.classes, manyNames))
			line := g.lines + 1 + slices.Index(g.folds(label), v)
			for row, folded := range g.folds(label) {
				if folded == v { // as the file spells it
					e.Message = strings.Replace(e.Message, strconv.Quote(clip(v)), strconv.Quote(clip(strings.TrimSpace(g.rows[row][label]))), 1)
					break
				}
			}
			place := g.place(line)
			place.Column = g.names[label]
			return e.WithHint("Add the column, name it after the class, or take the rows of this class out.").At(place)
		}
	}
	return nil
}

// anyBinary reports whether a column without a role has two values.
func (g *guesser) anyBinary() bool {
	for i, p := range g.profiles {
		if g.free(i) && p.binary() {
			return true
		}
	}
	return false
}

func only(i int) func(int) bool { return func(k int) bool { return k == i } }

// labelCandidates returns the columns that may hold the labels of many classes:
// the one that the caller names, else those called label, best first, else any
// other of few values.
func (g *guesser) labelCandidates() (list []int) {
	if g.label >= 0 {
		return []int{g.label}
	}
	if g.header {
		for r := range labelNames {
			for i, name := range g.names {
				if g.free(i) && rank(labelNames, name) == r {
					list = append(list, i)
				}
			}
		}
	}
	for i := range g.names {
		if k := len(g.profiles[i].distinct); g.free(i) && !slices.Contains(list, i) && !g.namesPrediction(g.names[i]) &&
			!g.profiles[i].fraction() && k >= fewestClasses && k <= maxClasses {
			list = append(list, i)
		}
	}
	return list
}

// takeClasses settles label and scores.
func (g *guesser) takeClasses(label int, many *classPlan) *tradeoff.Error {
	if g.positive != "" {
		return tradeoff.Errorf(tradeoff.Invalid, "%q has more than two values, and --positive %q (parameter positive) names one of two classes",
			clip(g.names[label]), clip(g.positive)).
			WithHint("Leave it out: each class is then shown against all others.")
	}
	if g.label < 0 && rank(labelNames, g.names[label]) < 0 && g.header {
		g.serious("label_guessed", "Go on if the label is "+strconv.Quote(g.names[label])+", else name its column with --label (parameter label).",
			"no column is called label; the values of %q name the columns of scores", g.names[label])
	}
	g.takeFamilies(label, many)
	g.assign(label, tradeoff.LabelRole, asLabel)
	return nil
}

// takeFamilies settles the scores that go with a label.
func (g *guesser) takeFamilies(label int, many *classPlan) {
	many.families = g.withoutLogits(g.withoutHard(many.families))
	g.many = many
	g.label = label
	for _, f := range many.families {
		for _, i := range f.columns {
			g.assign(i, tradeoff.ScoreRole, asNumber)
		}
	}
	if len(many.families) > 1 {
		var names []string
		for _, f := range many.families {
			names = append(names, strconv.Quote(clip(f.name)))
		}
		g.note("several_scores", "Leave out with --ignore (parameter ignore) what is no score of a model.",
			"the columns that begin with %s are read as %d runs on the same test set", strings.Join(names, ", "), len(names))
	}
}

// withoutHard leaves out the families of predicted classes, one-hot, unless all are.
func (g *guesser) withoutHard(families []family) []family {
	hard := func(f family) bool {
		return !slices.ContainsFunc(f.columns, func(i int) bool { return !g.profiles[i].hot() })
	}
	left := slices.DeleteFunc(slices.Clone(families), hard)
	if len(left) == 0 || len(left) == len(families) {
		return families
	}
	for _, f := range families {
		if hard(f) {
			for _, i := range f.columns {
				g.assign(i, tradeoff.IgnoreRole, skipped)
			}
			g.note("prediction_ignored", "", "the columns that begin with %q hold predicted classes and are ignored",
				clip(f.name))
		}
	}
	return left
}

// withoutLogits leaves out the families that are the logits of another one's
// probabilities: they order the classes alike in every row.
func (g *guesser) withoutLogits(families []family) []family {
	var left []family
	for _, f := range families {
		k := slices.IndexFunc(families, func(p family) bool {
			return !g.addUp(f.columns) && g.addUp(p.columns) &&
				g.orderAlike(f, p)
		})
		if k < 0 {
			left = append(left, f)
			continue
		}
		g.note("logits_ignored", "",
			"the columns that begin with %q order the classes as those that begin with %q do, and are ignored",
			clip(f.name), clip(families[k].name))
		for _, i := range f.columns {
			g.assign(i, tradeoff.IgnoreRole, skipped)
		}
	}
	return left
}

// orderAlike reports whether two families order the classes alike in every row.
func (g *guesser) orderAlike(a, b family) bool {
	if len(a.columns) != len(b.columns) || len(g.rows) < minEvidence {
		return false
	}
	var pairs [][2]int
	for k, i := range a.columns {
		j := k
		if a.classes != nil && b.classes != nil {
			if j = slices.Index(b.classes, a.classes[k]); j < 0 {
				return false
			}
		}
		pairs = append(pairs, [2]int{i, b.columns[j]})
	}
	for row := range g.rows {
		slices.SortFunc(pairs, func(x, y [2]int) int {
			return cmp.Compare(g.numbers(x[1])[row],
				g.numbers(y[1])[row])
		})
		if !slices.IsSortedFunc(pairs, func(x, y [2]int) int {
			if g.numbers(x[1])[row] == g.numbers(y[1])[row] {
				return 0
			}
			return cmp.Compare(g.numbers(x[0])[row], g.numbers(y[0])[row])
		}) {
			return false
		}
	}
	return true
}

// words returns the words of the name of column i.
func (g *guesser) words(i int) string {
	if g.lower == nil {
		for _, name := range g.names {
			g.lower = append(g.lower, words(name))
		}
	}
	return g.lower[i]
}

// namedAfter are the columns that may hold the scores of a class, and where in
// their list those are that may be named after it. With them a label is looked up
// by its values, however many columns there are.
type namedAfter struct {
	columns []int
	places  bool             // all names end in a number in brackets, from 0 up: places in an array
	at      map[string][]int // by class, see classReadings
}

// scoreColumns returns the columns that may hold the scores of a class: those
// that the caller names, else all numbers without another role.
func (g *guesser) scoreColumns() *namedAfter {
	if g.named != nil {
		return g.named
	}
	e := &namedAfter{columns: g.scores, at: map[string][]int{}}
	if len(g.scores) == 0 {
		for i, p := range g.profiles {
			if g.free(i) && p.numeric() && rank(predictedNames, g.names[i]) < 0 {
				e.columns = append(e.columns, i)
			}
		}
	}
	bracketed := 0
	for k, i := range e.columns {
		if inBrackets(g.names[i]) {
			bracketed++
		}
		readings := append(g.readings(i), classReading{class: exactly + foldLabel([]byte(g.names[i]), g.mark)})
		for _, r := range readings {
			if n := len(e.at[r.class]); n == 0 || e.at[r.class][n-1] != k {
				e.at[r.class] = append(e.at[r.class], k)
			}
		}
	}
	e.places = bracketed >= fewestClasses
	g.named = e
	return e
}

// exactly stands before a name that is a class as it is spelled, which may have no
// letters or digits at all.
const exactly = "="

// familiesOf returns the families of columns that are named after the values of
// a label, apart from its own columns. If it is not known to be the label, only
// scores by their sums or their names are believed.
func (g *guesser) familiesOf(values []string, own func(int) bool, firm bool) []family {
	list := g.matched(values, own)
	return slices.DeleteFunc(list, func(f family) bool { return !g.complete(&list, f, values, own, firm) })
}

// matched returns the columns that are named after any of the values of a label,
// in families of the same other words.
func (g *guesser) matched(values []string, own func(int) bool) (list []family) {
	if len(values) == 0 || len(values) > maxClasses {
		return nil
	}
	scores := g.scoreColumns()
	after := map[int][]int{} // the values that a column may be named after, by its place
	for v, value := range values {
		for _, k := range slices.Concat(scores.at[squeeze(value)], scores.at[exactly+value]) {
			if n := len(after[k]); !own(scores.columns[k]) && (n == 0 || after[k][n-1] != v) {
				after[k] = append(after[k], v)
			}
		}
	}
	for _, place := range slices.Sorted(maps.Keys(after)) {
		i := scores.columns[place]
		v, stem := g.classNamed(i, values, after[place])
		k := slices.IndexFunc(list, func(f family) bool { return f.name == stem })
		if k < 0 {
			k = len(list)
			list = append(list, family{name: stem})
		}
		list[k].columns = append(list[k].columns, i)
		list[k].classes = append(list[k].classes, values[v])
	}
	// A number in brackets is a place unless all classes are such numbers.
	return slices.DeleteFunc(list, func(f family) bool {
		return scores.places && len(f.classes) < len(values) && inBrackets(g.names[f.columns[0]])
	})
}

// complete reports whether a family has a column for each of the values and is
// one by its sums or its names. It adds the columns of classes that do not occur
// in the sample.
func (g *guesser) complete(list *[]family, f family, values []string, own func(int) bool, firm bool) bool {
	k := slices.IndexFunc(*list, func(x family) bool { return x.name == f.name })
	named := make(map[string]bool)
	for _, c := range f.classes {
		if named[c] {
			return false // two columns for one class
		}
		named[c] = true
	}
	if len(named) < len(values) {
		return false
	}
	whole := g.withAbsent(f, own)
	if len(whole.columns) < fewestClasses || len(whole.columns) > maxClasses {
		return false
	}
	switch sums := g.addUp(f.columns); {
	case sums:
		return len(f.columns) >= fewestClasses
	case g.addUp(whole.columns):
	case len(values) >= fewestClasses && (firm || f.name == "" || scoreRank(f.name) >= 0):
		// Logits and scores need not add up to anything: only names tell.
		if f.name == "" {
			return true
		}
	default:
		return false
	}
	(*list)[k] = whole
	return true
}

// withAbsent adds to a family the columns that begin as its own do: those of
// classes that have no rows in the sample.
func (g *guesser) withAbsent(f family, own func(int) bool) family {
	whole := family{name: f.name}
	for _, i := range g.scoreColumns().columns {
		if own(i) || len(whole.columns) > maxClasses {
			continue
		}
		if k := slices.Index(f.columns, i); k >= 0 {
			whole.columns, whole.classes = append(whole.columns, i), append(whole.classes, f.classes[k])
			continue
		}
		readings := g.readings(i)
		if k := slices.IndexFunc(readings, func(r classReading) bool { return r.stem == f.name && f.name != "" }); k >= 0 {
			whole.columns, whole.classes = append(whole.columns, i), append(whole.classes, readings[k].text)
		}
	}
	return whole
}

// classNamed returns which of some of the folded values column i is named after,
// and what else its name says. Of several the one that is spelled most alike
// counts: "p_-1" is named after -1 rather than 1.
func (g *guesser) classNamed(i int, values []string, some []int) (value int, stem string) {
	best := -1
	lower := strings.ToLower(strings.TrimRight(g.names[i], ")]} "))
	for _, v := range some {
		alike := 0
		if values[v] == foldLabel([]byte(g.names[i]), g.mark) {
			return v, ""
		}
		if strings.HasSuffix(lower, values[v]) || strings.HasPrefix(lower, values[v]) {
			alike = len(values[v])
		}
		if alike > best {
			value, best = v, alike
		}
	}
	for _, r := range g.readings(i) {
		if r.class == squeeze(values[value]) {
			return value, r.stem
		}
	}
	return value, ""
}

// rowSumTolerance is how far the probabilities of a row may be from adding up to
// one, and rowSumExact how far they are without anything to say about it.
const (
	rowSumTolerance = 1e-3
	rowSumExact     = 1e-6
)

// ordered returns columns that can only be matched with the values of a label by
// their order: numbered ones, or else all that add up to one. The label's own
// columns are none.
func (g *guesser) ordered(values int, own func(int) bool) (family, bool) {
	if values < fewestClasses || values > maxClasses {
		return family{}, false
	}
	columns := slices.DeleteFunc(slices.Clone(g.scoreColumns().columns), func(i int) bool { return own(i) || rank(weightNames, g.names[i]) >= 0 })
	if len(g.scores) >= fewestClasses {
		return family{columns: columns}, len(columns) >= values
	}
	stems := make(map[string][]int)
	var order []string
	for _, i := range columns {
		stem := strings.TrimRightFunc(g.words(i), unicode.IsDigit)
		if stem == g.words(i) {
			continue
		}
		if stems[stem] == nil {
			order = append(order, stem)
		}
		stems[stem] = append(stems[stem], i)
	}
	for _, stem := range order {
		if list := stems[stem]; len(list) >= values && (g.addUp(list) || len(list) == values && scoreRank(strings.Trim(stem, "_")) >= 0) {
			return family{name: strings.Trim(stem, "_"), columns: list}, true
		}
	}
	fractions := slices.DeleteFunc(slices.Clone(columns), func(i int) bool { return g.profiles[i].unit < g.profiles[i].numbers })
	return family{columns: fractions}, len(fractions) == values && g.addUp(fractions)
}

// --- the whole file ---

// scoreColumns returns the columns of scores, of two classes or of many.
func (t *table) scoreColumns() (list []int) {
	for i, c := range t.plan.columns {
		if c.role == tradeoff.ScoreRole {
			list = append(list, i)
		}
	}
	return list
}

// joinClasses gives every row the index of its class. maps has the number of
// every label of a part among all labels.
func (t *table) joinClasses(i int, parts []*part, maps [][]int) error {
	index, refusal := t.indexClasses()
	if refusal != nil {
		return refusal.At(t.placed(refusal.Place, i))
	}
	all := make([]uint16, 0, t.rows)
	for k, part := range parts {
		v := &part.columns[i]
		for _, code := range v.codes {
			if int(code) < len(maps[k]) {
				all = append(all, uint16(index[maps[k][code]]))
			} else {
				all = append(all, 0) // a row that is left out
			}
		}
		v.codes = nil
	}
	t.columns[i].Classes = all
	return nil
}

// indexClasses returns for each label of the file the index of its class, and
// settles what the classes are called.
func (t *table) indexClasses() (index []int, refusal *tradeoff.Error) {
	labels, first := t.labels.classes, t.many.families[0]
	index = make([]int, len(labels))
	t.classNames = make([]string, len(first.columns))
	if t.many.byOrder {
		return index, t.indexByOrder(index)
	}
	copy(t.classNames, first.classes)
	for l, c := range labels {
		k := slices.Index(first.classes, c.folded)
		if k < 0 {
			k = slices.IndexFunc(first.classes, func(name string) bool { return squeeze(name) == squeeze(c.folded) && squeeze(name) != "" })
		}
		if k < 0 {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "no column holds the scores of the class %q; there are columns for %s",
				clip(c.name), quoted(first.classes, manyNames)).
				WithHint("Add the column, or take the rows of this class out.").
				At(tradeoff.Place{Line: c.line})
		}
		index[l] = k
		t.classNames[k] = c.name
	}
	return index, nil
}

// indexByOrder matches labels with columns by their order: whole numbers from 0
// or 1 on as they count, all others as they are sorted by most programs.
func (t *table) indexByOrder(index []int) *tradeoff.Error {
	labels, columns := t.labels.classes, t.many.families[0].columns
	for _, from := range []int{0, 1} {
		counts := true
		for l, c := range labels {
			n, err := strconv.Atoi(c.folded)
			counts = counts && err == nil && n >= from && n-from < len(columns)
			index[l] = n - from
		}
		if counts {
			for k := range t.classNames {
				t.classNames[k] = strconv.Itoa(k + from)
			}
			return nil
		}
	}
	if len(labels) != len(columns) {
		e := tradeoff.Errorf(tradeoff.Invalid, "there are %d columns of scores and %d classes (%s): which column belongs to which?",
			len(columns), len(labels), t.labels.list()).
			WithHint("Name each column after its class, as in \"prob_%s\".", clip(labels[0].name))
		e.Place.Line = labels[0].line
		return e
	}
	sorted := make([]int, len(labels))
	for l := range sorted {
		sorted[l] = l
	}
	slices.SortFunc(sorted, func(a, b int) int { return strings.Compare(labels[a].name, labels[b].name) })
	for k, l := range sorted {
		index[l], t.classNames[k] = k, labels[l].name
	}
	return nil
}

// orderFinding says which column was taken for which class where only their
// order tells.
func (t *table) orderFinding() tradeoff.Finding {
	const most = 6
	var pairs []string
	for k, i := range t.many.families[0].columns {
		if k == most {
			pairs = append(pairs, "…")
			break
		}
		pairs = append(pairs, fmt.Sprintf("%q for %q", clip(t.columns[i].Name), clip(t.classNames[k])))
	}
	f := finding("classes_by_order", "If that is wrong, name each column after its class.",
		"no column is named after a class, so the classes are in order: %s", strings.Join(pairs, ", "))
	f.Serious = true
	return f
}

// checkOrder refuses columns that were matched with the classes by their order, or
// by bare numbers, unless the scores bear it out: rows of each class have the most,
// compared with all rows, in its own column, by more than chance.
func (t *table) checkOrder(order []int) error {
	k := len(order)
	sums, squares, counts := make([]float64, k*k), make([]float64, k*k), make([]int, k) // by class and column
	total := make([]float64, k)
	for row, class := range t.columns[t.label].Classes {
		counts[class]++
		for c, i := range order {
			x := t.columns[i].Floats[row]
			sums[int(class)*k+c] += x
			squares[int(class)*k+c] += x * x
			total[c] += x
		}
	}
	for class, n := range counts {
		if n == 0 {
			continue
		}
		lift := func(c int) float64 { return sums[class*k+c]/float64(n) - total[c]/float64(t.rows) }
		best := class
		for c := range order {
			if lift(c) > lift(best) {
				best = c
			}
		}
		mean := sums[class*k+class] / float64(n)
		chance := 2 * math.Sqrt(max(0, squares[class*k+class]/float64(n)-mean*mean)/float64(n))
		if best == class && (lift(class) > chance || n == t.rows) {
			continue
		}
		e := tradeoff.Errorf(tradeoff.Invalid, "which column belongs to which class? Their names do not say so, and the scores do not bear out their order: "+
			"rows of %q have no higher scores than others in %q", clip(t.classNames[class]), clip(t.columns[order[class]].Name))
		if best != class {
			e.Message = fmt.Sprintf("which column belongs to which class? Their names do not say so, and their order does not fit: "+
				"rows of %q have the highest scores in %q", clip(t.classNames[class]), clip(t.columns[order[best]].Name))
		}
		return e.WithHint("Name each column after its class, as in \"prob_%s\".", clip(t.classNames[class])).
			At(tradeoff.Place{Column: t.columns[order[best]].Name})
	}
	return nil
}

// classDatasets makes a dataset of each family of score columns.
func (t *table) classDatasets(ctx context.Context, o Options, name string) ([]*Dataset, error) {
	shared, err := t.check(ctx)
	if err != nil {
		return nil, err
	}
	if t.many.byOrder {
		shared = append(shared, t.orderFinding())
	}
	var all []*Dataset
	for _, f := range t.many.families {
		order, err := t.inClassOrder(f)
		if err != nil {
			return nil, err
		}
		if t.many.verify {
			if err := t.checkOrder(order); err != nil {
				return nil, err
			}
		}
		d := &Dataset{Task: tradeoff.MultiClassTask, Name: name, N: t.rows, Classes: t.classNames, Unpaired: t.unpaired, Findings: slices.Clone(shared)}
		if len(t.many.families) > 1 || name == "" || name == "." || name == "/" {
			d.Name = f.name
		}
		if d.Name == "" {
			d.Name = t.columns[t.label].Name
		}
		kind, findings, err := t.classKind(order, o.Kind)
		if err != nil {
			return nil, err
		}
		d.Kind = kind
		d.Findings = append(d.Findings, findings...)
		t.fillClasses(d, order)
		all = append(all, d)
	}
	return all, nil
}

// inClassOrder returns the columns of a family in the order of the classes.
func (t *table) inClassOrder(f family) ([]int, error) {
	first := t.many.families[0]
	if f.classes == nil {
		return f.columns, nil
	}
	order := make([]int, len(first.classes))
	for k, class := range first.classes {
		i := slices.Index(f.classes, class)
		if i < 0 || len(f.classes) != len(first.classes) {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "the columns that begin with %q are for other classes (%s) than those that begin with %q (%s)",
				clip(f.name), quoted(f.classes, manyNames), clip(first.name), quoted(first.classes, manyNames)).
				WithHint("Give each model a column for each class, or leave some out with --ignore (parameter ignore).")
		}
		order[k] = f.columns[i]
	}
	return order, nil
}

// classKind returns what the scores of a run mean, the caller having the first
// word. Probabilities must add up to one in every row.
func (t *table) classKind(columns []int, want calc.Kind) (calc.Kind, []tradeoff.Finding, error) {
	var findings []tradeoff.Finding
	low, high, clamped := math.Inf(1), math.Inf(-1), 0
	outside := -1
	for _, i := range columns {
		st := &t.stats[i]
		low, high, clamped = min(low, st.min), max(high, st.max), clamped+st.clamp
		if st.outside >= 0 && outside < 0 {
			outside = i
		}
	}
	if want == "" && outside >= 0 {
		want = calc.Score
		findings = append(findings, finding("scores_not_probabilities",
			"If they are logits, choose --kind logit (parameter kind): then losses, AUC and calibration can be computed.",
			"scores lie between %.4g and %.4g: only which is the highest is used", low, high))
	}
	kind := want
	for _, i := range columns {
		k, found, err := t.scoreKind(i, want)
		if err != nil {
			return "", nil, err
		}
		kind = k
		for _, f := range found {
			if f.Kind != "scores_clamped" && !slices.ContainsFunc(findings, func(g tradeoff.Finding) bool { return g.Kind == f.Kind }) {
				findings = append(findings, f)
			}
		}
	}
	if kind != calc.Probability {
		return kind, findings, nil
	}
	if clamped > 0 {
		findings = append(findings, finding("scores_clamped", "", "%d %s less than %g outside [0,1] and %s moved to its end",
			clamped, plural(clamped, "score lies", "scores lie"), clampWidth, plural(clamped, "is", "are")))
	}
	sums, err := t.checkSums(columns)
	return kind, append(findings, sums...), err
}

// checkSums refuses a row whose probabilities do not add up to one, and tells
// how far others are from it. They are used as they are.
func (t *table) checkSums(columns []int) ([]tradeoff.Finding, error) {
	off, worst, at := 0, 0.0, 0
	for row := range t.rows {
		total := 0.0
		for _, i := range columns {
			total += t.columns[i].Floats[row]
		}
		d := math.Abs(total - 1)
		if d > rowSumTolerance {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "the probabilities of this row add up to %.6g, not 1", total).
				At(t.place(t.lines.line(row))).
				WithHint("Send a column for each class, with at least four digits. If the scores are no probabilities of one class out of %d, choose --kind logit or --kind score (parameter kind).", len(columns))
		}
		if d > rowSumExact {
			off++
		}
		if d > worst {
			worst, at = d, row
		}
	}
	if off == 0 {
		return nil, nil
	}
	f := finding("row_sums", "Send more digits if this matters: they are used as they are.",
		"the probabilities of %d %s do not quite add up to 1; the farthest is off by %.2g", off, plural(off, "row", "rows"), worst)
	f.Place = t.place(t.lines.line(at))
	return []tradeoff.Finding{f}, nil
}

// fillClasses gives d its columns and roles.
func (t *table) fillClasses(d *Dataset, scores []int) {
	t.fill(d, -1)
	for _, i := range scores {
		d.Columns = append(d.Columns, t.columns[i])
		d.Roles.Score = append(d.Roles.Score, t.columns[i].Name)
	}
}
