// Package templates renders every page. A component takes a view model: plain
// structs whose texts and numbers are ready to be shown, so that components
// decide only how things look.
package templates

import "cmp"

// Page is the data of the frame of a page.
type Page struct {
	Title   string // for the browser's tab
	Section string // the current link of the header
	Theme   string // "light", "dark", or "" to follow the system
	Here    string // path and query of this page
	Meeting bool   // it is shown in a meeting

	script string // the entry in js/pages whose bundle runs, "" for that of most pages
	charts bool   // the script draws charts with the library

	skip, skipName string // where the skip link leads, and its name; "" for the usual ones
}

// withScript returns the page with its own script.
func (p Page) withScript(name string) Page {
	p.script = name
	return p
}

// withCharts returns the page with its own script, which draws charts.
func (p Page) withCharts(name string) Page {
	p.script, p.charts = name, true
	return p
}

// withSkip returns the page with another skip link.
func (p Page) withSkip(to, name string) Page {
	p.skip, p.skipName = to, name
	return p
}

// skipTo and skipText are the address and the name of the skip link.
func (p Page) skipTo() string   { return cmp.Or(p.skip, "#main") }
func (p Page) skipText() string { return cmp.Or(p.skipName, "Skip to the content") }

// bundle is the name of the one script that the page loads.
func (p Page) bundle() string {
	if p.script == "" {
		return "basic"
	}
	return p.script
}

// themeChoices are the themes that the header offers.
var themeChoices = []struct{ Value, Label, Sign string }{
	{"light", "Light", "☀"}, {"dark", "Dark", "☾"}, {"", "Auto: as the system", "◐"},
}
