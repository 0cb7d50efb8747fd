package ingest

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// This file checks which class a single score belongs to: by its name or its
// position in an array it may be that of the negative class.

// checkClassOfScores looks for scores of the negative class. A probability is
// converted to that of the positive class if the rows confirm it; otherwise
// the user is asked. That holds even if the caller names the score, but not
// if the positive class is named too.
func (g *guesser) checkClassOfScores() *tradeoff.Error {
	classes := g.profiles[g.label].values()
	positive, err := g.positiveLabel()
	broken := func(i int) bool { p := g.profiles[i]; return p.numbers < p.cells }
	if err != nil || len(classes) != 2 || g.logits != nil || slices.ContainsFunc(g.scores, broken) ||
		g.modelNumbers() {
		return nil // errors in labels or scores are reported when they are read
	}
	negative := otherOf(classes, positive)
	for _, i := range g.scores {
		if g.profiles[i].constant() || !g.scoreOf(i, negative, positive) {
			continue
		}
		name, class, wanted := clip(g.names[i]), clip(g.spelled(g.label, negative)), clip(g.spelled(g.label,
			positive))
		asNegative := tradeoff.Fix{Text: fmt.Sprintf("Use %q as the positive class", class), Name: "positive",
			Value: g.spelled(g.label, negative)}
		switch firm := (g.positive != "" || g.negative != "") && len(g.options.Score) > 0; {
		case len(g.scores) > 1:
			return g.columnFixes(tradeoff.Errorf(tradeoff.Invalid,
				"which column is the score? %q is named after the negative class", name).
				WithHint("Name the score of the positive class with --score (parameter score)."), tradeoff.ScoreRole, g.scores)
		case g.profiles[i].fraction() && !g.options.separateFiles && !g.ascends(i, positive):
			g.turned = append(g.turned, i)
			f := g.serious("score_turned",
				fmt.Sprintf("To use %q as the positive class, name it with --positive (parameter positive).", class),
				"%q is named after %q, so the score of %q is 1 − %q", name, class, wanted, name)
			f.Fixes = append(f.Fixes, asNegative)
		case firm:
			g.serious("score_of_negative", "", "%q is the score of %q, though it is named after %q", name, wanted,
				class)
		default:
			e := tradeoff.Errorf(tradeoff.Invalid,
				"is %q the score of %q, as its name says, or of %q, the positive class?", name, class, wanted).
				WithHint("Use %q as the positive class (--positive, parameter positive), send the score of %q, "+
					"or name both the score and the positive class.", class, wanted).
				At(tradeoff.Place{Column: g.names[i]})
			return e.WithFix(asNegative.Text, asNegative.Name, asNegative.Value)
		}
	}
	return nil
}

// modelNumbers reports whether the numbers in the names of scores are those
// of models: there are more than two.
func (g *guesser) modelNumbers() bool {
	first, _, ok := numberOf(g.names[g.scores[0]])
	return ok && len(g.scores) > 2 && !slices.ContainsFunc(g.scores, func(i int) bool {
		stem, _, ok := numberOf(g.names[i])
		return !ok || stem != first
	})
}

// otherOf returns the other one of two classes.
func otherOf(classes []string, class string) string {
	if classes[0] == class {
		return classes[1]
	}
	return classes[0]
}

// scoreOf reports whether a score belongs to a class and not to the other, by
// a word of its name or its index in an array. A bare number is an index, as
// pandas numbers columns.
func (g *guesser) scoreOf(i int, class, other string) bool {
	if isDigits(words(g.names[i])) {
		return false
	}
	if g.namesClass(i, class) || g.namesClass(i, other) {
		return g.namesClass(i, class) && !g.namesClass(i, other)
	}
	if core := coreOf(g.names[i]); len(core) > 1 && g.knowsPositive(other, []string{class}) && signOf(core) == 0 {
		return true // "prob_negative" where labels are 0 and 1
	}
	_, place, ok := numberOf(g.names[i])
	return ok && g.header && inBrackets(g.names[i]) && place < 2 && hasScoreWord(g.names[i]) &&
		slices.ContainsFunc(g.names, func(name string) bool {
			return name != g.names[i] &&
				sameArray(name, g.names[i])
		}) &&
		sortedClasses([]string{class, other})[place] == class
}

// sameArray reports whether two columns are those of one array by their names.
func sameArray(a, b string) bool {
	stem, _, okA := numberOf(a)
	other, _, okB := numberOf(b)
	return okA && okB && stem == other && inBrackets(a) && inBrackets(b)
}

// spelled returns a folded value of a column in its first spelling.
func (g *guesser) spelled(i int, folded string) string {
	row := slices.Index(g.folds(i), folded)
	if row < 0 {
		return folded
	}
	return strings.TrimSpace(string(unquotedText([]byte(g.rows[row][i]))))
}

// complementNegatives converts probabilities of the negative class to those
// of the positive one.
func (t *assembled) complementNegatives() {
	for _, i := range t.turned {
		c := &t.columns[i]
		for row, x := range c.Floats {
			c.Floats[row] = 1 - x
		}
		c.Name = complementPrefix + c.Name
		t.stats[i].measure(c.Floats)
	}
}

// complementPrefix is prepended to the name of a converted score.
const complementPrefix = "1 − "
