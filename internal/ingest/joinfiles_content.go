package ingest

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// IsIncomplete reports whether an error is about a table without labels or
// without scores, which another file may have.
func IsIncomplete(err error) bool {
	var e *tradeoff.Error
	return errors.As(err, &e) && e.Err == errIncomplete
}

// What a table seems to contain.
type content uint8

// ContentOf looks at the first rows of a file and reports whether it has
// labels, scores, or both. It is meant for files that may belong together.
func ContentOf(ctx context.Context, f File) (labels, scores bool, err error) {
	a, err := openSingle(ctx, f)
	if err != nil {
		return false, false, err
	}
	defer a.in.close()
	c := a.guess().content()
	return c == hasLabels || c == hasBoth, c == hasScores || c == hasBoth, nil
}

// LacksNamedColumns reports whether the options name a column for a role that
// the file does not have, so that another file may have it.
func LacksNamedColumns(ctx context.Context, f File) bool {
	names := f.Options.roleNames()
	if len(names) == 0 {
		return false
	}
	a, err := openSingle(ctx, f)
	if err != nil {
		return false
	}
	defer a.in.close()
	g := a.guess()
	return slices.ContainsFunc(names, func(name string) bool { return g.find(name) < 0 })
}

// roleNames returns the columns that the options name for a role.
func (o Options) roleNames() []string {
	names := slices.Concat([]string{o.Label, o.ID, o.Weight, o.IoU, o.Predicted, o.Model},
		o.Score, o.OneHot, o.Group, o.Keep, o.Ignore)
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// A singleFile is a file of one table of which only the first rows have been
// read.
type singleFile struct {
	File
	in    *input
	table *Table
	top   *sample
}

func openSingle(ctx context.Context, f File) (*singleFile, error) {
	f.Options.Limits = f.Options.Limits.OrDefault()
	a := &singleFile{File: f, in: newInput(f.R, f.Options)}
	a.in.topOnly = true
	if err := a.in.file(ctx, a.in.packed, f.Name, 0); err != nil {
		a.in.close()
		return nil, inFile(err, f.Name)
	}
	if len(a.in.tables) != 1 {
		a.in.close()
		return nil, inFile(tradeoff.Errorf(tradeoff.Invalid,
			"an archive of several tables cannot be one of two files that belong together").
			WithHint("Send the labels and the scores as separate files."), f.Name)
	}
	a.table = a.in.tables[0]
	top, err := a.table.format.sample()
	if err != nil {
		a.in.close()
		return nil, inFile(err, f.Name)
	}
	a.top = top
	return a, nil
}

// guess returns a guesser that has only looked at the columns.
func (a *singleFile) guess() *guesser {
	g := newGuesser(a.top, a.Options)
	g.leaveOut()
	g.takeKnownRoles()
	return g
}

// content returns what the table seems to have.
func (g *guesser) content() content {
	label, score := g.ownLabel() >= 0, false
	for i, name := range g.names {
		p := g.profiles[i]
		switch {
		case !g.unassigned(i) || !p.numeric() || g.counter(i):
		case p.fraction(), scoreRank(name) >= 0 && !p.binary(), slices.Contains(g.options.Score,
			name), (len(g.names) == 1 || !label) && p.whole < p.numbers:
			score = true
		}
	}
	switch {
	case label && score:
		return hasBoth
	case label:
		return hasLabels
	case score:
		return hasScores
	default:
		return hasNeither
	}
}

// ownLabel returns the label column of a file that has no scores: the one
// that the caller or the format names, the first one named like a label that
// is not a fraction, the only one of two values, or the only one at all. It
// is -1 if there is none.
func (g *guesser) ownLabel() int {
	if i := g.find(g.options.Label); g.options.Label != "" && i >= 0 {
		return i
	}
	if g.label >= 0 {
		return g.label
	}
	few := func(i int) bool {
		p := g.profiles[i]
		return p.whole == p.numbers && len(p.distinct) <= maxClasses
	}
	if g.header {
		for _, pass := range []func(int) bool{func(i int) bool { return few(i) && g.profiles[i].binary() }, few} {
			if i := g.best(labelNames, pass); i >= 0 {
				return i
			}
		}
	}
	found := -1
	key := func(i int) bool { return rank(idNames, g.names[i]) >= 0 || g.counter(i) }
	for i := range g.names {
		if g.unassigned(i) && !key(i) && few(i) && g.profiles[i].binary() && !namesPrediction(g.names[i]) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	if found < 0 {
		for i := range g.names { // the only column besides a key, with few values
			switch {
			case !g.unassigned(i) || key(i):
			case found >= 0 || !few(i):
				return -1
			default:
				found = i
			}
		}
	}
	return found
}

// NamesLabels reports whether the name of a file says labels, and not scores.
func NamesLabels(fileName string) bool {
	name := strings.ToLower(path.Base(strings.ReplaceAll(fileName, `\`, "/")))
	says := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	return says(labelFiles) && !says(scoreFiles)
}
