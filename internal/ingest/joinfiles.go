package ingest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"tradeoff/internal/tradeoff"
)

// This file joins a file of labels with a file of scores.

// A File is a file that is read together with another.
type File struct {
	Name    string
	R       io.Reader
	Options Options
}

const (
	hasNeither content = iota
	hasLabels
	hasScores
	hasBoth
)

// ReadJoined reads a file of labels and a file of scores as one table. If
// both have a key column the rows are joined by it, in the order of the
// scores, else by their order. Errors are those of [Read], placed in the file
// that caused them.
//
// Both files have a preview.
func ReadJoined(ctx context.Context, labels, scores File) (t *Table, ofLabels Preview, err error) {
	l, err := openSingle(ctx, labels)
	if err != nil {
		return nil, Preview{}, err
	}
	defer l.in.close()
	s, err := openSingle(ctx, scores)
	if err != nil {
		return nil, Preview{}, err
	}
	defer s.in.close()
	p := &joinedFiles{labels: l, scores: s, keyL: -1, keyS: -1}
	t = &Table{name: s.table.name, file: scores.Name, options: p.options()}
	err = p.read(ctx, t, &ofLabels)
	return t, ofLabels, err
}

// joinedFiles are a file of labels and one of scores.
type joinedFiles struct {
	labels, scores *singleFile

	keyL, keyS int      // the key columns; -1: both files have the same order
	ignored    []string // columns of the combined table that the caller wants to be ignored
	combined   []int    // where each column of the labels is in the combined table; -1: the key
}

// options are those of both files.
func (p *joinedFiles) options() Options {
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
func (p *joinedFiles) read(ctx context.Context, t *Table, ofLabels *Preview) error {
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
	read := func(a *singleFile, half *plan) (*assembled, error) {
		parts, err := a.table.format.parts(ctx, half)
		if err != nil {
			return nil, inFile(err, a.Name)
		}
		t, err := assemble(half, parts, a.top.lines)
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

// combine puts the columns of both samples into one, with the options for
// both.
func (p *joinedFiles) combine(o Options) (*sample, Options, error) {
	s, l := p.scores.top, p.labels.top
	top := &sample{notation: s.notation, lines: s.lines, roles: map[int]tradeoff.Role{}}
	top.notation.header = s.notation.header || l.notation.header
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
	if err := p.checkNamedColumns(); err != nil {
		return nil, o, err
	}
	guess := p.labels.guess()
	label := guess.ownLabel()
	if label < 0 || label == p.keyL {
		return nil, o, inFile(tradeoff.Errorf(tradeoff.Invalid, "which column has the labels?").
			WithHint("Name it with --label (parameter label). The columns are %s.", guess.list(func(int) bool { return true })),
			p.labels.Name)
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
	o = p.combinedOptions(o)
	p.ignored = slices.Clone(o.Ignore)
	o.separateFiles = true
	o.Label = top.names[p.combined[label]]
	if i := guess.ownKey(); i >= 0 && p.keyS < 0 && o.ID == "" && p.scores.guess().ownKey() < 0 {
		o.ID = top.names[p.combined[i]]
	}
	weight := guess.best(weightNames, func(i int) bool {
		return guess.profiles[i].numeric() && i != label &&
			o.Weight == ""
	})
	// Other columns of the labels' file are not scores.
	for _, i := range of {
		name := top.names[p.combined[i]]
		if guess.counter(i) && !slices.Contains(o.Keep, name) && !slices.Contains(o.Group, name) && name != o.ID {
			o.Ignore = append(o.Ignore, name)
			continue
		}
		if i != label && i != weight && name != o.ID && name != o.Weight && name != o.IoU && why(l, i) == "" &&
			!slices.Contains(o.Score, name) && !slices.Contains(o.Group, name) && !slices.Contains(o.Keep, name) &&
			!slices.Contains(o.Ignore, name) {
			if guess.groupLike(guess.profiles[i]) {
				o.aside = append(o.aside, name)
			} else {
				o.Keep = append(o.Keep, name)
			}
		}
	}
	return top, o, nil
}

// checkNamedColumns refuses names of the label and of scores that the file
// does not have: no other column may be used instead.
func (p *joinedFiles) checkNamedColumns() error {
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
			return inFile(tradeoff.Errorf(tradeoff.Invalid, "the column %q for the score is in the file of the labels, %q",
				clip(name), clip(p.labels.Name)).
				WithHint("Name a column of this file. Its columns are %s.", s.list(everyColumn)), p.scores.Name)
		}
	}
	return nil
}

// combinedOptions returns the options with the names that columns have in the
// combined table. Options given for one file may name a column that only the
// other has: then they apply to that file. A name that neither has is refused
// later.
func (p *joinedFiles) combinedOptions(o Options) Options {
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
func (p *joinedFiles) inLabels(l *guesser, name string) int {
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

// nameOf returns the name of a column of the labels in the combined table:
// its own, with its file's name appended if the scores have the same name.
func (p *joinedFiles) nameOf(i int) string {
	name := p.labels.top.names[i]
	taken := func(name string) bool {
		return slices.Contains(p.scores.top.names, name) ||
			name != p.labels.top.names[i] && slices.Contains(p.labels.top.names, name)
	}
	for n := 1; taken(name); n++ {
		name = fmt.Sprintf("%s (%s)", p.labels.top.names[i], baseName(p.labels.Name))
		if n > 1 {
			name = fmt.Sprintf("%s (%s %d)", p.labels.top.names[i], baseName(p.labels.Name), n)
		}
	}
	return name
}

// halves splits a plan into those of the scores' and of the labels' file.
func (p *joinedFiles) halves(whole *plan) (scores, labels *plan) {
	n := len(p.scores.top.names)
	mine, theirs := *whole, *whole
	mine.notation, theirs.notation = p.scores.top.notation, p.labels.top.notation
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

// split splits a preview into those of the two files.
func (p *joinedFiles) split(both Preview, scores, labels *Preview) {
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

// labelFiles and scoreFiles are words in the names of such files, used if
// their contents do not tell.
var (
	labelFiles = []string{"label", "truth", "true", "target", "solution", "gt", "gold", "actual", "answer", "test"}
	scoreFiles = []string{"pred", "score", "prob", "submission", "output", "logit", "result"}
)
