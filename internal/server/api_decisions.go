package server

import (
	"context"
	"net/http"
	"time"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// The DecisionFields are what a client says of a decision; the state that it is
// about stands in the query.
type DecisionFields struct {
	Who      string  `json:"who" minLength:"1" maxLength:"200" pattern:"\\S" doc:"who decided"`
	Why      string  `json:"why" minLength:"1" maxLength:"4000" pattern:"\\S"`
	Dissent  string  `json:"dissent" maxLength:"4000" doc:"who sees it otherwise, and why"`
	Corrects int64   `json:"corrects" minimum:"0" doc:"the id of the decision that this one corrects; 0 if none"`
	Among    []int64 `json:"among" doc:"the ids of the other runs that it was chosen among"`
}

// A DecisionJSON is a decision as the API writes it.
type DecisionJSON struct {
	ID           int64                 `json:"id"`
	ExperimentID int64                 `json:"experiment_id"`
	Run          tradeoff.DecidedRun   `json:"run" doc:"with the name that it had"`
	Among        []tradeoff.DecidedRun `json:"among" doc:"the other runs that it was chosen among"`
	Policy       string                `json:"policy,omitempty" doc:"that chose the threshold; absent if it was chosen by hand"`
	CostFP       float64               `json:"cost_fp"`
	CostFN       float64               `json:"cost_fn"`
	Prevalence   *float64              `json:"prevalence" doc:"where it is to be used; null: that of the test set"`
	Point        decidedPointJSON      `json:"point" doc:"what was on the screen"`
	Who          string                `json:"who"`
	Why          string                `json:"why"`
	Dissent      string                `json:"dissent"`
	Corrects     int64                 `json:"corrects,omitempty" doc:"the decision that it corrects"`
	CorrectedBy  int64                 `json:"corrected_by,omitempty" doc:"the decision that corrects it; absent while it stands"`
	CreatedAt    time.Time             `json:"created_at"`
	URL          string                `json:"url" doc:"path of its page"`
	Page         string                `json:"page" doc:"path and query that show what was agreed on"`
}

// A decidedPointJSON is an operating point, its metrics as they are where the
// classifier is to be used.
type decidedPointJSON struct{ evaluate.Point }

type decisionsJSON struct {
	Decisions []DecisionJSON `json:"decisions"`
	Next      string         `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
}

type decisionDetailJSON struct {
	DecisionJSON
	Retests []retestJSON `json:"retests" doc:"the same threshold on the runs that have come to the experiment since, the newest first"`
}

type retestJSON struct {
	Run      tradeoff.DecidedRun `json:"run"`
	TestSet  bool                `json:"same_test_set" doc:"whether it has the test set of the run that was decided upon"`
	Replaces bool                `json:"replaces" doc:"whether it is in that run's place"`
	Point    *decidedPointJSON   `json:"point,omitempty"`
	Reason   string              `json:"reason,omitempty" doc:"why there is no point"`
	Said     string              `json:"said" doc:"the same in words"`
}

func newDecisionJSON(ctx context.Context, d tradeoff.Decision) DecisionJSON {
	out := DecisionJSON{
		ID: d.ID, ExperimentID: d.ExperimentID, Run: d.Run, Among: append([]tradeoff.DecidedRun{}, d.Among...),
		CostFP: d.Setting.Costs.FP, CostFN: d.Setting.Costs.FN, Prevalence: d.Setting.Prevalence, Point: decidedPointJSON{evaluate.ClosedPoint(d.Point, d.Setting.Prevalence)},
		Who: d.Who, Why: d.Why, Dissent: d.Dissent, Corrects: d.Corrects, CorrectedBy: d.CorrectedBy, CreatedAt: d.CreatedAt,
		URL: link.To(ctx, decisionPath(d.ID)), Page: link.To(ctx, d.Page),
	}
	if d.Policy != nil {
		out.Policy = d.Policy.String()
	}
	return out
}

// postDecision records a decision on the run that the path names at the state
// that the query asks for.
func (s *Server) postDecision(w http.ResponseWriter, r *http.Request) error {
	var f DecisionFields
	if err := web.ReadJSON(r, &f); err != nil {
		return err
	}
	v, err := web.At(r, s.runAt)
	if err != nil {
		return err
	}
	d := v.decisionOn()
	d.Who, d.Why, d.Dissent, d.Corrects = f.Who, f.Why, f.Dissent, f.Corrects
	d.Among = chosenAmong(v.Run.ID, f.Among)
	if err := s.explorer.CreateDecision(r.Context(), &d); err != nil {
		return err
	}
	return web.Created(w, r, newDecisionJSON(r.Context(), d), apiPath+decisionPath(d.ID))
}

func (s *Server) listDecisions(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, s.explorer.Experiment)
	if err != nil {
		return err
	}
	q := newQuery(r)
	filter := source.DecisionFilter{ExperimentID: e.ID, Standing: q.values.Get("standing") == "1", Limit: q.integer("limit"), Cursor: q.values.Get("cursor")}
	if q.err != nil {
		return q.err
	}
	list, next, err := s.explorer.Decisions(r.Context(), filter)
	if err != nil {
		return err
	}
	out := decisionsJSON{Decisions: []DecisionJSON{}, Next: next}
	for _, d := range list {
		out.Decisions = append(out.Decisions, newDecisionJSON(r.Context(), d))
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s *Server) getDecision(w http.ResponseWriter, r *http.Request) error {
	found, err := web.Named(r, s.decisionOf)
	if err != nil {
		return err
	}
	d, e := found.Decision, found.experiment
	live, err := s.liveRun(r.Context(), d.Run.ID)
	if err != nil {
		return err
	}
	list, err := s.retests(r.Context(), d, live)
	if err != nil {
		return err
	}
	out := decisionDetailJSON{DecisionJSON: newDecisionJSON(r.Context(), d), Retests: []retestJSON{}}
	for _, t := range list {
		one := retestJSON{
			Run: tradeoff.DecidedRun{ID: t.run.ID, Name: t.run.Name}, TestSet: t.sameTests, Replaces: t.replaces, Reason: t.reason,
			Said: t.sentence(e, d),
		}
		if t.reason == "" {
			point := decidedPointJSON{evaluate.ClosedPoint(t.point, d.Setting.Prevalence)}
			one.Point = &point
		}
		out.Retests = append(out.Retests, one)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
