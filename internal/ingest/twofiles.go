package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// This file is about two files that belong together: one has the labels, the
// other the scores.

// A File is a file that is read together with another.
type File struct {
	Name    string
	R       io.Reader
	Options Options
}

// IsIncomplete reports whether an error is about a table without labels or
// without scores, which another file may have.
func IsIncomplete(err error) bool {
	var e *tradeoff.Error
	return errors.As(err, &e) && e.Err == errIncomplete
}

// What a table has by the looks of it.
type content uint8

const (
	hasNeither content = iota
	hasLabels
	hasScores
	hasBoth
)

// ReadPair reads a file of labels and a file of scores as one table. If both
// name their rows they are joined by the names, in the order of the scores, else
// by the order of the rows. Errors are those of [Read], in the file that is at
// fault.
//
// The previews are those of the two files.
func ReadPair(ctx context.Context, labels, scores File) (t *Table, ofLabels Preview, err error) {
	l, err := openAlone(ctx, labels)
	if err != nil {
		return nil, Preview{}, err
	}
	defer l.in.close()
	s, err := openAlone(ctx, scores)
	if err != nil {
		return nil, Preview{}, err
	}
	defer s.in.close()
	p := &twoFiles{labels: l, scores: s, keyL: -1, keyS: -1}
	t = &Table{name: s.table.name, file: scores.Name, options: p.options()}
	err = p.read(ctx, t, &ofLabels)
	return t, ofLabels, err
}

// ContentOf looks at the top of a file and reports what it has: labels, scores,
// or both. It is meant for files that may belong together.
func ContentOf(ctx context.Context, f File) (labels, scores bool, err error) {
	a, err := openAlone(ctx, f)
	if err != nil {
		return false, false, err
	}
	defer a.in.close()
	c := a.guess().content()
	return c == hasLabels || c == hasBoth, c == hasScores || c == hasBoth, nil
}

// LacksNamed reports whether the options name a column for a role that the file
// does not have, so that another file may have it.
func LacksNamed(ctx context.Context, f File) bool {
	names := f.Options.roleNames()
	if len(names) == 0 {
		return false
	}
	a, err := openAlone(ctx, f)
	if err != nil {
		return false
	}
	defer a.in.close()
	g := a.guess()
	return slices.ContainsFunc(names, func(name string) bool { return g.find(name) < 0 })
}

