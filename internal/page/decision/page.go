package decision

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// decisionMade reads a decision on the state of v from the fields of a form: the
// people, their reasons, any dissent, and the decision that it corrects. A decision
// among several runs also has these and the page that compares them.
func decisionMade(ctx context.Context, v explore.RunAt, q url.Values) (d tradeoff.Decision, err error) {
	d = v.NewDecision()
	d.Who, d.Why, d.Dissent = q.Get("who"), q.Get("why"), q.Get("dissent")
	if text := q.Get("corrects"); text != "" {
		if d.Corrects, err = web.ParseID(text); err != nil {
			return d, tradeoff.Errorf(tradeoff.Invalid, "corrects is %.40q", text).
				WithHint("Give the id of a decision.")
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
	d.Among = explore.ChosenAmong(v.Run.ID, among)
	if page := q.Get("page"); page != "" {
		u, err := url.Parse(link.From(ctx, page))
		if err != nil || u.IsAbs() || u.Host != "" || u.Path != link.ComparePath {
			return d, tradeoff.Errorf(tradeoff.Invalid, "page is %.80q", page).
				WithHint("Give the address of a comparison: %s?run=…", link.To(ctx, link.ComparePath))
		}
		d.Page = u.RequestURI()
	}
	return d, nil
}

// decidePage shows the form of a decision on the state in the query.
func (s *Pages) decidePage(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	d, err := decisionMade(r.Context(), v, r.URL.Query())
	if err != nil {
		return err
	}
	if d.Corrects != 0 && d.Why == "" {
		before, err := s.explorer.Decision(r.Context(), d.Corrects)
		if err != nil {
			return err
		}
		d.Who, d.Why, d.Dissent = before.Who, before.Why, before.Dissent
	}
	return s.decideForm(w, r, http.StatusOK, v, d, nil)
}

// decideForm answers with the form of a decision. problem is the error of the last
// attempt to record it; nil if there was none.
func (s *Pages) decideForm(
	w http.ResponseWriter, r *http.Request, status int,
	v explore.RunAt, d tradeoff.Decision, problem *templates.ErrorView,
) error {
	shown, err := s.decidedView(r.Context(), v.Experiment, d, d.Run.ID)
	if err != nil {
		return err
	}
	hidden := v.State.Query()
	for _, run := range d.Among {
		hidden.Add("among", fmt.Sprint(run.ID))
	}
	if page := d.Page; strings.HasPrefix(page, link.ComparePath+"?") {
		hidden.Set("page", page)
	}
	out := templates.DecideView{
		Page: web.NewPage(r, "Decide", "experiments"), Decided: shown, Action: link.RunPath(v.Run.ID) + "/decisions",
		Who: d.Who, Why: d.Why, Dissent: d.Dissent, Back: d.Page, Problem: problem,
	}
	if d.Corrects != 0 {
		hidden.Set("corrects", fmt.Sprint(d.Corrects))
		out.Corrects = show.DecisionLink(d.Corrects)
	}
	out.Hidden = web.HiddenFields(hidden)
	return web.Page(w, r, status, templates.DecidePage(out))
}

// decide records a decision. If it is invalid, the answer is the form with the error.
func (s *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	v, err := web.Named(r, func(ctx context.Context, id int64) (explore.RunAt, error) {
		return s.explorer.RunAt(ctx, id, r.PostForm)
	})
	if err != nil {
		return err
	}
	d, err := decisionMade(r.Context(), v, r.PostForm)
	if err != nil {
		return err
	}
	err = s.explorer.CreateDecision(r.Context(), &d)
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
	return web.SeeOther(w, r, link.DecisionPath(d.ID))
}

// decisionPage shows a decision, and how it performs on later runs.
func (s *Pages) decisionPage(w http.ResponseWriter, r *http.Request) error {
	found, err := web.Named(r, s.explorer.DecisionLog.WithExperiment)
	if err != nil {
		return err
	}
	d, e := found.Decision, found.Experiment
	live, err := s.explorer.DecisionLog.CurrentRun(r.Context(), d.Run.ID)
	if err != nil {
		return err
	}
	v, err := s.DecisionView(r.Context(), e, d, live)
	if err != nil {
		return err
	}
	v.Page = web.NewPage(r, v.Title, "experiments")
	v.Experiment = templates.Choice{Label: e.Name, Value: link.ExperimentPath(e.ID)}
	switch _, err := s.explorer.Experiment(r.Context(), e.ID); {
	case err != nil && tradeoff.KindOf(err) == tradeoff.NotFound:
		v.Experiment.Value = "" // it was deleted permanently
	case err != nil && !tradeoff.IsGone(err):
		return err
	}
	if live != 0 && d.CorrectedBy == 0 {
		v.Correct = correctionPath(live, d)
	}
	return web.Page(w, r, http.StatusOK, templates.DecisionPage(v))
}

// DecisionView renders a decision and how it performs on later runs. live is the id
// of the run that now has the place of the decided one; 0 if it was deleted.
func (s *Pages) DecisionView(
	ctx context.Context, e tradeoff.Experiment, d tradeoff.Decision, live int64,
) (v templates.DecisionView, err error) {
	v = templates.DecisionView{
		Title: explore.DecisionTitle(d),
		Date:  d.CreatedAt.Format("2006-01-02T15:04Z07:00"), Time: d.CreatedAt.Format("2 January 2006, 15:04 MST"),
		Who: d.Who, Why: d.Why, Dissent: d.Dissent,
		Corrects: show.DecisionLink(d.Corrects), CorrectedBy: show.DecisionLink(d.CorrectedBy),
		NoRetest: "The experiment has no later runs yet. Each new run appears here at the decided threshold.",
	}
	if v.Decided, err = s.decidedView(ctx, e, d, live); err != nil {
		return v, err
	}
	list, err := s.explorer.DecisionLog.RetestAll(ctx, d, live)
	for _, t := range list {
		v.Retests = append(v.Retests, show.RetestView(t, e, d))
	}
	return v, err
}

// correctionPath returns the address of the form that corrects d. run is the id of
// the run that now has the place of the decided one.
func correctionPath(run int64, d tradeoff.Decision) string {
	q := make(url.Values)
	if u, err := url.Parse(d.Page); err == nil && u.Path != link.ComparePath {
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
	return link.Address(link.RunPath(run)+"/decide", q)
}

// decidedView renders what was decided. live is the id of the run that now has the
// place of the decided one; 0 if it was deleted.
func (s *Pages) decidedView(
	ctx context.Context, e tradeoff.Experiment, d tradeoff.Decision, live int64,
) (templates.DecidedView, error) {
	v := templates.DecidedView{
		Run: templates.Choice{Label: d.Run.Name}, Threshold: explore.ThresholdText(d), ChosenBy: "set manually",
		Metrics: decidedMetrics(e, d),
	}
	if d.Policy != nil {
		v.ChosenBy = "chosen by " + tradeoff.PolicyName(*d.Policy)
	}
	switch live {
	case 0:
		v.Gone = "The run was deleted since. The decision and its numbers remain here."
	case d.Run.ID:
		v.Run.Value = d.Page
	default:
		v.Gone = "The file of the run was replaced since. Its page may show other numbers than these, " +
			"which are those of the day."
		v.Run.Value = d.Page
	}
	if view := d.View(); !view.Whole() {
		v.Part = explore.Subject{View: view}.RowsText()
	}
	v.Setting = explore.CostText(d.Setting.Costs)
	if p := d.Setting.Prevalence; p != nil {
		v.Setting += fmt.Sprintf(" In deployment %s are %s, and metrics that depend on this share are restated for it.",
			format.GivenPercent(*p), e.PositiveName)
	}
	for _, other := range d.Among {
		c := templates.Choice{Label: other.Name}
		if run, err := s.explorer.Run(ctx, other.ID); err == nil {
			c.Label, c.Value = run.Name, link.RunPath(run.ID)
		} else if !tradeoff.IsGone(err) {
			return v, err
		}
		v.Among = append(v.Among, c)
	}
	for _, id := range []string{"tp", "fn", "fp", "tn"} {
		count := format.Quantity(explore.CellCount(d.Point.Confusion, id))
		v.Counts = append(v.Counts, templates.CountView{ID: id, Name: explore.CellNames[id], Count: count})
	}
	return v, nil
}

// decidedMetrics returns the metrics of the decided operating point.
func decidedMetrics(e tradeoff.Experiment, d tradeoff.Decision) (list []templates.FactView) {
	for _, id := range tradeoff.DefaultMetrics() {
		estimate := explore.DecidedEstimate(d, d.Point, id)
		f := templates.FactView{ID: id, Name: explore.MetricName(id)}
		if estimate.OK {
			f.Value, f.Interval = explore.EstimateText(e, id, estimate, "95% interval ")
		} else {
			f.Reason = e.ReasonText(estimate.Reason)
		}
		list = append(list, f)
	}
	return list
}
