package show

import (
	"net/url"
	"strings"

	"tradeoff/internal/link"
	"tradeoff/internal/report"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// besideLink is the address of another page about the same runs.
func BesideLink(path string, state tradeoff.State, at tradeoff.Stand, runs []int64) string {
	q := state.Query()
	at.Add(q)
	tradeoff.AddRuns(q, runs)
	return link.Address(path, q)
}

// plus puts a plus before what is above 0.
func Plus(x float64, text string) string {
	if x > 0 {
		return "+" + text
	}
	return text
}

// reportPath is the address of the report of what a page at an address shows.
func ReportPath(address, format string) string {
	path, query, _ := strings.Cut(address, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		panic("server: " + err.Error()) // we have written it
	}
	if format != "html" {
		q.Set("format", format)
	}
	return link.Address(path+"/report", q)
}

// reportLinks lead to the files of the report of what a page at an address shows.
func ReportLinks(address string) []templates.Choice {
	var list []templates.Choice
	for _, f := range report.Formats {
		list = append(list, templates.Choice{Label: f.Label, Value: ReportPath(address, f.Name)})
	}
	return list
}

// everyThreshold is where the numbers of a whole run hold.
const EveryThreshold = "at every threshold"
