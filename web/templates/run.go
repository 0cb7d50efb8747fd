package templates

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// RunView is the page of one run at one threshold.
type RunView struct {
	Page        Page
	Experiment  tradeoff.Experiment
	Run         tradeoff.Run
	Name        string // of the run, or what stands for it
	Meeting     MeetingView
	Decide      string     // where what is on the screen is decided upon
	Decisions   []Choice   // on this run that stand
	Report      string     // what is on the screen in one file
	Part        *PartView  // nil: all rows of the run
	Classes     []ChipView // of a run with many: each against all others
	Facts       string     // "640 students · 77 diabetic (12.0 %) · scores are probabilities"
	Operating   OperatingView
	Policies    PolicyView
	Elsewhere   ElsewhereView
	Matrix      MatrixView
	WhatIf      WhatIfView
	Losses      LossesView
	Boxes       *BoxesView  // of a detection run; nil for others
	Images      *ImagesView // of a segmentation run; nil for others
	Tiles       []TileView
	TileChooser TileChooserView
	Charts      []ChartView
	Slices      []Choice // columns that the run can be cut by: names and addresses
	Chooser     ChooserView
	Summary     []FactView // the run's most asked-for numbers
	More        []FactView // all others
	Downloads   []Choice
	Data        RunData
}

// PartChooser chooses a part of several runs by a condition on a column.
type PartChooser struct {
	Action    string
	Hidden    []Choice // what else the URL says, with the conditions that hold already
	Columns   []string
	Suggested []string
}

// PartView says which part of a run a page shows.
type PartView struct {
	Rows  string // "98 of 332 rows"
	Words string // "age_band is 40+"
	Whole string // address of the same page of the whole run
}

// RunData is what the page's script starts from.
type RunData struct {
	Display string    `json:"display"` // URL of the sweep's stops
	At      string    `json:"at"`      // URL of the operating point at any threshold
	InUse   string    `json:"inUse"`   // URL of what the numbers of any threshold mean where the classifier is used
	Points  string    `json:"points"`  // URL of a window of the whole sweep
	Point   PointData `json:"point"`   // the one that the page shows at first
	Default float64   `json:"default"` // threshold that the URL leaves out
	Choice  string    `json:"choice"`  // URL of what a policy picks
	Run     int64     `json:"run"`
	Part    string    `json:"part"`    // of the run; "" for all of it
	Reached bool      `json:"reached"` // the policy has found what it asks for
	Policy  string    `json:"policy"`  // "" without one

	Origin *OriginData `json:"origin"` // where the threshold was chosen; null: here

	PolicyWords    map[string]tradeoff.PolicyWords `json:"policyWords"` // by policy without its parameter
	Optimist       string                          `json:"optimist"`
	OptimumPending string                          `json:"optimumPending"`
	Optimum        any                             `json:"optimum"` // of the policy, as the API has it; null if it optimises nothing

	Costs      CostData    `json:"costs"`
	Prevalence *float64    `json:"prevalence"` // where the classifier is used; null: as in the test set
	Usual      SettingData `json:"usual"`      // the experiment's, which the URL leaves out

	Quantile       float64           `json:"quantile"`
	Cells          map[string]string `json:"cells"`   // names by id
	Reasons        map[string]string `json:"reasons"` // texts by code
	TestPrevalence *float64          `json:"testPrevalence"`
	Low            float64           `json:"low"` // the slider's ends
	High           float64           `json:"high"`
}

// OriginData is a run on which a threshold was chosen, and by which policy: "" by hand.
type OriginData struct {
	Run    int64  `json:"run"`
	Part   string `json:"part"` // of the run; "" for all of it
	Policy string `json:"policy"`
}

// CostData is what the two errors cost.
type CostData struct {
	FP float64 `json:"fp"`
	FN float64 `json:"fn"`
}

// SettingData is where an experiment's classifiers are used.
type SettingData struct {
	CostFP     float64  `json:"costFP"`
	CostFN     float64  `json:"costFN"`
	Prevalence *float64 `json:"prevalence"`
}

// PolicyView is the row of policies, and what the chosen one found.
type PolicyView struct {
	Here    string   // address of the page as it is
	Action  string   // of the forms of policies with a parameter
	Hidden  []Choice // what else the URL says: names and values
	Chips   []ChipView
	Said    string // what the chosen policy found
	Default string // what is said of the default threshold

	Origin *OriginView // of a threshold that was chosen on another run

	AsGood       string // where other thresholds are as good
	OtherSamples string // where its optimum lies in other samples
	Pending      bool   // that is still to come
	Optimist     string
}

// Silent reports whether there is nothing to say of the policy.
func (p PolicyView) Silent() bool { return p.Said+p.AsGood+p.OtherSamples+p.Optimist == "" }

// OriginView says where a threshold was chosen that is applied to this run.
type OriginView struct {
	Threshold string
	Name      string // of the run
	Href      string // "" if it is gone
	How       string // "by max F1"
	Said      string // what that means for the numbers
}

