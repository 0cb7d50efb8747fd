package run

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// assumptions are what the page assumes: prevalence, costs, slice and class.
func (v answerSection) assumptions() templates.AssumptionsView {
	a := show.Assumed{
		Experiment: v.Experiment, Setting: v.Setting(), TestSet: v.Point.Prevalence(), View: v.View,
		Weighted: v.Run.Roles.Weight != "", With: v.with, Columns: v.columns, Values: v.values, Classes: v.Run.Classes,
	}
	if v.Run.Task == tradeoff.DetectionTask { // the prevalence of candidates says nothing
		a.TestSet = calc.Value{}
	}
	return show.AssumptionsView(a)
}
