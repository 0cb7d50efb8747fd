package templates

import (
	"context"
	"slices"
)

// TabView is a part of the page of a run.
type TabView struct {
	ID, Name, Href string
	Count          string // of what is in it; "" without
	Open           bool
}

// PinsView is the metrics beside the slider and the form that chooses them.
type PinsView struct {
	Pins    []MetricRowView
	Action  string
	Hidden  []Choice
	Metrics []MetricChoice
	Max     int // how many can be chosen
}

func isOpen(list []TabView, id string) bool {
	return slices.ContainsFunc(list, func(t TabView) bool { return t.Open && t.ID == id })
}

// tabAddress returns the address of a tab. A report has all of them in one file.
func tabAddress(ctx context.Context, t TabView) string {
	if offline(ctx) {
		return "#panel-" + t.ID
	}
	return t.Href
}
