package show

import (
	"net/url"
	"strings"

	"tradeoff/internal/link"
	"tradeoff/internal/report"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// RunsAddress returns the address of another page about the same runs, at path.
func RunsAddress(path string, state tradeoff.State, at tradeoff.Stand, runs []int64) string {
	q := state.Query()
	at.Add(q)
	tradeoff.AddRuns(q, runs)
	return link.Address(path, q)
}

// ReportAddress returns the address of the report, in a format, of what the page at an
// address shows. It panics if the address, which we have written, cannot be read.
func ReportAddress(address, format string) string {
	path, query, _ := strings.Cut(address, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		panic("show: " + err.Error())
	}
	if format != "html" {
		q.Set("format", format)
	}
	return link.Address(path+"/report", q)
}

// ReportLinks returns links to the report, in each format, of what the page at an address
// shows.
func ReportLinks(address string) []templates.Choice {
	var list []templates.Choice
	for _, f := range report.Formats {
		list = append(list, templates.Choice{Label: f.Label, Value: ReportAddress(address, f.Name)})
	}
	return list
}
