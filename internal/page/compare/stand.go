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

// A standChoice is what the choice of where several runs stand is made from.
type standChoice struct {
	path     string // of the page
	at       tradeoff.Stand
	apart    bool // each run is at a threshold of its own that a person has given
	displays []explore.Display
	setting  calc.Setting
	with     func(tradeoff.Stand) string // the address with another choice
}

// view is the choice, and a slider on what is locked.
func (c standChoice) view(said string) templates.StandView {
	byDefault := c.with(tradeoff.Stand{})
	rest, err := url.Parse(byDefault)
	if err != nil {
		panic("server: " + err.Error()) // the address is one of ours
	}
	hidden := web.HiddenFields(rest.Query())
	v := templates.StandView{Said: said, Action: c.path, Policies: templates.PolicyView{Action: c.path, Hidden: hidden}}
	toPolicy := func(change func(*tradeoff.State)) string {
		var s tradeoff.State
		change(&s)
		return c.with(tradeoff.Stand{Policy: s.Policy})
	}
	v.Policies.Chips = append(v.Policies.Chips, templates.ChipView{Label: "each run’s default", ID: "default", Pressed: c.at == tradeoff.Stand{} && !c.apart, Href: byDefault})
	for _, chip := range show.PolicyChips(c.at.Policy, toPolicy) {
		if !strings.HasSuffix(chip.Policy, "=") { // those with a bound are locks
			v.Policies.Chips = append(v.Policies.Chips, chip)
		}
	}
	for _, metric := range tradeoff.LockMetrics {
		low, high := c.ends(metric)
		f := templates.LockForm{Low: format.Number(low), High: format.Number(high), Metric: metric, Label: explore.LockName(metric) + " " + explore.LockSign(metric),
			Parameter: "locked " + explore.LockName(metric), Value: lockStart(metric), Hidden: hidden}
		if l := c.at.Lock; l != nil && l.Metric == metric {
			f.Pressed, f.Value = true, format.Number(l.Value)
			v.Lock = &templates.LockView{Name: explore.LockName(metric), Sign: explore.LockSign(metric), Metric: metric, Low: f.Low, High: f.High,
				Value: format.Number(min(max(l.Value, low), high)), Said: f.Value}
		}
		v.LockForms = append(v.LockForms, f)
	}
	return v
}

// ends are where the slider of a metric begins and ends.
func (c standChoice) ends(metric string) (low, high float64) {
	switch metric {
	case "threshold":
		return scoreEnds(c.displays)
	case explore.CostColumn:
		cost := explore.MetricInSetting(explore.CostColumn, c.setting)
		for _, d := range c.displays {
			for _, k := range []int{0, d.Len() - 1} { // nobody and everybody is called positive
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

// scoreEnds are those of the axis of all runs' scores.
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

// lockStart is where a lock begins.
func lockStart(metric string) string {
	if p, ok := catalog.PolicyByID(metric); ok {
		return strconv.FormatFloat(p.Default, 'g', -1, 64)
	}
	return "0.5"
}
