package templates

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// CompareView is a comparison of several runs.
type CompareView struct {
	Page       Page
	Experiment Choice
	Meeting    MeetingView
	Part       *PartView // nil: all rows of the runs
	Chooser    *PartChooser
	Choosable  []CompareChoice // runs to choose from
	Few        bool            // fewer than two are chosen: the page has only the choice

	Stand     StandView
	Warnings  []string
	Columns   []CompareColumn
	Runs      []ComparedView
	Note      string
	Pending   bool     // intervals are still being computed
	Lacking   []string // missing intervals, with the reasons
	Charts    []ChartView
	Metric    Choices // of the trade-off chart
	Hidden    []Choice
	Small     []SmallHistogram
	Ranks     string // by every metric
	Report    string // address of the page as one file
	Downloads []Choice
	Data      CompareData
}

// CompareChoice is a run that can be compared.
type CompareChoice struct {
	ID     int64
	Name   string
	Group  string // its experiment
	Facts  string
	Ticked bool
}

// StandView is the choice of the operating points of several runs.
type StandView struct {
	Said      string // "all runs at"
	Action    string // of the forms
	Policies  PolicyView
	LockForms []LockForm
	Lock      *LockView // nil if the runs are at a policy or at their defaults
}

// LockView is the slider on the locked value.
type LockView struct {
	Name, Sign  string // "recall", "≥"
	Metric      string
	Value, Said string
	Low, High   string
}

// LockForm locks one metric.
type LockForm struct {
	Low, High                       string // ends of the slider
	Metric, Label, Value, Parameter string
	Pressed                         bool
	Hidden                          []Choice
}

// CompareColumn is one metric of the table.
type CompareColumn struct{ ID, Name string }

// ComparedView is a run of a comparison.
type ComparedView struct {
	ID        int64
	Name      string
	Href      string
	Look      tradeoff.Style
	Baseline  bool
	Choose    string // makes it the baseline
	Decide    string
	Threshold string
	Remark    string
	Cells     []ComparedCell
	Verdicts  []VerdictView
	Unpaired  string
	Pairing   string
	Flips     string // address of the rows on which this run and the baseline disagree; "" without
}

// ComparedCell is a metric of a run, and its difference to the baseline.
type ComparedCell struct {
	ID, Text, Interval, Reason string
	Difference, Between        string
	Beyond                     bool // the interval of the difference does not contain 0
	Pending                    bool // that interval is still being computed
}

// VerdictView is a test in words.
type VerdictView struct{ Kind, Said, Small string }

// SmallHistogram is the histogram of one run among several.
type SmallHistogram struct {
	Name   string
	Look   tradeoff.Style
	Above  string // paths of the bars, positives up
	Below  string
	Mark   string // place of the threshold
	Low    string // the ends of the axis
	High   string
	Index  int
	Middle string
}

// CompareData is the data of the page's script.
type CompareData struct {
	Runs     []CompareRunData  `json:"runs"`
	Baseline int               `json:"baseline"`
	Lock     string            `json:"lock"` // the metric that is locked; "" if none is
	Value    calc.Number       `json:"value"`
	Costs    CostData          `json:"costs"`
	Prev     *float64          `json:"prevalence"`
	Metrics  []string          `json:"metrics"`
	Metric   string            `json:"metric"`
	Restated []string          `json:"restated"` // metrics for the prevalence
	Low      float64           `json:"low"`      // the ends of the axis of thresholds
	High     float64           `json:"high"`
	Quantile float64           `json:"quantile"`
	Reasons  map[string]string `json:"reasons"`
}

// CompareRunData is one run for the page's script.
type CompareRunData struct {
	ID      string  `json:"id"` // of its curves: "run-0"
	Name    string  `json:"name"`
	Display string  `json:"display"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Alike   bool    `json:"alike"` // it counts pixels, which have no intervals of their own
}

// page returns the page with its script, unless there are too few runs to compare.
func (v CompareView) page() Page {
	if v.Few {
		return v.Page
	}
	return v.Page.withCharts("compare")
}
