package report

// A Report is what a page shows, in files to take away.
type Report struct {
	Name string // of the files, without extension
	HTML []byte // the page in one file, which needs neither server nor network
	CSV  []byte // its numbers
	JSON []byte // the same as the API has them
}

// A Format is one of the files of a report.
type Format struct {
	Name, Media, Label string
	Of                 func(*Report) []byte
}

// Formats are the files of a report. The first one has everything.
var Formats = []Format{
	{"html", "text/html; charset=utf-8", "Report (HTML, opens offline)", func(r *Report) []byte { return r.HTML }},
	{"csv", "text/csv; charset=utf-8", "Its numbers (CSV)", func(r *Report) []byte { return r.CSV }},
	{"json", "application/json", "Its numbers (JSON)", func(r *Report) []byte { return r.JSON }},
}
