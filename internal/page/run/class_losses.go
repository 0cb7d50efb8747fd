package run

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// lossPanel shows the losses with their parameters.
func (v ClassView) lossPanel() templates.ClassLossesView {
	e := v.Experiment
	out := templates.ClassLossesView{
		Action: link.RunPath(v.Run.ID) + "#losses", Here: v.AddressWith(func(*tradeoff.ClassState) {}, ""),
		Units: e.UnitPlural, AsUsual: len(v.State.Losses) == 0,
		Reset: v.AddressWith(func(s *tradeoff.ClassState) { s.Losses = nil }, "#losses"),
	}
	plain := v.State
	plain.Losses = nil
	out.Hidden = web.HiddenFields(plain.Query())
	if n := v.LossValues.Clipped; n > 0 {
		out.Clipped = fmt.Sprintf("For %s %s the model gave the true class less than 2⁻⁵², in most files 0, whose "+
			"logarithm has no end. It counts as 2⁻⁵², a cross-entropy of 36.04, in every loss made of it.",
			format.Count(n), explore.Units(e, n))
	}
	for _, m := range tradeoff.ClassLosses() {
		out.Losses = append(out.Losses, v.loss(m))
		out.Header = append(out.Header, templates.LossName{ID: m.ID, Name: m.Name})
	}
	if r := v.LossValues.Values["log_loss"]; !r.OK {
		out.Undefined = v.Reason(r.Reason, -1)
		return out
	}
	if missing := v.LossValues.Missing; missing != nil {
		out.Undefined = missing.Error()
		return out
	}
	out.Explanation = "Which share of cross-entropy and focal loss the rows of each class carry, beside its share of " +
		"the rows; and the overlap losses of each class by itself."
	all := 0.0
	for _, k := range v.Report.PerClass {
		all += k.Support
	}
	for k, name := range v.Names {
		row := templates.ClassLossRow{Name: name, Share: format.Percent(v.Report.PerClass[k].Support / all)}
		for _, m := range tradeoff.ClassLosses() {
			cell := templates.ClassLossCell{ID: m.ID, Text: format.Undefined}
			if x := v.LossValues.ByClass[m.ID][k]; x.OK {
				if cell.Text = format.Significant(x.V, show.LossDigits); explore.IsRowLoss(m.ID) {
					cell.Text = format.Percent(x.V)
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (v ClassView) loss(m calc.ClassMetric) templates.LossView {
	words := tradeoff.WordsForClassLoss(m.ID, v.Experiment)
	out := templates.LossView{ID: m.ID, Name: m.Name, Purpose: words.Purpose, Formula: words.Formula,
		Value: format.Undefined}
	value := v.LossValues.Values[m.ID]
	if out.Defined = value.OK; !value.OK {
		out.Reason = "undefined: " + v.Reason(value.Reason, -1)
		if value.Reason != calc.ZeroDenominator { // which other parameters may fix
			return out
		}
	} else {
		out.Value = format.Significant(value.V, show.LossDigits)
	}
	out.Over = v.lossOver(m.ID)
	for _, p := range m.Params {
		if p.Name == "all_classes" && v.AllClassesOccur() {
			continue // it would change nothing
		}
		c, x := p.Control, p.Default
		if given, ok := v.State.Losses[m.ID][p.Name]; ok {
			x = given
		}
		view := templates.LossControl{
			Name: m.ID + "." + p.Name, Label: c.Label, Says: m.Name + ": " + c.AccessibleName(), Value: format.Number(x),
			Switch: p.Switch, Ticked: x == c.On,
			Low: format.Number(c.Low), High: format.Number(c.High), Step: format.Number(c.Step),
			At: format.Number(min(max(x, c.Low), c.High)),
		}
		if view.Switch {
			view.Value = format.Number(c.On)
		}
		out.Controls = append(out.Controls, view)
	}
	return out
}

// lossOver says what a loss is divided by.
func (v ClassView) lossOver(id string) string {
	l, _ := catalog.LossByID(id)
	switch {
	case l.Many.Over != "":
		return v.Experiment.Fill(l.Many.Over)
	case explore.IsRowLoss(id) && v.Run.Weighted:
		return "sum over the weight of all rows"
	case explore.IsRowLoss(id):
		return fmt.Sprintf("mean over %s %s", format.Count(v.Run.N), explore.Units(v.Experiment, v.Run.N))
	default:
		return "mean over the classes, each of all " + v.Experiment.UnitPlural + " at once"
	}
}
