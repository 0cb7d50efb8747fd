package ingest

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A Dataset is one run as a file holds it: a label and a score for each row, or
// a score for each class, and whatever else the file knows about the rows.
type Dataset struct {
	Task tradeoff.Task
	Name string // the score column's if the file holds several runs, else the file's
	Kind calc.Kind
	N    int // rows, those of weight zero included

	// Columns are in file order, but the scores of many classes in that of the
	// classes behind all others. The label is a column of labels, or of classes
	// if there are many; score and weight are columns of numbers, all others of
	// texts. Ignored columns and other runs' scores are left out.
	Columns []column.Column
	Roles   tradeoff.Roles

	// The classes as the file spells them; "" if it says 1 and 0. The name of
	// a class that does not occur is "" too.
	PositiveName, NegativeName string

	// The names of three or more classes, in the order of the score columns; nil
	// if there are two.
	Classes []string

	TrueBoxes int // of a detection run, those without a candidate included; 0 if it is not known

	Images []tradeoff.Image // whose pixels are the rows, in their order; nil if they are none

	// What the runs of several labels of two classes, each with a score, share: the
	// name of the table, after that of the model if there are several. "" if there is
	// one label.
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
