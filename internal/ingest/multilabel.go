package ingest

import (
	"fmt"
	"slices"

	"tradeoff/internal/tradeoff"
)

// This file is about several binary labels in one file, each with its score:
// a case may be toxic, obscene, both or neither.

// A scoredLabel is a column of labels with its column of scores.
type scoredLabel struct{ label, score int }

// findLabels looks for columns of 0 and 1 that each have a score with a
// matching name. Each such pair is a run. If some have no match, the later
// steps ask which column is the label.
func (g *guesser) findLabels() *tradeoff.Error {
	if g.many != nil || g.label >= 0 || len(g.options.Score) > 0 || g.predicted >= 0 || g.options.separateFiles ||
		!g.header ||
		g.best(labelNames, func(i int) bool { return g.profiles[i].binary() }) >= 0 {
		return nil
	}
	pairs := g.labelsByName()
	if len(pairs) < 2 {
		return nil
	}
	for k, p := range pairs {
		if slices.ContainsFunc(pairs[:k], func(q scoredLabel) bool {
			return g.agree(p.label, q.label) && !g.equal(p.label, q.label)
		}) {
			return nil // of two classes one column each
		}
	}
	g.scoredLabels, g.label = pairs, pairs[0].label
	for _, p := range pairs {
		g.assign(p.label, tradeoff.LabelRole, asLabel)
		g.assign(p.score, tradeoff.ScoreRole, asNumber)
		g.scores = append(g.scores, p.score)
	}
	f := g.serious("several_labels", "If only one of them is the label, name it with --label (parameter label).",
		"%s are labels with a score each: they become %d runs", g.list(g.isLabel), len(pairs))
	for _, p := range pairs[:min(len(pairs), 6)] {
		f.fix(fmt.Sprintf("Only %q is the label", clip(g.names[p.label])), "label", g.names[p.label])
	}
	return nil
}

func (g *guesser) isLabel(i int) bool { return g.columns[i].role == tradeoff.LabelRole }

// labelsByName returns the columns of 0 and 1 and the scores with matching
// names, one label for each score. It returns none if a column named like a
// score matches no label or several.
func (g *guesser) labelsByName() (pairs []scoredLabel) {
	scores := g.numbersLike(func(i int, p *profile) bool {
		return !p.classLike() && !p.constant() &&
			!g.describesScore(i)
	})
	labels := g.zeroOnes()
	for _, s := range scores {
		kin := slices.DeleteFunc(slices.Clone(labels), func(i int) bool { return !g.sharesName(i, s) })
		switch {
		case len(kin) == 1 && !slices.ContainsFunc(pairs, func(p scoredLabel) bool { return p.label == kin[0] }):
			pairs = append(pairs, scoredLabel{kin[0], s})
		case len(kin) > 0 || scoreRank(g.names[s]) >= 0:
			return nil
		}
	}
	return pairs
}

// labelTables returns a table for each label with its score. They share all
// other columns.
func (t *assembled) labelTables() (tables []*assembled) {
	for _, pair := range t.scoredLabels {
		p := *t.plan
		p.label, p.scores, p.scoredLabels = pair.label, []int{pair.score}, nil
		u := *t
		u.plan, u.labels, u.sides = &p, t.sets[pair.label].labels, t.sets[pair.label].sides
		tables = append(tables, &u)
	}
	return tables
}
