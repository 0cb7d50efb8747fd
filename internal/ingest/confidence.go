package ingest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// findPredicted checks whether the score of a file is the probability of the
// predicted class rather than of the positive one: then it is never below one
// half, and another column has the predicted classes. If that column is named
// like predictions the score is converted to that of the positive class;
// otherwise the answer is a question. Roles that the caller names are checked
// too.
func (g *guesser) findPredicted() *tradeoff.Error {
	if g.many != nil || g.scoredLabels != nil {
		return nil
	}
	given := g.predicted >= 0
	if !given {
		if err := g.checkDirection(); err != nil {
			return err
		}
		i, err := g.predictedColumn()
		if err != nil {
			return err
		}
		g.predicted = i
	}
	switch {
	case g.predicted < 0:
		return nil
	case g.options.separateFiles:
		return tradeoff.Errorf(tradeoff.Invalid,
			"is %q the probability of the class in %q? The labels are in another file",
			clip(g.names[g.scores[0]]), clip(g.names[g.predicted])).
			WithHint("Write label, predicted class and score into one file. If the score is that of the positive class "+
				"already, leave %q out with --ignore (parameter ignore).",
				clip(g.names[g.predicted])).
			WithFix("It is that of the positive class already", "ignore", g.names[g.predicted])
	case len(g.scores) != 1 || g.logits != nil:
		g.columns[g.predicted].role, g.columns[g.predicted].mode = tradeoff.IgnoreRole, skipped
		g.note("prediction_ignored", "", "the column %q contains predicted classes and is ignored",
			clip(g.names[g.predicted]))
		g.predicted = -1
		return nil
	}
	g.assign(g.predicted, tradeoff.PredictedRole, asLabel)
	f := finding("predicted_class_score",
		"If the score is that of the positive class already, ignore that column with --ignore (parameter ignore).",
		"%q is the probability of the class in %q, converted to that of the positive class", clip(g.names[g.scores[0]]),
		clip(g.names[g.predicted]))
	f.Serious = !given
	f.Fixes = []tradeoff.Fix{{Text: "It is that of the positive class already", Name: "ignore",
		Value: g.names[g.predicted]}}
	g.findings = append(g.findings, f)
	return nil
}

// checkDirection asks which class the score belongs to if a column of
// predicted classes contradicts the positive one: the rows predicted positive
// have the lowest scores, or the score is high exactly where the prediction
// is right.
func (g *guesser) checkDirection() *tradeoff.Error {
	label := g.profiles[g.label]
	positive, err := g.positiveLabel()
	if err != nil || len(label.distinct) != 2 || g.logits != nil {
		return nil
	}
	for _, score := range g.scores {
		for i, p := range g.profiles {
			if i == g.label || !g.unassigned(i) || !g.namesPrediction(g.names[i]) || !p.sameValues(label) ||
				slices.Contains(g.turned, score) {
				continue
			}
			name, predicted := clip(g.names[score]), clip(g.names[i])
			var e *tradeoff.Error
			switch {
			case g.isThresholded(i, score) && !g.positivesScoreHigher(i, score, positive):
				negative := g.spelled(g.label, otherOf(label.values(), positive))
				e = tradeoff.Errorf(tradeoff.Invalid, "is %q the score of %q? Rows with high scores are %q in %q",
					name, clip(negative), clip(negative), predicted).
					WithHint("Use %q as the positive class (--positive, parameter positive), "+
						"or leave %q out with --ignore (parameter ignore).", clip(negative), predicted).
					WithFix(fmt.Sprintf("Use %q as the positive class", clip(negative)), "positive", negative)
			case !g.options.separateFiles && !g.isThresholded(i, score) && g.isProbabilityOfTruth(i, score):
				e = tradeoff.Errorf(tradeoff.Invalid,
					"is %q the probability of the true class? It is above 0.5 where %q is right, and only there",
					name, predicted).
					WithHint("Send the probability of the positive class. "+
						"If %q is that, leave %q out with --ignore (parameter ignore).", name, predicted)
			default:
				continue
			}
			return e.WithFix("It is the score of the positive class", "ignore",
				g.names[i]).At(tradeoff.Place{Column: g.names[score]})
		}
	}
	return nil
}

// predictedColumn returns the column with the class whose probability a score
// is, -1 if it is that of the positive class, and a question if that is open.
func (g *guesser) predictedColumn() (int, *tradeoff.Error) {
	label := g.profiles[g.label]
	if len(label.distinct) != 2 || g.logits != nil {
		return -1, nil
	}
	for _, score := range g.scores {
		if !g.neverBelowHalf(score) || g.profiles[score].constant() || slices.Contains(g.turned, score) {
			continue
		}
		var candidates, plain []int
		for i, p := range g.profiles {
			switch {
			case i == g.label, !g.unassigned(i), len(p.distinct) == 2 && g.isThresholded(i, score):
			case !p.within(label) && !g.hasOtherClassNames(i):
			default:
				candidates = append(candidates, i)
				if g.namesPrediction(g.names[i]) {
					plain = append(plain, i)
				}
			}
		}
		switch {
		case len(candidates) == 0 && g.meanFarAboveShare(score):
			return -1, tradeoff.Errorf(tradeoff.Invalid,
				"%q is never below 0.5 and far above the share of the positive class: "+
					"is it the probability of the predicted class?",
				clip(g.names[score])).
				WithHint("Send the column of predicted classes too (--predicted, parameter predicted). "+
					"If it is that of the positive class, confirm it with --kind probability (parameter kind).").
				At(tradeoff.Place{Column: g.names[score]}).
				WithFix("It is that of the positive class", "kind", string(calc.Probability))
		case len(candidates) == 0:
		case len(g.distinctColumns(plain)) == 1 && len(g.scores) == 1:
			return plain[0], nil
		default:
			return -1, g.askConfidence(score, candidates)
		}
	}
	return -1, nil
}

