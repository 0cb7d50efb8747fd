package templates

import "strings"

// AssumptionsView is what a page assumes, and the menu that adds to it.
type AssumptionsView struct {
	Chips []AssumptionView
	Menu  AssumptionMenu
}

// AssumptionView is one assumption: "Prevalence 5%".
type AssumptionView struct {
	ID      string // "prevalence", "costs", "slice", "class" or "weighted"
	Text    string
	Note    string // "(test set 32.8%)"
	Without string // address of the page without it; "" if it cannot be removed
	Shown   bool   // it is set
}

// AssumptionMenu has a form for each kind of assumption.
type AssumptionMenu struct {
	Prevalence      AssumptionForm
	PrevalenceValue string
	TestSet         string // its share of positives; "" if there is none
	Costs           AssumptionForm
	CostFN, CostFP  string
	Slice           *AssumptionForm // nil: rows cannot be selected
	Columns, Values []string
	Class           *AssumptionForm // nil: the runs have two classes
	Classes         []ClassOption
}

// AssumptionForm is where a form leads, and what else the address keeps.
type AssumptionForm struct {
	Action string
	Hidden []Choice
}

// sliceHint says how conditions on the columns are written.
func sliceHint(columns []string) string {
	return "column:value, or for numbers column>=40 and column<60. Columns: " + strings.Join(columns, ", ") + "."
}
