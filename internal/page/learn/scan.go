package learn

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// scanPage shows one step of the lesson.
func (s *Pages) scanPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.lessonAt(r)
	if err != nil {
		return err
	}
	out := v.view(web.NewPage(r, v.step().Title+" · The scan", "learn"))
	runs, _, err := s.explorer.Runs(r.Context(), source.RunFilter{Limit: 200})
	if err != nil {
		return err
	}
	for _, run := range runs {
		if run.Task == tradeoff.BinaryTask && run.Positives > 0 && run.Positives < run.N {
			out.Teacher.Runs = append(out.Teacher.Runs, templates.Choice{Value: fmt.Sprint(run.ID), Label: run.Name})
		}
	}
	return web.Page(w, r, http.StatusOK, templates.ScanPage(out))
}

// A lessonView is a school at a step of the lesson.
type lessonView struct {
	state  lesson.State
	school *lesson.School
	steps  []lesson.Step
	index  int // of the step
	point  calc.OperatingPoint
	at     int // index of the point from the lowest threshold up
}

// lessonAt returns the school and the step that the query asks for.
func (s *Pages) lessonAt(r *http.Request) (lessonView, error) {
	v := lessonView{}
	var err error
	if v.state, err = lesson.ParseState(r.URL.Query()); err != nil {
		return v, err
	}
	if v.school, err = s.school(r, v.state); err != nil {
		return v, err
	}
	v.steps, v.index = v.school.Steps(), lesson.StepIndex(v.state.Step)
	v.moveTo(v.state.Threshold)
	return v, nil
}

// moveTo puts the line to a threshold, or to where the lesson begins.
func (v *lessonView) moveTo(threshold *float64) {
	t := v.school.Threshold()
	if threshold != nil {
		t = *threshold
	}
	k := v.school.Sweep.Index(t)
	v.point, v.at = v.school.Sweep.Point(k), v.last()-k
}

// school makes the students up, or draws them from a run.
func (s *Pages) school(r *http.Request, state lesson.State) (*lesson.School, error) {
	if state.Run == 0 {
		return state.Plan.Make(explore.ReadableExperiment(state.Words)), nil
	}
	run, err := s.explorer.Run(r.Context(), state.Run)
	if err != nil {
		return nil, err
	}
	e, err := s.explorer.Experiment(r.Context(), run.ExperimentID)
	if err != nil {
		return nil, err
	}
	if run.Task != tradeoff.BinaryTask {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the lesson is about two classes, and run %d is of another sort", run.ID).
			WithHint("Choose a run with labels and one score.")
	}
	sweep, err := s.explorer.Sweep(r.Context(), run)
	if err != nil {
		return nil, err
	}
	school, ok := lesson.SchoolOf(explore.ReadableExperiment(e), sweep)
	if !ok {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "all rows of run %d are of one class, so that there is nothing to teach on", run.ID).
			WithHint("Choose a run with both classes.")
	}
	return school, nil
}

func (v lessonView) last() int { return v.school.Sweep.Len() - 1 }

func (v lessonView) step() lesson.Step { return v.steps[v.index] }

// link returns the address of the lesson at the same state, but for a change.
func (v lessonView) link(change func(*lesson.State)) string {
	s := v.state
	change(&s)
	return scanPath(s.Query())
}

func scanPath(q url.Values) string {
	if len(q) == 0 {
		return "/learn/scan"
	}
	return "/learn/scan?" + q.Encode()
}

// toStep leads to another step: the threshold stays, what was set on this one goes.
func (v lessonView) toStep(i int) string {
	return v.link(func(s *lesson.State) {
		*s = lesson.State{Run: s.Run, Plan: s.Plan, Words: s.Words, Projector: s.Projector, Threshold: s.Threshold, Step: v.steps[i].ID, P: 1}
	})
}

// thresholdText writes the threshold of an index, from the lowest up.
func (v lessonView) thresholdText(i int) string {
	t := v.school.Sweep.Threshold(v.last() - i)
	if math.IsInf(t, 1) {
		return "∞"
	}
	return format.Number(t)
}

func (v lessonView) view(page templates.Page) templates.ScanView {
	e, step := v.school.Experiment, v.step()
	n := len(v.school.Students)
	out := templates.ScanView{
		Page: page, Projector: v.state.Projector, Title: step.Title, Text: step.Text, Number: v.index + 1,
		School:    schoolFacts(v.school),
		Students:  v.students(),
		Threshold: v.thresholdText(v.at), Index: v.at, Last: v.last(), ValueText: v.spoken(v.at),
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
		out.Drawn = fmt.Sprintf("%s %s stand for the %s rows of the run: spread evenly over the rows of each class, from the highest score down. All numbers here count these %s.",
			format.Count(n), explore.Units(e, n), format.Count(v.school.Whole), explore.Units(e, n))
	}
	for i, other := range v.steps {
		out.Steps = append(out.Steps, templates.StepLink{Number: i + 1, Title: other.Title, Href: v.toStep(i), Current: i == v.index})
	}
	if v.index > 0 {
		out.Previous = v.toStep(v.index - 1)
	}
	out.Next, out.NextTitle = "/learn/choose", "Which metric?"
	if v.index+1 < len(v.steps) {
		out.Next, out.NextTitle = v.toStep(v.index+1), "Next"
	}
	for _, id := range []string{"tp", "fn", "fp", "tn"} {
		out.Outcomes = append(out.Outcomes, templates.OutcomeView{ID: id, Name: explore.CellNames[id], Count: format.Quantity(explore.CellCount(v.point.Confusion, id))})
	}
	for _, p := range step.Remarks {
		out.Remarks = append(out.Remarks, templates.RemarkView{Outcome: p.Outcome, Name: explore.CellNames[p.Outcome], Text: p.Text})
	}
	if step.Metric != "" {
		m := v.metric(step.Metric)
		out.Metric = &m
	}
	return out
}

