package server

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
func partView(of explore.Subject, at string) *templates.PartView {
	if of.View.Whole() {
		return nil
	}
	return &templates.PartView{
		Rows:  fmt.Sprintf("%s of %s %s", format.Count(of.Run.N), format.Count(of.All), format.Plural(of.All, "row", "rows")),
		Words: of.Words(), Whole: at,
	}
}

// sharedPart is [subject.partView] for a page of several runs, which leaves a slice
// but not the class that all of them are about.
func sharedPart(of explore.Subject, at string) *templates.PartView {
	if len(of.View.Where) == 0 {
		at = ""
	}
	return partView(of, at)
}

// suggestedValues is up to how many values of a column are suggested.
const suggestedValues = 50

// partChooser is the choice of a part of several runs, after the columns of the
// first; nil if it has none to choose by or they cannot be chosen by, and in a
// meeting. The form keeps what is hidden.
func partChooser(ctx context.Context, of explore.Subject, m tradeoff.Meeting, action string, hidden []templates.Choice) (*templates.PartChooser, error) {
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
