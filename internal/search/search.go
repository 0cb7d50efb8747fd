// Package search finds what a person may want to open by a few words: experiments, runs,
// terms of the glossary and pages. The search page, the palette and the API print its
// results. What is found inside an experiment or a run is no matter of this package.
package search

import (
	"context"
	"slices"
	"strings"

	"tradeoff/internal/explore"
	"tradeoff/internal/lesson"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// The kinds of results, in the order in which they are listed.
const (
	Experiment = "experiment"
	Run        = "run"
	Term       = "term" // of the glossary
	Page       = "page"
)

// Kinds are the kinds of results, in the order in which they are listed.
var Kinds = []string{Experiment, Run, Term, Page}

// A Result is something that was found.
type Result struct {
	Kind   string
	Title  string
	Detail string // where it belongs, or what it is about; "" if there is nothing to say
	Path   string // of its page, from the root of the site
}

// PerKind is the maximum number of results of one kind.
const PerKind = 8

// pages are the pages that are found by their names, and by other words for them.
var pages = []struct{ title, path, words string }{
	{"Experiments", "/", "home start"},
	{"Upload runs", "/upload", "file drop csv import"},
	{"Compare runs", link.ComparePath, "models difference"},
	{"Learn: diabetes scan", "/learn", "lesson school teach"},
	{"Which metric fits my problem?", "/learn/choose", "choose metric advice"},
	{"Loss lab", "/learn/losses", "losses focal dice lovasz"},
	{"Glossary", "/learn/glossary", "terms words formula"},
	{"Trash", link.TrashPath, "deleted restore undo"},
	{"Audit", link.AuditPath, "history changes log who"},
	{"API", "/api", "json openapi curl python"},
}

// Find returns what matches the text, at most [PerKind] of each kind, the best matches
// first. Without a text it returns the latest experiments and runs, and all pages. Its
// errors are those of the lists.
func Find(ctx context.Context, x *explore.Explorer, text string) ([]Result, error) {
	text = strings.TrimSpace(text)
	experiments, _, err := x.Experiments(ctx, source.ExperimentFilter{Search: text, Limit: PerKind})
	if err != nil {
		return nil, err
	}
	var list []Result
	names := make(map[int64]string, len(experiments))
	for _, e := range experiments {
		names[e.ID] = e.Name
		list = append(list, Result{Kind: Experiment, Title: e.Name, Path: link.ExperimentPath(e.ID)})
	}
	runs, _, err := x.PlainRuns(ctx, source.RunFilter{Search: text, Limit: PerKind})
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		if _, known := names[run.ExperimentID]; !known {
			e, err := x.Experiment(ctx, run.ExperimentID)
			if err != nil && !tradeoff.IsGone(err) { // it may have been deleted since
				return nil, err
			}
			names[run.ExperimentID] = e.Name
		}
		list = append(list, Result{Kind: Run, Title: run.Name, Detail: names[run.ExperimentID], Path: link.RunPath(run.ID)})
	}
	return append(append(list, terms(text)...), foundPages(text)...), nil
}

// terms returns the terms of the glossary that match: those whose name or id does. Without
// a text there are none.
func terms(text string) []Result {
	if text == "" {
		return nil
	}
	var list []Result
	for _, chapter := range lesson.Chapters(lesson.DefaultClassNames()) {
		for _, t := range chapter.Terms {
			if contains(text, t.Name, t.ID) {
				list = append(list, Result{Kind: Term, Title: t.Name, Detail: t.Formula, Path: "/learn/glossary#" + t.ID})
			}
		}
	}
	return best(text, list)
}

func foundPages(text string) []Result {
	var list []Result
	for _, p := range pages {
		if contains(text, p.title, p.words) {
			list = append(list, Result{Kind: Page, Title: p.title, Path: p.path})
		}
	}
	if text == "" {
		return list
	}
	return best(text, list)
}

// contains reports whether each word of the text is in one of the places.
func contains(text string, places ...string) bool {
	all := strings.ToLower(strings.Join(places, " "))
	for _, word := range strings.Fields(strings.ToLower(text)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// best returns at most [PerKind] results: titles that are the text first, then those that
// begin with it.
func best(text string, list []Result) []Result {
	rank := func(r Result) int {
		switch title := strings.ToLower(r.Title); {
		case title == strings.ToLower(text):
			return 0
		case strings.HasPrefix(title, strings.ToLower(text)):
			return 1
		}
		return 2
	}
	slices.SortStableFunc(list, func(a, b Result) int { return rank(a) - rank(b) })
	return list[:min(len(list), PerKind)]
}
