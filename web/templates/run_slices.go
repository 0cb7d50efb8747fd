package templates

import "tradeoff/internal/tradeoff"

// SlicesView has the metrics of a run for each value of one column, or of two crossed.
type SlicesView struct {
	Page       Page
	Experiment tradeoff.Experiment
	Run        tradeoff.Run
	Part       *PartView  // nil: all rows of the run
	By         []string   // the columns; none if the run has none with slices
	Chips      []ChipView // all such columns
	Back       string     // address of the run at the same state
	CSV        string
	Threshold  string
	Restated   bool // the page of the run has another prevalence than the test set

	Action            string // of both forms
	HiddenOfThreshold []Choice
	Hidden            []Choice // of the form that sets how the rows are cut
	Others            []Option // columns to cross with
	Fields            []CutFields
	Fault             string // error in the form

	Shown    string
	ByChance string // number of differences that would seem clear by chance
	Columns  []SliceColumnView
	Rows     []SliceRowView
	Spreads  []SpreadView

	PageNumber     int
	Pages          string
	Previous, Next string // addresses; "" at the ends
}

// Option is one of several to choose from.
type Option struct {
	Value  string
	Chosen bool
}

// CutFields are the fields of a column of numbers.
type CutFields struct {
	Column          string
	Prefix          string // of the fields' names
	As              string // one of [tradeoff.AsQuantiles], [tradeoff.AsCuts] and [tradeoff.AsEach]
	Quantiles, Cuts string
	Most            string // ranges
}

// SliceColumnView is a column of the table of slices.
type SliceColumnView struct {
	ID, Name string
	Href     string // sorts by it
	Sort     string // "ascending", "descending", or ""
	Metric   bool
}

// SliceRowView is one slice.
type SliceRowView struct {
	Name         string
	Whole        bool   // it is all rows
	Href         string // of the slice alone
	Examples     string // address of its misses
	N, Positives string
	Few          string // which classes have few rows; "" if none
	Cells        []SliceCellView
}

// SliceCellView is one metric of one slice.
type SliceCellView struct {
	ID                       string
	Value, Interval, Reason  string
	Low, Width, Mark         string // of the bar, in percent
	Defined, Bounded         bool
	Difference, NoDifference string // to the rest of the rows, and why there is none
	DifferenceInterval       string // "" without one
	Chance                   bool   // it holds 0
}

// SpreadView summarises a metric over the slices.
type SpreadView struct{ ID, Name, Mean, SD, Min, Max, Defined string }
