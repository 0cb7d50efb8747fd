package ingest

import (
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// A classPlan says which columns hold the scores of a run with three or more
// classes: one for each.
type classPlan struct {
	families []family
	byOrder  bool // columns were matched by their order, not by name
	verify   bool // the scores must confirm which column belongs to which class
}

// A family is the score columns of one run, one for each class.
type family struct {
	name    string   // what their names share, "prob" of "prob_setosa"; may be ""
	columns []int    // in file order
	classes []string // the class in each column's name; nil if matched by order
}

// minClasses is the number of score columns from which a run is multiclass.
// Two columns are a probability and its complement.
const minClasses = 3

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
		if families := g.familiesOf(g.profiles[label].values(), isIndex(label), firm); len(families) > 0 {
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
	// Matching by order is weaker evidence than names: it is tried only if
	// one label is possible and no class has a column named after it.
	if len(labels) == 0 || g.label < 0 && rank(labelNames, g.names[labels[0]]) < 0 && (len(labels) > 1 || g.anyBinary()) {
		return nil
	}
	if err := g.refusePartlyNamed(labels[0]); err != nil {
		return err
	}
	if f, ok := g.ordered(len(g.profiles[labels[0]].distinct), isIndex(labels[0])); ok {
		return g.takeClasses(labels[0], &classPlan{families: []family{f}, byOrder: true, verify: true})
	}
	return nil
}

// numbersAlone reports whether a family's columns end in class numbers after
// words that do not mean score: "x_1" may be any feature.
func numbersAlone(f family) bool {
	return f.name != "" && !hasScoreWord(f.name) && !slices.ContainsFunc(f.classes, func(c string) bool {
		return !isDigits(c)
	})
}

// chooseClassLabel chooses among the columns whose values name score columns.
// A column that always names the class with the highest score is a prediction
// if another column is not. Names decide before values.
func (g *guesser) chooseClassLabel(found []classLabel) (classLabel, *tradeoff.Error) {
	predicts := func(l classLabel) bool { return g.argmax(l.column, l.families[0]) }
	same := func(l classLabel) bool { return l.column != found[0].column && g.equal(l.column, found[0].column) }
	found = slices.DeleteFunc(slices.Clone(found), same)
	if told := slices.DeleteFunc(slices.Clone(found),
		func(l classLabel) bool { return namesGroup(g.names[l.column]) }); len(told) > 0 {
		found = told // a fold is no label
	}
	ranked := slices.DeleteFunc(slices.Clone(found), func(l classLabel) bool {
		return rank(labelNames, g.names[l.column]) < 0
	})
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
	return classLabel{}, g.columnFixes(tradeoff.Errorf(tradeoff.Invalid,
		"which column is the label? The values of %s name the columns of scores",
		g.list(func(i int) bool { return slices.Contains(columns, i) })).
		WithHint("Name it with --label (parameter label)."), tradeoff.LabelRole, columns)
}

// refusePartlyNamed refuses scores if only some values of the label have a
// column named after them: matching the rest by order would be a guess.
func (g *guesser) refusePartlyNamed(label int) *tradeoff.Error {
	values := g.profiles[label].values()
	if len(values) < minClasses || len(values) > maxClasses {
		return nil
	}
	for _, f := range g.matched(values, isIndex(label)) {
		whole := g.withAbsent(f, isIndex(label))
		if len(whole.columns) < minClasses || f.name != "" && scoreRank(f.name) < 0 && !g.addUp(whole.columns) {
			continue
		}
		for _, v := range values {
			if slices.Contains(f.classes, v) {
				continue
			}
			e := tradeoff.Errorf(tradeoff.Invalid, "no column has the scores of the class %q; there are columns for %s",
				clip(v), quoted(f.classes, manyNames))
			line := g.lines + 1 + slices.Index(g.folds(label), v)
			for row, folded := range g.folds(label) {
				if folded == v { // as the file spells it
					e.Message = strings.Replace(e.Message, strconv.Quote(clip(v)),
						strconv.Quote(clip(strings.TrimSpace(g.rows[row][label]))), 1)
					break
				}
			}
			place := g.place(line)
			place.Column = g.names[label]
			return e.WithHint("Add the column, name it after the class, or delete the rows of this class.").At(place)
		}
	}
	return nil
}

// anyBinary reports whether a column without a role has two values.
func (g *guesser) anyBinary() bool {
	for i, p := range g.profiles {
		if g.unassigned(i) && p.binary() {
			return true
		}
	}
	return false
}

func isIndex(i int) func(int) bool { return func(k int) bool { return k == i } }

// labelCandidates returns the columns that may be the label of many classes:
// the one that the caller names, else columns named like labels, best first,
// else any others with few values.
func (g *guesser) labelCandidates() (list []int) {
	if g.label >= 0 {
		return []int{g.label}
	}
	if g.header {
		for r := range labelNames {
			for i, name := range g.names {
				if g.unassigned(i) && rank(labelNames, name) == r {
					list = append(list, i)
				}
			}
		}
	}
	for i := range g.names {
		if k := len(g.profiles[i].distinct); g.unassigned(i) && !slices.Contains(list, i) && !g.namesPrediction(g.names[i]) &&
			!g.profiles[i].fraction() && k >= minClasses && k <= maxClasses {
			list = append(list, i)
		}
	}
	return list
}

// takeClasses assigns the roles of label and scores.
func (g *guesser) takeClasses(label int, many *classPlan) *tradeoff.Error {
	if g.positive != "" {
		return tradeoff.Errorf(tradeoff.Invalid,
			"%q has more than two values, and --positive %q (parameter positive) names one of two classes",
			clip(g.names[label]), clip(g.positive)).
			WithHint("Leave it out: each class is then shown one-vs-rest.")
	}
	if g.label < 0 && rank(labelNames, g.names[label]) < 0 && g.header {
		g.serious("label_guessed",
			"If the label is "+strconv.Quote(g.names[label])+", continue. Else name its column with --label (parameter label).",
			"no column is named label; the values of %q name the columns of scores", g.names[label])
	}
	g.takeFamilies(label, many)
	g.assign(label, tradeoff.LabelRole, asLabel)
	return nil
}

// takeFamilies assigns the roles of the scores of a label.
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
		g.note("several_scores", "Leave out columns that are not scores of a model with --ignore (parameter ignore).",
			"the columns that begin with %s are read as %d runs on the same test set", strings.Join(names, ", "), len(names))
	}
}

// withoutHard drops families of one-hot predictions, unless all are.
func (g *guesser) withoutHard(families []family) []family {
	hard := func(f family) bool {
		return !slices.ContainsFunc(f.columns, func(i int) bool { return !g.profiles[i].zeroOrOne() })
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
			g.note("prediction_ignored", "", "the columns that begin with %q contain predicted classes and are ignored",
				clip(f.name))
		}
	}
	return left
}

// withoutLogits drops families that are the logits of another family's
// probabilities: they rank the classes alike in every row.
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
