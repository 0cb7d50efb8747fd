package show

import (
	"context"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// suggestedValues is up to how many values of a column are suggested.
const suggestedValues = 50

// Assumed is what a page assumes, and the addresses of the page without it.
type Assumed struct {
	Experiment tradeoff.Experiment
	Setting    calc.Setting
	TestSet    calc.Value // its share of positives; undefined where runs may differ in it
	View       tradeoff.View
	Weighted   bool

	With func(func(*tradeoff.State)) string // returns the address of the page with another state

	Columns []string // whose values may select rows
	Values  []string // suggested conditions
	Classes []string // of which one can be chosen
}

// AssumptionsView returns the chips of what a page assumes, and the menu that adds to them.
// Those of the prevalence and of the costs are there even if they are not set, hidden, for
// scripts that set them.
func AssumptionsView(a Assumed) templates.AssumptionsView {
	out := templates.AssumptionsView{Chips: []templates.AssumptionView{a.prevalence(), a.costs()}}
	for _, s := range explore.SliceAssumptions(a.View) {
		without := a.With(func(state *tradeoff.State) {
			state.View.Where = slices.DeleteFunc(slices.Clone(state.View.Where), func(c tradeoff.Condition) bool {
				return slices.Contains(s.Conditions, c)
			})
		})
		out.Chips = append(out.Chips, templates.AssumptionView{ID: "slice", Text: s.Text, Without: without, Shown: true})
	}
	if class := a.View.Class; class != "" {
		out.Chips = append(out.Chips, templates.AssumptionView{
			ID: "class", Text: "Class: " + format.Isolate(format.Shorten(class, MaxNameAtMark)), Note: "against the rest",
			Without: a.With(withoutClass), Shown: true,
		})
	}
	if a.Weighted {
		out.Chips = append(out.Chips, templates.AssumptionView{ID: "weighted", Text: "Weighted", Shown: true})
	}
	out.Menu = a.menu()
	return out
}

// withoutClass leaves a class, and the threshold that belongs to its scores.
func withoutClass(s *tradeoff.State) { s.View.Class, s.Threshold, s.Policy = "", nil, nil }

func (a Assumed) prevalence() templates.AssumptionView {
	out := templates.AssumptionView{ID: "prevalence", Without: a.With(func(s *tradeoff.State) {
		s.Prevalence, s.TestSet = nil, a.Experiment.Prevalence != nil
	})}
	if p := a.Setting.Prevalence; p != nil {
		out.Shown = true
		out.Text, out.Note = explore.PrevalenceAssumption(*p, a.TestSet)
	}
	return out
}

func (a Assumed) costs() templates.AssumptionView {
	text := explore.CostsAssumption(a.Setting.Costs)
	return templates.AssumptionView{ID: "costs", Text: text, Shown: text != "", Without: a.With(func(s *tradeoff.State) {
		s.CostFP, s.CostFN = unlessUsual(1, a.Experiment.CostFP), unlessUsual(1, a.Experiment.CostFN)
	})}
}

// unlessUsual returns nil for the usual value, which addresses leave out.
func unlessUsual(x, usual float64) *float64 {
	if x == usual {
		return nil
	}
	return &x
}

// menu returns the forms that set an assumption.
func (a Assumed) menu() (out templates.AssumptionMenu) {
	form := func(drop func(*tradeoff.State)) templates.AssumptionForm {
		at, err := url.Parse(a.With(drop))
		if err != nil {
			panic("show: " + err.Error()) // With builds valid addresses
		}
		return templates.AssumptionForm{Action: at.Path, Hidden: web.HiddenFields(at.Query())}
	}
	out.Prevalence = form(func(s *tradeoff.State) { s.Prevalence, s.TestSet = nil, false })
	if p := a.Setting.Prevalence; p != nil {
		out.PrevalenceValue = format.Number(*p)
	}
	if a.TestSet.OK {
		out.TestSet = format.Share(a.TestSet.V)
	}
	out.Costs = form(func(s *tradeoff.State) { s.CostFP, s.CostFN = nil, nil })
	out.CostFN, out.CostFP = format.Number(a.Setting.Costs.FN), format.Number(a.Setting.Costs.FP)
	if len(a.Columns) > 0 {
		out.Slice = new(form(func(*tradeoff.State) {}))
		out.Columns, out.Values = a.Columns, a.Values
	}
	if len(a.Classes) > 0 {
		out.Class = new(form(withoutClass))
		for _, class := range a.Classes {
			out.Classes = append(out.Classes, templates.ClassOption{Value: class,
				Label: format.Shorten(class, MaxNameAtMark), Chosen: class == a.View.Class})
		}
	}
	return out
}

// SliceColumns returns the columns by whose values rows of a subject can be selected, and
// conditions to choose from; none if the subject's source cannot select rows.
func SliceColumns(ctx context.Context, of explore.Subject) (columns, values []string, err error) {
	for _, name := range of.Run.Roles.Group {
		list, err := of.GroupValues(ctx, name, suggestedValues)
		if missing, _ := source.Why(err); missing != nil {
			return nil, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		columns = append(columns, name)
		for _, value := range list {
			c := tradeoff.Condition{Column: name, Op: tradeoff.Is, Text: value}
			values = append(values, c.String())
		}
	}
	return columns, values, nil
}
