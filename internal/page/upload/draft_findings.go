package upload

import (
	"fmt"
	"strings"

	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// draftFindings lists what is good to know about files with the same columns, each once;
// what needs attention is not among them. A finding that not all runs share has the name
// of its run. files are the indexes of the files, as a button sends them.
func draftFindings(files string, runs []intake.CheckedRun) []templates.DraftFinding {
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
			if n == 0 || f.Serious {
				continue
			}
			v := templates.DraftFinding{
				Message: f.Message, Place: placeInFile(f.Place, ""), Hint: f.Hint, URL: f.URL, Fixes: fixViews(f.Fixes, files),
			}
			if n < len(runs) {
				v.Run = run.Name
			}
			list = append(list, v)
		}
	}
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

// fixViews returns the buttons that fix files: their indexes with commas between them, or
// [intake.EveryFile].
func fixViews(fixes []tradeoff.Fix, files string) []templates.Choice {
	var list []templates.Choice
	for _, f := range fixes {
		list = append(list, templates.Choice{Label: f.Text, Value: fmt.Sprintf("fix:%s:%s:%s", files, f.Name, f.Value)})
	}
	return list
}

// uploadQuestion renders what is wrong with an upload as a whole.
func uploadQuestion(f *intake.Fault) templates.DraftQuestion {
	v := templates.DraftQuestion{ID: "question", Refused: true}
	v.DraftFinding = templates.DraftFinding{Message: f.Detail, Place: f.Place.String(), Hint: f.Hint, Serious: true}
	for _, choice := range fixViews(f.Fixes, intake.EveryFile) {
		v.Answers = append(v.Answers, templates.DraftAnswer{Choice: choice})
	}
	return v
}
