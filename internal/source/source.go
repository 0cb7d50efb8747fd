package source

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A Source finds the parts of runs.
type Source interface {
	// Part returns the rows of a run that a view selects. Its error is [Missing] if
	// the source cannot select them, and NotFound for a column or class that does not
	// exist or a view that selects no row.
	Part(ctx context.Context, run tradeoff.Run, view tradeoff.View) (Part, error)
}

// A Part is the rows of a run that a view selects: all of them or some. What it
// returns is shared and must not be changed.
type Part interface {
	// Key names the part and its contents: what is derived from it is kept under it.
	Key() string

	// Sweep returns the counts of the rows at every threshold. Its error is NotFound
	// for a run of many classes, which has none.
	Sweep(ctx context.Context) (*calc.Sweep, error)

	// OperatingPoint returns the counts at a threshold and the index of the point in
	// the sweep. It may read less than the sweep.
	OperatingPoint(ctx context.Context, threshold float64) (calc.OperatingPoint, int, error)

	// Points returns at most limit operating points of the sweep from offset on, and
	// how many there are in all. It may read less than the sweep.
	Points(ctx context.Context, offset, limit int) (list []calc.OperatingPoint, total int, err error)

	// InTurn calls f with the sweep, but few at once where the part is big. f must
	// not ask the part for anything.
	InTurn(ctx context.Context, f func(*calc.Sweep) error) error

	Rows() (Rows, error)       // or Missing
	Groups() (Groups, error)   // or Missing
	Images() (Images, error)   // or Missing
	Classes() (Classes, error) // or Missing
}

// Rows reads single rows of a part of a run with two classes.
type Rows interface {
	// Binary returns labels, scores and weights, in any order that stays the same.
	Binary(ctx context.Context) (calc.Binary, error)

	// FileRows returns the same in file order, with the numbers of the rows in the
	// file, counted from 0; the numbers are nil if all rows of the file are there.
	FileRows(ctx context.Context) (numbers []uint32, rows calc.Binary, err error)

	// Weights returns the weights of the rows by label, from the highest score down.
	Weights(ctx context.Context) ([2][]float64, error)

	// Columns returns all values of the columns with the given roles, of the whole
	// file and in its order; all columns without a role.
	Columns(ctx context.Context, roles ...tradeoff.Role) ([]column.Column, error)

	// Examples returns the rows of a class at places in its order: place 0 has the
	// highest score, and ties are in file order.
	Examples(ctx context.Context, class uint8, places []int) (*Examples, error)

	// FindID returns the rows whose id is exactly the given one, in file order, at
	// most a thousand.
	FindID(ctx context.Context, id string) ([]Found, error)

	// Numbered returns the given rows of the file, which are of one class and have
	// the given scores.
	Numbered(ctx context.Context, class uint8, rows []uint32, scores []float64) (*Examples, error)

	// Filter groups the rows by the values of a column, so that those with one value
	// can be found.
	Filter(ctx context.Context, column string) (Filter, error)

	// FileSlices cuts all rows of the file by a column.
	FileSlices(ctx context.Context, cut tradeoff.Cut) (*FileSlices, error)
}

// A Filter finds the rows that have one value of a column.
type Filter interface {
	// Values returns the values of the column.
	Values() []string

	// Code returns the number of a value, and whether any row has it.
	Code(value string) (code int, ok bool)

	// Places returns the places from, …, to−1 of a class's order whose rows have the
	// value of the given number: those after the first skip, at most limit, and how
	// many there are in all. Backwards they begin at to−1.
	Places(class uint8, code, from, to int, backwards bool, skip, limit int) (places []int, total int)
}

// Groups cuts a part into slices. A warehouse answers with one GROUP BY.
type Groups interface {
	// By cuts the rows by one column, or by two that are crossed. Its errors are
	// NotFound for a column that does not exist, and Invalid for too many slices and
	// for ranges of a column that is not numeric.
	By(ctx context.Context, cuts ...tradeoff.Cut) (Slices, error)

	// Values returns the values of a column in alphabetical order, and none if there
	// are more than most.
	Values(ctx context.Context, column string, most int) ([]string, error)
}

// Slices are a part cut into slices.
type Slices interface {
	Count() int           // also of slices whose rows weigh nothing
	Columns() []GroupedBy // one or two

	// At returns the operating point of every slice where the part has the point p.
	// Rows of weight 0 do not count.
	At(p calc.OperatingPoint) []Group

	// Each calls f with the sweep of every slice that has rows, in no order and for
	// several at once.
	Each(ctx context.Context, f func(slice int, sweep *calc.Sweep)) error
}

// Images reads the images of a segmentation run.
type Images interface {
	// All returns a sweep for each image, and the one of all pixels.
	All(ctx context.Context) (*calc.Images, error)

	// Pixels returns the pixels of image i, counted from 0. Its error is NotFound if
	// there is no such image.
	Pixels(ctx context.Context, i int) (ImagePixels, error)
}

// Classes reads the rows of a run with many classes.
type Classes interface {
	// Rows returns what every row is and was predicted to be.
	Rows(ctx context.Context) (*ClassRows, error)

	// Examples returns the values of all columns in the given rows of the file.
	Examples(ctx context.Context, rows []uint32) (*Examples, error)

	// WithID returns the numbers in the file of the rows whose id is exactly the
	// given one, at most a thousand.
	WithID(ctx context.Context, id string) ([]uint32, error)
}
