package templates

import "tradeoff/internal/tradeoff"

// ChartView is one chart, which the server draws and the browser makes interactive.
type ChartView struct {
	ID                 string // "tradeoff", "roc", "pr" …
	Of                 string // begins the id of its data, if the page has the chart twice
	Title              string
	Summary            string // "AUC 0.87"
	Interval           string
	Label              string // description for a screen reader
	XName              string
	XTicks             []TickView
	YTicks             []TickView
	Clipped            bool // curves leave the plot
	Curves             []CurveView
	Dashed, DashedName string    // path and name of the reference line; "" without
	DashedWords        WordsView // its name in the plot
	Words              WordsView // next to the operating point
	CanHaveBest        bool      // it has the axis of the slider
	Best               string    // outline of the band of the best thresholds; "" if there is none
	Note               string    // note on other lines
	Banded             bool      // a curve has a band, or a note about it
	Band, BandNote     string    // its path, "" until it is there
	Names              []NameView
	NamesRoom          string // for names at the right ends of lines: "short", "long"; "" for none
	MarkerX            string // the threshold's line, "21.4%"; "" without
	Dots               []DotView
	Readout            string
	Restatable         bool   // it changes with the prevalence in deployment
	TestSet            bool   // it is of the test set at any prevalence in deployment
	Prevalence         string // in deployment; "" without
	Undefined          string // why there is no chart
	Option             any    // of the chart library
	Facts              any    // data of its script besides the stops
	Variant            string // differs where the same chart is drawn in another way
	CSV                string // address of its numbers
	Movable            bool   // it is one of the charts that the page chooses
	Left, Right        string // of the page where it has moved; "" at the end
}

// ChartData is the data of a chart's script.
type ChartData struct {
	Option any `json:"option"`
	Facts  any `json:"facts"`
}

// testSetOnly reports whether the chart does not follow the prevalence in deployment that
// is set.
func (c ChartView) testSetOnly() bool { return c.TestSet && c.Prevalence != "" }

// hasMenu reports whether anything can be done with the chart.
func (c ChartView) hasMenu(offline bool) bool { return c.Undefined == "" || c.Movable && !offline }

// restated reports whether the chart is restated for a prevalence in deployment.
func (c ChartView) restated() bool { return c.Restatable && c.Prevalence != "" }

// CurveView is one curve in a square of 1000 × 1000.
type CurveView struct {
	Metric, Path string
	Fill, Thin   bool
	Look         tradeoff.Style // the zero Look: that of the kind of chart
}

// NameView is a curve's name next to the curve, if there is room.
type NameView struct {
	Metric, Text, X, Y string
	Look               tradeoff.Style
	Shown              bool
}

// WordsView is words in the plot: next to a point, or in a corner.
type WordsView struct {
	Text         string // "" for none
	X, Y, DX, DY string
	Anchor       string // which part of the words is there
}

// DotView is where the threshold lies on the curve ID, if it does.
type DotView struct {
	ID, X, Y string
	Hue      string // "" for ink
	Shown    bool
}

// ChooserView is the form that chooses the charts and their options.
type ChooserView struct {
	Action  string
	Hidden  []Choice
	Choices []Choices
}

// Choices are boxes to tick in a form: of one field, or switches with a field each.
type Choices struct {
	Name, Legend string
	Usual        string // value that a URL leaves out
	One          bool   // one of them, not any number
	Boxes        []Box
}

// Box is one of several [Choices].
type Box struct {
	Name, Value, Label string
	Ticked             bool
	Off                string // of a switch: its value when it is not ticked
	Usual              string
}

// Add adds a value of the field.
func (c *Choices) Add(value, label string, ticked bool) {
	c.Boxes = append(c.Boxes, Box{Name: c.Name, Value: value, Label: label, Ticked: ticked})
}

// AddSwitch adds a switch with its own field, 1 or 0.
func (c *Choices) AddSwitch(name, label string, ticked bool, usual string) {
	c.Boxes = append(c.Boxes, Box{Name: name, Value: "1", Label: label, Ticked: ticked, Off: "0", Usual: usual})
}

func (c Choices) kind() string {
	if c.One {
		return "radio"
	}
	return "checkbox"
}

// address returns the address of an arrow, or that of the charts for "".
func address(href string) string {
	if href == "" {
		return "#charts"
	}
	return href
}
