package templates

import (
	"context"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

// ReportView is the frame of a report: a page in one file that needs no server.
type ReportView struct {
	Page Page

	Policy, Style, Library, Script string // see package report

	Written string // the day on which it was written
	Date    string // the same for machines
	As      string // where its numbers hold at first: "at threshold 0.37"
	Thinned string // a note if the report does not have all thresholds; "" if it has

	Slices      []SlicesView    // of a run, by its columns
	Images      *ReportImages   // of a segmentation run
	MoreMetrics []MetricRowView // that the page does not show
	Decisions   []DecisionView
	Runs        []ReportRunView // that are compared; nil in the report of one run
	Stops       bool            // it has operating points
	Name        string          // of its files, without extension
	Answers     map[string]any  // answers to requests of the script, by address: JSON, or bytes in base64
}

// ReportImages are how the masks of a run overlap, and pictures of some of them.
type ReportImages struct {
	Measures []ImageMeasureView
	Cells    []CellView
	Cards    []ImageView
	Shown    string // which of the images these are
}

// ReportRunView is one of several runs, in words.
type ReportRunView struct {
	Run   tradeoff.Run
	Facts string
	Look  tradeoff.Style
}

type offlineKey struct{}

// Offline returns a context in which components have no links to a server. It has no
// base path: a report finds its answers under the paths alone.
func Offline(ctx context.Context) context.Context {
	return context.WithValue(link.WithBase(ctx, ""), offlineKey{}, true)
}

func offline(ctx context.Context) bool { return ctx.Value(offlineKey{}) != nil }

// here returns an address that the page's script handles. Without a server it leads
// nowhere.
func here(ctx context.Context, address string) string {
	if offline(ctx) {
		return "#main"
	}
	return address
}
