package ingest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// This file is about two columns of scores, one for each class, of which one
// says it all: probabilities that add up to one, margins that order the rows in
// opposite ways, and logits. It is about a column of the negative class alone, too.

// choosePair settles which of two probabilities that add up to one is that of
// the positive class: by their names, else by their order. The other is ignored
// and returned.
func (g *guesser) choosePair(a, b int) (other int, err *tradeoff.Error) {
	score, err := g.columnOfPositive(a, b)
	if err != nil {
		return -1, err
	}
	if score < 0 {
		relation := "add up to 1"
		if !g.addUp([]int{a, b}) {
			relation = "order the rows in opposite ways"
		}
		e := tradeoff.Errorf(tradeoff.Invalid, "which column is the score? %q and %q %s, and neither is named after the positive class",
			clip(g.names[a]), clip(g.names[b]), relation).
			WithMend("Name the score of the positive class with --score (parameter score).")
		return -1, g.columnFixes(e, tradeoff.ScoreRole, []int{a, b})
	}
	other = a + b - score
	g.assign(other, tradeoff.IgnoreRole, skipped)
	if g.addUp([]int{a, b}) {
		g.note("complement_ignored", "", "%q is 1 − %q, the probability of the other class, and is ignored", clip(g.names[other]), clip(g.names[score]))
	} else {
		g.note("complement_ignored", "", "%q orders the rows as %q does, in the opposite way, and is ignored", clip(g.names[other]), clip(g.names[score]))
	}
	return other, nil
}

