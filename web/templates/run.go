package templates

import (
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// RunView is the page of one run at one threshold.
type RunView struct {
	Page         Page
	Experiment   tradeoff.Experiment
	Run          tradeoff.Run
	Name         string // of the run, or its alias in a meeting
	Meeting      MeetingView
	Head         RunHeadView
	Assumptions  AssumptionsView
	Operating    OperatingView
	Policies     PolicyView
	Answer       AnswerView
	Elsewhere    ElsewhereView
	Matrix       MatrixView
	WhatIf       WhatIfView
	Losses       LossesView
	Boxes        *BoxesView  // of a detection run; nil for others
	Images       *ImagesView // of a segmentation run; nil for others
	Metrics      []MetricRowView
	MetricChoice MetricChooserView
	Charts       []ChartView
	Errors       ErrorsView
	ErrorsHref   string // address of the content of the tab of errors alone
	Chooser      ChooserView
	Tabs         []TabView // nil: the page is not divided
	Pins         PinsView
	Calibration  CalibrationView
	InDeployment []ChartView
	Summary      []FactView // the most important numbers of the run
	More         []FactView // all others
	Downloads    []Choice
	Data         RunData
}

// PartChooser chooses a part of several runs by a condition on a column.
type PartChooser struct {
	Action    string
	Hidden    []Choice // other parameters of the URL, with the current conditions
	Columns   []string
	Suggested []string
}

// PartView is the part of a run that a page shows.
type PartView struct {
	Rows  string // "98 of 332 rows"
	Words string // "age_band is 40+"
	Whole string // address of the same page of all rows
}

// RunData is the data of the page's script.
type RunData struct {
	Display string    `json:"display"` // URL of the sweep's stops
	At      string    `json:"at"`      // URL of the operating point at any threshold
	InUse   string    `json:"inUse"`   // URL of the numbers of any threshold in deployment
	Points  string    `json:"points"`  // URL of a part of the complete sweep
	Point   PointData `json:"point"`   // the one that the page shows at first
	Default float64   `json:"default"` // threshold that the URL leaves out
	Choice  string    `json:"choice"`  // URL of the choice of a policy
	Run     int64     `json:"run"`
	Tab     string    `json:"tab"`     // the open one
	Part    string    `json:"part"`    // of the run; "" for all of it
	Reached bool      `json:"reached"` // the bound of the policy is met
	Policy  string    `json:"policy"`  // "" without one

	Origin *OriginData `json:"origin"` // where the threshold was chosen; null: here

	PolicyWords map[string]tradeoff.PolicyWords `json:"policyWords"` // by policy without its parameter
	Answer      AnswerData                      `json:"answer"`
	Assumptions map[string]string               `json:"assumptions"` // texts of chips by name
	Texts       map[string]string               `json:"texts"`       // with gaps, by name
	Optimum     any                             `json:"optimum"`     // as in the API; null if nothing is optimised

	Costs      CostData    `json:"costs"`
	Prevalence *float64    `json:"prevalence"` // in deployment; null: as in the test set
	Usual      SettingData `json:"usual"`      // the experiment's, which the URL leaves out

	Quantile       float64           `json:"quantile"`
	Matrix         string            `json:"matrix"`  // the form that the URL asks for; "" for the default
	Cells          map[string]string `json:"cells"`   // names by id
	Reasons        map[string]string `json:"reasons"` // texts by code
	TestPrevalence *float64          `json:"testPrevalence"`
	Plateau        PlateauWords      `json:"plateau"`
	Low            float64           `json:"low"` // the ends of charts by threshold
	High           float64           `json:"high"`
	Axis           AxisData          `json:"axis"`
}

// AnswerData is what the script needs for the answer: names of the experiment and
// sentences by name, and why the threshold was chosen.
type AnswerData struct {
	Names map[string]string `json:"names"`
	Texts map[string]string `json:"texts"`
	Now   ReasonData        `json:"now"`
	Usual ReasonData        `json:"usual"` // of the threshold that the URL leaves out
}

// ReasonData says why a threshold was chosen.
type ReasonData struct {
	Reason     string `json:"reason"`
	Optimistic bool   `json:"optimistic"` // by the labels of the rows that it is judged on
}

// PlateauWords are the captions of the band of best thresholds, with {range}.
type PlateauWords struct {
	Long    string `json:"long"`
	Short   string `json:"short"`
	Pending string `json:"pending"`
}

// OriginData is the run on which a threshold was chosen. Policy is "" if it was set
// manually.
type OriginData struct {
	Run    int64  `json:"run"`
	Part   string `json:"part"` // of the run; "" for all of it
	Policy string `json:"policy"`
}

// CostData is the costs of the two errors.
type CostData struct {
	FP float64 `json:"fp"`
	FN float64 `json:"fn"`
}

// SettingData is the deployment of an experiment's classifiers.
type SettingData struct {
	CostFP     float64  `json:"costFP"`
	CostFN     float64  `json:"costFN"`
	Prevalence *float64 `json:"prevalence"`
}

// PolicyView is the row of policies, and the result of the chosen one.
type PolicyView struct {
	Action string     // of the forms of policies with a parameter
	Hidden []Choice   // other parameters of the URL: names and values
	Usual  []ChipView // in view
	Others []ChipView // behind More
	Chips  []ChipView // all of them in a row, on pages without More
}

// Name returns the name of the chosen policy.
func (p PolicyView) Name() string {
	for _, c := range slices.Concat(p.Usual, p.Others) {
		if c.Pressed {
			return capitalised(strings.TrimSpace(c.Label + " " + c.Value))
		}
	}
	return "Manual"
}

// OriginView is the origin of a threshold that was chosen on another run.
type OriginView struct {
	Threshold string
	Name      string // of the run
	Href      string // "" if it is gone
	How       string // "by max F1"
	Said      string // consequence for the numbers
}

// AnswerView says what the operating point means.
type AnswerView struct {
	Parts      []AnswerPart
	Optimistic bool        // a policy chose the threshold on the rows that it is judged on
	Origin     *OriginView // of a threshold that was chosen on another run
	Pending    string      // address of the page, until it says where the optimum lies in other samples
}

// AnswerPart is a piece of the answer's sentences.
type AnswerPart struct {
	Text   string
	Strong bool
}

// ElsewhereView offers other runs of the experiment to apply the threshold to.
type ElsewhereView struct {
	Offered bool // the threshold was chosen
	Runs    []OtherRunView
	All     string // address of the page that lists all of them
	Upload  string // address of the upload form if there are no other runs
}

// FewOthers is the maximum number of other runs on the page of a run.
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
	ID        string // "manual" or "default" if it is not a policy
	Policy    string // without its parameter
	Href      string
	Parameter string // its name for a screen reader; "" without
	Value     string
	Wants     string // constraint on the parameter
	Pressed   bool
}

