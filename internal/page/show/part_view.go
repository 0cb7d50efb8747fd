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

// partView is what a page's head says of the part that it shows; nil for a
// whole run. at is the address of the same page of the whole run.
func PartView(of explore.Subject, at string) *templates.PartView {
	if of.View.Whole() {
		return nil
	}
	return &templates.PartView{
		Rows:  fmt.Sprintf("%s of %s %s", format.Count(of.Run.N), format.Count(of.TotalRows), format.Plural(of.TotalRows, "row", "rows")),
		Words: of.RowsText(), Whole: at,
	}
}

// sharedPart is [subject.partView] for a page of several runs, which leaves a slice
// but not the class that all of them are about.
func SharedPart(of explore.Subject, at string) *templates.PartView {
	if len(of.View.Where) == 0 {
		at = ""
	}
	return PartView(of, at)
}

// suggestedValues is up to how many values of a column are suggested.
const suggestedValues = 50

// partChooser is the choice of a part of several runs, after the columns of the
// first; nil if it has none to choose by or they cannot be chosen by, and in a
// meeting. The form keeps what is hidden.
func PartChooser(ctx context.Context, of explore.Subject, m tradeoff.Meeting, action string, hidden []templates.Choice) (*templates.PartChooser, error) {
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
			out.Suggested = append(out.Suggested, tradeoff.Condition{Column: name, Op: tradeoff.Is, Text: value}.String())
		}
	}
	return out, nil
}
