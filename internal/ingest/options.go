package ingest

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/limits"
)

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

// Limits bound what one file may cost.
type Limits = limits.Limits

// DefaultLimits returns the limits that hold where nothing else is said.
func DefaultLimits() Limits { return limits.Default() }
