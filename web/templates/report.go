package templates

import (
	"context"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

// ReportView is the frame of a report: a page in one file, without a server.
type ReportView struct {
	Page Page

	Policy, Style, Library, Script string // see package report

	Written string // the day on which it was written
	Date    string // the same for machines
	As      string // what its numbers hold for at first: "at threshold 0.37"
	Thinned string // what a typed threshold comes to if the report does not hold all; "" if it does

	Slices    []SlicesView  // of a run, by its columns
	Images    *ReportImages // of a segmentation run
	MoreTiles []TileView    // of the metrics that the page does not show
	Decisions []DecisionView
	Runs      []ReportRunView // that are compared; nil in the report of one run
	Stops     bool            // it holds operating points
	Name      string          // of its files, without extension
	Answers   map[string]any  // what the script may ask for: JSON, or bytes in base 64, by address
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

// Offline returns a context in which components leave out what leads to a server.
// There is no base path: a report finds what it carries under the paths alone.
func Offline(ctx context.Context) context.Context {
	return context.WithValue(link.WithBase(ctx, ""), offlineKey{}, true)
}

func offline(ctx context.Context) bool { return ctx.Value(offlineKey{}) != nil }

// here is an address that the page's script takes the place of; without a server
// it leads nowhere.
func here(ctx context.Context, address string) string {
	if offline(ctx) {
		return "#main"
	}
	return address
}
