package templates

import "tradeoff/internal/tradeoff"

// ClassRunView is the page of a run with more than two classes.
type ClassRunView struct {
	Page       Page
	Experiment tradeoff.Experiment
	Run        tradeoff.Run
	Head       RunHeadView
	Metrics    []MetricRowView // that people ask for first
	Matrix     ClassMatrixView
	Table      ClassTableView
	Overlaps   *ClassOverlapsView // of a run with images; nil for others
	Ranking    RankingView
	TopK       []BarRowView
	Calibrated StaticChartView
	Losses     ClassLossesView
	Groups     []FactGroupView
	Downloads  []Choice
}

// ClassMatrixView is a confusion matrix of many classes, or of groups of them.
type ClassMatrixView struct {
	Size         string // "large", "medium" or "small": how much room a cell has
	Vertical     bool   // the names of the columns are vertical
	Normalize    []ChipView
	Orders       []ChipView
	Action       string // of the form that asks for groups
	Hidden       []Choice
	Groups       string // requested number of groups; "" for none
	Classes      string // number of classes
	Explained    string // explanation of the groups; "" without groups
	CloseAll     string // address that shows no group class by class; "" if none is
	Ungroup      string
	Columns      []ClassHeadView
	Rows         []ClassMatrixRow
	Totals       []string // below the columns
	Total        string
	TotalName    string // "called"
	Note         string
	Confusions   []ConfusionView
	NoConfusions string
}

// ClassHeadView is the head of a row or a column: a class, or a group.
type ClassHeadView struct {
	Name  string // shortened
	Full  string
	Href  string // address of a click
	Says  string // for a screen reader
	Group bool
}

// ClassMatrixRow is one row of the matrix.
type ClassMatrixRow struct {
	Head  ClassHeadView
	Cells []ClassCellView
	Total string
}

// ClassCellView is one cell of the matrix.
type ClassCellView struct {
	Text  string
	Says  string // "12 rows that are a are called b, 3% of a"
	Href  string // its rows; "" if there are none
	Right bool
	Level string // how strongly it is coloured, "0" to "10"
}

// ConfusionView is one of the largest confusions.
type ConfusionView struct {
	Actual, Called, Count, Share, Href string
	Width                              string
}

// ClassTableView is the table of the classes.
type ClassTableView struct {
	Columns []LeaderboardColumn
	Rows    []ClassRowView
	Means   []ClassRowView
	Note    string
}

// ClassRowView is one class, or one mean over the classes.
type ClassRowView struct {
	Name, Href string
	Note       string
	Cells      []ClassNumberView
}

// ClassNumberView is one number of a class.
type ClassNumberView struct {
	ID, Text, Interval, Reason string
	Over                       string // "3 of 4 classes"; "" if it is all of them
	Bar                        bool
	Low, Width, Mark           string
}

// RankingView measures how well the scores separate the classes.
type RankingView struct {
	Facts []FactView
	Pairs []BarRowView // the hardest pairs of classes
	Note  string
}

// BarRowView is a number with its name and a bar.
type BarRowView struct {
	Name, Value, Interval string
	Mark, Low, Width      string
	Href                  string
}

// StaticChartView is a chart that is drawn once, with the table of its numbers.
type StaticChartView struct {
	Title, Summary, Interval string
	Label                    string
	Undefined                string
	XName                    string
	XTicks, YTicks           []TickView
	Chance                   string
	Curves                   []CurveView
	Note                     string
	Header                   []string
	Rows                     [][]string
}

// ClassLossesView is the panel of losses of many classes.
type ClassLossesView struct {
	Action      string
	Here        string // address of this page at its state
	Hidden      []Choice
	Reset       string
	AsUsual     bool
	Units       string
	Losses      []LossView
	Clipped     string
	Header      []LossName
	Rows        []ClassLossRow
	Undefined   string // why there is no table
	Explanation string
}

// ClassLossRow has the losses of one class.
type ClassLossRow struct {
	Name, Share string
	Cells       []ClassLossCell
}

// ClassLossCell is the share or the loss of a class.
type ClassLossCell struct {
	ID, Text string
}

// FactGroupView is a list of numbers with its heading.
type FactGroupView struct {
	Heading string
	Facts   []FactView
}

// ClassOverlapsView is how well the masks of each class cover the true ones.
type ClassOverlapsView struct {
	Rows []ClassOverlapView
	Mean ClassOverlapView // over the classes
	Note string
}

// ClassOverlapView is one class, or the mean over all.
type ClassOverlapView struct {
	Name, Href, Images string
	Cells              []OverlapCellView // pooled Dice and IoU, then their means over images
}

// OverlapCellView is a number with the rows that it is over, or the reason why it is
// undefined.
type OverlapCellView struct{ Value, Note string }