// meanFarAboveShare reports whether the mean of a score that is never below
// one half is far above the share of the positive class. It is false if the
// caller has already said what the score is, or that a column does not
// contain predicted classes.
func (g *guesser) meanFarAboveShare(score int) bool {
	positive, err := g.positiveLabel()
	answered := slices.ContainsFunc(slices.Concat(g.options.Keep, g.options.Ignore), func(name string) bool {
		i := g.find(name)
		return i >= 0 && (g.profiles[i].within(g.profiles[g.label]) || g.hasOtherClassNames(i))
	})
	if err != nil || answered || g.options.Kind != "" || len(g.rows) < 2*minEvidence {
		return false
	}
	const far = 0.2
	total, n := 0.0, 0.0
	for _, x := range g.numbers(score) {
		if !math.IsNaN(x) {
			total, n = total+x, n+1
		}
	}
	p := g.profiles[g.label]
	return total/n-float64(p.distinct[positive])/float64(p.cells) > far
}

// hasOtherClassNames reports whether a column may contain predicted classes
// under names other than the labels': "yes" and "no" for 1 and 0.
func (g *guesser) hasOtherClassNames(i int) bool {
	values := g.profiles[i].values()
	if len(values) != 2 || !g.profiles[i].classLike() {
		return false
	}
	return g.namesPrediction(g.names[i]) ||
		positiveOf(values[0], values[1]) >= 0 && !namesGroup(g.names[i]) && !g.verdict(i) ||
		rank(labelNames, g.names[i]) >= 0
}

// askConfidence asks which class a score that is never below one half belongs
// to.
func (g *guesser) askConfidence(score int, candidates []int) *tradeoff.Error {
	e := tradeoff.Errorf(tradeoff.Invalid,
		"%q is never below 0.5: is it the probability of the predicted class, in %s, or that of the positive class?",
		clip(g.names[score]), g.list(func(i int) bool { return slices.Contains(candidates, i) })).
		WithHint("Name the column of predicted classes with --predicted (parameter predicted), or keep it without a " +
			"role with --keep (parameter keep).").
		At(tradeoff.Place{Column: g.names[score]})
	for _, i := range candidates[:min(len(candidates), 3)] {
		e = e.WithFix(fmt.Sprintf("It is that of the class in %q", clip(g.names[i])), "predicted", g.names[i])
	}
	if len(g.options.Label) == 0 && g.profiles[candidates[0]].sameValues(g.profiles[g.label]) {
		e = e.WithFix(fmt.Sprintf("It is that of the class in %q", clip(g.names[g.label])), "predicted", g.names[g.label])
	}
	return e.WithFix("It is that of the positive class", "keep", g.names[candidates[0]])
}

// sameClass returns the class that another column calls name: the class of
// that name, or else of a known pair such as "yes" or LABEL_1 where the
// labels are 0 and 1. It is -1 if that is unknown.
func (s *labelSet) sameClass(name string) int {
	if i := slices.IndexFunc(s.classes, func(c class) bool { return c.folded == name }); i >= 0 ||
		len(s.classes) != 2 {
		return i
	}
	positive, sign := positiveOf(s.classes[0].folded, s.classes[1].folded), signOf(strings.TrimPrefix(name, "label_"))
	if positive < 0 || sign < 0 {
		return -1
	}
	if sign == 1 {
		return positive
	}
	return 1 - positive
}

// useScoresOfPositive converts probabilities of the predicted class to those
// of the positive class.
func (t *assembled) useScoresOfPositive(parts []*part) error {
	if t.predicted < 0 || t.label < 0 || t.many != nil {
		return nil
	}
	scores, row := t.columns[t.scores[0]].Floats, 0
	for k, part := range parts {
		v := &part.columns[t.predicted]
		turn := make([]bool, len(v.labels.classes))
		for code, c := range v.labels.classes {
			i := t.labels.sameClass(c.folded)
			if i < 0 && len(t.labels.classes) >= 2 {
				return tradeoff.Errorf(tradeoff.Invalid, "no label is named %q like this predicted class; there are %s",
					clip(c.name), t.labels.list()).
					WithHint("Spell predicted classes like the labels, or ignore the column with --ignore (parameter ignore).").
					WithFix("Ignore the column", "ignore", strings.TrimSpace(t.columns[t.predicted].Name)).
					At(t.placed(tradeoff.Place{Line: t.lines.firstLine[k] + c.line}, t.predicted))
			}
			turn[code] = i < 0 && t.sides[0] == 1 || i >= 0 && t.sides[i] == 0
		}
		for _, code := range v.codes {
			// Before, only the first rows were checked.
			if scores[row] < minConfidence {
				return tradeoff.Errorf(tradeoff.Invalid,
					"the score %v is below 0.5, so it is not the probability of the predicted class in %q",
					scores[row], clip(t.columns[t.predicted].Name)).
					WithHint("If the scores are those of the positive class, leave that column out with --ignore (parameter ignore).").
					WithFix("The scores are those of the positive class", "ignore", strings.TrimSpace(t.columns[t.predicted].Name)).
					At(t.placed(tradeoff.Place{Line: t.lines.lineInFile(row)}, t.scores[0]))
			}
			if code != absentCode && turn[code] {
				scores[row] = 1 - scores[row]
			}
			row++
		}
		v.codes = nil
	}
	t.stats[t.scores[0]].measure(scores)
	return nil
}