// ElsewhereView offers the threshold to other runs of the experiment.
type ElsewhereView struct {
	Threshold string
	Offered   bool // it was chosen
	Runs      []OtherRunView
	All       string // address of the page that lists all of them
	Upload    string // where one is uploaded if there are none
}

// FewOthers is how many other runs are listed on a run's page.
const FewOthers = 6

// OtherRunView is a run to which a threshold can be applied.
type OtherRunView struct {
	Name, Href, Facts string
	Notes             []string // why that is not fair, or not possible
}

// ElsewherePageView lists the runs to which a threshold can be applied.
type ElsewherePageView struct {
	Page       Page
	Experiment tradeoff.Experiment
	Run        tradeoff.Run
	Threshold  string
	Lead       string
	Back       string
	Action     string // of the search
	Hidden     []Choice
	Search     string
	Runs       []OtherRunView
	Next       string
	Upload     string
}

// ChipView is one policy: a link, or a form if it has a parameter.
type ChipView struct {
	Label     string
	ID        string // "manual" or "default" for what is no policy
	Policy    string // without its parameter
	Href      string
	Parameter string // its name for a screen reader; "" without
	Value     string
	Wants     string // what the parameter must be
	Pressed   bool
}

// SpanView is a stretch of the slider.
type SpanView struct{ X, W, End string }

// WhatIfView says what the numbers mean where the classifier is used.
type WhatIfView struct {
	Action         string
	Hidden         []Choice
	Positive       string
	Unit, Units    string // what is examined
	Prevalence     string // "" for that of the test set
	TestSet        string
	CostFP, CostFN string
	Of             string
	Cells          map[string]string // positives, called, tp, fn of 1,000
	Icons          []IconView
	Cost           string // per case
	Undefined      string
	Curves         string // address of the page with the curves that depend on this; "" if they are shown
}

// IconView is the icons of one outcome.
type IconView struct{ ID, Path string }

// PointData is an operating point.
type PointData struct {
	Threshold calc.Number `json:"threshold"`
	Text      string      `json:"text"`
	Index     int         `json:"index"` // in the whole sweep
	TP        float64     `json:"tp"`
	FP        float64     `json:"fp"`
	FN        float64     `json:"fn"`
	TN        float64     `json:"tn"`
}

// OperatingView is the bar with the threshold's field and its histogram.
type OperatingView struct {
	Threshold                  string // the field's text
	Low, High                  string // the slider's ends; beyond the highest score nobody is positive
	Value                      string
	ValueText                  string     // what a screen reader says
	At                         string     // position of the threshold, "21.4%"
	LeftWidth, RightWidth      string     // of what is left and right of it
	Positive, Negative         string     // the class names
	PositiveWord, NegativeWord bool       // whether there is room to write them beside the mark
	RightHalf                  bool       // the mark stands there: on a narrow screen there is room at its left only
	AsGood                     []SpanView // where a policy would be as good
	OtherSamples               []SpanView // where its optimum lies in other samples
	Bars                       []BarView
	Middle                     string // height of the axis
	Ticks                      []TickView
	Above                      string // "77 diabetic, above the line"
	Below                      string
	Scales                     string // a note if the two classes have scales of their own; "" otherwise
	Counts                     []CellView
}

// BarView is one bar of the histogram, in percent of the picture.
type BarView struct {
	Positive   bool
	X, Y, W, H string
}

// TickView is one label of an axis.
type TickView struct{ At, Text string }

// MatrixView is the confusion matrix.
type MatrixView struct {
	Positive, Negative string
	TP, FN, FP, TN     CellView
	Weighted           bool
}

// Digits returns the length of the longest count: all four have one size, for
// which there must be room.
func (v MatrixView) Digits() int {
	return max(len(v.TP.Count), len(v.FN.Count), len(v.FP.Count), len(v.TN.Count))
}

// CellView is one cell of the confusion matrix.
type CellView struct {
	ID      string // "tp"
	Count   string
	Name    string
	Href    string // of its rows
	Current bool
}

// TileChooserView is the form that chooses the tiles.
type TileChooserView struct {
	Action  string
	Hidden  []Choice
	Metrics []TileChoice
}

// TileChoice is a metric that may have a tile.
type TileChoice struct {
	ID, Name string
	Shown    bool
}

// TileView is one metric at the threshold.
type TileView struct {
	ID, Name, Question string
	Look               tradeoff.Style
	Value              string // "0.91", or "—"
	Interval           string // "0.84–0.95", or why there is none, or why the value is undefined
	Bounded            bool   // it lies between two ends, so that it has a bar
	Floor              string // the lower of them, "0" or "-1"; the upper one is 1
	Low, Width, Mark   string // of the interval's bar, in percent
	Defined            bool
	Restated           bool   // it changes with the prevalence
	Symbols            string // "TP / (TP + FP)"
	Terms              []Term // the same with today's numbers
}

// Term is a piece of a formula: a text, or the count of a cell.
type Term struct {
	Text string
	Cell string // "tp", "fp", "fn", "tn"; "" for a text
}

// FactView is a number of the whole run.
type FactView struct{ ID, Name, Value, Interval, Reason string }
