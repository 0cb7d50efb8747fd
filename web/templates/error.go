package templates

// ErrorView is a failure as a person reads it.
type ErrorView struct {
	Page    Page
	Status  int
	Heading string
	Message string
	Place   string
	Hint    string
	Back    string // where to go on
}
