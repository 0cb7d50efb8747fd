package run

import (
	"net/url"
	"slices"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// tabs returns the parts of the page.
func (v workspaceSection) tabs() []templates.TabView {
	var out []templates.TabView
	for _, tab := range tradeoff.Tabs {
		view := templates.TabView{
			ID: string(tab), Name: tradeoff.TabNames[tab], Open: tab == v.State.OpenTab(), Href: v.tabLink(tab),
		}
		if tab == tradeoff.ErrorsTab {
			view.Count = format.Quantity(v.Point.FP + v.Point.FN)
		}
		out = append(out, view)
	}
	return out
}

// tabLink returns the address of this page with a tab open.
func (v workspaceSection) tabLink(tab tradeoff.Tab) string {
	return v.with(func(s *tradeoff.State) {
		if s.Tab = tab; tab == tradeoff.OverviewTab {
			s.Tab = ""
		}
	})
}

// outcomeLink returns the address of the rows of a cell on the tab of errors.
func (v workspaceSection) outcomeLink(cell string) string {
	state, more := v.State, make(url.Values)
	state.Tab = tradeoff.ErrorsTab
	(tradeoff.ExampleQuery{Cell: cell}).Add(more)
	return link.Address(link.RunPath(v.Run.ID), link.Merge(state.Query(), more)) + "#rows"
}

// pins returns the metrics beside the slider, and the form that chooses them.
func (v workspaceSection) pins() templates.PinsView {
	ids := v.State.PinnedMetrics()
	out := templates.PinsView{Action: link.RunPath(v.Run.ID), Max: tradeoff.MaxPins}
	for i, e := range v.PinEstimates {
		out.Pins = append(out.Pins, v.MetricRow(ids[i], e))
	}
	rest := v.State
	rest.Pins = nil
	out.Hidden = web.HiddenFields(rest.Query())
	for _, id := range explore.OfferedMetrics(ids) {
		out.Metrics = append(out.Metrics, templates.MetricChoice{ID: id, Name: explore.MetricName(id),
			Shown: slices.Contains(ids, id)})
	}
	return out
}

// calibrationMetrics are the numbers that compare scores with frequencies.
var calibrationMetrics = []string{"ece", "brier", "log_loss"}

// calibration returns what compares scores with frequencies.
func (v workspaceSection) calibration() templates.CalibrationView {
	out := templates.CalibrationView{
		Charts: chartSection(v).fixed(tradeoff.CalibrationTab, "calibration", "histogram"),
	}
	for _, m := range v.Metrics {
		if slices.Contains(calibrationMetrics, m.ID) {
			out.Facts = append(out.Facts, v.fact(m))
		}
	}
	return out
}
