package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// This file decides which column of two values is the ground truth.

// findLabel decides which column is the binary label. Columns named like
// predictions are not. Of several named like labels, the one that is
// thresholded on the score is a prediction too. Without a name the only
// column of two values is the label, with a finding. In all other cases the
// user is asked.
func (g *guesser) findLabel() *tradeoff.Error {
	if g.label >= 0 {
		return nil
	}
	named, wide, others := g.truthCandidates()
	var err *tradeoff.Error
	label := -1
	switch {
	case len(named) > 0:
		label, err = g.labelByName(named, others)
	case len(wide) > 0 && (len(others) == 0 || !g.profiles[wide[0]].constant() && !g.profiles[wide[0]].fraction()):
		// checkLabel gives the hint
		label = wide[0]
	default:
		label, err = g.labelByValues(others)
	}
	if err != nil {
		return err
	}
	g.label = label
	g.assign(label, tradeoff.LabelRole, asLabel)
	return nil
}

// truthCandidates returns the columns that may be binary labels: those named
// like labels, best first, with two values and with more, and all other
// columns of two values.
func (g *guesser) truthCandidates() (named, wide, others []int) {
	open := func(i int) bool {
		return g.unassigned(i) && !g.verdict(i) && !slices.Contains(g.scores, i) && !g.namesPrediction(g.names[i]) &&
			rank(idNames, g.names[i]) < 0 && !(g.header && idLike(g.names[i]) && g.profiles[i].unique())
	}
	for i, name := range g.names {
		switch ranked := g.header && rank(labelNames, name) >= 0; {
		case !open(i):
		case ranked && g.profiles[i].binary():
			named = append(named, i)
		case ranked:
			wide = append(wide, i)
		case g.profiles[i].classLike() && len(g.profiles[i].distinct) == 2:
			others = append(others, i)
		}
	}
	byRank := func(i, j int) int { return rank(labelNames, g.names[i]) - rank(labelNames, g.names[j]) }
	slices.SortStableFunc(named, byRank)
	slices.SortStableFunc(wide, byRank)
	return named, wide, others
}

// labelByName chooses among columns named like labels, at least one. others
// are columns of two values under other names.
func (g *guesser) labelByName(named, others []int) (int, *tradeoff.Error) {
	best := named[0]
	if vague := slices.IndexFunc(named, func(i int) bool { return rank(vagueLabels, g.names[i]) < 0 }); vague >= 0 {
		best = named[vague]
		named = slices.DeleteFunc(slices.Clone(named), func(i int) bool { // "class" next to "label" may describe the cases
			return rank(vagueLabels, g.names[i]) >= 0 && !g.profiles[i].sameValues(g.profiles[best])
		})
	}
	named = g.distinctColumns(named)
	if len(named) > 1 {
		truths := slices.DeleteFunc(slices.Clone(named), g.isThresholdedScore)
		if len(truths) != 1 {
			return -1, g.askLabel(named, "")
		}
		for _, i := range named {
			if i != truths[0] {
				g.assign(i, tradeoff.IgnoreRole, skipped)
				g.note("prediction_ignored", "", "the column %q equals a threshold on the score, so it is a prediction and ignored",
					clip(g.names[i]))
			}
		}
		return truths[0], nil
	}
	// A single one that only repeats the score is a prediction if another
	// column can be the label.
	if g.isThresholdedScore(best) && !g.hasPredictionsOf(best) {
		rivals := slices.DeleteFunc(slices.Clone(others), func(i int) bool {
			return !g.profiles[i].sameValues(g.profiles[best]) || g.isThresholdedScore(i) || g.agree(i, best)
		})
		if len(rivals) > 0 {
			return -1, g.askLabel(append([]int{best}, rivals...),
				fmt.Sprintf("%q equals a threshold on the score, like a prediction", clip(g.names[best])))
		}
	}
	return best, nil
}

