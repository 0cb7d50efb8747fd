package ingest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// join makes one table of the two, in the order of the scores.
func (p *joinedFiles) join(ctx context.Context, whole *plan, s, l *assembled) (*assembled, error) {
	place, skippable, err := p.match(ctx, s, l)
	if err != nil {
		return nil, err
	}
	for _, one := range []struct {
		t    *assembled
		file string
	}{{s, p.scores.Name}, {l, p.labels.Name}} {
		if err := one.t.onePercent(one.t.weight); err != nil {
			return nil, inFile(err, one.file)
		}
	}
	t := &assembled{plan: whole, rows: s.rows, columns: s.columns, stats: s.stats, labels: l.labels, sides: l.sides,
		lines:   s.lines,
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

// finding reports how the files were joined.
func (p *joinedFiles) finding() tradeoff.Finding {
	if p.keyS >= 0 {
		return finding("paired_by_id", "", "the labels come from %q, joined by %s", clip(p.labels.Name), p.keyWords())
	}
	return finding("paired_by_row",
		"Make sure that both files have their rows in the same order. A column of ids in both files makes sure of it.",
		"the labels come from %q: paired by row order", clip(p.labels.Name))
}

func (p *joinedFiles) keyWords() string {
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

// match returns for each row of the scores the matching row of the labels; -1
// if there is none, which is allowed, and reported, only if such rows may be
// skipped.
func (p *joinedFiles) match(ctx context.Context, s, l *assembled) (place []int, said []tradeoff.Finding, err error) {
	place = make([]int, s.rows)
	if p.keyS < 0 {
		if s.rows != l.rows {
			e := tradeoff.Errorf(tradeoff.Invalid, "%q has %d rows of scores and %q has %d of labels: which belong together?",
				clip(p.scores.Name), s.rows, clip(p.labels.Name), l.rows).
				WithHint("Send as many labels as scores in the same order, or a column of ids in both files.")
			if d := s.rows - l.rows; (d == 1 && !p.scores.top.notation.header) || (d == -1 && !p.labels.top.notation.header) {
				e.Hint += " If the first line of the longer file is a header, give its columns names that are not numbers."
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
		k := i // often the order is the same
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
		parts = append(parts, fmt.Sprintf("%d of %d ids of %q have no label in %q: %s", nLost, s.rows, clip(p.scores.Name),
			clip(p.labels.Name), examples(lost, nLost)))
	}
	if nAlone > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d ids of %q have no score in %q: %s", nAlone, l.rows, clip(p.labels.Name),
			clip(p.scores.Name), examples(alone, nAlone)))
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

// reordered returns a column whose row i is row place[i] of c; where place[i]
// is -1 its value is arbitrary.
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

// absences returns the missing values of both files and the rows without a
// label, in the order of the scores.
func (p *joinedFiles) absences(whole *plan, s, l *assembled, place []int) []absence {
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
