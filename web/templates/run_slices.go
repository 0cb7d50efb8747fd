package templates

import "tradeoff/internal/tradeoff"

// SlicesView is how a run fares on the values of one column.
type SlicesView struct {
	Page       Page
	Experiment tradeoff.Experiment
	Run        tradeoff.Run
	Part       *PartView  // nil: all rows of the run
	By         string     // the column; "" if the run has none to be cut by
	Chips      []ChipView // all such columns
	Back       string     // address of the run at the same state
	Action     string     // of the form with the threshold
	Hidden     []Choice
	Threshold  string
	Restated   bool // the run's page shows another prevalence than that of the test set
	Shown      string
	Other      *Choice // another way to cut the column; nil if there is none
	Columns    []SliceColumnView
	Rows       []SliceRowView

	PageNumber     int
	Pages          string
	Previous, Next string // addresses; "" at the ends
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
	Name         string // "" for the empty value
	Whole        bool   // it is the whole run
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
	Defined                  bool
	Difference, NoDifference string // to the rest of the run, and why there is none
}
