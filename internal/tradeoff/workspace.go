package tradeoff

import (
	"net/url"

	"tradeoff/internal/calc"
)

// A Tab is a part of a run's page. All parts show the same operating point.
type Tab string

// The tabs.
const (
	OverviewTab    Tab = "overview"
	ErrorsTab      Tab = "errors"
	CalibrationTab Tab = "calibration"
	DeploymentTab  Tab = "deployment"
	LossesTab      Tab = "losses"
	DetailsTab     Tab = "details"
)

// Tabs are all tabs in their order.
var Tabs = []Tab{OverviewTab, ErrorsTab, CalibrationTab, DeploymentTab, LossesTab, DetailsTab}

// TabNames are the names of the tabs.
var TabNames = map[Tab]string{OverviewTab: "Overview", ErrorsTab: "Errors", CalibrationTab: "Calibration",
	DeploymentTab: "Deployment", LossesTab: "Losses", DetailsTab: "Details & export"}

// OpenTab returns the tab that is open.
func (s State) OpenTab() Tab {
	if s.Tab == "" {
		return OverviewTab
	}
	return s.Tab
}

var tabField = choice("tab", "the part of the page that is open", func(s *State) *Tab { return &s.Tab }, OverviewTab,
	Tabs...)

// MaxPins is how many metrics can be pinned.
const MaxPins = 3

// DefaultPins returns the metrics that are pinned by default.
func DefaultPins() []string { return []string{"recall", "precision", "specificity"} }

// PinnedMetrics returns the metrics beside the slider, in their order.
func (s State) PinnedMetrics() []string {
	if s.Pins == nil {
		return DefaultPins()
	}
	return s.Pins
}

// pinField is the parameter of [State.Pins].
var pinField = func() Field[State] {
	f := ids("pin", "up to three metrics beside the slider, separated by commas",
		func(s *State) *[]string { return &s.Pins }, DefaultPins(), checkPointMetric)
	parse := f.Parse
	f.Parse = func(s *State, q url.Values) error {
		if err := parse(s, q); err != nil || len(s.Pins) <= MaxPins {
			return err
		}
		return Errorf(Invalid, "pin names %d metrics", len(s.Pins)).WithHint("Name up to %d.", MaxPins)
	}
	return f
}()

// checkPointMetric rejects what is not a metric of one threshold.
func checkPointMetric(id string) error {
	if m, ok := calc.MetricByID(id); ok && m.OfConfusion() {
		return nil
	}
	return Errorf(Invalid, "there is no metric %.40q of one threshold", id).
		WithHint("There are recall, precision, specificity, npv, f1, mcc and the others of docs/metrics.md, section 3.")
}
