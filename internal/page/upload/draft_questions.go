package upload

import (
	"fmt"
	"strconv"
	"strings"

	"tradeoff/internal/format"
	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// A questioner collects what needs attention. Files with the same question ask it once,
// and an answer is for all of them.
type questioner struct {
	files  []intake.DraftFile
	checks *intake.Checks
	taken  int

	list  []*question
	index map[string]*question
}

// A question is one about several files.
type question struct {
	templates.DraftQuestion
	fixes []tradeoff.Fix
	of    []int // files
}

// draftQuestions returns what needs attention: the files that are refused first, then
// serious findings.
func draftQuestions(d *intake.Draft, now intake.DraftState, taken int) []templates.DraftQuestion {
	q := &questioner{files: d.Files(), checks: now.Checks, taken: taken, index: make(map[string]*question)}
	for i := range q.files {
		if f := q.checks.File(i); f != nil && f.Problem != nil {
			p := f.Problem
			q.add(i, tradeoff.Finding{Message: p.Detail, Hint: p.Hint, Place: p.Place, Fixes: p.Fixes}, "", true)
		}
	}
	for i := range q.files {
		f := q.checks.File(i)
		if f == nil {
			continue
		}
		for _, r := range f.Runs {
			name := ""
			if len(f.Runs) > 1 {
				name = r.Name
			}
			for _, finding := range r.Findings {
				if finding.Serious {
					q.add(i, finding, name, false)
				}
			}
		}
	}
	var views []templates.DraftQuestion
	for k, one := range q.list {
		one.ID = "question-" + strconv.Itoa(k)
		views = append(views, q.view(one))
	}
	return views
}

// add adds a question about file i.
func (q *questioner) add(i int, f tradeoff.Finding, run string, refused bool) {
	key := fmt.Sprintf("%q %q %v", f.Message, f.Fixes, refused)
	one := q.index[key]
	if one == nil {
		one = &question{fixes: f.Fixes}
		one.DraftFinding = templates.DraftFinding{
			Message: f.Message, Hint: f.Hint, URL: f.URL, Run: run, Serious: true,
			Place: placeInFile(f.Place, q.files[i].Name),
		}
		one.Refused = refused
		q.index[key] = one
		q.list = append(q.list, one)
	} else if one.Run != run {
		one.Run = ""
	}
	if len(one.of) == 0 || one.of[len(one.of)-1] != i {
		one.of = append(one.of, i)
	}
}

// view renders a question with its answers, and what each would give.
func (q *questioner) view(one *question) templates.DraftQuestion {
	v := one.DraftQuestion
	v.Files, v.Indexes = q.fileNames(one.of), one.of
	if len(one.of) > 1 {
		v.Place = ""
	}
	var indexes []string
	for _, i := range one.of {
		indexes = append(indexes, strconv.Itoa(i))
	}
	all := strings.Join(indexes, ",")
	for k, choice := range fixViews(one.fixes, all) {
		v.Answers = append(v.Answers, templates.DraftAnswer{
			Choice: choice, Outcome: outcomeText(q.checks.Outcome(one.of[0], one.fixes[k]), len(one.of) > 1),
		})
	}
	if q.taken > len(one.of) {
		text := "Leave this file out"
		if n := len(one.of); n > 1 {
			text = fmt.Sprintf("Leave these %s files out", format.Count(n))
		}
		v.Answers = append(v.Answers, templates.DraftAnswer{Choice: templates.Choice{Label: text, Value: "leave:" + all}})
	}
	return v
}

// fileNames names files: "a.csv, b.csv and 98 more".
func (q *questioner) fileNames(of []int) string {
	const named = 3
	var names []string
	for _, i := range of[:min(len(of), named)] {
		names = append(names, q.files[i].Name)
	}
	text := strings.Join(names, ", ")
	if more := len(of) - named; more > 0 {
		text += fmt.Sprintf(" and %s more", format.Count(more))
	}
	return text
}

// outcomeText says what an answer would give; "" if that is not known.
func outcomeText(runs []intake.CheckedRun, first bool) string {
	switch {
	case len(runs) == 0:
		return ""
	case len(runs) > 1:
		return fmt.Sprintf("%s runs of %s rows", format.Count(len(runs)), format.Count(runs[0].N))
	}
	text := strings.Join(runFacts(runs[0]), " · ")
	if first {
		text = "first file: " + text
	}
	return text
}
