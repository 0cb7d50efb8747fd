package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
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

type decisionsJSON struct {
	Decisions []shape.DecisionJSON `json:"decisions"`
	Next      string               `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
}

type decisionDetailJSON struct {
	shape.DecisionJSON
	Retests []retestJSON `json:"retests" doc:"the same threshold on later runs of the experiment, the newest first"`
}

type retestJSON struct {
	Run      tradeoff.DecidedRun     `json:"run"`
	TestSet  bool                    `json:"same_test_set" doc:"whether it has the test set of the decided run"`
	Replaces bool                    `json:"replaces" doc:"whether it is in that run's place"`
	Point    *shape.DecidedPointJSON `json:"point,omitempty"`
	Reason   string                  `json:"reason,omitempty" doc:"why there is no point"`
	Said     string                  `json:"said" doc:"the same in words"`
}

// postDecision records a decision on the run that the path names at the state
// that the query asks for.
func (s decisionAPI) postDecision(w http.ResponseWriter, r *http.Request) error {
	var f DecisionFields
	if err := web.ReadJSON(r, &f); err != nil {
		return err
	}
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	d := v.NewDecision()
	d.Who, d.Why, d.Dissent, d.Corrects = f.Who, f.Why, f.Dissent, f.Corrects
	d.Among = explore.ChosenAmong(v.Run.ID, f.Among)
	if err := s.explorer.CreateDecision(r.Context(), &d); err != nil {
		return err
	}
	return web.Created(w, r, shape.NewDecisionJSON(r.Context(), d), link.APIPath+link.DecisionPath(d.ID))
}

func (s decisionAPI) listDecisions(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, s.explorer.AnyExperiment) // decisions stay when it is deleted
	if err != nil {
		return err
	}
	q := newQuery(r)
	filter := source.DecisionFilter{
		ExperimentID: e.ID, Uncorrected: q.values.Get("standing") == "1",
		Limit: q.integer("limit"), Cursor: q.values.Get("cursor"),
	}
	if q.err != nil {
		return q.err
	}
	list, next, err := s.explorer.Decisions(r.Context(), filter)
	if err != nil {
		return err
	}
	out := decisionsJSON{Decisions: []shape.DecisionJSON{}, Next: next}
	for _, d := range list {
		out.Decisions = append(out.Decisions, shape.NewDecisionJSON(r.Context(), d))
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s decisionAPI) getDecision(w http.ResponseWriter, r *http.Request) error {
	found, err := web.Named(r, s.explorer.DecisionLog.WithExperiment)
	if err != nil {
		return err
	}
	d, e := found.Decision, found.Experiment
	live, err := s.explorer.DecisionLog.CurrentRun(r.Context(), d.Run.ID)
	if err != nil {
		return err
	}
	list, err := s.explorer.DecisionLog.RetestAll(r.Context(), d, live)
	if err != nil {
		return err
	}
	out := decisionDetailJSON{DecisionJSON: shape.NewDecisionJSON(r.Context(), d), Retests: []retestJSON{}}
	for _, t := range list {
		one := retestJSON{
			Run:     tradeoff.DecidedRun{ID: t.Run.ID, Name: t.Run.Name},
			TestSet: t.SameTestSet, Replaces: t.Replaces, Reason: t.Reason,
			Said: t.Sentence(e, d),
		}
		if t.Reason == "" {
			point := shape.DecidedPointJSON{Point: evaluate.ClosedPoint(t.Point, d.Setting.Prevalence)}
			one.Point = &point
		}
		out.Retests = append(out.Retests, one)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
