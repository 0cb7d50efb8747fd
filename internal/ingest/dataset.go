package ingest

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A Dataset is one run as a file holds it: a label and a score for each row,
// and whatever else the file knows about the rows.
type Dataset struct {
	Name string // the score column's if the file holds several runs, else the file's
	Kind calc.Kind
	N    int // rows, those of weight zero included

	// Columns are in file order. The label is a column of labels, score and
	// weight are columns of numbers, all others of texts. Ignored columns and
	// other runs' scores are left out.
	Columns []column.Column
	Roles   tradeoff.Roles

	// The classes as the file spells them; "" if it says 1 and 0. The name of
	// a class that does not occur is "" too.
	PositiveName, NegativeName string

	Unpaired bool // ids repeat, so that its rows cannot be found in another run

	Findings []tradeoff.Finding
}

// Binary returns labels, scores and weights, which share the memory of d's
// columns.
func (d *Dataset) Binary() calc.Binary {
	b := calc.Binary{Kind: d.Kind}
	for i := range d.Columns {
		switch c := &d.Columns[i]; c.Role {
		case tradeoff.LabelRole:
			b.Label = c.Labels
		case tradeoff.ScoreRole:
			b.Score = c.Floats
		case tradeoff.WeightRole:
			b.Weight = c.Floats
		}
	}
	return b
}
