// Package templates renders every page. A component takes a view model: plain
// structs whose texts and numbers are ready to be shown, so that components
// decide only how things look.
package templates

// Page is what every page's frame needs to know.
type Page struct {
	Title   string // for the browser's tab
	Section string // which link of the header is the current one
	Theme   string // "light", "dark", or "" to follow the system
	Here    string // path and query of this page, to come back to
	Meeting bool   // a room looks at it together
}

// themeChoices are the themes that the header offers.
var themeChoices = []struct{ Value, Label string }{{"light", "Light"}, {"dark", "Dark"}, {"", "Auto"}}