// roleNames are the columns that the options name for a role.
func (o Options) roleNames() []string {
	names := slices.Concat([]string{o.Label, o.ID, o.Weight, o.IoU, o.Predicted, o.Model},
		o.Score, o.OneHot, o.Group, o.Keep, o.Ignore)
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// An aloneFile is a file of one table of which only the top has been read.
type aloneFile struct {
	File
	in    *input
	table *Table
	top   *sample
}

func openAlone(ctx context.Context, f File) (*aloneFile, error) {
	f.Options.Limits = f.Options.Limits.OrDefault()
	a := &aloneFile{File: f, in: newInput(f.R, f.Options)}
	a.in.topOnly = true
	if err := a.in.file(ctx, a.in.packed, f.Name, 0); err != nil {
		a.in.close()
		return nil, inFile(err, f.Name)
	}
	if len(a.in.tables) != 1 {
		a.in.close()
		return nil, inFile(tradeoff.Errorf(tradeoff.Invalid, "an archive of several tables cannot be one of two files that belong together").
			WithHint("Send the labels and the scores each as a file of its own."), f.Name)
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
func (a *aloneFile) guess() *guesser {
	g := newGuesser(a.top, a.Options)
	g.leaveOut()
	g.known()
	return g
}

// content returns what the table seems to have.
func (g *guesser) content() content {
	label, score := g.ownLabel() >= 0, false
	for i, name := range g.names {
		p := g.profiles[i]
		switch {
		case !g.free(i) || !p.numeric() || g.counter(i):
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

// ownLabel returns the column of labels of a file that has no scores: the one
// that the caller or the format names, the first by name that is no fraction, the
// only one of two values, or the only one at all. It is -1 if there is none.
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
		if g.free(i) && !key(i) && few(i) && g.profiles[i].binary() && !namesPrediction(g.names[i]) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	if found < 0 {
		for i := range g.names { // the only column but a key, of any few values
			switch {
			case !g.free(i) || key(i):
			case found >= 0 || !few(i):
				return -1
			default:
				found = i
			}
		}
	}
	return found
}

// twoFiles are a file of labels and one of scores.
type twoFiles struct {
	labels, scores *aloneFile

	keyL, keyS int      // the columns that name the rows; -1: they are in the same order
	ignored    []string // columns of the combined table that the caller wants to be ignored
	combined   []int    // where each column of the labels is in the combined table; -1: the key
}

// options are those of both files.
func (p *twoFiles) options() Options {
	o, l := p.scores.Options, p.labels.Options
	o.SkipMissing = o.SkipMissing || l.SkipMissing
	o.KeepDuplicates = o.KeepDuplicates || l.KeepDuplicates
	if l.Positive != "" {
		o.Positive = l.Positive
	}
	return o
}

// read guesses the roles of all columns together, reads both files and joins
// them.
func (p *twoFiles) read(ctx context.Context, t *Table, ofLabels *Preview) error {
	var both Preview
	defer func() { p.split(both, &t.Preview, ofLabels) }()
	if label := p.labels.Options.Label; label != "" {
		if i := p.inLabels(p.labels.guess(), label); i >= 0 {
			p.labels.Options.Label = p.labels.top.names[i]
		}
	}
	p.findKeys()
	top, o, err := p.combine(t.options)
	if err != nil {
		return err
	}
	t.top, t.options.Ignore = top, p.ignored
	whole, refusal := makePlan(top, o, &both)
	if refusal != nil {
		return inFile(refusal, p.scores.Name)
	}
	mine, theirs := p.halves(whole)
	read := func(a *aloneFile, half *plan) (*table, error) {
		parts, err := a.table.format.parts(ctx, half)
		if err != nil {
			return nil, inFile(err, a.Name)
		}
		t, err := join(half, parts, a.top.lines)
		return t, inFile(err, a.Name)
	}
	s, err := read(p.scores, mine)
	if err != nil {
		return err
	}
	l, err := read(p.labels, theirs)
	if err != nil {
		return err
	}
	if t.table, err = p.join(ctx, whole, s, l); err != nil {
		return err
	}
	both.Count = s.rows
	for i := range both.Columns {
		both.Columns[i].Role = t.table.columns[i].Role
	}
	return nil
}

// findKeys looks for columns that name the rows in both files.
func (p *twoFiles) findKeys() {
	l, s := p.labels.guess(), p.scores.guess()
	p.keyL, p.keyS = l.ownKey(), s.ownKey()
	if p.keyL < 0 && s.options.ID != "" {
		p.keyL = l.find(s.options.ID)
	}
	if p.keyS < 0 && l.options.ID != "" {
		p.keyS = s.find(l.options.ID)
	}
	if p.keyL >= 0 && p.keyS >= 0 {
		return
	}
	p.keyL, p.keyS = -1, -1
	// A column that both files have and in which nothing repeats, such as the
	// index that a shuffled table was saved with.
	for i, name := range l.names {
		for k, other := range s.names {
			if words(name) == words(other) && l.maybeKey(i) && s.maybeKey(k) && sameKeys(l.profiles[i], s.profiles[k]) {
				p.keyL, p.keyS = i, k
				return
			}
		}
	}
}

// ownKey returns the column that is called an id, -1 if there is none.
func (g *guesser) ownKey() int {
	if g.options.ID != "" {
		if i := g.find(g.options.ID); i >= 0 {
			return i
		}
	}
	if !g.header {
		return -1
	}
	return g.best(idNames, func(i int) bool {
		return !slices.Contains(g.options.Ignore, g.names[i]) && !slices.Contains(g.options.Keep, g.names[i])
	})
}

// maybeKey reports whether nothing repeats in a column of texts or whole numbers.
func (g *guesser) maybeKey(i int) bool {
	p := g.profiles[i]
	return g.header && g.free(i) && p.unique() && p.cells > 1 && (p.integer() || p.numbers == 0) && !slices.Contains(g.options.Ignore, g.names[i])
}

// sameKeys reports whether two columns may hold the same keys. Where one of them
// only counts the rows the other must have the same numbers in another order.
func sameKeys(a, b *profile) bool {
	switch {
	case a.integer() != b.integer(), a.counts && b.counts:
		return false
	case a.counts || b.counts:
		return slices.Equal(a.values(), b.values())
	default:
		return true
	}
}

// combine puts the tops of both files side by side, with the options that hold
// for the columns of both.
func (p *twoFiles) combine(o Options) (*sample, Options, error) {
	s, l := p.scores.top, p.labels.top
	top := &sample{manner: s.manner, lines: s.lines, roles: map[int]tradeoff.Role{}}
	top.manner.header = s.manner.header || l.manner.header
	top.names = slices.Clone(s.names)
	why := func(x *sample, i int) string {
		if x.why == nil {
			return ""
		}
		return x.why[i]
	}
	for i := range s.names {
		top.why = append(top.why, why(s, i))
		if role, ok := s.roles[i]; ok && role != tradeoff.LabelRole {
			top.roles[i] = role
		}
	}
	if err := p.misnamed(); err != nil {
		return nil, o, err
	}
	guess := p.labels.guess()
	label := guess.ownLabel()
	if label < 0 || label == p.keyL {
		return nil, o, inFile(tradeoff.Errorf(tradeoff.Invalid, "which column has the labels?").
			WithHint("Name it with --label (parameter label). The columns are %s.", guess.list(func(int) bool { return true })), p.labels.Name)
	}
	var of []int // the column of the labels for each further one
	p.combined = make([]int, len(l.names))
	for i := range l.names {
		if i == p.keyL {
			p.combined[i] = -1
			continue
		}
		p.combined[i] = len(top.names)
		top.names, top.why, of = append(top.names, p.nameOf(i)), append(top.why, why(l, i)), append(of, i)
	}
	for row := range min(len(s.rows), len(l.rows)) {
		cells := slices.Clone(s.rows[row])
		for _, i := range of {
			cells = append(cells, l.rows[row][i])
		}
		top.rows = append(top.rows, cells)
	}
	top.notes = append(slices.Clone(s.notes), l.notes...)

	if p.keyS >= 0 {
		top.roles[p.keyS] = tradeoff.IDRole // it may have no name
	}
	o = p.places(o)
	p.ignored = slices.Clone(o.Ignore)
	o.apart = true
	o.Label = top.names[p.combined[label]]
	if i := guess.ownKey(); i >= 0 && p.keyS < 0 && o.ID == "" && p.scores.guess().ownKey() < 0 {
		o.ID = top.names[p.combined[i]]
	}
	weight := guess.best(weightNames, func(i int) bool {
		return guess.profiles[i].numeric() && i != label &&
			o.Weight == ""
	})
	// What else stands beside the labels is no score.
	for _, i := range of {
		name := top.names[p.combined[i]]
		if guess.counter(i) && !slices.Contains(o.Keep, name) && !slices.Contains(o.Group, name) && name != o.ID {
			o.Ignore = append(o.Ignore, name)
			continue
		}
		if i != label && i != weight && name != o.ID && name != o.Weight && name != o.IoU && why(l, i) == "" &&
			!slices.Contains(o.Score, name) && !slices.Contains(o.Group, name) && !slices.Contains(o.Keep, name) && !slices.Contains(o.Ignore, name) {
			if guess.groupLike(guess.profiles[i]) {
				o.aside = append(o.aside, name)
			} else {
				o.Keep = append(o.Keep, name)
			}
		}
	}
	return top, o, nil
}

// misnamed refuses names of the label and of scores that the file in question does
// not have: another column must not be taken instead.
func (p *twoFiles) misnamed() error {
	s, l := p.scores.guess(), p.labels.guess()
	everyColumn := func(int) bool { return true }
	label := p.labels.Options.Label
	if label != "" && l.find(label) < 0 {
		return inFile(tradeoff.Errorf(tradeoff.Invalid, "there is no column %q for the label in the file of the labels",
			clip(label)).
			WithHint("Its columns are %s.", l.list(everyColumn)), p.labels.Name)
	}
	for _, name := range p.scores.Options.Score {
		if s.find(name) < 0 && p.inLabels(l, name) >= 0 {
			return inFile(tradeoff.Errorf(tradeoff.Invalid, "the column %q for the score stands beside the labels, in %q",
				clip(name), clip(p.labels.Name)).
				WithHint("Name a column of this file. Its columns are %s.", s.list(everyColumn)), p.scores.Name)
		}
	}
	return nil
}

// counter reports whether a column only counts the rows.
func (g *guesser) counter(i int) bool {
	return rank(indexNames, g.names[i]) >= 0 && g.profiles[i].counts
}

// places returns the options with the names that columns have in the combined
// table. What was said of one file may name a column of the other alone: then the
// other's options say it too. A name that neither knows is left to be refused.
func (p *twoFiles) places(o Options) Options {
	s, l := p.scores.guess(), p.labels.guess()
	ofScores := func(name string) string {
		if name == "" || s.find(name) < 0 && p.inLabels(l, name) >= 0 {
			return ""
		}
		return name
	}
	ofLabels := func(name string) string {
		switch i := p.inLabels(l, name); {
		case name == "" || i < 0 && s.find(name) >= 0:
			return ""
		case i < 0:
			return name
		case i == p.keyL:
			return "" // the key has its role already
		default:
			return p.nameOf(i)
		}
	}
	list := func(mine, theirs []string) (all []string) {
		for _, name := range mine {
			all = append(all, ofScores(name))
		}
		for _, name := range theirs {
			all = append(all, ofLabels(name))
		}
		slices.Sort(all)
		return slices.DeleteFunc(slices.Compact(all), func(name string) bool { return name == "" })
	}
	a, b := p.scores.Options, p.labels.Options
	o.Score = slices.DeleteFunc(slices.Clone(a.Score), func(name string) bool { return ofScores(name) == "" })
	o.Group, o.Keep, o.Ignore = list(a.Group, b.Group), list(a.Keep, b.Keep), list(a.Ignore, b.Ignore)
	o.ID = cmp.Or(ofScores(a.ID), ofLabels(b.ID))
	o.Weight = cmp.Or(ofScores(a.Weight), ofLabels(b.Weight))
	o.IoU = cmp.Or(ofScores(a.IoU), ofLabels(b.IoU))
	o.Model, o.Predicted = ofScores(a.Model), ofScores(a.Predicted)
	return o
}

// inLabels returns the column of the labels that has a name there or in the
// combined table, -1 if there is none.
func (p *twoFiles) inLabels(l *guesser, name string) int {
	if i := l.find(name); i >= 0 {
		return i
	}
	for i := range l.names {
		if i != p.keyL && p.nameOf(i) == name {
			return i
		}
	}
	return -1
}

// nameOf returns the name that a column of the labels has in the combined table:
// its own, or one with its file's name behind if the scores have that too.
func (p *twoFiles) nameOf(i int) string {
	name := p.labels.top.names[i]
	taken := func(name string) bool {
		return slices.Contains(p.scores.top.names, name) || name != p.labels.top.names[i] && slices.Contains(p.labels.top.names, name)
	}
	for n := 1; taken(name); n++ {
		name = fmt.Sprintf("%s (%s)", p.labels.top.names[i], baseName(p.labels.Name))
		if n > 1 {
			name = fmt.Sprintf("%s (%s %d)", p.labels.top.names[i], baseName(p.labels.Name), n)
		}
	}
	return name
}

// halves cuts a plan in two: that of the scores' file and that of the labels'.
func (p *twoFiles) halves(whole *plan) (scores, labels *plan) {
	n := len(p.scores.top.names)
	mine, theirs := *whole, *whole
	mine.manner, theirs.manner = p.scores.top.manner, p.labels.top.manner
	mine.columns = slices.Clone(whole.columns[:n])
	theirs.logits, theirs.scores, theirs.progress = nil, nil, nil
	theirs.columns = make([]planned, len(p.combined))
	mine.label, theirs.label, theirs.id, theirs.weight, theirs.model, theirs.predicted = -1, -1, -1, -1, -1, -1
	for i, k := range p.combined {
		if k < 0 {
			theirs.columns[i] = planned{name: p.labels.top.names[i], role: tradeoff.IDRole, mode: asText}
			theirs.id = i
			continue
		}
		theirs.columns[i] = whole.columns[k]
		theirs.columns[i].name = p.labels.top.names[i]
		for _, index := range []struct {
			whole  int
			theirs *int
		}{{whole.label, &theirs.label}, {whole.id, &theirs.id}, {whole.weight, &theirs.weight}} {
			if index.whole == k {
				*index.theirs = i
			}
		}
	}
	for _, index := range []*int{&mine.id, &mine.weight, &mine.model, &mine.predicted} {
		if *index >= n {
			*index = -1
		}
	}
	return &mine, &theirs
}

// split gives each file the part of a preview that shows its columns.
func (p *twoFiles) split(both Preview, scores, labels *Preview) {
	n := len(p.scores.top.names)
	*scores = p.scores.guess().preview()
	*labels = p.labels.guess().preview()
	if len(both.Columns) < n {
		return
	}
	scores.Count, labels.Count = both.Count, both.Count
	for i := range scores.Columns {
		scores.Columns[i].Role = both.Columns[i].Role
	}
	for i, k := range p.combined {
		if labels.Columns[i].Role = tradeoff.IDRole; k >= 0 {
			labels.Columns[i].Role = both.Columns[k].Role
		}
	}
	labels.Labels = both.Labels
	for i, c := range labels.Columns {
		if c.Role == tradeoff.LabelRole && len(labels.Labels) == 0 {
			labels.Labels = p.labels.top.labelsOf(i)
		}
	}
}

// join makes one table of the two, in the order of the scores.
func (p *twoFiles) join(ctx context.Context, whole *plan, s, l *table) (*table, error) {
	place, skippable, err := p.match(ctx, s, l)
	if err != nil {
		return nil, err
	}
	for _, one := range []struct {
		t    *table
		file string
	}{{s, p.scores.Name}, {l, p.labels.Name}} {
		if err := one.t.onePercent(one.t.weight); err != nil {
			return nil, inFile(err, one.file)
		}
	}
	t := &table{plan: whole, rows: s.rows, columns: s.columns, stats: s.stats, labels: l.labels, sides: l.sides, lines: s.lines,
		guarded: s.guarded, rising: s.rising, noID: s.noID, classNames: l.classNames}
	if whole.id >= len(s.columns) { // the labels name the rows
		t.rising, t.noID = l.rising, l.noID
	}
	for i, k := range p.combined {
		if k < 0 {
			continue
		}
		c := reordered(&l.columns[i], place)
		c.Name = whole.columns[k].name
		t.columns, t.guarded = append(t.columns, c), append(t.guarded, l.guarded[i])
		st := l.stats[i]
		if c.Floats != nil {
			st.measure(c.Floats)
		}
		t.stats = append(t.stats, st)
	}
	t.absent = p.absences(whole, s, l, place)
	whole.findings = append(whole.findings, skippable...)
	whole.findings = append(whole.findings, p.finding())
	return t, nil
}

// finding says how the files were put together.
func (p *twoFiles) finding() tradeoff.Finding {
	if p.keyS >= 0 {
		return finding("paired_by_id", "", "the labels come from %q, joined by %s", clip(p.labels.Name), p.keyWords())
	}
	return finding("paired_by_row", "Make sure that both files have their rows in the same order. A column of ids in both would make it certain.",
		"the labels come from %q: paired by row order", clip(p.labels.Name))
}

func (p *twoFiles) keyWords() string {
	mine, theirs := p.scores.top.names[p.keyS], p.labels.top.names[p.keyL]
	switch {
	case mine == theirs && strings.TrimSpace(mine) == "":
		return "their first column"
	case mine == theirs:
		return strconv.Quote(clip(mine))
	default:
		return fmt.Sprintf("%q and %q", clip(mine), clip(theirs))
	}
}

// match returns for each row of the scores the row of the labels that belongs to
// it; -1 if there is none, which is only accepted if such rows may be skipped,
// and then said.
func (p *twoFiles) match(ctx context.Context, s, l *table) (place []int, said []tradeoff.Finding, err error) {
	place = make([]int, s.rows)
	if p.keyS < 0 {
		if s.rows != l.rows {
			e := tradeoff.Errorf(tradeoff.Invalid, "%q has %d rows of scores and %q has %d of labels: which belong together?",
				clip(p.scores.Name), s.rows, clip(p.labels.Name), l.rows).
				WithHint("Send as many labels as scores in the same order, or a column of ids in both files.")
			if d := s.rows - l.rows; (d == 1 && !p.scores.top.manner.header) || (d == -1 && !p.labels.top.manner.header) {
				e.Hint += " If the first line of the longer file is a header, give its columns names that are no numbers."
			}
			return nil, nil, e.At(tradeoff.Place{File: p.scores.Name})
		}
		for i := range place {
			place[i] = i
		}
		return place, nil, nil
	}
	ids, others := s.columns[p.keyS].Texts, l.columns[p.keyL].Texts
	if err := uniqueKeys(ctx, l, p.labels.Name); err != nil {
		return nil, nil, err
	}
	rows := newKeyIndex(others)
	used := make([]bool, l.rows)
	var lost, alone []string
	nLost, nAlone := 0, 0
	for i, id := range ids.All() {
		k := i // often they are in the same order after all
		if k >= l.rows || !bytes.Equal(others.At(k), id) {
			k = rows.find(id)
		}
		if place[i] = k; k >= 0 {
			used[k] = true
		} else if nLost++; len(lost) < 3 {
			lost = append(lost, clipped(id))
		}
	}
	for k, id := range others.All() {
		if !used[k] {
			if nAlone++; len(alone) < 3 {
				alone = append(alone, clipped(id))
			}
		}
	}
	if nLost+nAlone == 0 {
		return place, nil, nil
	}
	var parts []string
	if nLost > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d ids of %q have no label in %q: %s", nLost, s.rows, clip(p.scores.Name), clip(p.labels.Name), examples(lost, nLost)))
	}
	if nAlone > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d ids of %q have no score in %q: %s", nAlone, l.rows, clip(p.labels.Name), clip(p.scores.Name), examples(alone, nAlone)))
	}
	message := strings.Join(parts, "; ")
	if nLost == s.rows || !s.skipMissing {
		e := tradeoff.Errorf(tradeoff.Invalid, "%s", message).
			WithHint("Send both files of the same cases, or skip such rows with --skip_missing (parameter skip_missing).").
			At(tradeoff.Place{File: p.scores.Name, Column: p.scores.top.names[p.keyS]})
		if nLost < s.rows {
			e = skippable(e)
		}
		return nil, nil, e
	}
	return place, []tradeoff.Finding{finding("rows_unmatched", "", "%s; such rows are skipped", message)}, nil
}

// examples lists the first of n ids.
func examples(ids []string, n int) string {
	text := strings.Join(ids, ", ")
	if n > len(ids) {
		text += " …"
	}
	return text
}

// uniqueKeys refuses labels whose ids are missing or repeat.
func uniqueKeys(ctx context.Context, l *table, file string) error {
	strict := *l
	half := *l.plan
	half.firmID, half.keepDuplicates = true, false
	strict.plan = &half
	if _, err := strict.checkIDs(ctx); err != nil {
		var e *tradeoff.Error
		if errors.As(err, &e) {
			e = e.WithHint("Each case has one label: take one of the two rows out.")
			e.Fixes = nil
			err = e
		}
		return inFile(err, file)
	}
	return nil
}

// A keyIndex finds the row of a key.
type keyIndex struct {
	keys *column.Texts
	seed maphash.Seed
	rows map[uint64][]uint32 // by hash
}

func newKeyIndex(keys *column.Texts) *keyIndex {
	return &keyIndex{keys: keys, seed: maphash.MakeSeed()}
}

// find returns the row of a key, -1 if there is none. The index is made when it
// is needed first.
func (x *keyIndex) find(key []byte) int {
	if x.rows == nil {
		x.rows = make(map[uint64][]uint32, x.keys.Len())
		for row, k := range x.keys.All() {
			h := maphash.Bytes(x.seed, k)
			x.rows[h] = append(x.rows[h], uint32(row))
		}
	}
	for _, row := range x.rows[maphash.Bytes(x.seed, key)] {
		if bytes.Equal(x.keys.At(int(row)), key) {
			return int(row)
		}
	}
	return -1
}

// reordered returns a column whose row i is row place[i] of c; where that is -1
// its value says nothing.
func reordered(c *column.Column, place []int) column.Column {
	out := column.Column{Name: c.Name, Role: c.Role}
	switch {
	case c.Texts != nil:
		out.Texts = &column.Texts{}
		for _, k := range place {
			var text []byte
			if k >= 0 {
				text = c.Texts.At(k)
			}
			out.Texts.Append(text)
		}
	case c.Floats != nil:
		out.Floats = inOrder(c.Floats, place)
	case c.Classes != nil:
		out.Classes = inOrder(c.Classes, place)
	case c.Labels != nil:
		out.Labels = inOrder(c.Labels, place)
	}
	return out
}

func inOrder[T any](list []T, place []int) []T {
	out := make([]T, len(place))
	for i, k := range place {
		if k >= 0 {
			out[i] = list[k]
		}
	}
	return out
}

// absences are those of both files and of rows that have no label, in the order
// of the scores.
func (p *twoFiles) absences(whole *plan, s, l *table, place []int) []absence {
	all := slices.Clone(s.absent)
	ofLabels := make(map[int][]absence)
	for _, a := range l.absent {
		a.line = l.lines.lineInFile(a.row)
		a.column = p.combined[a.column]
		ofLabels[a.row] = append(ofLabels[a.row], a)
	}
	for i, k := range place {
		if k < 0 {
			all = append(all, absence{row: i, column: whole.label})
			continue
		}
		for _, a := range ofLabels[k] {
			a.row = i
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b absence) int { return a.row - b.row })
	return all
}

// labelFiles and scoreFiles are what files of labels and of scores are called
// where their contents do not tell.
var (
	labelFiles = []string{"label", "truth", "true", "target", "solution", "gt", "gold", "actual", "answer", "test"}
	scoreFiles = []string{"pred", "score", "prob", "submission", "output", "logit", "result"}
)

// NamesLabels reports whether the name of a file says that it holds labels, and
// not that it holds scores.
func NamesLabels(fileName string) bool {
	name := strings.ToLower(path.Base(strings.ReplaceAll(fileName, `\`, "/")))
	says := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	return says(labelFiles) && !says(scoreFiles)
}
