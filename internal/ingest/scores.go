package ingest

import (
	"fmt"
	"slices"

	"tradeoff/internal/tradeoff"
)

// This file decides which columns are scores of a binary label.

// findScoreByName selects the numeric columns named like scores, those of the
// best rank. Columns of two values only are considered last: they may be
// labels or predicted classes.
func (g *guesser) findScoreByName() *tradeoff.Error {
	if len(g.scores) > 0 || !g.header {
		return nil
	}
	foundRank := len(scoreNames) + 1
	ranked := g.rankedScores()
	for _, i := range ranked {
		r := g.scoreRank(i)
		if r < foundRank {
			g.scores, foundRank = nil, r
		}
		if r == foundRank {
			g.scores = append(g.scores, i)
		}
	}
	g.dropWeaker(func(i int) bool { return g.profiles[i].constant() })
	if foundRank < len(scoreNames) {
		return g.checkRivals(ranked)
	}
	return nil
}

// rankedScores returns the columns that are scores by their names.
func (g *guesser) rankedScores() []int {
	return g.numbersLike(func(i int, p *profile) bool {
		name := g.names[i]
		return g.scoreRank(i) >= 0 && rank(labelNames, name) < 0 &&
			!(p.classLike() && (rank(scoreNames, name) < 0 || g.namesPrediction(name)))
	})
}

// checkRivals asks which column is the score if another one, named like a
// score or a probability, orders the rows differently from the best-ranked
// one. The same score on another scale is no rival, nor is the score of the
// other class or of the predicted class.
func (g *guesser) checkRivals(ranked []int) *tradeoff.Error {
	if len(g.scores) != 1 {
		return nil
	}
	score, rivals := g.scores[0], slices.Clone(g.scores)
	for _, i := range ranked {
		exact := rank(scoreNames, g.names[i]) >= 0 || hasWord(g.names[i], saysProbability)
		if i == score || !exact || g.profiles[i].constant() || g.profiles[i].classLike() ||
			g.follows(i, score) || g.isProbabilityOfPredicted(i, score) || g.isProbabilityOfPredicted(score, i) {
			continue
		}
		if g.complements(i, score) {
			g.scores = append(g.scores, i) // left to chooseScore
			continue
		}
		rivals = append(rivals, i)
	}
	if len(rivals) > 1 && len(g.rows) >= minEvidence {
		return g.askScore(rivals)
	}
	return nil
}

// dropWeaker drops the scores for which weak is true, unless it is true for
// all of them.
func (g *guesser) dropWeaker(weak func(int) bool) {
	if left := slices.DeleteFunc(slices.Clone(g.scores), weak); len(left) > 0 {
		g.scores = left
	}
}

// scoresOrCandidates returns the scores if they are known, else the columns
// that may be scores by their values.
func (g *guesser) scoresOrCandidates() []int {
	if len(g.scores) > 0 {
		return g.scores
	}
	if found := g.fractions(); len(found) > 0 {
		return found
	}
	return g.numbersLike(func(i int, p *profile) bool { return p.whole < p.numbers })
}

// fractions returns the unassigned columns of fractions in [0,1].
func (g *guesser) fractions() []int {
	return g.numbersLike(func(_ int, p *profile) bool { return p.fraction() })
}

// numbersLike returns the unassigned columns of numbers that pass.
func (g *guesser) numbersLike(pass func(int, *profile) bool) (found []int) {
	for i, p := range g.profiles {
		if g.unassigned(i) && p.numeric() && pass(i, p) {
			found = append(found, i)
		}
	}
	return found
}

// maxScores is the maximum number of scores of several models. More columns
// are a table of features.
const maxScores = 32

