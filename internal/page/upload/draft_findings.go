package upload

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// draftFindings lists the findings of all runs of a file, each once, the serious ones
// first. A finding that not all runs share has the name of its run.
func draftFindings(file int, runs []intake.CheckedRun) []templates.DraftFinding {
	type key struct{ kind, message string }
	count := make(map[key]int)
	for _, run := range runs {
		for _, f := range run.Findings {
			count[key{f.Kind, f.Message}]++
		}
	}
	var list []templates.DraftFinding
	for _, run := range runs {
		for _, f := range run.Findings {
			n := count[key{f.Kind, f.Message}]
			count[key{f.Kind, f.Message}] = 0
			if n == 0 {
				continue
			}
			v := templates.DraftFinding{
				Message: f.Message, Place: placeInFile(f.Place, ""), Hint: f.Hint, URL: f.URL, Serious: f.Serious,
				Fixes: fixViews(f.Fixes, strconv.Itoa(file)),
			}
			if n < len(runs) {
				v.Run = run.Name
			}
			list = append(list, v)
		}
	}
	slices.SortStableFunc(list, func(a, b templates.DraftFinding) int {
		switch {
		case a.Serious == b.Serious:
			return 0
		case a.Serious:
			return -1
		default:
			return 1
		}
	})
	return list
}

// placeInFile returns the text of a place below the heading of a file.
func placeInFile(p tradeoff.Place, file string) string {
	p.File = strings.TrimPrefix(strings.TrimPrefix(p.File, file), ": ")
	text := p.String()
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// fixViews returns the buttons that fix a file, which is its index or
// [intake.EveryFile].
func fixViews(fixes []tradeoff.Fix, file string) []templates.Choice {
	var list []templates.Choice
	for _, f := range fixes {
		list = append(list, templates.Choice{Label: f.Text, Value: fmt.Sprintf("fix:%s:%s:%s", file, f.Name, f.Value)})
	}
	return list
}

// faultView renders what is wrong with a file; an index below 0 means all files.
func faultView(f *intake.Fault, file int) *templates.DraftFinding {
	v := &templates.DraftFinding{Message: f.Detail, Place: f.Place.String(), Hint: f.Hint, Serious: true}
	of := intake.EveryFile
	if file >= 0 {
		of = strconv.Itoa(file)
	}
	v.Fixes = fixViews(f.Fixes, of)
	return v
}
