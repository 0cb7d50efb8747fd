package tradeoff

import (
	"cmp"
	"net/url"
	"slices"

	"tradeoff/internal/catalog"
)

// An ExampleQuery selects and sorts rows of a run. URLs have it beside a [State] and
// leave out defaults.
type ExampleQuery struct {
	Cell string       // of the confusion matrix: "tp", "fp", "fn" or "tn"
	Sort ExampleOrder // nearest to the threshold first by default
	Loss string       // loss of each row: one of [ExampleLosses]; "" for the first
	ID   string       // only rows with exactly this id; "" for all
	RowFilter
	Page int // counted from 1
}

// ExampleOrder is an order in which examples are shown.
type ExampleOrder string

// The orders.
const (
	NearestFirst  ExampleOrder = "nearest"  // to the threshold
	FarthestFirst ExampleOrder = "farthest" // from the threshold
	LossFirst     ExampleOrder = "loss"     // the largest loss first
)

// ExampleLosses are the ids of the losses that are defined for single rows.
func ExampleLosses() []string { return catalog.LossesOf(catalog.PerRow) }

// Cells are the identifiers of the four cells of a confusion matrix.
var Cells = []string{"tp", "fn", "fp", "tn"}

// exampleFields are the parameters of an [ExampleQuery].
var exampleFields = slices.Concat([]Field[ExampleQuery]{
	WordsField(Parameter{Name: "cell", About: "binary runs: the cell of the confusion matrix; fn by default",
		Choices: Cells},
		func(e *ExampleQuery) string { return e.Cell }, func(e *ExampleQuery, cell string) { e.Cell = cmp.Or(cell, "fn") }),
	choice("sort", "which rows come first", func(e *ExampleQuery) *ExampleOrder { return &e.Sort },
		NearestFirst, NearestFirst, FarthestFirst, LossFirst),
	choice("loss", "binary runs: the loss that rows have and are sorted by",
		func(e *ExampleQuery) *string { return &e.Loss }, ExampleLosses()[0], ExampleLosses()...),
	idField(func(e *ExampleQuery) *string { return &e.ID }),
}, within(rowFilterFields("only rows in which this column", "has this value", "1: the value is the empty one"),
	func(e *ExampleQuery) *RowFilter { return &e.RowFilter }),
	[]Field[ExampleQuery]{pageField(func(e *ExampleQuery) *int { return &e.Page })})

// ExampleParameters returns the parameters that an [ExampleQuery] has in a URL.
func ExampleParameters() []Parameter { return Parameters(exampleFields) }

// ParseExamples reads an ExampleQuery from a URL's query. Its errors name the
// parameter.
func ParseExamples(q url.Values) (ExampleQuery, error) {
	e := ExampleQuery{Page: 1}
	err := ParseFields(exampleFields, q, &e)
	e.Sort = cmp.Or(e.Sort, NearestFirst)
	return e, err
}

// Add writes e into q as [ParseExamples] reads it.
func (e ExampleQuery) Add(q url.Values) { PrintFields(exampleFields, &e, q) }
