package learn

import (
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// view returns the page of the current step.
func (v lessonView) view(page templates.Page) templates.ScanView {
	e, step := v.school.Experiment, v.step()
	n := len(v.school.Students)
	out := templates.ScanView{
		Page: page, Projector: v.state.Projector, Title: step.Title, Text: step.Text, Number: v.index + 1,
		School:    schoolFacts(v.school),
		Students:  v.students(),
		Threshold: v.thresholdText(v.at), Index: v.at, Last: v.last(), ValueText: v.valueText(v.at),
		Hidden:   web.HiddenFields(v.hidden("threshold")),
		Widget:   v.widget(),
		Question: v.question(),
		Teacher:  v.teacher(),
		Data:     v.data(),
		Toggle:   templates.Choice{Label: "To the classrooms", Value: v.link(func(s *lesson.State) { s.Seated = true })},
	}
	if v.seated() {
		out.Toggle = templates.Choice{Label: "In line", Value: v.link(func(s *lesson.State) { s.Seated = false })}
		if !step.Lined {
			out.Toggle = templates.Choice{Label: "In line", Value: v.toStep(lesson.StepIndex("threshold"))}
		}
	}
	if v.school.Whole > 0 {
		out.Drawn = fmt.Sprintf("%s %s stand for the %s rows of the run: "+
			"spread evenly over the rows of each class, from the highest score down. All numbers here count these %s.",
			format.Count(n), explore.Units(e, n), format.Count(v.school.Whole), explore.Units(e, n))
	}
	for i, other := range v.steps {
		out.Steps = append(out.Steps, templates.StepLink{
			Number: i + 1, Title: other.Title, Href: v.toStep(i), Current: i == v.index,
		})
	}
	if v.index > 0 {
		out.Previous = v.toStep(v.index - 1)
	}
	out.Next, out.NextTitle = "/learn/choose", "Which metric?"
	if v.index+1 < len(v.steps) {
		out.Next, out.NextTitle = v.toStep(v.index+1), "Next"
	}
	for _, id := range []string{"tp", "fn", "fp", "tn"} {
		count := format.Quantity(explore.CellCount(v.point.Confusion, id))
		out.Outcomes = append(out.Outcomes, templates.OutcomeView{ID: id, Name: explore.CellNames[id], Count: count})
	}
	for _, p := range step.Remarks {
		out.Remarks = append(out.Remarks, templates.RemarkView{
			Outcome: p.Outcome, Name: explore.CellNames[p.Outcome], Text: p.Text,
		})
	}
	if step.Metric != "" {
		m := v.metric(step.Metric)
		out.Metric = &m
	}
	return out
}

// hidden returns the query of the state without one parameter.
func (v lessonView) hidden(but string) url.Values {
	q := v.state.Query()
	q.Del(but)
	return q
}

// schoolFacts counts the students and the positives.
func schoolFacts(s *lesson.School) string {
	e, n, p := s.Experiment, len(s.Students), s.Sweep.Positives()
	return fmt.Sprintf("%s %s · %s %s (%s)", format.Count(n), explore.Units(e, n),
		format.Count(p), e.PositiveName, format.Percent(float64(p)/float64(n)))
}

// seated reports whether the students are in their classrooms.
func (v lessonView) seated() bool { return v.state.Seated || !v.step().Lined }

// lineMargin is the length of the line beyond the students, in units of the drawing.
const lineMargin = 8

// box returns the viewBox of an arrangement.
func box(a lesson.Arrangement) string {
	return fmt.Sprintf("%d %d %d %d", -lineMargin, -lineMargin, a.Width+2*lineMargin, a.Height+2*lineMargin)
}

// students returns the drawing of the school.
func (v lessonView) students() templates.StudentsView {
	rooms, line := v.school.Classrooms(), v.school.Lined()
	step := v.step()
	out := templates.StudentsView{
		Label: v.valueText(v.at), Box: box(line.Arrangement), Seated: v.seated(), Plain: v.index == 0, Lit: step.Metric,
		Line: points(line.Threshold(v.point.Threshold, lineMargin)),
	}
	if out.Plain {
		out.Label = schoolFacts(v.school)
	}
	seats := line.Seats
	if out.Seated {
		seats, out.Box = rooms.Seats, box(rooms)
	}
	for i, student := range v.school.Students {
		out.List = append(out.List, templates.FigureView{
			Outcome: student.Outcome(v.point.Threshold), Positive: student.Positive,
			Move: fmt.Sprintf("translate(%d %d)", seats[i].X, seats[i].Y),
		})
	}
	for _, room := range v.school.Rooms() {
		out.Rooms = append(out.Rooms, templates.RoomView{X: room.X, Y: room.Y, W: room.W, H: room.H})
	}
	return out
}

// points writes the points of a line for SVG.
func points(line []lesson.Seat) string {
	var b strings.Builder
	for i, p := range line {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d,%d", p.X, p.Y)
	}
	return b.String()
}

// valueText describes the threshold with an index for a screen reader.
func (v lessonView) valueText(i int) string {
	c := v.school.Sweep.Confusion(v.last() - i)
	s := "threshold " + v.thresholdText(i) + ":"
	for _, id := range []string{"tp", "fn", "fp", "tn"} {
		s += fmt.Sprintf(" %s %s,", format.Quantity(explore.CellCount(c, id)), explore.CellNames[id])
	}
	return strings.TrimSuffix(s, ",")
}

// metric returns a metric at the threshold.
func (v lessonView) metric(id string) templates.LessonMetricView {
	e := v.school.Experiment
	words, _ := tradeoff.WordsFor(id)
	out := templates.LessonMetricView{
		ID: id, Name: words.Name, Question: words.Question(e), Symbols: words.Formula,
		Terms: show.FormulaTerms(words.Formula, func(cell string) string {
			return format.Quantity(explore.CellCount(v.point.Confusion, cell))
		}),
	}
	out.Value, out.Reason = v.rate(v.point.Estimate(id, 0.95).Value)
	return out
}

// rate returns the text of a value, and the reason if it is undefined.
func (v lessonView) rate(x calc.Value) (text, reason string) {
	if !x.OK {
		return format.Undefined, "undefined: " + v.school.Experiment.ReasonText(x.Reason)
	}
	return format.Share(x.V), ""
}

// question returns the question of the current step.
func (v lessonView) question() templates.QuestionView {
	return questionView(v.step().ID, v.school.Question(v.step().ID))
}

// questionView renders a question.
func questionView(id string, q lesson.Question) templates.QuestionView {
	out := templates.QuestionView{
		ID: id, Text: q.Text, Why: q.Why, Right: q.Right(), Answer: q.Options[q.Right()].Text,
	}
	for _, o := range q.Options {
		out.Options = append(out.Options, o.Text)
	}
	return out
}

// teacher returns the form that sets the school.
func (v lessonView) teacher() templates.TeacherView {
	s := v.state
	query := s.SchoolQuery()
	sheet := func(answers bool) string {
		q := maps.Clone(query)
		if answers {
			q.Set("answers", "1")
		}
		if len(q) == 0 {
			return "/learn/sheet"
		}
		return "/learn/sheet?" + q.Encode()
	}
	out := templates.TeacherView{
		Action: "/learn/scan", Step: s.Step, Size: strconv.Itoa(s.Plan.Size),
		Prevalence: format.Number(s.Plan.Prevalence), AUC: format.Number(s.Plan.AUC),
		Positive: s.Words.PositiveName, Negative: s.Words.NegativeName,
		UnitSingular: s.Words.UnitSingular, UnitPlural: s.Words.UnitPlural,
		Sheet: sheet(false), Answers: sheet(true),
		Projector: templates.Choice{
			Label: "For the projector", Value: v.link(func(s *lesson.State) { s.Projector = true }),
		},
	}
	if s.Run != 0 {
		out.Run = fmt.Sprint(s.Run)
	}
	if s.Projector {
		out.Projector = templates.Choice{
			Label: "Usual size", Value: v.link(func(s *lesson.State) { s.Projector = false }),
		}
	}
	return out
}

// data returns the data that the page's script starts from.
func (v lessonView) data() templates.ScanData {
	rooms, line := v.school.Classrooms(), v.school.Lined()
	e := v.school.Experiment
	out := templates.ScanData{
		Step: v.step().ID, RoomsBox: box(rooms), LineBox: box(line.Arrangement), Index: v.at,
		Default: v.last() - v.school.Sweep.Index(v.school.Threshold()),
		Enter:   v.step().ID == "threshold" && !v.state.Seated,
		Cells:   explore.CellNames, Reasons: make(map[string]string),
		PositiveName: e.PositiveName, NegativeName: e.NegativeName, Units: e.UnitPlural,
	}
	for reason, text := range e.ReasonTexts() {
		out.Reasons[string(reason)] = text
	}
	for i, s := range v.school.Students {
		out.Positive = append(out.Positive, s.Positive)
		out.Scores = append(out.Scores, s.Score)
		out.Rank = append(out.Rank, v.last()-v.school.Sweep.Index(s.Score)+1)
		out.Rooms = append(out.Rooms, [2]int{rooms.Seats[i].X, rooms.Seats[i].Y})
		out.Line = append(out.Line, [2]int{line.Seats[i].X, line.Seats[i].Y})
	}
	for i := range v.school.Sweep.Len() {
		out.Thresholds = append(out.Thresholds, v.thresholdText(i))
		out.Lines = append(out.Lines, points(line.Threshold(v.school.Sweep.Threshold(v.last()-i), lineMargin)))
	}
	return out
}
