package show

import (
	"context"
	"fmt"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// PartView returns what the head of a page says about its filter; nil for a whole run. at
// is the address of the same page without the filter.
func PartView(of explore.Subject, at string) *templates.PartView {
	if of.View.Whole() {
		return nil
	}
	return &templates.PartView{
		Rows: fmt.Sprintf("%s of %s %s",
			format.Count(of.Run.N), format.Count(of.TotalRows), format.Plural(of.TotalRows, "row", "rows")),
		Words: of.RowsText(), Whole: at,
	}
}

// SharedPartView is [PartView] for a page of several runs. Its filter can be removed, but
// not the class against the others that all of the runs are about.
func SharedPartView(of explore.Subject, at string) *templates.PartView {
	if len(of.View.Where) == 0 {
		at = ""
	}
	return PartView(of, at)
}

// PartChooser returns the form that filters the rows of several runs by the group columns
// of the first, with the hidden fields; nil if it has none or its source cannot filter, and
// in a presentation.
func PartChooser(
	ctx context.Context, of explore.Subject, m tradeoff.Meeting, action string, hidden []templates.Choice,
) (*templates.PartChooser, error) {
	if m.On {
		return nil, nil
	}
	columns, values, err := SliceColumns(ctx, of)
	if err != nil || len(columns) == 0 {
		return nil, err
	}
	return &templates.PartChooser{Action: action, Hidden: hidden, Columns: columns, Suggested: values}, nil
}
