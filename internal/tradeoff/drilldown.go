package tradeoff

import (
	"net/url"
	"slices"
)

// A Drilldown is what the tab of errors shows.
type Drilldown struct {
	SliceMetric string   // of the slices; "" for the first pinned one
	SliceBy     []string // columns; nil for the first ones that the run offers
}

// drilldownFields are the parameters of a [Drilldown].
var drilldownFields = []Field[Drilldown]{
	sliceMetricField,
	texts("slice_by", "the columns whose slices the page of a run compares; given several times, all of them; "+
		"by default the first two", func(d *Drilldown) *[]string { return &d.SliceBy }),
}

var sliceMetricField = func() Field[Drilldown] {
	f := text("slice_metric", "the metric by which the page of a run compares slices; by default the first pinned one",
		func(d *Drilldown) *string { return &d.SliceMetric })
	parse := f.Parse
	f.Parse = func(d *Drilldown, q url.Values) error {
		if err := parse(d, q); err != nil || d.SliceMetric == "" {
			return err
		}
		return checkPointMetric(d.SliceMetric)
	}
	return f
}()

// SliceMetrics returns the metrics by which slices can be compared on the page of a run:
// the pinned ones, the false positive rate, and the chosen one.
func (s State) SliceMetrics() []string {
	list := slices.Clone(s.PinnedMetrics())
	for _, id := range []string{"fpr", s.Drilldown.SliceMetric} {
		if id != "" && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// SliceMetric returns the metric by which the page of a run compares slices.
func (s State) SliceMetric() string {
	if s.Drilldown.SliceMetric != "" {
		return s.Drilldown.SliceMetric
	}
	return s.SliceMetrics()[0]
}
