package catalog

// A Chart is one that the page of a run can show.
type Chart struct {
	ID, Name string
	Curve    *Curve // nil: the server and the browser have code to draw it
	TestSet  bool   // it is of the test set, whatever the prevalence in deployment
}

// A Curve is a chart of lines through all operating points. All of it is data.
type Curve struct {
	About string // to a screen reader; {lines} are the names of the lines
	X, Y  Axis
	Lines []Line // the first is the run's; none: one for each metric that the state chooses

	// Probabilities says that [T] is the threshold as a probability. The chart is
	// undefined for uncalibrated scores.
	Probabilities bool

	Words  string // next to the operating point, with {threshold}, {x} and {y}; may be empty
	Corner Corner // of the operating point, in which the words are

	Dashed     Expr // a reference line: its y, from [X] and the whole run; may be none
	DashedName string
	Level      bool // the value of a level reference line follows its name

	Summary string   // the metric of the run in the chart's head; may be empty
	Columns []string // of its CSV file: x unless it is the threshold, the lines, the reference line if named

	ROC bool // it has the layers of an ROC curve: its band and its convex hull
}

// Restated reports whether the chart changes with the prevalence in deployment. One
// with the metrics of the state does.
func (c Curve) Restated() bool {
	if len(c.Lines) == 0 || c.X.Of.DependsOnPrevalence() {
		return true
	}
	for _, l := range c.Lines {
		if l.Of.DependsOnPrevalence() {
			return true
		}
	}
	return false
}

// ByThreshold reports whether x is the threshold. Such a line has the same counts from
// a threshold down to the next lower one.
func (c Curve) ByThreshold() bool { return c.X.Of.UsesThreshold() }

// An Axis is an axis of a [Curve].
type Axis struct {
	Name  string
	Of    Expr    // of an x axis: a formula of the counts, or [T]
	Hue   string  // the CSS token of its values in lists of several
	Scale Scale   // other scales than [Linear] begin and end at
	Low   float64 // these values
	High  float64
	Fit   bool    // a y axis that ends a little above the highest point, not at 1
	Below float64 // how far it goes below 0, as a share of what is above
	Span  Span    // of its values
}

// A Scale says how an axis is spaced.
type Scale string

// The scales.
const (
	Linear Scale = ""
	Log    Scale = "log"
	Logit  Scale = "logit"
	Normal Scale = "normal" // by normal deviates, as DET curves are
)

// A Line is a line of a [Curve].
type Line struct {
	ID, Name  string
	Hue       string // a CSS token
	Of        Expr   // y, from the counts, the costs and [T]
	Reference bool   // thin, and without a mark at the operating point
}

// A Corner is a corner of a point.
type Corner string

// The corners.
const (
	LowerRight Corner = ""
	LowerLeft  Corner = "lower left"
	UpperRight Corner = "upper right"
)

// odds are those of the threshold probability.
var odds = Over(T, Minus(Number(1), T))

