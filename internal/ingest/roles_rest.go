package ingest

import (
	"fmt"
	"slices"

	"tradeoff/internal/tradeoff"
)

// findWeight assigns the column named like a weight. A bare "weight" may be
// that of a patient or a car: if the values look like a measure the user is
// asked.
func (g *guesser) findWeight() *tradeoff.Error {
	if g.weight >= 0 {
		return nil
	}
	i := g.best(weightNames, func(i int) bool { return g.profiles[i].numeric() })
	if i < 0 {
		return nil
	}
	sure, name := hasWord(g.names[i], []string{"sample", "case"}), clip(g.names[i])
	describes := tradeoff.Fix{Text: fmt.Sprintf("%q describes the cases", name), Name: "keep", Value: g.names[i]}
	if !sure && g.looksLikeMeasure(i) {
		return incomplete(tradeoff.Errorf(tradeoff.Invalid,
			"does %q say how often each row counts, or does it describe the cases?", name)).
			WithHint("Name it with --weight (parameter weight), or keep it as a plain column with --keep (parameter keep).").
			WithFix(fmt.Sprintf("%q says how often each row counts", name), "weight", g.names[i]).
			WithFix(describes.Text, describes.Name, describes.Value).
			At(tradeoff.Place{Column: g.names[i]})
	}
	g.weight = i
	g.assign(i, tradeoff.WeightRole, asNumber)
	if sure {
		return nil
	}
	f := g.serious("weight_guessed",
		"If it describes the cases, keep it as a plain column with --keep (parameter keep).",
		"%q says how often each row counts, by its name", name)
	f.Fixes = append(f.Fixes, describes)
	return nil
}

// looksLikeMeasure reports whether the values of a column look like a measure rather than
// like weights of rows: several values, none of them near 1.
func (g *guesser) looksLikeMeasure(i int) bool {
	const near = 2
	return len(g.profiles[i].distinct) > 2 && !slices.ContainsFunc(g.numbers(i),
		func(x float64) bool { return x <= near })
}

// best returns the unassigned column whose name ranks first in a list, among
// those that pass.
func (g *guesser) best(list []string, pass func(int) bool) int {
	found, foundRank := -1, len(list)
	for i, name := range g.names {
		if r := rank(list, name); g.unassigned(i) && r >= 0 && r < foundRank && pass(i) {
			found, foundRank = i, r
		}
	}
	return found
}

func (g *guesser) findID() *tradeoff.Error {
	if g.id >= 0 {
		return nil
	}
	take := func(i int, firm bool) *tradeoff.Error {
		g.id, g.firmID = i, firm
		g.assign(i, tradeoff.IDRole, asText)
		return nil
	}
	if g.header {
		if i := g.best(idNames, func(int) bool { return true }); i >= 0 {
			return take(i, true)
		}
		for i, name := range g.names {
			if p := g.profiles[i]; g.unassigned(i) && idLike(name) && g.unique(i) && (p.integer() || p.numbers == 0) {
				return take(i, false)
			}
		}
	}
	const enough = 20 // minimum of rows to conclude that ids are unique
	if p := g.profiles[0]; g.unassigned(0) && g.unique(0) && p.numbers == 0 && p.cells >= enough {
		return take(0, false)
	}
	return nil
}

// findRest decides about columns that are neither label nor score.
func (g *guesser) findRest() *tradeoff.Error {
	classes := g.profiles[g.label].distinct
	for i, name := range g.names {
		if !g.unassigned(i) {
			continue
		}
		p := g.profiles[i]
		switch {
		case rank(indexNames, name) >= 0 && p.counts && g.header:
			g.assign(i, tradeoff.IgnoreRole, skipped)
			g.note("index_ignored", "", "the column %q only counts the rows and is ignored", name)
		case g.header && g.predictedClass(name, p, classes):
			g.assign(i, tradeoff.IgnoreRole, skipped)
			g.note("prediction_ignored", "", "the column %q contains predicted classes and is ignored", name)
		case g.groupLike(p):
			g.columns[i].mode = asTally
		}
	}
	return nil
}

// predictedClass reports whether a column is named like predicted classes and
// contains texts, labels, or 0 and 1.
func (g *guesser) predictedClass(name string, p *profile, labels map[string]int) bool {
	if !g.namesPrediction(name) {
		return false
	}
	for v := range p.distinct {
		if _, ok := labels[v]; !ok && p.numeric() && v != "0" && v != "1" {
			return false
		}
	}
	return true
}

// groupLike reports whether the values of a column repeat enough to be
// groups. The whole column decides later, see tally.
func (g *guesser) groupLike(p *profile) bool {
	if p.numbers > 0 && !p.integer() {
		return false
	}
	return len(p.distinct) <= maxGroups(p.numbers > 0)
}

func maxGroups(integers bool) int {
	if integers {
		return maxIntegerGroups
	}
	return maxTextGroups
}

// The maximum number of distinct values of a group.
const (
	maxTextGroups    = 64
	maxIntegerGroups = 20
)
