package catalog

import "strings"

// Direction tells which values of a metric are good.
type Direction int8

// The directions.
const (
	Neither Direction = iota // describes the run or the point, and is neither good nor bad
	Higher
	Lower
)

// String returns "higher", "lower" or "neither".
func (d Direction) String() string { return [...]string{"neither", "higher", "lower"}[d] }

// Group is what a metric judges; lists of metrics are grouped by it.
type Group string

// The groups.
const (
	Ranking     Group = "ranking"     // how well scores separate the classes, at all thresholds at once
	AtThreshold Group = "threshold"   // what one threshold does
	Calls       Group = "calls"       // which of many classes is predicted, the one of the highest score
	Calibration Group = "calibration" // whether probabilities are accurate
	Decision    Group = "decision"    // what acting on the scores is worth
	LossGroup   Group = "losses"      // what training minimises
)

// A Span is the range of a metric, which decides how its values are written and drawn.
type Span int8

// The spans.
const (
	Rate      Span = iota // 0 to 1: a proportion or a mean of proportions
	Signed                // -1 to 1
	Unbounded             // without a bound on one side or both, or no proportion: a loss, a cost
)

// A Dash distinguishes curves of one hue.
type Dash string

// The dashes.
const (
	Solid  Dash = ""
	Dashed Dash = "dashed"
	Dotted Dash = "dotted"
)

// A Param is a number that a metric or a loss depends on.
type Param struct {
	Name      string
	Default   float64 // NaN: taken from the run, its default threshold or its prevalence
	Low, High float64 // the range it must lie in
	Open      bool    // Low itself is outside
	Switch    bool    // only 0 and 1 are possible
	Control   Control // how a person sets it, for parameters of losses
}

// A Metric is one number: of a confusion matrix, of a whole run, or of a run with
// many classes. There is one list for each of the three.
//
// Of a confusion matrix its formula is all there is to compute: where it is
// undefined and why, whether it is a proportion with Wilson's interval, and whether
// it changes with the prevalence follow from it. The others are computed by the
// function that calc has under the same identifier.
type Metric struct {
	ID     string // as in URLs, JSON and the store; never changes
	Name   string // in sentences and headings: "Matthews correlation"
	Short  string // on rows, buttons and charts: "MCC"; empty: the name
	Group  Group
	Better Direction
	Ask    string // the question it answers, with {positive}, {negative}, {unit} and {units} to fill
	Span   Span
	Fine   bool // thousandths matter: it has three decimals in tables of differences, not two

	// Of a confusion matrix.
	Formula Expr
	Hue     string // a CSS token shared with related metrics; empty: the identifier
	Dash    Dash
	Through string // the metric of which it is an increasing function, and whose interval it borrows
	Lift    Expr   // that function, of [X]

	// Of a proportion: what becomes of the rows that it counts, and of the others, after
	// "1 in 3,100". Pages write so what is close to 0 or to 1.
	Counted, Others string

	// It does not always improve as TP rises at given P, or as FP falls at
	// given Q. Then every threshold must be evaluated to find the best one.
	Irregular bool

	// Of a whole run, or of many classes.
	Written string  // its formula as people write it; may be empty
	Params  []Param // what it depends on
	TopK    int     // of top-k accuracies
}

// ShortName returns the name for narrow places.
func (m Metric) ShortName() string {
	if m.Short != "" {
		return m.Short
	}
	return m.Name
}

// Names returns the name followed by the short one, if they differ: "Matthews
// correlation, MCC".
func (m Metric) Names() string {
	if m.Short == "" || strings.Contains(m.Name, m.Short) {
		return m.Name
	}
	return m.Name + ", " + m.Short
}

// FormulaText returns the formula on one line; empty if there is none to show.
func (m Metric) FormulaText() string {
	if m.Formula.None() {
		return m.Written
	}
	return m.Formula.Text()
}

// MetricByID returns a metric of one confusion matrix.
func MetricByID(id string) (Metric, bool) {
	for _, m := range Metrics {
		if m.ID == id {
			return m, true
		}
	}
	return Metric{}, false
}
