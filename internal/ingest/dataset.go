package ingest

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A Dataset is one run in a file: a label and a score for each row, or a
// score for each class, and everything else that the file says about the
// rows.
type Dataset struct {
	Task tradeoff.Task
	Name string // the score column's if the file holds several runs, else the file's
	Kind calc.Kind
	N    int // rows, those of weight zero included

	// Columns are in file order, except that the scores of many classes come
	// last, in the order of the classes. The label is a column of labels, or
	// of classes if there are many; score and weight are columns of numbers,
	// all others of texts. Ignored columns and the scores of other runs are
	// left out.
	Columns []column.Column
	Roles   tradeoff.Roles

	// The classes as the file spells them; "" if they are 1 and 0. The name
	// of a class that does not occur is "" too.
	PositiveName, NegativeName string

	// The names of three or more classes, in the order of the score columns; nil
	// if there are two.
	Classes []string

	TrueBoxes int // of a detection run, those without a candidate included; 0 if it is not known

	Images []tradeoff.Image // whose pixels are the rows, in their order; nil if they are none

	// Group is shared by the runs of several binary labels, each with a
	// score: the name of the table, after that of the model if there are
	// several. "" if there is one label.
	LabelGroup string

	Unused []tradeoff.UnusedColumn // of the file, in its order; nil for images

	Unpaired bool // ids repeat, so that its rows cannot be found in another run

	Findings []tradeoff.Finding
}

// Binary returns labels, scores and weights, which share the memory of d's
// columns.
func (d *Dataset) Binary() calc.Binary {
	return column.Binary(d.Kind, d.Columns)
}

// MultiClass returns the labels, scores and weights of a run with many classes;
// see [column.MultiClass].
func (d *Dataset) MultiClass() calc.MultiClass {
	return column.MultiClass(d.Kind, len(d.Classes), d.Columns)
}
