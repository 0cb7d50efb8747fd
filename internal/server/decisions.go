package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// Decisions in one page of a list, and later runs shown with each.
const (
	decisionsPerPage = 20
	retestsInList    = 3
)

func decisionPath(id int64) string { return fmt.Sprintf("/decisions/%d", id) }

// decisionOn returns the decision on what a run's page shows, which has neither
// been explained nor stored.
func (v runView) decisionOn() tradeoff.Decision {
	shown := v.state
	shown.Meeting = tradeoff.Meeting{}
	d := tradeoff.Decision{
		ExperimentID: v.Run.ExperimentID, Run: tradeoff.DecidedRun{ID: v.Run.ID, Name: v.Run.Name},
		Page: addressed(runPath(v.Run.ID), shown.Query()), Setting: v.setting(), Point: v.Point,
	}
	if v.Chosen {
		d.Policy = v.state.Policy
	}
	return d
}

// comparePath is the page of several runs.
const comparePath = "/compare"

// decisionMade reads what a form or a request says of the decision on what v shows:
// who, why and dissent, what it corrects, and, if it was taken among several
// runs, these and the page that compares them.
func decisionMade(ctx context.Context, v runView, q url.Values) (d tradeoff.Decision, err error) {
	d = v.decisionOn()
	d.Who, d.Why, d.Dissent = q.Get("who"), q.Get("why"), q.Get("dissent")
	if text := q.Get("corrects"); text != "" {
		if d.Corrects, err = web.ParseID(text); err != nil {
			return d, tradeoff.Errorf(tradeoff.Invalid, "corrects is %.40q", text).WithHint("Give the id of a decision.")
		}
	}
	var among []int64
	for _, text := range q["among"] {
		id, err := web.ParseID(text)
		if err != nil {
			return d, tradeoff.Errorf(tradeoff.Invalid, "among is %.40q", text).WithHint("Give the ids of runs.")
		}
		among = append(among, id)
	}
	d.Among = chosenAmong(v.Run.ID, among)
	if page := q.Get("page"); page != "" {
		u, err := url.Parse(link.From(ctx, page))
		if err != nil || u.IsAbs() || u.Host != "" || u.Path != comparePath {
			return d, tradeoff.Errorf(tradeoff.Invalid, "page is %.80q", page).
				WithHint("Give the address of a comparison: %s?run=…", link.To(ctx, comparePath))
		}
		d.Page = u.RequestURI()
	}
	return d, nil
}

// chosenAmong are the others of the runs that one was chosen among, each once.
func chosenAmong(run int64, ids []int64) (others []tradeoff.DecidedRun) {
	for _, id := range ids {
		if id != run && !slices.ContainsFunc(others, func(r tradeoff.DecidedRun) bool { return r.ID == id }) {
			others = append(others, tradeoff.DecidedRun{ID: id})
		}
	}
	return others
}

// costWords say what errors cost.
func costWords(c calc.Costs) string {
	return fmt.Sprintf("A miss costs %s, a false alarm %s.", format.Number(c.FN), format.Number(c.FP))
}

// --- pages ---

// decidePage is the form of a decision on what the query says.
func (s *Server) decidePage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.runAt(r)
	if err != nil {
		return err
	}
	d, err := decisionMade(r.Context(), v, r.URL.Query())
	if err != nil {
		return err
	}
	if d.Corrects != 0 && d.Why == "" {
		before, err := s.store.Decision(r.Context(), d.Corrects)
		if err != nil {
			return err
		}
		d.Who, d.Why, d.Dissent = before.Who, before.Why, before.Dissent
	}
	return s.decideForm(w, r, http.StatusOK, v, d, nil)
}

func (s *Server) decideForm(w http.ResponseWriter, r *http.Request, status int, v runView, d tradeoff.Decision, problem *templates.ErrorView) error {
	shown, err := s.decidedView(r.Context(), v.experiment, d, d.Run.ID)
	if err != nil {
		return err
	}
	hidden := v.state.Query()
	for _, run := range d.Among {
		hidden.Add("among", fmt.Sprint(run.ID))
	}
	if page := d.Page; strings.HasPrefix(page, comparePath+"?") {
		hidden.Set("page", page)
	}
	out := templates.DecideView{
		Page: web.NewPage(r, "Decide", "experiments"), Decided: shown, Action: runPath(v.Run.ID) + "/decisions",
		Who: d.Who, Why: d.Why, Dissent: d.Dissent, Back: d.Page, Problem: problem,
	}
	if d.Corrects != 0 {
		hidden.Set("corrects", fmt.Sprint(d.Corrects))
		out.Corrects = decisionLink(d.Corrects)
	}
	out.Hidden = web.HiddenFields(hidden)
	return web.Page(w, r, status, templates.DecidePage(out))
}

