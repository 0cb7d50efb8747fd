package ingest

import (
	"math"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// This file is about two-column scores, one column for each class, where one
// column determines the other: probabilities that add up to one, margins that
// order the rows in opposite ways, and logits.

// chooseOfTwoScores decides which of two probabilities that add up to one is
// that of the positive class: by their names, else by their order. The other
// is ignored and returned.
func (g *guesser) chooseOfTwoScores(a, b int) (other int, err *tradeoff.Error) {
	score, err := g.columnOfPositive(a, b)
	if err != nil {
		return -1, err
	}
	if score < 0 {
		relation := "add up to 1"
		if !g.addUp([]int{a, b}) {
			relation = "order the rows in opposite ways"
		}
		e := tradeoff.Errorf(tradeoff.Invalid,
			"which column is the score? %q and %q %s, and neither is named after the positive class",
			clip(g.names[a]), clip(g.names[b]), relation).
			WithHint("Name the score of the positive class with --score (parameter score).")
		return -1, g.columnFixes(e, tradeoff.ScoreRole, []int{a, b})
	}
	other = a + b - score
	g.assign(other, tradeoff.IgnoreRole, skipped)
	if g.addUp([]int{a, b}) {
		g.note("complement_ignored", "", "%q is 1 − %q, the probability of the other class, and is ignored",
			clip(g.names[other]), clip(g.names[score]))
	} else {
		g.note("complement_ignored", "", "%q orders the rows as %q does, in reverse, and is ignored",
			clip(g.names[other]), clip(g.names[score]))
	}
	return other, nil
}

// columnOfPositive returns which of two columns belongs to the positive
// class, -1 if that is unknown.
func (g *guesser) columnOfPositive(a, b int) (int, *tradeoff.Error) {
	positive, err := g.positiveLabel()
	if err != nil {
		return -1, err
	}
	negatives := slices.DeleteFunc(g.profiles[g.label].values(), func(c string) bool { return c == positive })
	if g.areArrayColumns(a, b, append(negatives, positive)) {
		return g.byClassOrder(a, b, positive), nil
	}
	names := func(i int) (pos, neg bool) {
		return g.namesClass(i, positive),
			slices.ContainsFunc(negatives, func(c string) bool { return g.namesClass(i, c) })
	}
	aPos, aNeg := names(a)
	bPos, bNeg := names(b)
	_, _, aNumber := numberOf(g.names[a])
	_, _, bNumber := numberOf(g.names[b])
	_, swapped, zeroOne := zeroOneNames(g.names[a], g.names[b])
	second := b // the one of p0 and p1 that belongs to the second class
	if swapped {
		second = a
	}
	switch one := (aPos || aNeg) != (bPos || bNeg); {
	case aNumber && bNumber && one && !zeroOne:
		return -1, nil // one of p1 and p2 has the name of a class, maybe by chance: they may count from 1
	case zeroOne && one && (aPos && second != a || bPos && second != b || aNeg && second == a || bNeg && second == b):
		return -1, nil // likewise, for classes 1 and 2
	}
	switch {
	case aPos && !bPos, bNeg && !aNeg:
		return a, nil
	case bPos && !aPos, aNeg && !bNeg:
		return b, nil
	}
	if g.knowsPositive(positive, negatives) { // "neg" and "pos" where labels are 0 and 1
		switch aSign, bSign := signOf(coreOf(g.names[a])), signOf(coreOf(g.names[b])); {
		case aSign+bSign != 1 || aSign*bSign != 0:
		case aSign == 1:
			return a, nil
		default:
			return b, nil
		}
	}
	switch aKin, bKin := g.isPartOfLabelName(a), g.isPartOfLabelName(b); {
	case aKin && !bKin:
		return a, nil
	case bKin && !aKin:
		return b, nil
	}
	return g.byClassOrder(a, b, positive), nil
}

// knowsPositive reports whether the labels are a known pair, and the positive
// class is the positive one of it.
func (g *guesser) knowsPositive(positive string, negatives []string) bool {
	return len(negatives) == 1 && positiveOf(negatives[0], positive) == 1
}

// isPartOfLabelName reports whether the name of a score is part of the label's.
func (g *guesser) isPartOfLabelName(i int) bool {
	name := normalName(g.names[i])
	return len(name) > 1 && strings.Contains(normalName(g.names[g.label]), name)
}

// areArrayColumns reports whether two columns are those of an array, so that
// the numbers are indices: with classes other than 0 and 1 they are not class
// names.
func (g *guesser) areArrayColumns(a, b int, classes []string) bool {
	_, _, ok := zeroOneNames(g.names[a], g.names[b])
	return ok && inBrackets(g.names[a]) && inBrackets(g.names[b]) &&
		slices.ContainsFunc(classes, func(c string) bool { return c != "0" && c != "1" })
}

// byClassOrder returns which of the columns "x[0]" and "x[1]" belongs to the
// positive class if they follow the classes in order, as in scikit-learn, and
// -1 if the rows of the positive class contradict that.
func (g *guesser) byClassOrder(a, b int, positive string) int {
	stem, swapped, ok := zeroOneNames(g.names[a], g.names[b])
	if !ok || !g.header || !inBrackets(g.names[a]) && !hasScoreWord(stem) {
		return -1
	}
	if swapped {
		a, b = b, a
	}
	var names []string // as the file spells them
	folded := map[string]string{}
	for row, v := range g.folds(g.label) {
		name := strings.TrimSpace(g.rows[row][g.label])
		if _, ok := folded[v]; !ok && !g.missing(g.rows[row][g.label], v) {
			folded[v] = name
			names = append(names, v)
		}
	}
	if len(names) != 2 {
		return -1
	}
	first, second := sortedLabels(names, folded)
	score := a
	if second == positive {
		score = b
	}
	if !g.ascends(score, positive) {
		return -1
	}
	g.serious("classes_in_order", "Name the right one with --score (parameter score) if the classes are in another order.",
		"%q is the column of %q and %q that of %q: classes in order, as in scikit-learn",
		clip(g.names[a]), clip(folded[first]), clip(g.names[b]), clip(folded[second]))
	return score
}

// sortedLabels returns two folded labels sorted by value, or else by their
// spelling in the file: capitals come first.
func sortedLabels(values []string, spelled map[string]string) (first, second string) {
	first, second = values[0], values[1]
	x, _, okX := cellNumber([]byte(first), '.')
	y, _, okY := cellNumber([]byte(second), '.')
	swap := spelled[first] > spelled[second]
	if okX && okY {
		swap = x > y
	}
	if swap {
		return second, first
	}
	return first, second
}

// zeroOneNames reports whether two names differ only in a last number, 0 in
// one and 1 in the other, and returns the common stem, and whether the one
// with 1 comes first.
func zeroOneNames(a, b string) (stem string, swapped, ok bool) {
	stem, m, okA := numberOf(a)
	other, n, okB := numberOf(b)
	return stem, m == 1, okA && okB && stem == other && m+n == 1 && m*n == 0
}

// findLogits makes one score of two columns of logits, one for each class:
// columns named so, and the two columns of an array that are not
// probabilities.
func (g *guesser) findLogits() *tradeoff.Error {
	if len(g.scores) > 0 && len(g.scores) != 2 || len(g.options.Score) > 0 || !g.header ||
		len(g.profiles[g.label].distinct) > 2 {
		return nil
	}
	for a := range g.names {
		for b := a + 1; b < len(g.names); b++ {
			stem, _, ok := zeroOneNames(g.names[a], g.names[b])
			if !ok || !g.unassigned(a) || !g.unassigned(b) || !g.profiles[a].numeric() || !g.profiles[b].numeric() ||
				g.profiles[a].classLike() || g.profiles[b].classLike() ||
				len(g.scores) > 0 && !(slices.Contains(g.scores, a) && slices.Contains(g.scores, b)) ||
				rank(logitNames, stem) < 0 && !g.arrayOfLogits(a, b) {
				continue
			}
			score, err := g.columnOfPositive(a, b)
			if err != nil {
				return err
			}
			if score < 0 {
				continue
			}
			g.scores = []int{score}
			g.logits = &twoLogits{score: score, other: a + b - score, difference: g.options.Kind != "" &&
				g.options.Kind != calc.Probability}
			g.assign(g.logits.other, tradeoff.ScoreRole, asNumber)
			g.note("logits_in_two_columns", "", "%q and %q are logits of the two classes; the score is %s", g.names[a],
				g.names[b],
				g.logits.name(g.names[score], g.names[g.logits.other]))
			return nil
		}
	}
	return nil
}

// arrayOfLogits reports whether two columns of an array are logits: numbers
// beyond [0,1], as the Trainer of Hugging Face saves its predictions.
func (g *guesser) arrayOfLogits(a, b int) bool {
	beyond := func(i int) bool { p := g.profiles[i]; return p.unit < p.numbers }
	return inBrackets(g.names[a]) && inBrackets(g.names[b]) && (beyond(a) || beyond(b))
}

// logitNames are the names of columns of logits, one for each class.
var logitNames = []string{"logits", "logit"}

// A twoLogits is two columns of logits that become one score.
type twoLogits struct {
	score, other int
	difference   bool // the score is their difference instead of the softmax
}

func (l *twoLogits) name(score, other string) string {
	if l.difference {
		return score + " − " + other
	}
	return "softmax of " + score
}

// combineLogits makes one score of two columns.
func (t *assembled) combineLogits() {
	l := t.logits
	if l == nil {
		return
	}
	score, other := &t.columns[l.score], &t.columns[l.other]
	for i, x := range other.Floats {
		score.Floats[i] -= x
		if !l.difference {
			score.Floats[i] = 1 / (1 + math.Exp(-score.Floats[i]))
		}
	}
	t.stats[l.score].measure(score.Floats)
	score.Name = l.name(score.Name, other.Name)
	other.Role, other.Floats = tradeoff.IgnoreRole, nil
	t.plan.columns[l.other].mode = skipped
}
