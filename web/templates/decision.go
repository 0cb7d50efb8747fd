package templates

// DecidedView is what a decision is about.
type DecidedView struct {
	Run       Choice // its name, and the address of the decided state; no address if it was deleted
	Gone      string // why the run is gone or has changed; "" if it is still there
	Part      string // which rows of it; "" for all
	Threshold string
	ChosenBy  string
	Setting   string // costs and prevalence in words
	Among     []Choice
	Counts    []CountView
	Metrics   []FactView
}

// CountView is one cell of a confusion matrix in a line.
type CountView struct{ ID, Name, Count string }

// DecideView is the form of a decision.
type DecideView struct {
	Page              Page
	Decided           DecidedView
	Action            string
	Hidden            []Choice
	Who, Why, Dissent string
	Corrects          *Choice // the decision that is corrected; nil if none
	Back              string
	Problem           *ErrorView
}

// DecisionView is one decision.
type DecisionView struct {
	Page                  Page
	Experiment            Choice
	Title                 string
	Date, Time            string // "2026-11-26" for machines, and with the time for people
	Who, Why, Dissent     string
	Decided               DecidedView
	Corrects, CorrectedBy *Choice
	Correct               string // address of the form that corrects it; "" if that is not possible
	Retests               []RetestView
	NoRetest              string // why there is none
}

// RetestView is the performance of a decision on a later run.
type RetestView struct {
	Run  Choice
	Note string // which test set it has
	Said string
}

// DecisionRow is a decision in a list.
type DecisionRow struct {
	Href, Title, Date string
	Who, Why          string
	Corrected         bool
	Retests           []RetestView
	More              int // later runs that are not shown
}

// DecisionsView is the list of an experiment's decisions.
type DecisionsView struct {
	Rows []DecisionRow
	Next string // the rest of the list
}
