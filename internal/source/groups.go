package source

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// IsGroup reports whether the rows of a run may be grouped by a column.
func IsGroup(role tradeoff.Role, typ column.Type) bool {
	return role == tradeoff.GroupRole && typ == column.Text
}

// A GroupedBy is a column by which rows are grouped.
type GroupedBy struct {
	Name    string
	Numeric bool // its numbers can be cut into ranges
	Ranges  bool // and they are
}

// A Slice is a group of rows: for each column that groups them, a value or
// a range of numbers.
type Slice struct {
	Where []tradeoff.Condition // what its rows have in common
	Keys  []SliceKey           // one for each column
}

// A SliceKey is what the rows of a slice have in one column.
type SliceKey struct {
	Value     string
	Range     bool    // a range of numbers in place of a value
	From, To  float64 // its ends: from From on, below To; infinite at the outer ones
	Low, High float64 // the lowest and the highest number that occurs; Low is above High if none does
	Place     int     // among the keys of the column: ranges from the lowest up, values in file order
}

// A Group is the numbers of one slice at an operating point.
type Group struct {
	Slice
	Number              int // among all slices
	Positives           int // rows
	Negatives           int
	calc.OperatingPoint // of these rows alone
}

// N returns the number of rows.
func (g Group) N() int { return g.Positives + g.Negatives }

// FileSlices are the rows of a whole file cut into slices by one column.
type FileSlices struct {
	Slices  []Slice
	SliceOf []uint16 // the slice of each row
}
