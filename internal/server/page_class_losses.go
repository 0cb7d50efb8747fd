package server

import (
	"context"
	"fmt"
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// classLosses are the losses of a run with many classes at the parameters of a
// state: of the whole run and of each class.
type classLosses struct {
	values  map[string]calc.Value
	byClass map[string][]calc.Value
	clipped int
	missing *source.Missing // why there are only those of the whole run, as they were stored
}

// classLosses computes the losses of a run.
func (s *Server) classLosses(ctx context.Context, v classView) (classLosses, error) {
	out := classLosses{values: make(map[string]calc.Value), byClass: make(map[string][]calc.Value)}
	if v.run.ScoreKind == calc.Score {
		for _, m := range tradeoff.ClassLosses() {
			out.values[m.ID] = v.metrics[m.ID].Value
		}
		return out, nil
	}
	from, err := v.subject.Part.Classes()
	if out.missing, err = source.Why(err); out.missing != nil {
		out.values = v.storedLosses()
		return out, nil
	}
	if err != nil {
		return out, err
	}
	rows, err := from.Rows(ctx)
	if err != nil {
		return out, err
	}
	for _, m := range tradeoff.ClassLosses() {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		args := v.state.Losses[m.ID]
		if out.values[m.ID] = v.metrics[m.ID].Value; len(args) > 0 {
			out.values[m.ID] = rows.Numbers.Evaluate(m.ID, args).Value
		}
		out.byClass[m.ID] = rows.Numbers.ByClass(m.ID, args)
	}
	out.clipped = rows.CrossEntropy(nil).Clipped
	return out, nil
}

// storedLosses are the losses of the whole run that were computed when it was
// stored. With other parameters they are undefined.
func (v classView) storedLosses() map[string]calc.Value {
	values := make(map[string]calc.Value)
	for _, m := range tradeoff.ClassLosses() {
		values[m.ID] = v.metrics[m.ID].Value
		if len(v.state.Losses[m.ID]) > 0 {
			values[m.ID] = calc.Undefined(calc.NeedsRows)
		}
	}
	return values
}

// lossPanel shows the losses with their parameters.
func (v classView) lossPanel() templates.ClassLossesView {
	e := v.experiment
	out := templates.ClassLossesView{
		Action: runPath(v.run.ID) + "#losses", Here: v.with(func(*tradeoff.ClassState) {}, ""), Units: e.UnitPlural, AsUsual: len(v.state.Losses) == 0,
		Reset: v.with(func(s *tradeoff.ClassState) { s.Losses = nil }, "#losses"),
	}
	plain := v.state
	plain.Losses = nil
	out.Hidden = web.HiddenFields(plain.Query())
	if n := v.losses.clipped; n > 0 {
		out.Clipped = fmt.Sprintf("For %s %s the model gave the true class less than 2⁻⁵², in most files 0, whose logarithm has no end. It counts as 2⁻⁵², a cross-entropy of 36.04, in every loss made of it.",
			format.Count(n), units(e, n))
	}
	for _, m := range tradeoff.ClassLosses() {
		out.Losses = append(out.Losses, v.loss(m))
		out.Header = append(out.Header, templates.LossName{ID: m.ID, Name: m.Name})
	}
	if r := v.losses.values["log_loss"]; !r.OK {
		out.Undefined = v.reason(r.Reason, -1)
		return out
	}
	if missing := v.losses.missing; missing != nil {
		out.Undefined = missing.Error()
		return out
	}
	out.Explanation = "Which share of cross-entropy and focal loss the rows of each class carry, beside its share of the rows; and the overlap losses of each class by itself."
	all := 0.0
	for _, k := range v.report.PerClass {
		all += k.Support
	}
	for k, name := range v.names {
		row := templates.ClassLossRow{Name: name, Share: format.Percent(v.report.PerClass[k].Support / all)}
		for _, m := range tradeoff.ClassLosses() {
			cell := templates.ClassLossCell{ID: m.ID, Text: format.Undefined}
			if x := v.losses.byClass[m.ID][k]; x.OK {
				if cell.Text = format.Significant(x.V, lossDigits); isShared(m.ID) {
					cell.Text = format.Percent(x.V)
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// isShared reports whether a loss is a sum over rows, of which each class has a
// share.
func isShared(id string) bool {
	l, _ := catalog.LossByID(id)
	return l.Shape == catalog.PerRow
}

func (v classView) loss(m calc.ClassMetric) templates.LossView {
	words := tradeoff.WordsForClassLoss(m.ID, v.experiment)
	out := templates.LossView{ID: m.ID, Name: m.Name, Purpose: words.Purpose, Formula: words.Formula, Value: format.Undefined}
	value := v.losses.values[m.ID]
	if out.Defined = value.OK; !value.OK {
		out.Reason = "undefined: " + v.reason(value.Reason, -1)
		if value.Reason != calc.ZeroDenominator { // which other parameters may fix
			return out
		}
	} else {
		out.Value = format.Significant(value.V, lossDigits)
	}
	out.Over = v.lossOver(m.ID)
	for _, p := range m.Params {
		if p.Name == "all_classes" && v.allOccur() {
			continue // it would change nothing
		}
		c, x := p.Control, p.Default
		if given, ok := v.state.Losses[m.ID][p.Name]; ok {
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

// allOccur reports whether every class has rows.
func (v classView) allOccur() bool {
	for _, k := range v.report.PerClass {
		if k.Support == 0 {
			return false
		}
	}
	return true
}

// lossOver says what a loss is divided by.
func (v classView) lossOver(id string) string {
	l, _ := catalog.LossByID(id)
	switch {
	case l.Many.Over != "":
		return v.experiment.Fill(l.Many.Over)
	case isShared(id) && v.run.Weighted:
		return "sum over the weight of all rows"
	case isShared(id):
		return fmt.Sprintf("mean over %s %s", format.Count(v.run.N), units(v.experiment, v.run.N))
	default:
		return "mean over the classes, each of all " + v.experiment.UnitPlural + " at once"
	}
}

// getClassLosses answers with all losses of a run with many classes at the given
// parameters.
func (s *Server) getClassLosses(w http.ResponseWriter, r *http.Request) error {
	v, err := s.classRunAt(r)
	if err != nil {
		return err
	}
	if v.losses, err = s.classLosses(r.Context(), v); err != nil {
		return err
	}
	out := lossesJSON{Losses: make(map[string]lossJSON), Clipped: v.losses.clipped, ByClass: v.losses.byClass}
	for id, x := range v.losses.values {
		out.Losses[id] = lossJSON{x, x.Reason}
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