func decisionLink(id int64) *templates.Choice {
	if id == 0 {
		return nil
	}
	return &templates.Choice{Label: fmt.Sprintf("decision %d", id), Value: decisionPath(id)}
}

// decide records what the form says. A form that cannot be taken is shown again
// with what is wrong.
func (s *Server) decide(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	v, err := s.runShown(r, r.PostForm)
	if err != nil {
		return err
	}
	d, err := decisionMade(r.Context(), v, r.PostForm)
	if err != nil {
		return err
	}
	err = s.store.CreateDecision(r.Context(), &d)
	var wrong *tradeoff.Error
	if errors.As(err, &wrong) && (wrong.Kind == tradeoff.Invalid || wrong.Kind == tradeoff.Conflict) {
		status := http.StatusUnprocessableEntity
		if wrong.Kind == tradeoff.Conflict {
			status = http.StatusConflict
		}
		return s.decideForm(w, r, status, v, d, &templates.ErrorView{Message: wrong.Message, Hint: wrong.Hint})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, decisionPath(d.ID))
}

// decisionPage shows a decision and what it is worth on later runs.
func (s *Server) decisionPage(w http.ResponseWriter, r *http.Request) error {
	d, e, err := s.decisionOf(r)
	if err != nil {
		return err
	}
	live, err := s.liveRun(r.Context(), d.Run.ID)
	if err != nil {
		return err
	}
	v, err := s.decisionView(r.Context(), e, d, live)
	if err != nil {
		return err
	}
	v.Page, v.Experiment = web.NewPage(r, v.Title, "experiments"), templates.Choice{Label: e.Name, Value: fmt.Sprintf("/experiments/%d", e.ID)}
	if live != 0 && d.CorrectedBy == 0 {
		v.Correct = correctionPath(live, d)
	}
	return web.Page(w, r, http.StatusOK, templates.DecisionPage(v))
}

// decisionView shows a decision and what it is worth on later runs. live is the
// run that is in the place of the one decided upon; 0 if none is.
func (s *Server) decisionView(ctx context.Context, e tradeoff.Experiment, d tradeoff.Decision, live int64) (v templates.DecisionView, err error) {
	v = templates.DecisionView{
		Title: decisionTitle(d), Date: d.CreatedAt.Format("2006-01-02T15:04Z07:00"), Time: d.CreatedAt.Format("2 January 2006, 15:04 MST"),
		Who: d.Who, Why: d.Why, Dissent: d.Dissent, Corrects: decisionLink(d.Corrects), CorrectedBy: decisionLink(d.CorrectedBy),
		NoRetest: "No run has come to the experiment since. As soon as one comes, it is looked at here at the threshold that was agreed on.",
	}
	if v.Decided, err = s.decidedView(ctx, e, d, live); err != nil {
		return v, err
	}
	list, err := s.retests(ctx, d, live)
	for _, t := range list {
		v.Retests = append(v.Retests, t.view(e, d))
	}
	return v, err
}

// correctionPath leads to the form that corrects d on the run that is in the
// place of its own now.
func correctionPath(run int64, d tradeoff.Decision) string {
	q := make(url.Values)
	if u, err := url.Parse(d.Page); err == nil && u.Path != comparePath {
		q = u.Query()
	} else {
		d.View().Add(q)
		q.Set("threshold", tradeoff.ThresholdText(d.Point.Threshold))
		q.Set("page", d.Page)
	}
	for _, other := range d.Among {
		q.Add("among", fmt.Sprint(other.ID))
	}
	q.Set("corrects", fmt.Sprint(d.ID))
	return addressed(runPath(run)+"/decide", q)
}

// decisionOf returns the decision that the path names and its experiment, with
// the names that its classes have there.
func (s *Server) decisionOf(r *http.Request) (d tradeoff.Decision, e tradeoff.Experiment, err error) {
	id, err := web.PathID(r, "id")
	if err != nil {
		return d, e, err
	}
	if d, err = s.store.Decision(r.Context(), id); err != nil {
		return d, e, err
	}
	e, err = s.store.Experiment(r.Context(), d.ExperimentID)
	return d, forReading(e.In(d.View())), err
}

// decisionTitle is a decision in a line.
func decisionTitle(d tradeoff.Decision) string {
	return fmt.Sprintf("%s at %s", format.Isolate(format.Shorten(d.Run.Name, roomInSentence)), thresholdText(d))
}

func thresholdText(d tradeoff.Decision) string {
	return format.Threshold(d.Point.Threshold, format.ExactDigits)
}

// liveRun returns the run that has the id, or is in its place, and 0 if none is.
func (s *Server) liveRun(ctx context.Context, id int64) (int64, error) {
	switch _, err := s.store.Run(ctx, id); {
	case err == nil:
		return id, nil
	case !tradeoff.IsGone(err):
		return 0, err
	}
	by, err := s.store.ReplacedBy(ctx, id)
	if err != nil || by == 0 {
		return 0, err
	}
	return s.liveRun(ctx, by)
}