// findScore looks for scores in files without a column named like one:
// columns named after a class, two that add up to one, several named after
// kinds of models, or else the only column of numbers that orders the rows.
// If there are several of those the user is asked.
func (g *guesser) findScore() *tradeoff.Error {
	if len(g.scores) > 0 {
		return nil
	}
	classes := g.profiles[g.label].values()
	named := g.numbersLike(func(i int, p *profile) bool {
		return p.unit == p.numbers && !p.classLike() && !g.describesScore(i) &&
			slices.ContainsFunc(classes, func(c string) bool { return g.namesClass(i, c) })
	})
	if g.header && len(named) > 0 {
		g.scores = g.withComplements(named)
		return nil
	}
	found := g.numbersLike(func(i int, p *profile) bool {
		return !p.classLike() && !p.constant() && !p.counts && !g.namesPrediction(g.names[i]) &&
			!(g.header && g.describesScore(i)) &&
			!(p.integer() && p.unique() && (idLike(g.names[i]) || rank(idNames, g.names[i]) >= 0)) &&
			!(g.header && p.integer() && namesGroup(g.names[i]))
	})
	if len(found) == 2 && g.complements(found[0], found[1]) {
		g.scores = found
		return nil
	}
	if len(found) == 0 { // a constant score is a score
		found = g.numbersLike(func(i int, p *profile) bool {
			return p.constant() && p.fraction() && !(g.header && g.describesScore(i))
		})
	}
	if kin := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !g.sharesName(g.label, i) }); g.header &&
		!g.options.separateFiles && len(kin) == 1 {
		found = kin
	}
	models := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !hasWord(g.names[i], modelWords) })
	onlyModels := len(models) == len(found)
	if g.header && len(models) > 0 && len(models) <= maxScores {
		found = models
	}
	switch {
	case len(found) == 1:
		g.scores = found
		if g.header {
			g.serious("score_guessed", "If it is the score, continue. Else name its column with --score (parameter score).",
				"no column is named score; %q is the only one that could be", clip(g.names[found[0]]))
		}
		return nil
	case len(models) > 1 && onlyModels: // reported as several_scores
		g.scores = found
		return nil
	case len(models) > 1:
		g.scores = found
		g.serious("score_guessed",
			"Choose with --score (parameter score), or leave out other columns with --ignore (parameter ignore).",
			"no column is named score; %s are named like models", g.list(func(i int) bool { return slices.Contains(found, i) }))
		return nil
	case len(found) > 1 && g.options.separateFiles && g.onlyFractions(found):
		g.scores = found
		g.serious("score_guessed",
			"Choose with --score (parameter score), or leave out other columns with --ignore (parameter ignore).",
			"no column is named score; %s are all that the file has besides ids", g.list(func(i int) bool {
				return slices.Contains(found, i)
			}))
		return nil
	case len(found) == 0 && g.scoreWithoutNumbers() == "":
		if i := g.hardPrediction(); i >= 0 {
			g.scores = []int{i}
			g.serious("hard_predictions", "Send the model's scores: predicted classes leave nothing to trade off.",
				"%q contains predicted classes, not scores", clip(g.names[i]))
			return nil
		}
	}
	return g.askScore(found)
}

// withComplements adds to columns of probabilities those that add up to one
// with them, under any name: chooseScore chooses between the two.
func (g *guesser) withComplements(columns []int) []int {
	all := slices.Clone(columns)
	for _, i := range columns {
		for _, k := range g.fractions() {
			if !slices.Contains(all, k) && g.addUp([]int{i, k}) {
				all = append(all, k)
			}
		}
	}
	slices.Sort(all)
	return all
}

// onlyFractions reports whether the given columns are fractions in [0,1] and
// everything in the file of the scores besides ids: no column describes the
// cases.
func (g *guesser) onlyFractions(found []int) bool {
	for i, p := range g.profiles {
		if slices.Contains(found, i) && !p.fraction() || g.unassigned(i) && !slices.Contains(found, i) {
			return false
		}
	}
	return true
}

// scoreWithoutNumbers names a column that is named like a score and does not
// contain numbers, "" if there is none.
func (g *guesser) scoreWithoutNumbers() string {
	for i, name := range g.names {
		if scoreRank(name) < 0 || g.describesScore(i) || rank(labelNames, name) >= 0 ||
			g.namesPrediction(name) && !hasWord(name, saysScore) {
			continue
		}
		switch {
		case g.unreadable(i) && g.columns[i].role == tradeoff.IgnoreRole && !slices.Contains(g.options.Ignore, name):
			return fmt.Sprintf("the column %q cannot be read: %s", clip(name), g.why[i])
		case g.unassigned(i) && g.profiles[i].numbers == 0:
			return fmt.Sprintf("the column %q has no finite numbers", clip(name))
		}
	}
	return ""
}

// hardPrediction returns a column of predicted classes in numbers, -1 if there is
// none.
func (g *guesser) hardPrediction() int {
	if i := g.best(predictedNames, func(i int) bool { return g.profiles[i].numeric() }); i >= 0 {
		return i
	}
	var classes, named []int
	for i, p := range g.profiles {
		if !g.unassigned(i) || !p.numeric() || !p.classLike() {
			continue
		}
		classes = append(classes, i)
		if g.namesPrediction(g.names[i]) {
			named = append(named, i)
		}
	}
	switch {
	case len(named) == 1:
		return named[0]
	case g.options.separateFiles && len(classes) == 1: // everything in the file of the scores
		return classes[0]
	}
	return -1
}

// askScore asks which column is the score.
func (g *guesser) askScore(found []int) *tradeoff.Error {
	if len(found) == 0 && g.header { // at least those whose complement is a column
		found = g.numbersLike(func(i int, p *profile) bool { return g.describesScore(i) && !p.classLike() })
	}
	what := "which column is the score? No column is named score"
	listed := g.list(func(i int) bool { return slices.Contains(found, i) })
	switch lost := g.scoreWithoutNumbers(); {
	case lost != "":
		what = lost
	case len(found) > 1 && !slices.ContainsFunc(found, func(i int) bool { return g.scoreRank(i) < 0 }):
		what = "which column is the score? " + listed + " are named like scores"
	case len(found) > 1:
		what += ", and " + listed + " hold numbers"
	}
	return g.columnFixes(incomplete(tradeoff.Errorf(tradeoff.Invalid, "%s", what).
		WithHint("Name it with --score (parameter score), or send the file of the scores together with this one. "+
			"The columns are %s.",
			g.list(func(i int) bool { return i != g.label }))), tradeoff.ScoreRole, found)
}

