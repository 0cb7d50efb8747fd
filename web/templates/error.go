package templates

// ErrorView is a failure as a person reads it.
type ErrorView struct {
	Page    Page
	Status  int
	Heading string
	Message string
	Place   string
	Mend    string
	ID      string // the request's id, to look it up in the log; "" if it is not our fault
	Back    string // where to go on
}