// CalibrationView compares scores with frequencies.
type CalibrationView struct {
	Facts  []FactView
	Charts []ChartView
}

// WhatIfView has the numbers in deployment.
type WhatIfView struct {
	Action         string
	Hidden         []Choice
	Positive       string
	Unit, Units    string // names of the examples
	Prevalence     string // "" for that of the test set
	TestSet        string
	CostFP, CostFN string
	Cells          map[string]string // of the sentence in whole cases, by the ids of their gaps
	Waffle         WaffleView
	Cost           string // per case
	Undefined      string
	Curves         string // address of the page with the curves that depend on this; "" if they are shown
}

// WaffleView draws cases as squares.
type WaffleView struct {
	Box   string // its viewBox
	Label string
	Note  string // how many cases a square is; "" for one
	Paths []WafflePath
}

// WafflePath is the squares of one outcome.
type WafflePath struct{ ID, Path string }

// PointData is an operating point.
type PointData struct {
	Threshold calc.Number `json:"threshold"`
	Text      string      `json:"text"`
	Index     int         `json:"index"` // in the complete sweep
	TP        float64     `json:"tp"`
	FP        float64     `json:"fp"`
	FN        float64     `json:"fn"`
	TN        float64     `json:"tn"`
}

// OperatingView is the bar with the threshold's field and its histogram.
type OperatingView struct {
	Threshold string // the field's text
	Wants     string // what the field accepts
	Counts    []CellView
	CountsOf  string // what they are counts of: "Counts", or "Per 1,000 at 5%"
	Histogram HistogramView
}

// FactView is a number of the complete run.
type FactView struct{ ID, Name, Value, Interval, Reason string }
