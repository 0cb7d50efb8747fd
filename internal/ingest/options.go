package ingest

import "tradeoff/internal/calc"

// Options say what the caller knows about a file. The zero Options guess
// everything.
type Options struct {
	// Names of columns; "" is guessed. A file without a header has the columns
	// "column 1", "column 2" and so on.
	Label, Score, ID, Weight string

	Group  []string // besides the guessed ones
	Ignore []string // columns that are not read at all

	Positive string    // the label of the positive class as the file spells it
	Expected Classes   // how files of this sort call the classes, as far as they name them
	Kind     calc.Kind // what the scores mean; "" is guessed

	Limits Limits // a zero limit takes its default
}

// Classes are the names of the two classes.
type Classes struct{ Positive, Negative string }

// Limits bound what one file may cost. Beyond them a file is refused with the
// limit's name.
type Limits struct {
	Bytes     int64 // of the file as it comes in
	Unpacked  int64 // bytes after decompression
	Ratio     int64 // unpacked bytes for one packed byte …
	RatioFrom int64 // … looked at beyond so many unpacked bytes
	Rows      int   // records without the header
	Columns   int
	Field     int // bytes in one cell
	Line      int // bytes in one record
}

// DefaultLimits returns the limits that hold where nothing else is said.
func DefaultLimits() Limits {
	return Limits{
		Bytes:     512 << 20,
		Unpacked:  8 << 30,
		Ratio:     200,
		RatioFrom: 10 << 20,
		Rows:      50_000_000,
		Columns:   2_000,
		Field:     64 << 10,
		Line:      1 << 20,
	}
}

// orDefault returns l with its zero limits filled.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	fill(&l.Bytes, d.Bytes)
	fill(&l.Unpacked, d.Unpacked)
	fill(&l.Ratio, d.Ratio)
	fill(&l.RatioFrom, d.RatioFrom)
	fill(&l.Rows, d.Rows)
	fill(&l.Columns, d.Columns)
	fill(&l.Field, d.Field)
	fill(&l.Line, d.Line)
	return l
}

func fill[T int | int64](limit *T, value T) {
	if *limit == 0 {
		*limit = value
	}
}
