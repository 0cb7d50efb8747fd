package templates

// ChartView is one chart: drawn by the server, made live by the browser.
type ChartView struct {
	ID                 string // "tradeoff", "roc", "pr" …
	Title              string
	Summary            string // "AUC 0.87"
	Interval           string
	Label              string // what it shows, for a screen reader
	XName              string
	XTicks             []TickView
	YTicks             []TickView
	Clipped            bool // curves leave the plot
	Curves             []CurveView
	Chance, ChanceName string // path and name of the dashed line; "" without
	Note               string // what else is drawn
	Names              []NameView
	MarkerX            string // the threshold's line, "21.4%"; "" without
	Dots               []DotView
	Readout            string
	Undefined          string // why there is no chart
	Option             any    // of the chart library
	Facts              any    // what its script needs besides the stops
	Variant            string // differs where the same chart is drawn in another way
	CSV                string // address of its numbers
	Left, Right        string // of the page where it has moved; "" at the end
}

// ChartData is what a chart's script starts from.
type ChartData struct {
	Option any `json:"option"`
	Facts  any `json:"facts"`
}

// CurveView is one curve in a square of 1000 × 1000.
type CurveView struct{ Metric, Path string }

// NameView is a curve's name beside the curve.
type NameView struct{ Metric, Text, X, Y string }

// DotView is where the threshold lies on the curve ID, if it does.
type DotView struct {
	ID, X, Y string
	Shown    bool
}

// ChooserView is the form that says which charts are shown.
type ChooserView struct {
	Action         string
	Default        string // the charts that are shown if nobody chooses
	Hidden         []Choice
	Kinds          []KindView // those that are shown first, in their order
	Quantile, Hull bool
}

// KindView is a chart that can be shown.
type KindView struct {
	ID, Name string
	Shown    bool
}

// address is where an arrow leads, or nowhere.
func address(href string) string {
	if href == "" {
		return "#charts"
	}
	return href
}