// decidedView shows what was agreed on. live is the run that is in the place of
// the one decided upon; 0 if none is.
func (s *Server) decidedView(ctx context.Context, e tradeoff.Experiment, d tradeoff.Decision, live int64) (templates.DecidedView, error) {
	v := templates.DecidedView{Run: templates.Choice{Label: d.Run.Name}, Threshold: thresholdText(d), ChosenBy: "chosen by hand"}
	if d.Policy != nil {
		v.ChosenBy = "chosen by " + tradeoff.PolicyName(*d.Policy)
	}
	switch live {
	case 0:
		v.Gone = "The run was deleted since. What was agreed on stays here."
	case d.Run.ID:
		v.Run.Value = d.Page
	default:
		v.Gone = "The file of the run was replaced since: opened, it may show other numbers than these, which are those of the day."
		v.Run.Value = d.Page
	}
	if view := d.View(); !view.Whole() {
		v.Part = subject{explore.Subject{View: view}}.words()
	}
	costs := d.Setting.Costs
	v.Setting = costWords(costs)
	if p := d.Setting.Prevalence; p != nil {
		v.Setting += fmt.Sprintf(" It is to be used where %s are %s, and what depends on that share is what it is there.", format.Percent(*p), e.PositiveName)
	}
	for _, other := range d.Among {
		c := templates.Choice{Label: other.Name}
		if run, err := s.store.Run(ctx, other.ID); err == nil {
			c.Label, c.Value = run.Name, runPath(run.ID)
		} else if !tradeoff.IsGone(err) {
			return v, err
		}
		v.Among = append(v.Among, c)
	}
	p := d.Point
	for _, c := range []struct {
		id    string
		count float64
	}{{"tp", p.TP}, {"fn", p.FN}, {"fp", p.FP}, {"tn", p.TN}} {
		v.Counts = append(v.Counts, templates.CountView{ID: c.id, Name: cellNames[c.id], Count: format.Quantity(c.count)})
	}
	for _, id := range tradeoff.DefaultTiles() {
		estimate := decidedEstimate(d, p, id)
		f := templates.FactView{ID: id, Name: metricName(id)}
		if estimate.OK {
			f.Value, f.Interval = runView{experiment: e}.estimate(estimate, "95 % interval ")
		} else {
			f.Reason = e.ReasonText(estimate.Reason)
		}
		v.Metrics = append(v.Metrics, f)
	}
	return v, nil
}

// decidedEstimate is a metric where the classifier is to be used, as d says.
func decidedEstimate(d tradeoff.Decision, p calc.OperatingPoint, id string) calc.Estimate {
	return evaluate.Closed(p, []string{id}, d.Setting.Prevalence)[0]
}

// decisionRows lists the decisions of an experiment with their worth on later
// runs.
func (s *Server) decisionRows(ctx context.Context, e tradeoff.Experiment, cursor string) (v templates.DecisionsView, err error) {
	list, next, err := s.store.Decisions(ctx, store.DecisionFilter{ExperimentID: e.ID, Limit: decisionsPerPage, Cursor: cursor})
	if err != nil {
		return v, err
	}
	runs, err := s.runsSince(ctx, e.ID, list)
	if err != nil {
		return v, err
	}
	for _, d := range list {
		row := templates.DecisionRow{
			Href: decisionPath(d.ID), Title: decisionTitle(d), Date: d.CreatedAt.Format("2006-01-02"),
			Who: d.Who, Why: d.Why, Corrected: d.CorrectedBy != 0,
		}
		if !row.Corrected {
			live, err := s.liveRun(ctx, d.Run.ID)
			if err != nil {
				return v, err
			}
			later := laterRuns(d, live, runs)
			row.More = max(0, len(later)-retestsInList)
			for _, t := range later[:len(later)-row.More] {
				if err := s.test(ctx, d, &t); err != nil {
					return v, err
				}
				row.Retests = append(row.Retests, t.view(forReading(e.In(d.View())), d))
			}
		}
		v.Rows = append(v.Rows, row)
	}
	if next != "" {
		v.Next = addressed(fmt.Sprintf("/experiments/%d", e.ID), url.Values{"decisions": {next}}) + "#decisions"
	}
	return v, nil
}

// standingDecisions are the decisions on a run that none corrects, the newest first.
func (s *Server) standingDecisions(ctx context.Context, run tradeoff.Run) ([]tradeoff.Decision, error) {
	list, _, err := s.store.Decisions(ctx, store.DecisionFilter{ExperimentID: run.ExperimentID, RunID: run.ID, Standing: true, Limit: decisionsPerPage})
	return list, err
}

