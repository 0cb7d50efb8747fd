package tradeoff

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// A ChartKind is a chart that a run's page can show.
type ChartKind struct{ ID, Name string }

// ChartKinds returns all charts in the order in which they are offered.
func ChartKinds() []ChartKind {
	var out []ChartKind
	for _, c := range catalog.Charts {
		out = append(out, ChartKind{c.ID, c.Name})
	}
	return out
}

// DefaultCharts returns the ids of the charts that are shown by default.
func DefaultCharts() []string { return []string{"tradeoff", "roc", "pr"} }

// DefaultCurves returns the metrics that the chart by threshold shows by default.
func DefaultCurves() []string { return []string{"recall", "precision", "specificity", "f1"} }

// IsCurve reports whether the chart by threshold can draw the metric id: a metric of a
// threshold that is bounded on both sides.
func IsCurve(id string) bool {
	m, ok := calc.MetricByID(id)
	if !ok || !m.OfConfusion() {
		return false
	}
	_, high := m.Range()
	return !math.IsInf(high, 1)
}

// A HistogramScale is the quantity on the y axis of a histogram.
type HistogramScale string

// The scales.
const (
	ShareScale HistogramScale = "share" // the share of the class
	CountScale HistogramScale = "count" // rows, or their total weight
	LogScale   HistogramScale = "log"   // the count on a logarithmic axis
)

// HistogramBins returns the numbers of bins that a histogram can have. All divide the
// largest one.
func HistogramBins() []int { return []int{10, 20, 30, 60} }

const defaultHistogramBins = 30

// Drawing is which charts the page of a run shows, and how. The zero Drawing is the
// default.
type Drawing struct {
	Charts []string       // ids in their order; nil: the default ones
	Curves []string       // metrics of the chart by threshold; nil: the default ones
	Bins   calc.Binning   // of the calibration curve; "": uniform
	Hull   bool           // draw the convex hull of the ROC curve too
	NoBand bool           // hide the confidence band of the ROC curve
	Scale  HistogramScale // of the histogram; "": by share
	Cut    int            // bins of the histogram; 0: 30
}

// Shown returns the ids of the charts in their order.
func (d Drawing) Shown() []string {
	if d.Charts == nil {
		return DefaultCharts()
	}
	return d.Charts
}

// Drawn returns the metrics of the chart by threshold in their order.
func (d Drawing) Drawn() []string {
	if d.Curves == nil {
		return DefaultCurves()
	}
	return d.Curves
}

// Binning returns how the calibration curve is binned.
func (d Drawing) Binning() calc.Binning {
	if d.Bins == "" {
		return calc.UniformBins
	}
	return d.Bins
}

// HistogramScale returns the quantity on the y axis of the histogram.
func (d Drawing) HistogramScale() HistogramScale {
	if d.Scale == "" {
		return ShareScale
	}
	return d.Scale
}

// HistogramCut returns how many bins the histogram has.
func (d Drawing) HistogramCut() int {
	if d.Cut == 0 {
		return defaultHistogramBins
	}
	return d.Cut
}

// drawingFields are the parameters of a [Drawing]. The lists are charts=roc,pr or,
// as a form sends them, charts=roc&charts=pr.
var drawingFields = []Field[Drawing]{
	ids("charts", "the charts, separated by commas",
		func(d *Drawing) *[]string { return &d.Charts }, DefaultCharts(), checkChart),
	ids("curves", "the metrics of the chart by threshold, separated by commas",
		func(d *Drawing) *[]string { return &d.Curves }, DefaultCurves(), checkCurve),
	lastOf(choice("bins", "how a calibration curve is binned",
		func(d *Drawing) *calc.Binning { return &d.Bins }, calc.UniformBins, calc.UniformBins, calc.QuantileBins)),
	box("hull", "1: draw the convex hull of an ROC curve", "0", func(d *Drawing) *bool { return &d.Hull }),
	box("band", "0: hide the confidence band of an ROC curve", "1", func(d *Drawing) *bool { return &d.NoBand }),
	lastOf(choice("histogram", "the y axis of a histogram",
		func(d *Drawing) *HistogramScale { return &d.Scale }, ShareScale, ShareScale, CountScale, LogScale)),
	lastOf(WordsField(
		Parameter{Name: "histogram_bins", About: "how many bins a histogram has", Default: strconv.Itoa(defaultHistogramBins),
			Choices: histogramBinTexts()},
		func(d *Drawing) string { return strconv.Itoa(d.HistogramCut()) },
		func(d *Drawing, text string) { d.Cut, _ = strconv.Atoi(text) }, // 0 for ""
	)),
}

func checkChart(id string) error {
	var all []string
	for _, k := range ChartKinds() {
		all = append(all, k.ID)
	}
	if slices.Contains(all, id) {
		return nil
	}
	return Errorf(Invalid, "there is no chart %q", id).WithHint("There are %s.", strings.Join(all, ", "))
}

func checkCurve(id string) error {
	if IsCurve(id) {
		return nil
	}
	return Errorf(Invalid, "the chart by threshold cannot draw %.40q", id).
		WithHint("It draws recall, precision, specificity, npv, f1, mcc and the other metrics of docs/metrics.md, " +
			"section 3, that lie between 0 and 1 or −1 and 1.")
}

func histogramBinTexts() (list []string) {
	for _, n := range HistogramBins() {
		list = append(list, strconv.Itoa(n))
	}
	return list
}

func last(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// parseIDs reads a list of identifiers, without duplicates: a,b or, as a form sends
// it, one value each. It returns nil for the default list and for an empty one.
func parseIDs(values, usual []string, check func(id string) error) ([]string, error) {
	var list []string
	for _, id := range strings.Split(strings.Join(values, ","), ",") {
		id = strings.TrimSpace(id)
		if id == "" || slices.Contains(list, id) {
			continue
		}
		if err := check(id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	if slices.Equal(list, usual) {
		return nil, nil
	}
	return list, nil
}
