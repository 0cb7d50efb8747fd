package ingest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// orderAlike reports whether two families rank the classes alike in every
// row.
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

// namedAfter indexes the columns that may contain scores of a class by the
// classes in their names, so that a label's values are looked up quickly,
// however many columns there are.
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
			if g.unassigned(i) && p.numeric() && rank(predictedNames, g.names[i]) < 0 {
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
	e.places = bracketed >= minClasses
	g.named = e
	return e
}

// exactly precedes a name that is a class spelled exactly, which may have no
// letters or digits at all.
const exactly = "="

// familiesOf returns the families of columns that are named after the values
// of a label, excluding own. Unless the column is firmly known to be the
// label, only columns whose sums or names confirm that they are scores count.
func (g *guesser) familiesOf(values []string, own func(int) bool, firm bool) []family {
	list := g.matched(values, own)
	return slices.DeleteFunc(list, func(f family) bool { return !g.complete(&list, f, values, own, firm) })
}

// matched returns the columns named after any of the values of a label,
// grouped into families by the rest of their names.
func (g *guesser) matched(values []string, own func(int) bool) (list []family) {
	if len(values) == 0 || len(values) > maxClasses {
		return nil
	}
	scores := g.scoreColumns()
	after := map[int][]int{} // the values that a column may be named after, by its place
	for v, value := range values {
		for _, k := range slices.Concat(scores.at[normalName(value)], scores.at[exactly+value]) {
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
	// A number in brackets is an index unless all classes are such numbers.
	return slices.DeleteFunc(list, func(f family) bool {
		return scores.places && len(f.classes) < len(values) && inBrackets(g.names[f.columns[0]])
	})
}

// complete reports whether a family has a column for each of the values and
// its sums or names confirm it. It adds the columns of classes that do not
// occur in the sample.
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
	if len(whole.columns) < minClasses || len(whole.columns) > maxClasses {
		return false
	}
	switch sums := g.addUp(f.columns); {
	case sums:
		return len(f.columns) >= minClasses
	case g.addUp(whole.columns):
	case len(values) >= minClasses && (firm || f.name == "" || scoreRank(f.name) >= 0):
		// Logits and scores need not add up to anything: only names confirm
		// them.
		if f.name == "" {
			return true
		}
	default:
		return false
	}
	(*list)[k] = whole
	return true
}

// withAbsent adds to a family the columns with the same prefix: those of
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

// classNamed returns which of some of the folded values column i is named
// after, and the rest of its name. The closest spelling wins: "p_-1" is named
// after -1 rather than 1.
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
		if r.class == normalName(values[value]) {
			return value, r.stem
		}
	}
	return value, ""
}

// ordered returns columns that can only be matched with the values of a label
// by their order: numbered ones, or else all columns that add up to one,
// excluding the label's own.
func (g *guesser) ordered(values int, own func(int) bool) (family, bool) {
	if values < minClasses || values > maxClasses {
		return family{}, false
	}
	columns := slices.DeleteFunc(slices.Clone(g.scoreColumns().columns), func(i int) bool {
		return own(i) || rank(weightNames, g.names[i]) >= 0
	})
	if len(g.scores) >= minClasses {
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
		if list := stems[stem]; len(list) >= values &&
			(g.addUp(list) || len(list) == values && scoreRank(strings.Trim(stem, "_")) >= 0) {
			return family{name: strings.Trim(stem, "_"), columns: list}, true
		}
	}
	fractions := slices.DeleteFunc(slices.Clone(columns), func(i int) bool {
		return g.profiles[i].unit < g.profiles[i].numbers
	})
	return family{columns: fractions}, len(fractions) == values && g.addUp(fractions)
}