// chooseScore decides which of the columns are runs. Of two probabilities
// that add up to one only that of the positive class is a score, and of the
// scores of several labels only that of this one.
func (g *guesser) chooseScore() *tradeoff.Error {
	if len(g.scores) > 1 && len(g.options.Score) == 0 {
		classes := g.profiles[g.label]
		g.dropWeaker(func(i int) bool { p := g.profiles[i]; return p.integer() && (p.within(classes) || p.bothZeroAndOne()) })
		g.dropCopies()
		if err := g.scoresOfLabel(); err != nil {
			return err
		}
	}
	for a := 0; a < len(g.scores); a++ {
		for b := a + 1; b < len(g.scores); b++ {
			if g.profiles[g.scores[a]].constant() || !g.complements(g.scores[a], g.scores[b]) {
				continue
			}
			other, err := g.chooseOfTwoScores(g.scores[a], g.scores[b])
			if err != nil {
				return err
			}
			g.scores = slices.DeleteFunc(g.scores, func(i int) bool { return i == other })
			a, b = -1, len(g.scores) // start again
		}
	}
	if len(g.scores) > 1 && len(g.options.Score) == 0 && !g.sameScale() {
		return g.askScore(g.scores)
	}
	if err := g.checkClassOfScores(); err != nil {
		return err
	}
	for _, i := range g.scores {
		g.assign(i, tradeoff.ScoreRole, asNumber)
	}
	return nil
}

// dropCopies drops scores that repeat another one: the same numbers, or the
// probability of the predicted class if that of a class is there. Among equal
// columns the first by name stays, so that their order in the file does not
// matter.
func (g *guesser) dropCopies() {
	all := slices.Clone(g.scores)
	g.scores = slices.DeleteFunc(all, func(i int) bool {
		return !g.profiles[i].constant() && slices.ContainsFunc(g.scores, func(j int) bool {
			switch {
			case i == j:
				return false
			case g.equal(i, j):
				return g.names[j] < g.names[i]
			}
			return g.isProbabilityOfPredicted(i, j)
		})
	})
}

// sameScale reports whether the scores are all fractions in [0,1], or all
// not: true for several models on one test set, but often not for a score and
// a feature.
func (g *guesser) sameScale() bool {
	first := g.profiles[g.scores[0]]
	return !slices.ContainsFunc(g.scores, func(i int) bool {
		p := g.profiles[i]
		return (p.unit == p.numbers) != (first.unit == first.numbers) || p.integer() != first.integer()
	})
}

// scoresOfLabel drops the scores of other labels: columns of two values with
// matching names.
func (g *guesser) scoresOfLabel() *tradeoff.Error {
	var mine, theirs []int
	for _, s := range g.scores {
		other := slices.ContainsFunc(g.zeroOnes(), func(i int) bool { return i != g.label && g.sharesName(i, s) })
		switch {
		case g.sharesName(g.label, s):
			mine = append(mine, s)
		case other:
			theirs = append(theirs, s)
		}
	}
	switch {
	case len(mine) == len(g.scores), len(mine)+len(theirs) == 0, len(theirs) == 0 && g.options.separateFiles:
		return nil
	case len(mine) == 0, len(mine)+len(theirs) < len(g.scores) && !g.options.separateFiles:
		return g.columnFixes(tradeoff.Errorf(tradeoff.Invalid,
			"which score belongs to the label %q? Not all of %s are named after it",
			clip(g.names[g.label]), g.list(func(i int) bool { return slices.Contains(g.scores, i) })).
			WithHint("Name it with --score (parameter score); repeat it for several models."), tradeoff.ScoreRole, g.scores)
	}
	g.scores = mine
	for _, i := range theirs {
		g.assign(i, tradeoff.IgnoreRole, skipped)
	}
	g.note("score_of_other_label", "", "%s %s to other labels and %s ignored",
		g.list(func(i int) bool { return slices.Contains(theirs, i) }), plural(len(theirs), "belongs", "belong"),
		plural(len(theirs), "is", "are"))
	return nil
}

// zeroOnes returns the columns of 0 and 1 that are not predictions: the
// label, and others without a role.
func (g *guesser) zeroOnes() (list []int) {
	for i, p := range g.profiles {
		if (g.unassigned(i) || i == g.label) && p.bothZeroAndOne() && !g.namesPrediction(g.names[i]) {
			list = append(list, i)
		}
	}
	return list
}