// columnOfPositive returns which of two columns is about the positive class, -1
// if that cannot be known.
func (g *guesser) columnOfPositive(a, b int) (int, *tradeoff.Error) {
	positive, err := g.positiveLabel()
	if err != nil {
		return -1, err
	}
	negatives := slices.DeleteFunc(g.profiles[g.label].values(), func(c string) bool { return c == positive })
	if g.placedPair(a, b, append(negatives, positive)) {
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
	_, swapped, zeroOne := numberedPair(g.names[a], g.names[b])
	second := b // of p0 and p1 the one that is about the second class in order
	if swapped {
		second = a
	}
	switch one := (aPos || aNeg) != (bPos || bNeg); {
	case aNumber && bNumber && one && !zeroOne:
		return -1, nil // of p1 and p2 one is named as a class, by chance perhaps: they may count from 1
	case zeroOne && one && (aPos && second != a || bPos && second != b || aNeg && second == a || bNeg && second == b):
		return -1, nil // likewise, for classes 1 and 2
	}
	switch {
	case aPos && !bPos, bNeg && !aNeg:
		return a, nil
	case bPos && !aPos, aNeg && !bNeg:
		return b, nil
	}
	if g.understands(positive, negatives) { // "neg" and "pos" beside 0 and 1
		switch aSign, bSign := signOf(coreOf(g.names[a])), signOf(coreOf(g.names[b])); {
		case aSign+bSign != 1 || aSign*bSign != 0:
		case aSign == 1:
			return a, nil
		default:
			return b, nil
		}
	}
	switch aKin, bKin := g.kinOfLabel(a), g.kinOfLabel(b); {
	case aKin && !bKin:
		return a, nil
	case bKin && !aKin:
		return b, nil
	}
	return g.byClassOrder(a, b, positive), nil
}

// checkClassOfScores looks for scores of the negative class. A probability is turned
// into that of the positive class if the rows bear that out; all else is asked. It
// is asked even if the caller names the score, but not if the positive class is named too.
func (g *guesser) checkClassOfScores() *tradeoff.Error {
	classes := g.profiles[g.label].values()
	positive, err := g.positiveLabel()
	broken := func(i int) bool { p := g.profiles[i]; return p.numbers < p.cells }
	if err != nil || len(classes) != 2 || g.logits != nil || slices.ContainsFunc(g.scores, broken) || g.modelNumbers() {
		return nil // what is wrong with labels or scores is said when they are read
	}
	negative := classes[0]
	if negative == positive {
		negative = classes[1]
	}
	for _, i := range g.scores {
		if g.profiles[i].constant() || !g.scoreOf(i, negative, positive) {
			continue
		}
		name, class, wanted := clip(g.names[i]), clip(g.spelled(g.label, negative)), clip(g.spelled(g.label, positive))
		asNegative := tradeoff.Fix{Text: fmt.Sprintf("Judge %q as the positive class", class), Name: "positive", Value: g.spelled(g.label, negative)}
		switch firm := (g.positive != "" || g.negative != "") && len(g.options.Score) > 0; {
		case len(g.scores) > 1:
			return g.columnFixes(tradeoff.Errorf(tradeoff.Invalid, "which column is the score? %q is named after the negative class", name).
				WithMend("Name the score of the positive class with --score (parameter score)."), tradeoff.ScoreRole, g.scores)
		case g.profiles[i].fraction() && !g.options.apart && !g.ascends(i, positive):
			g.turned = append(g.turned, i)
			f := g.serious("score_turned", fmt.Sprintf("To judge %q as the positive class, name it with --positive (parameter positive).", class),
				"%q is the probability of %q by its name, and the score of %q is 1 minus that", name, class, wanted)
			f.Fixes = append(f.Fixes, asNegative)
		case firm:
			g.serious("score_of_negative", "", "%q is the score of %q, though it is named after %q", name, wanted, class)
		default:
			e := tradeoff.Errorf(tradeoff.Invalid, "is %q the score of %q, after which it is named, or of %q, the positive class?", name, class, wanted).
				WithMend("Judge %q as the positive class (--positive, parameter positive), send the score of %q, or name both the score and the positive class.", class, wanted).
				At(tradeoff.Place{Column: g.names[i]})
			return e.WithFix(asNegative.Text, asNegative.Name, asNegative.Value)
		}
	}
	return nil
}

// modelNumbers reports whether the numbers in the names of scores are those of models:
// there are more than two.
func (g *guesser) modelNumbers() bool {
	first, _, ok := numberOf(g.names[g.scores[0]])
	return ok && len(g.scores) > 2 && !slices.ContainsFunc(g.scores, func(i int) bool {
		stem, _, ok := numberOf(g.names[i])
		return !ok || stem != first
	})
}

// scoreOf reports whether a score is that of a class by its name, and not of another:
// by a word of its name, or by its place in an array. A bare number is a place, as
// pandas numbers columns.
func (g *guesser) scoreOf(i int, class, other string) bool {
	if isDigits(words(g.names[i])) {
		return false
	}
	if g.namesClass(i, class) || g.namesClass(i, other) {
		return g.namesClass(i, class) && !g.namesClass(i, other)
	}
	if core := coreOf(g.names[i]); len(core) > 1 && g.understands(other, []string{class}) && signOf(core) == 0 {
		return true // "prob_negative" beside 0 and 1
	}
	_, place, ok := numberOf(g.names[i])
	return ok && g.header && inBrackets(g.names[i]) && place < 2 && saysAnyScore(g.names[i]) &&
		slices.ContainsFunc(g.names, func(name string) bool { return name != g.names[i] && sameArray(name, g.names[i]) }) &&
		sortedClasses([]string{class, other})[place] == class
}

// sameArray reports whether two columns are those of one array by their names.
func sameArray(a, b string) bool {
	stem, _, okA := numberOf(a)
	other, _, okB := numberOf(b)
	return okA && okB && stem == other && inBrackets(a) && inBrackets(b)
}

// spelled returns a folded value of a column as the file spells it first.
func (g *guesser) spelled(i int, folded string) string {
	row := slices.Index(g.folds(i), folded)
	if row < 0 {
		return folded
	}
	return strings.TrimSpace(string(unquotedText([]byte(g.rows[row][i]))))
}

// turnNegatives makes probabilities of the positive class of those of the negative
// one.
func (t *table) turnNegatives() {
	for _, i := range t.turned {
		c := &t.columns[i]
		for row, x := range c.Floats {
			c.Floats[row] = 1 - x
		}
		c.Name = turnedMark + c.Name
		t.stats[i].measure(c.Floats)
	}
}

// turnedMark stands before the name of a score that was turned.
const turnedMark = "1 − "

// understands reports whether the labels say by themselves which is positive, and the
// positive class is that one.
func (g *guesser) understands(positive string, negatives []string) bool {
	return len(negatives) == 1 && positiveOf(negatives[0], positive) == 1
}

// kinOfLabel reports whether the name of a score is part of the label's.
func (g *guesser) kinOfLabel(i int) bool {
	name := squeeze(g.names[i])
	return len(name) > 1 && strings.Contains(squeeze(g.names[g.label]), name)
}

// placedPair reports whether two columns are those of an array, whose numbers are
// places: with classes other than 0 and 1 they are no names.
func (g *guesser) placedPair(a, b int, classes []string) bool {
	_, _, ok := numberedPair(g.names[a], g.names[b])
	return ok && inBrackets(g.names[a]) && inBrackets(g.names[b]) &&
		slices.ContainsFunc(classes, func(c string) bool { return c != "0" && c != "1" })
}

// byClassOrder returns which of the columns "x[0]" and "x[1]" is about the
// positive class if they follow the classes in order, as those of scikit-learn
// do, and -1 if the rows of the positive class contradict that.
func (g *guesser) byClassOrder(a, b int, positive string) int {
	stem, swapped, ok := numberedPair(g.names[a], g.names[b])
	if !ok || !g.header || !inBrackets(g.names[a]) && !saysAnyScore(stem) {
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
		"%q is the column of %q and %q that of %q: classes in order, as scikit-learn has them",
		clip(g.names[a]), clip(folded[first]), clip(g.names[b]), clip(folded[second]))
	return score
}

// sortedLabels returns two folded labels in the order of their values, or else of
// their names as the file spells them: capitals come first.
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

// numberedPair reports whether two names differ in a last number only, which is
// 0 in one and 1 in the other, and returns what comes before that, and whether the
// one with 1 comes first.
func numberedPair(a, b string) (stem string, swapped, ok bool) {
	stem, m, okA := numberOf(a)
	other, n, okB := numberOf(b)
	return stem, m == 1, okA && okB && stem == other && m+n == 1 && m*n == 0
}

// findLogits takes two columns of logits, one for each class, as one score: those
// that are called so, and the two columns of an array that are no probabilities.
func (g *guesser) findLogits() *tradeoff.Error {
	if len(g.scores) > 0 && len(g.scores) != 2 || len(g.options.Score) > 0 || !g.header || len(g.profiles[g.label].distinct) > 2 {
		return nil
	}
	for a := range g.names {
		for b := a + 1; b < len(g.names); b++ {
			stem, _, ok := numberedPair(g.names[a], g.names[b])
			if !ok || !g.free(a) || !g.free(b) || !g.profiles[a].numeric() || !g.profiles[b].numeric() ||
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
			g.logits = &logitPair{score: score, other: a + b - score, difference: g.options.Kind != "" && g.options.Kind != calc.Probability}
			g.assign(g.logits.other, tradeoff.ScoreRole, asNumber)
			g.note("logits_in_two_columns", "", "%q and %q are logits of the two classes; the score is %s", g.names[a], g.names[b],
				g.logits.name(g.names[score], g.names[g.logits.other]))
			return nil
		}
	}
	return nil
}

// arrayOfLogits reports whether two columns of an array are logits: numbers beyond
// [0,1], as the Trainer of Hugging Face saves them as predictions.
func (g *guesser) arrayOfLogits(a, b int) bool {
	beyond := func(i int) bool { p := g.profiles[i]; return p.unit < p.numbers }
	return inBrackets(g.names[a]) && inBrackets(g.names[b]) && (beyond(a) || beyond(b))
}

// logitNames are the names of logits, one a class.
var logitNames = []string{"logits", "logit"}

// A logitPair is two columns of logits that become one score.
type logitPair struct {
	score, other int
	difference   bool // the score is their difference instead of the softmax
}

func (l *logitPair) name(score, other string) string {
	if l.difference {
		return score + " − " + other
	}
	return "softmax of " + score
}

// joinLogits makes one score of two columns.
func (t *table) joinLogits() {
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
