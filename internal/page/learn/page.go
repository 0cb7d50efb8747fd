package learn

import (
	"net/http"

	"tradeoff/internal/lesson"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// learnPage is the entry to the teaching pages.
func (s *Pages) learnPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.lessonAt(r)
	if err != nil {
		return err
	}
	out := templates.LearnView{Page: web.NewPage(r, "Learn", "learn")}
	for i, step := range v.steps {
		out.Steps = append(out.Steps, templates.StepLink{Number: i + 1, Title: step.Title, Href: v.toStep(i)})
	}
	return web.Page(w, r, http.StatusOK, templates.LearnPage(out))
}

// sheetPage is the questions of the lesson, to print, with or without the answers.
func (s *Pages) sheetPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.lessonAt(r)
	if err != nil {
		return err
	}
	out := templates.SheetView{
		Page: web.NewPage(r, "Questions of the scan", "learn"), School: schoolFacts(v.school),
		Answers: r.URL.Query().Get("answers") == "1", Back: scanPath(v.state.SchoolQuery()),
	}
	teacher := v.teacher()
	out.Other = templates.Choice{Label: "With the answers", Value: teacher.Answers}
	if out.Answers {
		out.Other = templates.Choice{Label: "Without the answers", Value: teacher.Sheet}
	}
	for i, step := range v.steps {
		v.index = i
		out.Questions = append(out.Questions, templates.SheetQuestionView{
			Title: step.Title, Text: step.Text[:1], QuestionView: v.question(),
		})
	}
	return web.Page(w, r, http.StatusOK, templates.SheetPage(out))
}

// glossaryPage explains every term of the app.
func (s *Pages) glossaryPage(w http.ResponseWriter, r *http.Request) error {
	e := lesson.DefaultClassNames()
	e.PositiveName, e.NegativeName, e.UnitSingular, e.UnitPlural = "positive", "negative", "case", "cases"
	out := templates.GlossaryView{Page: web.NewPage(r, "Glossary", "learn"), Reading: lesson.Reading()}
	for _, chapter := range lesson.Chapters(e) {
		group := templates.GlossaryGroupView{ID: chapter.ID, Title: chapter.Title}
		for _, t := range chapter.Terms {
			view := templates.TermView{ID: t.ID, Name: t.Name, Formula: t.Formula, Text: t.Text}
			for _, loss := range lesson.LabLosses() {
				if loss.ID == t.ID {
					view.Lab = LabPath(lesson.DefaultLab(loss))
				}
			}
			group.Terms = append(group.Terms, view)
		}
		out.Groups = append(out.Groups, group)
	}
	return web.Page(w, r, http.StatusOK, templates.GlossaryPage(out))
}
