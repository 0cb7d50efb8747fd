package show

import (
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// LossDigits is how many decimals of a loss are shown.
const LossDigits = 3

// LossControl returns the control that sets a parameter of the loss m.
func LossControl(args tradeoff.LossArgs, m calc.Metric, p calc.Param) templates.LossControl {
	c, x := p.Control, args.Value(m, p)
	view := templates.LossControl{
		Name: tradeoff.LossField(m, p), Label: c.Label, Says: m.Name + ": " + c.AccessibleName(), Value: format.Number(x),
		Switch: p.Switch, Ticked: x == c.On, Log: c.Log,
		Idle: c.Needs != "" && explore.LossArg(args, m.ID, c.Needs) == 0,
		Low:  format.Number(c.Low), High: format.Number(c.High), Step: format.Number(c.Step),
	}
	at := x
	if c.Log {
		at = math.Log10(x)
	}
	if view.At = format.Number(min(max(at, c.Low), c.High)); view.Switch {
		view.Value = format.Number(c.On)
	}
	return view
}

// LossFields returns the parameters of the loss m and their ranges.
func LossFields(args tradeoff.LossArgs, m calc.Metric) (out []templates.LossField) {
	for _, p := range args.Params(m) {
		out = append(out, templates.LossField{
			Name: tradeoff.LossField(m, p), Loss: m.ID, Param: p.Name, Usual: p.Default, Low: p.Low, High: p.High, Open: p.Open,
			Needs: p.Control.Needs,
		})
	}
	return out
}
