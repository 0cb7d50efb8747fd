package templates

import "tradeoff/internal/tradeoff"

// ExamplesView is a page of the rows in one cell of the confusion matrix.
type ExamplesView struct {
	Page       Page
	Experiment tradeoff.Experiment
	Run        tradeoff.Run
	Part       *PartView // nil: all rows of the run
	Cell       string    // "fn"
	Title      string    // "Misses (FN)"
	Facts      string
	Back       string // address of the run at the same state
	Cells      []CellView
	Sorts      []ChipView
	Losses     []ChipView // which loss the rows are shown with

	Action   string // of the form that searches and filters
	Hidden   []Choice
	Choosers []ClassChooser // of many classes
	HasIDs   bool
	ID       string
	Groups   []string // columns to filter by
	By       string
	Value    string
	Values   []string // some of those that the column has
	Blank    string   // note that the filter is on the empty value; "" otherwise
	Filtered bool
	Clear    string // address of the page without filter

	Columns        []ExampleColumnView
	Rows           [][]string
	Shown          string // "Rows 1–50 of 583"
	PageNumber     int
	Pages          string
	Previous, Next string     // addresses; "" at the ends
	Elsewhere      string     // where else the id is
	Others         []CellView // the cells where it is
	CSV            string
}

// ExampleColumnView is a column of the table of examples.
type ExampleColumnView struct {
	Name     string
	Numeric  bool
	Score    bool
	Long     bool // it has long texts
	Computed bool // it is not of the file
}

// ClassChooser lets people choose one of many classes, or all.
type ClassChooser struct {
	Name, Label string
	Options     []ClassOption
	Several     string // the classes that are chosen, if there are several; "" otherwise
}

// ClassOption is one class to choose.
type ClassOption struct {
	Value, Label string
	Chosen       bool
}