// decisionsOn lists the decisions on a run that stand, as links.
func (s *Server) decisionsOn(ctx context.Context, run tradeoff.Run) (list []templates.Choice, err error) {
	standing, err := s.standingDecisions(ctx, run)
	for _, d := range standing {
		list = append(list, templates.Choice{Label: fmt.Sprintf("%s, %s", thresholdText(d), d.CreatedAt.Format("2 January 2006")), Value: decisionPath(d.ID)})
	}
	return list, err
}

// --- the same decision on later runs ---

// A retest is a decision looked at on a later run: its threshold there.
type retest struct {
	run       tradeoff.Run
	sameTests bool // as the run that was decided upon
	replaces  bool // it is in that run's place
	point     calc.OperatingPoint
	reason    string // why there is no point
}

// runsSince returns the runs of an experiment, the newest first, that decisions
// may be looked at on; none if there is no decision.
func (s *Server) runsSince(ctx context.Context, experiment int64, decisions []tradeoff.Decision) (runs []tradeoff.Run, err error) {
	if len(decisions) > 0 {
		runs, _, err = s.store.PlainRuns(ctx, store.RunFilter{ExperimentID: experiment, Limit: leaderboardRuns})
	}
	return runs, err
}

// laterRuns returns those of the runs that have come since d was taken, and the
// one that is in the place of its own, which live is. None is tested yet.
func laterRuns(d tradeoff.Decision, live int64, runs []tradeoff.Run) (list []retest) {
	for _, run := range runs {
		t := retest{run: run, sameTests: d.TestSetDigest != "" && run.TestSetDigest == d.TestSetDigest, replaces: run.ID == live && live != d.Run.ID}
		if t.replaces || run.CreatedAt.After(d.CreatedAt) {
			list = append(list, t)
		}
	}
	return list
}

// test looks at d on the run of t.
func (s *Server) test(ctx context.Context, d tradeoff.Decision, t *retest) error {
	of, err := s.subject(ctx, t.run, d.View())
	if err == nil && of.Run.N == 0 {
		t.reason = "it has none of the rows that were decided upon"
		return nil
	}
	if err == nil {
		t.point, _, err = of.Part.OperatingPoint(ctx, d.Point.Threshold)
	}
	var wrong *tradeoff.Error
	if errors.As(err, &wrong) && (wrong.Kind == tradeoff.Invalid || tradeoff.IsGone(wrong)) {
		t.reason = wrong.Message
		return nil
	}
	return err
}

// retests looks at d on all the runs that have come since, the newest first.
func (s *Server) retests(ctx context.Context, d tradeoff.Decision, live int64) ([]retest, error) {
	runs, err := s.runsSince(ctx, d.ExperimentID, []tradeoff.Decision{d})
	if err != nil {
		return nil, err
	}
	list := laterRuns(d, live, runs)
	for i := range list {
		if err := s.test(ctx, d, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// view says in words what d is worth on the run.
func (t retest) view(e tradeoff.Experiment, d tradeoff.Decision) templates.RetestView {
	q := make(url.Values)
	d.View().Add(q)
	q.Set("threshold", tradeoff.ThresholdText(d.Point.Threshold))
	v := templates.RetestView{Run: templates.Choice{Label: t.run.Name, Value: addressed(runPath(t.run.ID), q)}}
	switch {
	case t.replaces:
		v.Note = "in the place of the run that was decided upon:"
	case t.sameTests:
		v.Note = "on the same test set:"
	default:
		v.Note = "on another test set:"
	}
	if t.reason != "" {
		v.Said = "It cannot be tested there: " + t.reason + "."
		return v
	}
	var said []string
	for _, id := range d.CitedMetrics() {
		said = append(said, t.said(e, d, id))
	}
	v.Said = "At " + thresholdText(d) + " " + strings.Join(said, "; ") + "."
	return v
}

// said is what became of one metric.
func (t retest) said(e tradeoff.Experiment, d tradeoff.Decision, id string) string {
	text := func(estimate calc.Estimate) string {
		value, interval := runView{experiment: e}.estimate(estimate, "")
		if !estimate.OK {
			return "undefined (" + e.ReasonText(estimate.Reason) + ")"
		}
		if estimate.Low.OK && estimate.Low.V < estimate.High.V {
			value += " (" + interval + ")"
		}
		return value
	}
	now, was := decidedEstimate(d, t.point, id), decidedEstimate(d, d.Point, id)
	s := fmt.Sprintf("%s is %s, was %s", strings.ToLower(metricName(id)), text(now), text(was))
	if now.OK && was.OK && now.V != was.V && !t.sameTests && !t.replaces {
		if calc.MayBeChance(calc.Difference(now, was)) {
			s += " (the difference may be chance)"
		} else {
			s += " (more than chance explains)"
		}
	}
	return s
}
