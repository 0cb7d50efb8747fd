package source

import (
	"slices"

	"tradeoff/internal/calc"
)

// ClassRows are the rows of a run with many classes, in file order, without those
// of weight 0.
type ClassRows struct {
	*calc.ClassRun
	Numbers   *calc.ClassNumbers // what several metrics share is computed once
	Predicted []int              // the class with the highest score in each row
	File      []uint32           // number of each row in the file; nil if no row is left out
}

// Bytes is about how much memory r takes, with the sweeps of its classes.
func (r *ClassRows) Bytes() int64 {
	n, c := int64(r.N()), int64(r.Classes())
	return n * (32 + 2*(24+8*c) + 16*c)
}

// FileRow returns the number of row i in the file, counted from 0.
func (r *ClassRows) FileRow(i int) uint32 {
	if r.File == nil {
		return uint32(i)
	}
	return r.File[i]
}

// InFile returns the numbers of rows in the file.
func (r *ClassRows) InFile(rows []int) []uint32 {
	out := make([]uint32, len(rows))
	for k, i := range rows {
		out[k] = r.FileRow(i)
	}
	return out
}

// In returns the rows whose true class is among actual and whose predicted class is among
// predicted, in file order. An empty list means all classes.
func (r *ClassRows) In(actual, predicted []int) (rows []int) {
	among := func(list []int, class int) bool { return len(list) == 0 || slices.Contains(list, class) }
	for i, c := range r.Predicted {
		if among(predicted, c) && among(actual, r.Row(i).Label) {
			rows = append(rows, i)
		}
	}
	return rows
}
