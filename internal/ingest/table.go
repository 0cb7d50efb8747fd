package ingest

import (
	"context"
	"strings"
	"sync/atomic"

	"tradeoff/internal/tradeoff"
)

// A Table is one table of a file: its columns with their roles, and a preview
// for before anything is computed.
type Table struct {
	Preview Preview

	file    string // its file; "archive: member" within an archive
	name    string // of its runs
	several bool   // it is one of several in an archive
	options Options
	notes   []tradeoff.Finding
	format  format         // if it was only opened
	images  *imageTable    // nil if the rows are no pixels
	sheet   *sheet         // nil if the file is no workbook
	guess   *encodingGuess // of its text; nil if it is not guessed
	table   *assembled     // nil if it could not be read
	top     *sample        // of the columns of table
}

// A Preview is the first rows of a table.
type Preview struct {
	Columns []PreviewColumn
	Rows    [][]string // the first rows as they are written, a cell for each column
	Labels  []string   // the first different labels, in the order of their appearance
	Count   int        // rows in the whole table; 0 if it was not read to its end
}

// A PreviewColumn is a column with its role, "" if it has none.
type PreviewColumn struct {
	Name string
	Role tradeoff.Role
}

// The size of a preview.
const (
	previewRows   = 5
	previewLabels = 30
)

// preview returns the first rows of the table with the roles so far.
func (g *guesser) preview() Preview {
	p := Preview{}
	for _, r := range g.rows[:min(len(g.rows), previewRows)] {
		cells := make([]string, len(r))
		for i, cell := range r {
			cells[i] = strings.TrimPrefix(cell, string(rune(quotedMark)))
		}
		p.Rows = append(p.Rows, cells)
	}
	for _, c := range g.columns {
		p.Columns = append(p.Columns, PreviewColumn{c.name, c.role})
	}
	if g.hot != nil {
		p.Labels = g.hot.classes
	} else if g.label >= 0 {
		p.Labels = g.labelsOf(g.label)
	}
	return p
}

// labelsOf returns the first different labels of a column.
func (s *sample) labelsOf(i int) (names []string) {
	labels := s.notation.newLabelSet()
	for _, r := range s.rows {
		if labels.code([]byte(r[i]), 0); len(labels.classes) == previewLabels {
			break
		}
	}
	for _, c := range labels.classes {
		names = append(names, c.name)
	}
	return names
}

// read guesses the roles of the columns and reads all rows.
func (t *Table) read(ctx context.Context, f format) error {
	err := t.readRows(ctx, f)
	if t.sheet != nil {
		err = t.sheet.placed(err)
	}
	return err
}

func (t *Table) readRows(ctx context.Context, f format) error {
	top, err := f.sample()
	if err != nil {
		return err
	}
	t.top = top
	plan, refusal := makePlan(top, t.options, &t.Preview)
	if refusal != nil {
		return refusal
	}
	parts, err := f.parts(ctx, plan)
	if err != nil {
		return err
	}
	if t.table, err = assemble(plan, parts, top.lines); err != nil {
		return err
	}
	t.Preview.Count = t.table.rows
	for i := range t.Preview.Columns {
		t.Preview.Columns[i].Role = t.table.columns[i].Role
	}
	return nil
}

// Datasets returns a dataset for each score column. Its errors are those of
// [Read]. It is called once.
func (t *Table) Datasets(ctx context.Context) ([]*Dataset, error) {
	list, err := t.table.datasets(ctx, t.options, t.name)
	if err != nil {
		if t.images != nil {
			err = t.images.placed(err)
		}
		if t.sheet != nil {
			err = t.sheet.placed(err)
		}
		return nil, inFile(err, t.file)
	}
	if t.images != nil {
		t.images.finish(list)
	}
	for i := range t.Preview.Columns { // of two joined files those of the first
		t.Preview.Columns[i].Role = t.table.columns[i].Role
	}
	for _, d := range list {
		var left []tradeoff.Finding
		d.Unused, left = t.unused(d.Findings)
		d.Findings = append(append(d.Findings, left...), t.notes...)
		if t.guess != nil {
			t.guess.ask(d)
		}
		if t.sheet != nil {
			for i := range d.Findings {
				d.Findings[i].Place = t.sheet.place(d.Findings[i].Place)
			}
		}
		if t.several && len(list) > 1 {
			d.Name = t.name + ": " + d.Name
		}
	}
	return list, nil
}

// Progress reports how much of a file has been read. It is safe for
// concurrent use.
type Progress struct {
	rows atomic.Int64
}

// Rows returns how many rows have been read.
func (p *Progress) Rows() int64 { return p.rows.Load() }

// add counts rows. p may be nil.
func (p *Progress) add(rows int) {
	if p != nil {
		p.rows.Add(int64(rows))
	}
}
