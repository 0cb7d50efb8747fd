package show

import (
	"context"
	"fmt"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
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

// suggestedValues is up to how many values of a column are suggested.
const suggestedValues = 50

// PartChooser returns the form that filters the rows of several runs by the group columns
// of the first, with the hidden fields; nil if it has none or its source cannot filter, and
// in a presentation.
func PartChooser(
	ctx context.Context, of explore.Subject, m tradeoff.Meeting, action string, hidden []templates.Choice,
) (*templates.PartChooser, error) {
	if m.On || len(of.Run.Roles.Group) == 0 {
		return nil, nil
	}
	out := &templates.PartChooser{Action: action, Hidden: hidden, Columns: of.Run.Roles.Group}
	for _, name := range of.Run.Roles.Group {
		values, err := of.GroupValues(ctx, name, suggestedValues)
		if missing, _ := source.Why(err); missing != nil {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, value := range values {
			c := tradeoff.Condition{Column: name, Op: tradeoff.Is, Text: value}
			out.Suggested = append(out.Suggested, c.String())
		}
	}
	return out, nil
}
