package learn

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// choosePage shows three problems to try out, and a form that advises on the reader's
// own problem.
func (s *Pages) choosePage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	answers, err := lesson.ParseAnswers(q)
	if err != nil {
		return err
	}
	id := q.Get("problem")
	if id == "" {
		id = lesson.Problems()[0].ID
	}
	problem, ok := lesson.ProblemByID(id)
	if !ok {
		return tradeoff.Errorf(tradeoff.NotFound, "there is no problem %q", id).
			WithHint("Choose one of those on the page Which metric?.")
	}
	v := lessonView{school: problem.Plan.Make(problem.Words)}
	v.steps = v.school.Steps()
	v.index = lesson.StepIndex("tradeoff") // all students in line, none of them faded
	if v.state.Threshold, err = optionalThreshold(q.Get("threshold")); err != nil {
		return err
	}
	v.moveTo(v.state.Threshold)

	out := templates.ChooseView{Page: web.NewPage(r, "Which metric?", "learn"), Problem: v.problem(problem)}
	for _, p := range lesson.Problems() {
		out.Problems = append(out.Problems, templates.ProblemView{
			ID: p.ID, Title: p.Title, Href: "/learn/choose?problem=" + p.ID, Current: p.ID == problem.ID,
		})
	}
	if out.Chooser, err = s.chooser(r, answers); err != nil {
		return err
	}
	out.Chooser.Problem = problem.ID
	return web.Page(w, r, http.StatusOK, templates.ChoosePage(out))
}

// optionalThreshold parses a threshold; nil if the text is empty.
func optionalThreshold(text string) (*float64, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	t, err := tradeoff.ParseThreshold(text)
	return &t, err
}

// problem renders a problem at the threshold.
func (v lessonView) problem(p lesson.Problem) templates.ProblemView {
	out := templates.ProblemView{
		ID: p.ID, Title: p.Title, Story: p.Story, Students: v.students(),
		Threshold: v.thresholdText(v.at), Index: v.at, Last: v.last(), ValueText: v.valueText(v.at),
		Hidden:   []templates.Choice{{Label: "problem", Value: p.ID}},
		Question: questionView(p.ID, p.Question()),
		Data:     templates.ProblemData{ScanData: v.data(), Consequences: p.Consequences},
	}
	out.Data.Enter = false
	for _, id := range []string{"fn", "fp", "tp", "tn"} { // the errors first
		n := explore.CellOf(v.point.Confusion, id)
		text := p.Consequences[id][1]
		if n == 1 {
			text = p.Consequences[id][0]
		}
		out.Outcomes = append(out.Outcomes, templates.ConsequenceView{ID: id, Count: format.Quantity(n), Text: text})
	}
	for _, id := range lesson.ProblemMetrics() {
		value, _ := v.rate(v.point.Estimate(id, 0.95).Value)
		out.Metrics = append(out.Metrics, templates.ProblemMetricView{ID: id, Name: explore.MetricName(id), Value: value})
	}
	return out
}

// chooser returns the form of questions, with the advice for the answers.
func (s *Pages) chooser(r *http.Request, a lesson.Answers) (templates.ChooserFormView, error) {
	e := tradeoff.Experiment{
		PositiveName: "positive", NegativeName: "negative", UnitSingular: "case", UnitPlural: "cases",
	}
	advice := a.Advise(e)
	radio := func(chosen string, list ...string) (out []templates.RadioView) {
		for i := 0; i < len(list); i += 2 {
			out = append(out, templates.RadioView{Value: list[i], Label: list[i+1], Checked: list[i] == chosen})
		}
		return out
	}
	out := templates.ChooserFormView{
		Need: radio(a.Need, "calls", "yes or no for each case", "ranking", "an order: who comes first",
			"probabilities", "the probability itself"),
		Worse: radio(a.Worse, "fn", "a miss (FN)", "fp", "a false alarm (FP)", "equal", "both cost about the same"),
		How: radio(a.How, "intolerable", "it must not happen", "priced", "I can price it",
			"unknown", "it is worse, I cannot say by how much"),
		Whom: radio(a.Whom, "called", "we are sure of those we call positive",
			"negatives", "every negative one is cleared"),
		Even:    radio(a.Even, "yes", "yes", "no", "no, one is rare"),
		Times:   format.Number(a.Times),
		Reasons: advice.Reasons, Cautions: advice.Cautions, Metric: explore.MetricName(advice.Metric),
		Query: web.HiddenFields(advice.State.Query()),
	}
	if a.Prevalence != nil {
		out.Prevalence = format.Number(*a.Prevalence)
	}
	if words, ok := tradeoff.WordsFor(advice.Metric); ok {
		out.MetricQuestion = words.Question(e)
	} else if advice.Metric == "expected_cost" {
		out.Metric, out.MetricQuestion = "Expected cost", "What do the mistakes cost on average?"
	}
	if p := advice.State.Policy; p != nil {
		out.Policy = policyName(*p)
	}
	runs, _, err := s.explorer.Runs(r.Context(), source.RunFilter{Limit: 200})
	if err != nil {
		return out, err
	}
	for _, run := range runs {
		if run.Task == tradeoff.BinaryTask {
			out.Runs = append(out.Runs, templates.Choice{Value: fmt.Sprint(run.ID), Label: run.Name})
		}
	}
	return out, nil
}

// policyName returns the name of a policy for people.
func policyName(p calc.Policy) string {
	text := p.String()
	for _, o := range show.Offered {
		if o.Parameter == "" && o.Prefix == text {
			return o.Label
		}
	}
	return strings.NewReplacer(">=", " ≥ ", "<=", " ≤ ", "max_f", "max F", "_", " ").Replace(text)
}

// applyAdvice redirects to a run at the state of the advice, or to its losses with
// the parameters of the loss lab.
func (s *Pages) applyAdvice(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	id, err := strconv.ParseInt(r.PostForm.Get("run"), 10, 64)
	if err != nil {
		return tradeoff.Errorf(tradeoff.Invalid, "no run was chosen").WithHint("Choose the run that the advice is for.")
	}
	state, err := tradeoff.ParseState(r.PostForm)
	if err != nil {
		return err
	}
	address := link.Address(link.RunPath(id), state.Query())
	if section := r.PostForm.Get("section"); section == "losses" || section == "boxes" {
		address += "#" + section
	}
	return web.SeeOther(w, r, address)
}