// hidden is what a form has to say besides one parameter.
func (v lessonView) hidden(but string) url.Values {
	q := v.state.Query()
	q.Del(but)
	return q
}

// schoolFacts says who is there.
func schoolFacts(s *lesson.School) string {
	e, n, p := s.Experiment, len(s.Students), s.Sweep.Positives()
	return fmt.Sprintf("%s %s · %s %s (%s)", format.Count(n), explore.Units(e, n), format.Count(p), e.PositiveName, format.Percent(float64(p)/float64(n)))
}

func (v lessonView) seated() bool { return v.state.Seated || !v.step().Lined }

// lineMargin is how far the line reaches beyond the students.
const lineMargin = 8

func box(a lesson.Arrangement) string {
	return fmt.Sprintf("%d %d %d %d", -lineMargin, -lineMargin, a.Width+2*lineMargin, a.Height+2*lineMargin)
}

func (v lessonView) students() templates.StudentsView {
	rooms, line := v.school.Classrooms(), v.school.Lined()
	step := v.step()
	out := templates.StudentsView{
		Label: v.spoken(v.at), Box: box(line.Arrangement), Seated: v.seated(), Plain: v.index == 0, Lit: step.Metric,
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

// spoken is what a screen reader says of the line.
func (v lessonView) spoken(i int) string {
	c := v.school.Sweep.Confusion(v.last() - i)
	s := "threshold " + v.thresholdText(i) + ":"
	for _, id := range []string{"tp", "fn", "fp", "tn"} {
		s += fmt.Sprintf(" %s %s,", format.Quantity(explore.CellCount(c, id)), explore.CellNames[id])
	}
	return strings.TrimSuffix(s, ",")
}

func (v lessonView) metric(id string) templates.LessonMetricView {
	e := v.school.Experiment
	words, _ := tradeoff.WordsFor(id)
	out := templates.LessonMetricView{
		ID: id, Name: words.Name, Question: words.Question(e), Symbols: words.Formula,
		Terms: show.FormulaTerms(words.Formula, func(cell string) string { return format.Quantity(explore.CellCount(v.point.Confusion, cell)) }),
	}
	out.Value, out.Reason = v.rate(v.point.Estimate(id, 0.95).Value)
	return out
}

// rate returns the text of a value, or why there is none.
func (v lessonView) rate(x calc.Value) (text, reason string) {
	if !x.OK {
		return format.Undefined, "undefined: " + v.school.Experiment.ReasonText(x.Reason)
	}
	return format.Rate(x.V), ""
}

func (v lessonView) question() templates.QuestionView {
	q := v.school.Question(v.step().ID)
	out := templates.QuestionView{ID: v.step().ID, Text: q.Text, Why: q.Why, Right: q.Right(), Answer: q.Options[q.Right()].Text}
	for _, o := range q.Options {
		out.Options = append(out.Options, o.Text)
	}
	return out
}

func (v lessonView) widget() templates.WidgetView {
	e := v.school.Experiment
	out := templates.WidgetView{ID: string(v.step().Widget), Action: "/learn/scan"}
	switch v.step().Widget {
	case lesson.TradeoffWidget:
		out.X, out.Y = "where the line stands", "recall and precision"
		for _, id := range []string{"recall", "precision"} {
			out.Curves = append(out.Curves, templates.LessonCurveView{Metric: id, Name: explore.MetricName(id), Path: v.curve(func(i int, p calc.OperatingPoint) chart.Point {
				return chart.Point{X: float64(i) / float64(max(1, v.last())), Y: explore.NaNIfUndefined(p.Estimate(id, 0.95).Value)}
			})})
			if m := v.point.Estimate(id, 0.95); m.OK {
				out.Dots = append(out.Dots, templates.LessonDotView{Metric: id, X: show.Percent(float64(v.at) / float64(max(1, v.last()))), Y: show.Percent(1 - m.V)})
			}
		}
	case lesson.ROCWidget:
		out.X, out.Y = "the share of "+e.NegativeName+" that is alarmed", "the share of "+e.PositiveName+" that is found"
		out.Curves = []templates.LessonCurveView{{Metric: "recall", Path: v.curve(func(_ int, p calc.OperatingPoint) chart.Point {
			return chart.Point{X: explore.NaNIfUndefined(p.FPR()), Y: explore.NaNIfUndefined(p.Recall())}
		})}}
		out.Dots = []templates.LessonDotView{{Metric: "recall", X: show.Percent(v.point.FPR().V), Y: show.Percent(1 - v.point.Recall().V)}}
	case lesson.PairWidget:
		a, b := v.school.Pair(v.state.Pair)
		out.Pair = [2]templates.PairView{{Positive: true, Score: format.Number(a.Score)}, {Score: format.Number(b.Score)}}
		switch {
		case a.Score > b.Score:
			out.PairSays = "the " + e.PositiveName + " one is higher."
		case a.Score == b.Score:
			out.PairSays = "a tie, which counts one half."
		default:
			out.PairSays = "the " + e.NegativeName + " one is higher."
		}
		out.AUC = format.Rate(v.school.Sweep.ROCAUC().V)
		out.NextPair = v.link(func(s *lesson.State) { s.Pair++ })
	case lesson.EveryoneNegativeWidget:
		beyond := math.Inf(1)
		out.Everyone = v.link(func(s *lesson.State) { s.Threshold = &beyond })
		out.EveryoneSays = "Call everyone " + e.NegativeName
	case lesson.HarmonicWidget:
		out.Precision, out.Recall = format.Number(v.state.P), format.Number(v.state.R)
		out.Harmonic = format.Rate(lesson.Harmonic(v.state.P, v.state.R))
		out.Plain = format.Rate((v.state.P + v.state.R) / 2)
		out.Asks, out.Open = true, v.state.P != 1 || v.state.R != 0
		q := v.hidden("precision")
		q.Del("recall")
		out.Hidden = web.HiddenFields(q)
	case lesson.PrevalenceWidget:
		v.elsewhere(&out)
	}
	return out
}

// curve is the path of a function of the operating points from the lowest
// threshold up.
func (v lessonView) curve(f func(i int, p calc.OperatingPoint) chart.Point) string {
	var list []chart.Point
	for i := range v.school.Sweep.Len() {
		list = append(list, f(i, v.school.Sweep.Point(v.last()-i)))
	}
	return chart.Path(list, 0, 1, 1000, 1000)
}

// elsewhereMetrics are compared between the two schools.
var elsewhereMetrics = []string{"precision", "recall", "specificity", "accuracy"}

func (v lessonView) elsewhere(out *templates.WidgetView) {
	share := v.school.Rarer()
	if v.state.Elsewhere != nil {
		share = *v.state.Elsewhere
	}
	out.Elsewhere = format.Number(share)
	out.Asks, out.Open = true, v.state.Elsewhere != nil
	out.Hidden = web.HiddenFields(v.hidden("elsewhere"))
	there, _ := v.point.AtPrevalence(share)
	for _, id := range elsewhereMetrics {
		here, _ := v.rate(v.point.Estimate(id, 0.95).Value)
		other, _ := v.rate(calc.OperatingPoint{Confusion: there}.Estimate(id, 0.95).Value)
		out.Here = append(out.Here, templates.OutcomeView{ID: id, Name: explore.MetricName(id), Count: here})
		out.There = append(out.There, templates.OutcomeView{ID: id, Name: explore.MetricName(id), Count: other})
	}
	if f, ok := there.NaturalFrequencies(1000); ok {
		e := v.school.Experiment
		out.Frequencies = fmt.Sprintf("Of 1,000 %s there, %d are %s. We call %d; %d of them are, and we miss %d.", e.UnitPlural, f.TP+f.FN, e.PositiveName, f.TP+f.FP, f.TP, f.FN)
	}
}

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
		Action: "/learn/scan", Step: s.Step, Size: strconv.Itoa(s.Plan.Size), Prevalence: format.Number(s.Plan.Prevalence), AUC: format.Number(s.Plan.AUC),
		Positive: s.Words.PositiveName, Negative: s.Words.NegativeName, UnitSingular: s.Words.UnitSingular, UnitPlural: s.Words.UnitPlural,
		Sheet: sheet(false), Answers: sheet(true),
		Projector: templates.Choice{Label: "For the projector", Value: v.link(func(s *lesson.State) { s.Projector = true })},
	}
	if s.Run != 0 {
		out.Run = fmt.Sprint(s.Run)
	}
	if s.Projector {
		out.Projector = templates.Choice{Label: "Usual size", Value: v.link(func(s *lesson.State) { s.Projector = false })}
	}
	return out
}

func (v lessonView) data() templates.ScanData {
	rooms, line := v.school.Classrooms(), v.school.Lined()
	e := v.school.Experiment
	out := templates.ScanData{
		Step: v.step().ID, RoomsBox: box(rooms), LineBox: box(line.Arrangement), Index: v.at,
		Default: v.last() - v.school.Sweep.Index(v.school.Threshold()), Enter: v.step().ID == "threshold" && !v.state.Seated,
		Cells: explore.CellNames, Reasons: make(map[string]string), PositiveName: e.PositiveName, NegativeName: e.NegativeName, Units: e.UnitPlural,
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
