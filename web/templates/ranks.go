package templates

import "tradeoff/internal/tradeoff"

// RanksView is a page of runs ranked by every metric.
type RanksView struct {
	Page       Page
	Experiment tradeoff.Experiment
	Action     string
	Part       *PartView // nil: all rows of the runs
	Chooser    *PartChooser
	Compare    string // address of the comparison of the runs; "" if they cannot be compared
	Meeting    MeetingView
	Stand      *StandView // nil if the runs have no operating points
	Said       string
	Warning    string
	Optimist   string // a warning if thresholds were chosen on the same rows; "" if not
	Runs       []RankedRun
	Rows       []RankRow

	Hidden         []Choice // other parameters of the URL, for the choice of the metrics of the front
	X, Y           []ClassOption
	XName, YName   string
	XTicks, YTicks []TickView
	Dots           []FrontDot
	Front, Beaten  []string // names of runs
}

// RankedRun is a column of the table of ranks.
type RankedRun struct {
	Name, Href string
	Threshold  string // its threshold, or why it has none; "" with more than two classes
	First      string // by how many metrics it is first
}

// RankRow is one metric of the table of ranks.
type RankRow struct {
	ID, Name string
	Point    bool // it depends on the threshold
	Lower    bool // lower values are better
	Other    bool // the order is not that of the first metric
	Cells    []RankCell
}

// RankCell is a run by a metric.
type RankCell struct {
	Rank, Value string
	First       bool
	Reason      string // why there is none
}

// FrontDot is a run by the two metrics of the front.
type FrontDot struct {
	Name, X, Y string
	Front      bool
	Left       bool // its name is left of it
}
