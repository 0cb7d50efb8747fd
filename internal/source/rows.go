package source

import (
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// Examples are single rows of a run with the values of all its columns.
type Examples struct {
	Class   uint8     // the label of all of them
	Rows    []uint32  // their numbers in the file, counted from 0
	Scores  []float64 // of one class against the others, which no column has; nil for others
	Columns []ExampleColumn
}

// An ExampleColumn has the values of one column, in the order of
// [Examples.Rows]. Texts is set for texts and Floats for numbers; a column of
// labels has neither, since all examples share one.
type ExampleColumn struct {
	Name   string
	Role   tradeoff.Role
	Type   column.Type
	Texts  []string
	Floats []float64
}

// A Found is a row that has the id that was looked for.
type Found struct {
	Row   uint32 // its number in the file, counted from 0
	Class uint8
	Place int // in the order of its class; -1 for a row of weight 0, which has none
}
