package templates

// ErrorRowsView is a page of the rows of one outcome, on the tab of errors.
type ErrorRowsView struct {
	Cell     string    // "fn"
	Names    [2]string // of one row and of several
	Segments []CellView
	Columns  []ExampleColumnView // beside the score
	Rows     []ErrorRowView
	At       string // place of the threshold on the axis in view
	Shown    string // which rows these are
	PerPage  int

	HasLoss             bool
	ByLoss              bool   // the rows with the largest loss come first
	Nearest, ByLossHref string // addresses of the page sorted so

	PageNumber, Pages string
	Previous, Next    string // addresses; "" at the ends
	CSV, Full         string

	Filter   ExamplesView // what its form shows
	Filtered string       // "sex is f"; "" without a filter
	Clear    string       // address of the page without it

	Window string // address of the rows around the threshold; "" if rows do not follow it by themselves
}

// ErrorRowView is one row.
type ErrorRowView struct {
	Cells []string // texts of the columns
	Score string
	X, At string // places of the score and of the threshold on the axis in view
}
