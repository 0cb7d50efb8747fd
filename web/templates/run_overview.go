package templates

import "tradeoff/internal/tradeoff"

// MatrixView is the confusion matrix.
type MatrixView struct {
	Form               string // one of [tradeoff.MatrixForms]
	Forms              []MatrixFormView
	Positive, Negative string
	TP, FN, FP, TN     CellView
	Margins            map[string]string // sums by the letters p, q, a and b, and n for all
	Weighted           bool
}

// MatrixFormView is a form of the matrix, and the address of the page with it.
type MatrixFormView struct {
	ID, Label, Href  string
	Pressed, Offered bool
}

// Digits returns the length of the longest count. All four counts have the same size,
// which it determines.
func (v MatrixView) Digits() int {
	return max(len(v.TP.Count), len(v.FN.Count), len(v.FP.Count), len(v.TN.Count))
}

// CellView is one cell of the confusion matrix.
type CellView struct {
	ID      string // "tp"
	Count   string
	Share   string // of its row or its column
	Name    string
	Href    string // of its rows
	Current bool
}

// MetricChooserView is the form that chooses the metrics of the threshold.
type MetricChooserView struct {
	Action  string
	Hidden  []Choice
	Metrics []MetricChoice
}

// MetricChoice is a metric that may be shown.
type MetricChoice struct {
	ID, Name string
	Shown    bool
}

// MetricRowView is one metric at the threshold.
type MetricRowView struct {
	ID, Name, Formula, Question string
	Look                        tradeoff.Style
	Value                       string // "0.91", or "—"
	Interval                    string // "0.84–0.95", or that there is none
	Beside                      string // in place of the bar: "1 in 3,100 flagged", or why the metric is undefined
	Counted, Others             string // how rows that a proportion counts are called after "1 in 3,100", and others
	Counts                      string // "100 / 109", or the value in the test set
	InTestSet                   bool   // Counts is that value
	Remark                      string // in place of the question
	Bounded                     bool   // it lies between two ends, so that it has a bar
	Defined                     bool
	Restated                    bool // it changes with the prevalence
	Bar                         IntervalBarView
}

// IntervalBarView is a value and its interval between 0 and 1, as lengths of an SVG.
type IntervalBarView struct {
	Low, Width, Mark string
	Shown            bool // the value lies between the ends
}
