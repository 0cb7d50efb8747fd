package tradeoff

import (
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/calc"
)

// A ChartKind is a chart that a run's page can show.
type ChartKind struct{ ID, Name string }

// ChartKinds returns all charts in the order in which they are offered.
func ChartKinds() []ChartKind {
	return []ChartKind{
		{"tradeoff", "Trade-off"}, {"roc", "ROC"}, {"pr", "Precision–recall"}, {"calibration", "Calibration"}, {"cost", "Expected cost"},
		{"decision", "Decision curve"}, {"gain", "Cumulative gain"}, {"lift", "Lift"}, {"det", "DET"},
	}
}

// DefaultCharts returns the ids of the charts that are shown if nobody chose any.
func DefaultCharts() []string { return []string{"tradeoff", "roc", "pr"} }

// Drawing says which charts a run's page shows, and how. The zero Drawing is
// the default.
type Drawing struct {
	Charts []string     // ids in their order; nil: the default ones
	Bins   calc.Binning // of the calibration curve; "": uniform
	Hull   bool         // the convex hull of the ROC curve is drawn too
}

// Shown returns the ids of the charts in their order.
func (d Drawing) Shown() []string {
	if d.Charts == nil {
		return DefaultCharts()
	}
	return d.Charts
}

// Binning returns how the calibration curve is cut.
func (d Drawing) Binning() calc.Binning {
	if d.Bins == "" {
		return calc.UniformBins
	}
	return d.Bins
}

// parseDrawing reads charts=roc,pr or, as a form sends it, charts=roc&charts=pr;
// bins=quantile; and hull=1.
func parseDrawing(q url.Values) (Drawing, error) {
	var d Drawing
	for _, id := range strings.Split(strings.Join(q["charts"], ","), ",") {
		id = strings.TrimSpace(id)
		if id == "" || slices.Contains(d.Charts, id) {
			continue
		}
		if !slices.ContainsFunc(ChartKinds(), func(k ChartKind) bool { return k.ID == id }) {
			var all []string
			for _, k := range ChartKinds() {
				all = append(all, k.ID)
			}
			return Drawing{}, Errorf(Invalid, "there is no chart %q", id).WithMend("There are %s.", strings.Join(all, ", "))
		}
		d.Charts = append(d.Charts, id)
	}
	if slices.Equal(d.Charts, DefaultCharts()) {
		d.Charts = nil
	}
	switch bins := calc.Binning(strings.TrimSpace(q.Get("bins"))); bins {
	case "", calc.UniformBins:
	case calc.QuantileBins:
		d.Bins = bins
	default:
		return Drawing{}, Errorf(Invalid, "bins is %q", string(bins)).WithMend("There are uniform and quantile bins.")
	}
	switch hull := strings.TrimSpace(q.Get("hull")); hull {
	case "", "0":
	case "1":
		d.Hull = true
	default:
		return Drawing{}, Errorf(Invalid, "hull is %q", hull).WithMend("Give 1 to draw it, or leave it out.")
	}
	return d, nil
}

// addTo writes d as parseDrawing reads it.
func (d Drawing) addTo(q url.Values) {
	if d.Charts != nil && !slices.Equal(d.Charts, DefaultCharts()) {
		q.Set("charts", strings.Join(d.Charts, ","))
	}
	if d.Binning() != calc.UniformBins {
		q.Set("bins", string(d.Bins))
	}
	if d.Hull {
		q.Set("hull", "1")
	}
}
