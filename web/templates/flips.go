package templates

import "tradeoff/internal/tradeoff"

// FlipsView is a page of the rows on which two runs disagree.
type FlipsView struct {
	Page       Page
	Here       string // address of the page as it is
	Experiment tradeoff.Experiment
	Action     string // of the forms
	Choosers   []RunChooser
	Kept       []Choice // other parameters of the URL, for the choice of runs
	Problem    *ErrorView
	Shown      bool // two runs are chosen, and the fields below are set

	Part       *PartView // nil: all rows of the runs
	Chooser    *PartChooser
	Compare    string // address of the comparison of the runs; "" if they cannot be compared
	Meeting    MeetingView
	Names      []string // of the two runs
	Stand      StandView
	Thresholds []FlipThreshold
	Hidden     []Choice // other parameters of the URL, for the form of the thresholds
	Remarks    []string
	Said       string // gains and losses of the second run
	Chance     string // how likely that is by chance alone
	Lists      []CellView
	Scatters   []ScatterView

	By         []ChipView // columns with slices
	Column     string     // the chosen one
	Slices     []FlipSlice
	MoreSlices string

	List           string // "fixed misses"
	Explained      string
	Filter, Clear  string
	Sorts          []ChipView
	Columns        []ExampleColumnView
	Rows           [][]string
	RowsShown      string
	PageNumber     string
	Pages          string
	Previous, Next string
	CSV            string
}

// RunChooser lets people choose one run.
type RunChooser struct {
	ID, Label string
	Options   []ClassOption
}

// FlipThreshold is the threshold of one of the two runs.
type FlipThreshold struct {
	Name  string // of the field
	Run   string
	Href  string // of the run there; "" if names are hidden
	Value string
}

// ScatterView draws the scores of one class in two runs. Places are SVG lengths.
type ScatterView struct {
	Title, Words             string
	Positive                 bool
	XName, YName             string
	Left, Right, Bottom, Top string // ends of the axes, as numbers
	A, B                     string // the thresholds
	XTicks, YTicks           []TickView
	X, Y                     string   // of the thresholds
	RestX, RestY             string   // lengths beyond them
	Same, Flipped            string   // paths of points
	Levels                   []string // paths of cells, the faintest first
	Dense                    string   // explanation of the cells
	OnlyA, OnlyB             string
	Both, Neither            string
}

// FlipSlice is one slice with the lengths of its four lists.
type FlipSlice struct {
	Name, Rows string
	Lists      []CellView
}

// page returns the page with the script of meetings, if two runs are shown.
func (v FlipsView) page() Page {
	if !v.Shown {
		return v.Page
	}
	return v.Page.withScript("room")
}
