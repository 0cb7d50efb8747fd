package templates

import "tradeoff/internal/tradeoff"

// ErrorsView is the tab of errors.
type ErrorsView struct {
	Cells  []CellView     // outcomes, the errors first
	Loaded bool           // the rest is computed
	Rows   *ErrorRowsView // likewise
	Slices *SlicePlotView // nil: not computed, or there are none
}

// SlicePlotView compares a metric of slices, each a dot with its interval.
type SlicePlotView struct {
	Metric    string
	Look      tradeoff.Style
	Metrics   []ChipView // to choose from
	Bounded   bool       // the metric has two ends, Low and High
	Low, High string
	Lead      string // what dots and bars are
	All, AllX string // value of all rows, and its place on the scale; "" if it is undefined
	Columns   []SlicePlotColumn
	By        []ChipView // the columns: a pressed one is shown
	Wide      bool       // counts have many digits
	Live      bool       // it follows the slider
	Counts    string     // address of the counts at the stops

	Finding    string // which slice stands out
	Method     string // how that was tested; "" if it was not
	FilterHref string // address of that slice alone; "" for none
}

// SlicePlotColumn is the slices of one column.
type SlicePlotColumn struct {
	Name  string
	Rows  []SlicePlotRow
	More  string // how many slices are not shown; "" if all are
	Table string // address of all slices with all metrics
}

// SlicePlotRow is one slice.
type SlicePlotRow struct {
	Name, Href    string
	Value, Counts string
	Reason        string // why it is undefined
	X, Low, High  string // places on the scale; "" if undefined
	Radius        string
	Few           bool // the interval says little
}
