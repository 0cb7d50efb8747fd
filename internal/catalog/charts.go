package catalog

// A Chart is one that the page of a run can show.
type Chart struct {
	ID, Name     string
	InDeployment string // what it makes of a prevalence in deployment; empty: it does not depend on it
	Curve        *Curve // nil: the server and the browser have code to draw it
}

// A Curve is a chart of one point for each threshold, all of it data.
type Curve struct {
	About    string // to a screen reader
	X, Y     Expr
	XName    string // of the axes
	YName    string
	FitY     bool   // the y axis ends a little above the highest point, not at 1
	Name     string // of the curve
	Hue      string // a CSS token
	Line     Expr   // a reference line, of which Line is y at x = 0,
	LineEnd  Expr   // and LineEnd at x = 1
	LineName string
	Level    bool      // the value of a level line follows its name
	Summary  string    // the metric of the run in the chart's head; may be empty
	ReadOut  string    // of one threshold, with {threshold}, {x} and {y}
	Columns  [2]string // of its CSV file
}

const (
	restated    = "Restated for the prevalence in deployment."
	notRestated = "Of the test set, not restated for the prevalence in deployment."
)

// Charts are all charts, in the order in which they are offered.
var Charts = []Chart{
	{ID: "tradeoff", Name: "Trade-off", InDeployment: "Restated for the prevalence in deployment, like the metrics."},
	{ID: "roc", Name: "ROC"},
	{ID: "pr", Name: "Precision–recall", InDeployment: notRestated, Curve: &Curve{
		About: "Precision against recall.",
		X:     Over(TP, P), XName: "recall", Y: Over(TP, A), YName: "precision",
		Name: "precision–recall", Hue: "recall",
		Line: Over(P, N), LineEnd: Over(P, N), LineName: "prevalence", Level: true,
		Summary: "average_precision",
		ReadOut: "At {threshold}: precision {y}, recall {x}",
		Columns: [2]string{"recall", "precision"}}},
	{ID: "calibration", Name: "Calibration", InDeployment: notRestated},
	{ID: "cost", Name: "Expected cost", InDeployment: restated},
	{ID: "decision", Name: "Decision curve", InDeployment: restated},
	{ID: "gain", Name: "Cumulative gain", InDeployment: notRestated, Curve: &Curve{
		About: "Cumulative gain: the share of the positives found against the share predicted positive.",
		X:     Over(A, N), XName: "share predicted positive", Y: Over(TP, P), YName: "share of the positives found",
		Name: "cumulative gain", Hue: "recall",
		Line: Number(0), LineEnd: Number(1), LineName: "drawn at random",
		ReadOut: "At {threshold}: predicting {x} of the test set positive finds {y} of its positives",
		Columns: [2]string{"depth", "gain"}}},
	{ID: "lift", Name: "Lift", InDeployment: notRestated, Curve: &Curve{
		About: "Lift: how many times more positives are found than at random, against the share predicted positive.",
		X:     Over(A, N), XName: "share predicted positive", Y: Over(Over(TP, P), Over(A, N)), FitY: true,
		Name: "lift", Hue: "precision",
		Line: Number(1), LineEnd: Number(1), LineName: "drawn at random",
		ReadOut: "At {threshold}: {y} times as many positives as at random, when {x} of the test set are predicted positive",
		Columns: [2]string{"depth", "lift"}}},
	{ID: "det", Name: "DET"},
	{ID: "histogram", Name: "Scores of both classes"},
}

// ChartByID returns a chart.
func ChartByID(id string) (Chart, bool) {
	for _, c := range Charts {
		if c.ID == id {
			return c, true
		}
	}
	return Chart{}, false
}
