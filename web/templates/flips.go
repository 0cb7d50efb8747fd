package templates

import "tradeoff/internal/tradeoff"

// FlipsView is a page of the rows that two runs call differently.
type FlipsView struct {
	Page       Page
	Here       string // address of the page as it is
	Experiment tradeoff.Experiment
	Action     string // of the forms
	Choosers   []RunChooser
	Kept       []Choice // what the choice of runs keeps of the URL
	Problem    *ErrorView
	Shown      bool // two runs are chosen, and what follows is set

	Part       *PartView // nil: all rows of the runs
	Chooser    *PartChooser
	Compare    string // the runs side by side; "" if they cannot be
	Meeting    MeetingView
	Names      []string // of the two runs
	Stand      StandView
	Thresholds []FlipThreshold
	Hidden     []Choice // what else the URL says, for the form of the thresholds
	Remarks    []string
	Said       string // who pays for the change
	Chance     string // whether chance alone would do that
	Lists      []CellView
	Scatters   []ScatterView

	By         []ChipView // columns that cut the rows into slices
	Column     string     // the one that does
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

// FlipThreshold is where one of the two runs stands.
type FlipThreshold struct {
	Name  string // of the field
	Run   string
	Href  string // of the run there; "" if nobody is to know who it is
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
	RestX, RestY             string   // what lies beyond them
	Same, Flipped            string   // paths of points
	Levels                   []string // paths of cells, the faintest first
	Dense                    string   // what the cells mean
	OnlyA, OnlyB             string
	Both, Neither            string
}

// FlipSlice is one slice with the lengths of its four lists.
type FlipSlice struct {
	Name, Rows string
	Lists      []CellView
}

// page has the script of pages for a room where two runs are shown.
func (v FlipsView) page() Page {
	if !v.Shown {
		return v.Page
	}
	return v.Page.withScript("room")
}