// labelByValues chooses among columns of two values whose names do not mean
// label.
func (g *guesser) labelByValues(found []int) (int, *tradeoff.Error) {
	if i := g.positiveOfOneHot(found); i >= 0 {
		return g.noteGuessedLabel(i), nil
	}
	if len(found) > 1 {
		if i := g.labelNamedLikeScore(found); i >= 0 {
			rival := func(k int) bool { return !g.isThresholdedScore(k) && g.profiles[k].sameValues(g.profiles[i]) }
			if g.isThresholdedScore(i) && slices.ContainsFunc(found, rival) {
				return -1, g.askLabel(found,
					fmt.Sprintf("%q is named like the score and equals a threshold on it",
						clip(g.names[i])))
			}
			return g.noteGuessedLabel(i), nil
		}
		told := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return namesGroup(g.names[i]) })
		if truths := slices.DeleteFunc(slices.Clone(told),
			func(i int) bool { return !namesTruth(g.names[i]) }); len(truths) == 1 {
			told = truths
		}
		if len(told) == 1 && g.header {
			found = told
		}
	}
	found = g.distinctColumns(found)
	var verdicts []int
	for i := range g.names {
		if g.unassigned(i) && g.verdict(i) {
			verdicts = append(verdicts, i)
		}
	}
	switch {
	case len(found) > 1:
		return -1, g.askLabel(found, "")
	case len(found) == 1 && g.header && namesGroup(g.names[found[0]]) && g.labelNamedLikeScore(found) < 0:
		return -1, g.askLabel(append(verdicts, found...), fmt.Sprintf("%q is named like a property of the cases",
			clip(g.names[found[0]])))
	case len(found) == 0 && len(verdicts) > 0:
		return -1, g.askLabel(verdicts, fmt.Sprintf("%q is named like a check of the predictions",
			clip(g.names[verdicts[0]])))
	case len(found) == 0:
		return -1, incomplete(tradeoff.Errorf(tradeoff.Invalid,
			"there is no column of labels: no column is named label or has two values").
			WithHint("Name it with --label (parameter label), or send the file of the labels together with this one. "+
				"The columns are %s.",
				g.list(func(int) bool { return true })))
	}
	const many = 20 // enough rows to make perfect separation rare
	if i := found[0]; g.profiles[i].cells >= many && g.isThresholdedScore(i) && !g.hasPredictionsOf(i) &&
		!namesTruth(g.names[i]) && g.labelNamedLikeScore(found) < 0 {
		return -1, g.askLabel(found, fmt.Sprintf("%q equals a threshold on the score, like a prediction", clip(g.names[i])))
	}
	return g.noteGuessedLabel(found[0]), nil
}

// positiveOfOneHot returns the column of the positive class of a one-hot
// binary label, -1 if the columns are not one or their names do not tell.
// Names tell by array index, as in Keras, or by names such as gold.NEG and
// gold.POS.
func (g *guesser) positiveOfOneHot(columns []int) int {
	if len(columns) != 2 || !g.header {
		return -1
	}
	a, b := columns[0], columns[1]
	if !g.profiles[a].bothZeroAndOne() || !g.profiles[b].bothZeroAndOne() || !g.agree(a, b) || g.equal(a, b) {
		return -1
	}
	if _, swapped, ok := zeroOneNames(g.names[a], g.names[b]); ok {
		if swapped {
			return a
		}
		return b
	}
	hot := oneHotOf(g.namesOf(columns))
	if hot.name == "label" { // they share no word
		return -1
	}
	if i := positiveOf(strings.ToLower(hot.classes[0]), strings.ToLower(hot.classes[1])); i >= 0 {
		return columns[i]
	}
	return -1
}

// verdict reports whether a column tells whether the prediction is right, by
// its name and values. It is false if it has the values of a column of
// predicted classes, like the column "correct" of OpenML.
func (g *guesser) verdict(i int) bool {
	p := g.profiles[i]
	if !g.header || !p.classLike() || !namesVerdict(g.names[i], verdictWords) &&
		!(namesVerdict(g.names[i], matchWords) && slices.ContainsFunc(g.names, g.namesPrediction)) {
		return false
	}
	return p.zeroOrOne() || !slices.ContainsFunc(g.profiles, func(q *profile) bool { return q != p && q.sameValues(p) })
}

// hasPredictionsOf reports whether another column is named like predictions
// of a label's values, so that the label is not a prediction.
func (g *guesser) hasPredictionsOf(label int) bool {
	return slices.ContainsFunc(g.names, func(name string) bool {
		i := slices.Index(g.names, name)
		return i != label && g.unassigned(i) && g.namesPrediction(name) && g.profiles[i].within(g.profiles[label])
	})
}

// noteGuessedLabel adds the finding that column i was chosen as the label by
// its values.
func (g *guesser) noteGuessedLabel(i int) int {
	if g.header {
		g.serious("label_guessed",
			"If the label is "+strconv.Quote(g.names[i])+", continue. Else name its column with --label (parameter label).",
			"no column is named label; %q has exactly two values", clip(g.names[i]))
	}
	return i
}

