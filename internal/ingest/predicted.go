package ingest

import (
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// findPredicted looks for a column of predicted classes beside one score that is
// never below one half: it is the probability of the predicted class then, and
// not always that of the positive one.
func (g *guesser) findPredicted() *tradeoff.Error {
	if g.options.apart || g.many != nil || len(g.scores) != 1 {
		if g.predicted >= 0 {
			g.columns[g.predicted].role, g.columns[g.predicted].mode = tradeoff.IgnoreRole, skipped
			g.note("prediction_ignored", "If a score is that of the predicted class, write that of the positive class instead, or one score beside label and predicted class in one file.",
				"the column %q of predicted classes is ignored: scores are read as those of the positive class", clip(g.names[g.predicted]))
			g.predicted = -1
		}
		return nil
	}
	if g.predicted < 0 && g.header && g.logits == nil {
		classes := g.profiles[g.label].distinct
		for i, name := range g.names {
			if p := g.profiles[i]; g.free(i) && rank(predictedNames, name) >= 0 && sameClasses(p.distinct, classes) && g.confidence(g.scores[0]) {
				g.predicted = i
				break
			}
		}
	}
	if g.predicted >= 0 {
		g.assign(g.predicted, tradeoff.PredictedRole, asLabel)
		f := finding("predicted_class_score", "If the score is that of the positive class already, ignore that column with --ignore (parameter ignore).",
			"%q is taken for the probability of the class in %q, and turned into that of the positive class", clip(g.names[g.scores[0]]), clip(g.names[g.predicted]))
		f.Serious = g.options.Predicted == ""
		f.Fixes = []tradeoff.Fix{{Text: "It is that of the positive class already", Name: "ignore", Value: g.names[g.predicted]}}
		g.findings = append(g.findings, f)
	}
	return nil
}

// sameClasses reports whether both of two classes are predicted, and no other.
func sameClasses(predicted, labels map[string]int) bool {
	if len(predicted) != 2 || len(labels) != 2 {
		return false
	}
	for c := range predicted {
		if labels[c] == 0 {
			return false
		}
	}
	return true
}

// confidence reports whether a column holds probabilities from one half on.
func (g *guesser) confidence(i int) bool {
	p := g.profiles[i]
	if p.cells == 0 || p.unit != p.cells {
		return false
	}
	return !slices.ContainsFunc(g.rows, func(r []string) bool {
		x, _, ok := cellNumber([]byte(r[i]), g.mark)
		return ok && x < 0.5
	})
}

// turnScores makes probabilities of the positive class of those of the predicted
// class.
func (t *table) turnScores(parts []*part) error {
	if t.predicted < 0 || t.label < 0 || t.many != nil {
		return nil
	}
	scores, row := t.columns[t.scores[0]].Floats, 0
	for k, part := range parts {
		v := &part.columns[t.predicted]
		turn := make([]bool, len(v.labels.classes))
		for code, c := range v.labels.classes {
			i := slices.IndexFunc(t.labels.classes, func(l class) bool { return l.folded == c.folded })
			if i < 0 && len(t.labels.classes) >= 2 {
				return tradeoff.Errorf(tradeoff.Invalid, "no label is called %q as this predicted class is; there are %s", clip(c.name), t.labels.list()).
					WithMend("Spell predicted classes as the labels, or ignore the column with --ignore (parameter ignore).").
					WithFix("Ignore the column", "ignore", strings.TrimSpace(t.columns[t.predicted].Name)).
					At(t.placed(tradeoff.Place{Line: t.lines.firstLine[k] + c.line}, t.predicted))
			}
			turn[code] = i < 0 && t.sides[0] == 1 || i >= 0 && t.sides[i] == 0
		}
		for _, code := range v.codes {
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
