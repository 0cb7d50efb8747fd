package ingest

import (
	"math"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// This file is about two columns of scores, one for each class, of which one
// says it all: probabilities that add up to one, and logits.

// choosePair settles which of two probabilities that add up to one is that of
// the positive class: by their names, else by their order.
func (g *guesser) choosePair(a, b int) *tradeoff.Error {
	score, err := g.columnOfPositive(a, b)
	if err != nil {
		return err
	}
	if score < 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "which column is the score? %q and %q add up to 1, and neither is named after the positive class",
			clip(g.names[a]), clip(g.names[b])).
			WithMend("Name the probability of the positive class with --score (parameter score).")
	}
	other := a + b - score
	g.scores = []int{score}
	g.assign(other, tradeoff.IgnoreRole, skipped)
	g.note("complement_ignored", "", "%q is 1 − %q, the probability of the other class, and is ignored", g.names[other], g.names[score])
	return nil
}

// columnOfPositive returns which of two columns is about the positive class, -1
// if that cannot be known.
func (g *guesser) columnOfPositive(a, b int) (int, *tradeoff.Error) {
	positive, err := g.positiveLabel()
	if err != nil {
		return -1, err
	}
	negative := func(i int) bool {
		return slices.ContainsFunc(g.profiles[g.label].values(), func(c string) bool { return c != positive && namesClass(g.names[i], c) })
	}
	switch {
	case namesClass(g.names[a], positive) && !namesClass(g.names[b], positive), negative(b) && !negative(a):
		return a, nil
	case namesClass(g.names[b], positive) && !namesClass(g.names[a], positive), negative(a) && !negative(b):
		return b, nil
	}
	if i := g.kinOfLabel(); i >= 0 {
		return i, nil
	}
	return g.byClassOrder(a, b, positive), nil
}

// byClassOrder returns which of the columns "x[0]" and "x[1]" is about the
// positive class if they follow the classes in order, as those of scikit-learn
// do.
func (g *guesser) byClassOrder(a, b int, positive string) int {
	if stem, ok := numberedPair(g.names[a], g.names[b]); !ok || stem == "" {
		return -1
	}
	type spelled struct{ folded, name string }
	var classes []spelled
	for _, r := range g.rows {
		name := strings.TrimSpace(r[g.label])
		folded := foldLabel([]byte(name), g.mark)
		if !missingLabel(folded) && !slices.ContainsFunc(classes, func(c spelled) bool { return c.folded == folded }) {
			classes = append(classes, spelled{folded, name})
		}
	}
	if len(classes) != 2 {
		return -1
	}
	x, _, okX := cellNumber([]byte(classes[0].folded), '.')
	y, _, okY := cellNumber([]byte(classes[1].folded), '.')
	swapped := classes[0].name > classes[1].name
	if okX && okY {
		swapped = x > y
	}
	if swapped {
		slices.Reverse(classes)
	}
	score := a
	if classes[1].folded == positive {
		score = b
	}
	g.note("classes_in_order", "Name the right one with --score (parameter score) if the classes are in another order.",
		"%q is taken for the column of %q and %q for that of %q: classes in order, as scikit-learn has them",
		g.names[a], clip(classes[0].name), g.names[b], clip(classes[1].name))
	return score
}

// numberedPair reports whether two names differ in a last number only, which is
// 0 in the first and 1 in the second, and returns what comes before that.
func numberedPair(a, b string) (stem string, ok bool) {
	stem, okA := strings.CutSuffix(words(a), "0")
	other, okB := strings.CutSuffix(words(b), "1")
	return strings.TrimSuffix(stem, "_"), okA && okB && stem == other
}

// findLogits takes two columns of logits, one for each class, as one score.
func (g *guesser) findLogits() *tradeoff.Error {
	if len(g.scores) > 0 || !g.header {
		return nil
	}
	for a := range g.names {
		for b := range g.names {
			stem, ok := numberedPair(g.names[a], g.names[b])
			if !ok || rank(logitNames, stem) < 0 || !g.free(a) || !g.free(b) || !g.profiles[a].numeric() || !g.profiles[b].numeric() ||
				len(g.profiles[g.label].distinct) > 2 {
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