// askLabel asks which column is the label.
func (g *guesser) askLabel(columns []int, because string) *tradeoff.Error {
	if because == "" {
		because = g.list(func(i int) bool { return slices.Contains(columns, i) }) + plural(len(columns), " has", " have") +
			" two values"
	}
	return g.columnFixes(incomplete(tradeoff.Errorf(tradeoff.Invalid, "which column is the label? %s", because).
		WithHint("Name it with --label (parameter label).")), tradeoff.LabelRole, columns)
}

// distinctColumns drops columns that agree with an earlier one in every row
// and match the same scores by name: the numbers are the same whichever of
// them is the label.
func (g *guesser) distinctColumns(columns []int) (list []int) {
	scores := g.scoresOrCandidates()
	named := func(i, score int) bool {
		return slices.ContainsFunc(g.profiles[i].values(), func(v string) bool { return g.namesClass(score, v) })
	}
	same := func(i, k int) bool {
		return (g.equal(i, k) || g.sameTruth(i, k)) && !slices.ContainsFunc(scores, func(s int) bool {
			return g.sharesName(i, s) != g.sharesName(k, s) || named(i, s) != named(k, s)
		})
	}
	for _, i := range columns {
		if !slices.ContainsFunc(list, func(k int) bool { return same(i, k) }) {
			list = append(list, i)
		}
	}
	return list
}

// sameTruth reports whether two columns of two values are positive in the
// same rows, under known pairs of names: "yes" and 1.
func (g *guesser) sameTruth(i, j int) bool {
	a, b := g.profiles[i].values(), g.profiles[j].values()
	if len(a) != 2 || len(b) != 2 || !g.agree(i, j) {
		return false
	}
	x, y := positiveOf(a[0], a[1]), positiveOf(b[0], b[1])
	return x >= 0 && y >= 0 && slices.Index(g.folds(i), a[x]) == slices.Index(g.folds(j), b[y])
}

// namesPrediction reports whether a column is named like predicted classes,
// by itself or given the other names: SAS names the predicted class I_BAD if
// F_BAD or BAD is the ground truth, Snowflake OUTPUT_BAD, and SPSS Modeler
// $L-BAD.
func (g *guesser) namesPrediction(name string) bool {
	if namesPrediction(name) {
		return true
	}
	for _, before := range []string{"I_", "OUTPUT_", "output_", "$L-", "$N-", "$C-", "$R-"} {
		if target, ok := strings.CutPrefix(name, before); ok && (slices.Contains(g.names, target) ||
			slices.Contains(g.names, "F_"+target)) {
			return true
		}
	}
	return false
}

// checkLabel refuses a label with too many values, before later steps rely on
// it.
func (g *guesser) checkLabel() *tradeoff.Error {
	if len(g.profiles[g.label].distinct) <= 2 {
		return nil
	}
	if _, err := g.positiveLabel(); err != nil {
		return incomplete(err)
	}
	return nil
}

// labelNamedLikeScore returns the only column whose name matches that of a
// score, as "cancer" and "cancer_pred"; -1 if there is none, or if scores
// match different ones. Two teams of a match, each with a probability and an
// outcome, give the same numbers: the first by name is used.
func (g *guesser) labelNamedLikeScore(columns []int) int {
	label, score := -1, -1
	for _, s := range g.scoresOrCandidates() {
		for _, i := range columns {
			switch {
			case !g.sharesName(i, s) || i == label:
			case label < 0:
				label, score = i, s
			case !g.agree(i, label) || g.equal(i, label) || g.sameTruth(i, label) || !g.complements(s, score):
				return -1
			case g.names[i] < g.names[label]:
				label, score = i, s
			}
		}
	}
	return label
}

// positiveLabel returns the folded positive label if the sample shows it.
func (g *guesser) positiveLabel() (string, *tradeoff.Error) {
	set := g.newLabelSet()
	for i, r := range g.rows {
		if folded := foldLabel([]byte(r[g.label]), g.mark); !g.missing(r[g.label], folded) {
			set.add(class{folded, strings.TrimSpace(r[g.label]), g.lines + i + 1})
		}
	}
	sides, err := set.sides(Classes{g.positive, g.negative}, g.expected)
	if err != nil {
		place := g.place(err.Place.Line)
		place.Column = g.names[g.label]
		return "", err.At(place)
	}
	for i, side := range sides {
		if side == 1 {
			return set.classes[i].folded, nil
		}
	}
	return foldLabel([]byte(g.positive), g.mark), nil
}
