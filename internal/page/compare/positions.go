package compare

import (
	"net/url"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A positionChoice offers the operating points of several runs: their defaults, a
// policy, or a locked metric.
type positionChoice struct {
	path     string         // of the page
	at       tradeoff.Stand // the current choice
	manual   bool           // each run has a manual threshold
	displays []explore.Display
	setting  calc.Setting
	with     func(tradeoff.Stand) string // the address of the page with another choice
}

// view returns the choice, with a slider for the locked metric. said is its heading.
func (c positionChoice) view(said string) templates.StandView {
	byDefault := c.with(tradeoff.Stand{})
	rest, err := url.Parse(byDefault)
	if err != nil {
		panic("compare: " + err.Error()) // with builds valid addresses
	}
	hidden := web.HiddenFields(rest.Query())
	v := templates.StandView{
		Said: said, Action: c.path, Policies: templates.PolicyView{Action: c.path, Hidden: hidden},
	}
	toPolicy := func(change func(*tradeoff.State)) string {
		var s tradeoff.State
		change(&s)
		return c.with(tradeoff.Stand{Policy: s.Policy})
	}
	v.Policies.Chips = append(v.Policies.Chips, templates.ChipView{
		Label: "each run’s default", ID: "default", Pressed: c.at == tradeoff.Stand{} && !c.manual, Href: byDefault,
	})
	for _, chip := range show.PolicyChips(c.at.Policy, toPolicy) {
		if !strings.HasSuffix(chip.Policy, "=") { // those with a bound are locks
			v.Policies.Chips = append(v.Policies.Chips, chip)
		}
	}
	for _, metric := range tradeoff.LockMetrics {
		low, high := c.ends(metric)
		name, sign := explore.LockName(metric), explore.LockSign(metric)
		f := templates.LockForm{
			Low: format.Number(low), High: format.Number(high), Metric: metric, Label: name + " " + sign,
			Parameter: "locked " + name, Value: lockStart(metric), Hidden: hidden,
		}
		if l := c.at.Lock; l != nil && l.Metric == metric {
			f.Pressed, f.Value = true, format.Number(l.Value)
			v.Lock = &templates.LockView{
				Name: name, Sign: sign, Metric: metric, Low: f.Low, High: f.High,
				Value: format.Number(min(max(l.Value, low), high)), Said: f.Value,
			}
		}
		v.LockForms = append(v.LockForms, f)
	}
	return v
}

// ends returns the ends of the slider of a metric.
func (c positionChoice) ends(metric string) (low, high float64) {
	switch metric {
	case "threshold":
		return scoreEnds(c.displays)
	case "alerts_per_100k":
		return 0, catalog.AlertsBase
	case explore.CostColumn:
		cost := explore.MetricInSetting(explore.CostColumn, c.setting)
		for _, d := range c.displays {
			for _, k := range []int{0, d.Len() - 1} { // no row and every row is predicted positive
				if v := cost(d.Point(k).Confusion); v.OK {
					high = max(high, v.V)
				}
			}
		}
		if high == 0 {
			high = 1
		}
		return 0, high
	}
	return 0, 1
}

// scoreEnds returns the ends of an axis with the scores of all runs.
func scoreEnds(displays []explore.Display) (low, high float64) {
	for i, d := range displays {
		if h := d.Histogram; i == 0 {
			low, high = h.Low, h.High
		} else {
			low, high = min(low, h.Low), max(high, h.High)
		}
	}
	if !(low < high) {
		low, high = low-0.5, high+0.5
	}
	return low, high
}

// lockStart is the first value of a lock on a metric.
func lockStart(metric string) string {
	if p, ok := catalog.PolicyByID(metric); ok {
		return strconv.FormatFloat(p.Default, 'g', -1, 64)
	}
	return "0.5"
}