// Charts are all charts, in the order in which they are offered.
var Charts = []Chart{
	{ID: "tradeoff", Name: "Metrics by threshold", Curve: &Curve{
		About: "{lines} against the threshold.", X: Axis{Name: "threshold", Of: T}}},
	{ID: "roc", Name: "ROC curve", Curve: &Curve{
		About: "ROC curve: recall, the true positive rate, against the false positive rate.",
		X:     Axis{Name: "false positive rate", Of: Over(FP, Q), Hue: "specificity"},
		Y:     Axis{Name: "recall", Hue: "recall"},
		Lines: []Line{{ID: "roc", Name: "ROC curve", Hue: "run-1", Of: Over(TP, P)}},
		Words: "{threshold}: recall {y}, FPR {x}", Dashed: X, DashedName: "no better than chance",
		Summary: "roc_auc", Columns: []string{"fpr", "tpr"}, ROC: true}},
	{ID: "pr", Name: "Precision–recall curve", Curve: &Curve{
		About: "Precision against recall.",
		X:     Axis{Name: "recall", Of: Over(TP, P), Hue: "recall"}, Y: Axis{Name: "precision", Hue: "precision"},
		Lines: []Line{{ID: "pr", Name: "precision–recall curve", Hue: "run-1", Of: Over(TP, A)}},
		Words: "precision {y}", Corner: LowerLeft, Dashed: Over(P, N), DashedName: "prevalence", Level: true,
		Summary: "average_precision", Columns: []string{"recall", "precision"}}},
	{ID: "calibration", Name: "Calibration", TestSet: true},
	{ID: "cost", Name: "Cost by threshold", Curve: &Curve{
		About: "Expected cost of a case against the threshold, and its parts: misses and false alarms.",
		X:     Axis{Name: "threshold", Of: T}, Y: Axis{Name: "cost per case", Fit: true, Span: Unbounded},
		Lines: []Line{
			{ID: "cost", Name: "total", Hue: "called", Of: ExpectedCost},
			{ID: "misses", Name: "misses", Hue: "fn", Of: Times(CostFN, Over(FN, N))},
			{ID: "false_alarms", Name: "false alarms", Hue: "fp-edge", Of: Times(CostFP, Over(FP, N))}},
		Words: "{y} at {threshold}", DashedName: "best without a model",
		Dashed: Least(Sum(Times(CostFP, Over(Q, N)), Times(CostTP, Over(P, N))),
			Sum(Times(CostFN, Over(P, N)), Times(CostTN, Over(Q, N)))),
		Columns: []string{"expected_cost", "cost_of_misses", "cost_of_false_alarms"}}},
	{ID: "decision", Name: "Decision curve", Curve: &Curve{
		About: "Decision curve: net benefit against the threshold probability, compared with treating all and treating none.",
		X:     Axis{Name: "threshold probability", Of: T},
		Y:     Axis{Name: "net benefit", Fit: true, Below: 0.3, Span: Unbounded}, Probabilities: true,
		Lines: []Line{
			{ID: "decision", Name: "net benefit", Hue: "run-1", Of: Minus(Over(TP, N), Times(Over(FP, N), odds))},
			{ID: "all", Name: "treat all", Hue: "muted", Of: Minus(Over(P, N), Times(Over(Q, N), odds)), Reference: true}},
		Words: "net benefit {y}", Corner: UpperRight, Dashed: Number(0), DashedName: "treat none",
		Columns: []string{"probability", "net_benefit", "treat_all", "treat_none"}}},
	{ID: "gain", Name: "Cumulative gain", Curve: &Curve{
		About: "Cumulative gain: recall against the share predicted positive.",
		X:     Axis{Name: "share predicted positive", Of: Over(A, N), Hue: "called"}, Y: Axis{Name: "recall", Hue: "recall"},
		Lines: []Line{{ID: "gain", Name: "cumulative gain", Hue: "run-1", Of: Over(TP, P)}},
		Words: "{x} predicted positive, recall {y}", Dashed: X, DashedName: "random order",
		Columns: []string{"depth", "gain"}}},
	{ID: "lift", Name: "Lift", Curve: &Curve{
		About: "Lift: precision as a multiple of the prevalence, against the share predicted positive.",
		X:     Axis{Name: "share predicted positive", Of: Over(A, N), Hue: "called"},
		Y:     Axis{Name: "lift", Hue: "precision", Fit: true, Span: Unbounded},
		Lines: []Line{{ID: "lift", Name: "lift", Hue: "run-1", Of: Over(Over(TP, P), Over(A, N))}},
		Words: "{x} predicted positive, lift {y}", Corner: UpperRight, Dashed: Number(1), DashedName: "random order",
		Columns: []string{"depth", "lift"}}},
	{ID: "det", Name: "DET curve", Curve: &Curve{
		About: "Detection error trade-off: miss rate against false positive rate, both on normal-deviate axes.",
		X: Axis{Name: "false positive rate", Of: Over(FP, Q), Hue: "specificity", Scale: Normal,
			Low: 0.001, High: 0.98},
		Y:     Axis{Name: "miss rate", Hue: "recall", Scale: Normal, Low: 0.001, High: 0.98},
		Lines: []Line{{ID: "det", Name: "DET curve", Hue: "run-1", Of: Over(FN, P)}},
		Words: "{threshold}: miss rate {y}, FPR {x}", Corner: UpperRight,
		Dashed: Minus(Number(1), X), DashedName: "no better than chance", Columns: []string{"fpr", "fnr"}}},
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
