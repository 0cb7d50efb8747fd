package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A threshold that was chosen on one run is judged fairly on another one: its
// page names the run in the address, and says what that means for its numbers.

// An origin is where the threshold of a state was chosen.
type origin struct {
	tradeoff.Origin
	run *tradeoff.Run // nil if it is gone
}

// originOf finds the run on which the state's threshold was chosen; nil if the
// state names none.
func (s *Server) originOf(ctx context.Context, state tradeoff.State) (*origin, error) {
	if state.Origin == nil {
		return nil, nil
	}
	o := &origin{Origin: *state.Origin}
	run, err := s.store.Run(ctx, o.Run)
	if err == nil {
		o.run = &run
	} else if !tradeoff.IsGone(err) {
		return nil, err
	}
	return o, nil
}

// sharesRows reports whether rows were among those that the threshold was
// chosen on. known is false if that cannot be told.
func (o origin) sharesRows(of subject) (shares, known bool) {
	switch {
	case o.run == nil:
		return false, false
	case o.Run == of.Run.ID:
		return !o.View.Disjoint(of.View), true
	case o.run.TestSetDigest == "" || of.Run.TestSetDigest == "":
		return false, false
	}
	return o.run.TestSetDigest == of.Run.TestSetDigest, true
}

// said says what it means for the numbers of rows that the threshold comes from
// there.
func (o origin) said(of subject, e tradeoff.Experiment) string {
	shares, known := o.sharesRows(of)
	s := ""
	switch {
	case o.run == nil:
		s = "That run is gone, so it cannot be told whether the numbers here are optimistic."
	case !known:
		s = "Ids repeat in one of the two runs, so it cannot be told whether they share their " + e.UnitPlural + ": if they do, the numbers here are optimistic."
	case o.Run == of.Run.ID && !shares:
		s = "The rows here are others, so the numbers here are not optimistic."
	case o.Run == of.Run.ID && o.View.Key() == of.View.Key():
		s = "Those are these very rows, so the numbers here are optimistic."
	case o.Run == of.Run.ID:
		s = "That is this very run, so the numbers here are optimistic."
	case shares && of.Run.Roles.ID == "":
		s = "Both runs have the same test set, by the order of its rows, so the numbers here are still optimistic."
	case shares:
		s = "Both runs have the same test set, so the numbers here are still optimistic."
	default:
		s = "The test set here is another one, so the numbers here are not optimistic, as long as no " + e.UnitSingular + " is in both."
	}
	if o.run != nil && o.run.ScoreKind != of.Run.ScoreKind {
		s += fmt.Sprintf(" Scores there are %s and here %s: one threshold does not mean the same in both.", kindWords[o.run.ScoreKind], kindWords[of.Run.ScoreKind])
	}
	return s
}

var kindWords = map[calc.Kind]string{
	calc.Probability: "probabilities", calc.Logit: "logits", calc.Score: "numbers without a scale of their own",
}

// name is what the run, or its part, on which it was chosen is called.
func (o origin) name() string {
	if o.run == nil {
		return fmt.Sprintf("run %d", o.Run)
	}
	there := subject{explore.Subject{View: o.View}}
	name := format.Isolate(format.Shorten(o.run.Name, roomInSentence))
	if !o.View.Whole() {
		name += " · " + there.words()
	}
	return name
}

// how says in a few words how the threshold was chosen.
func (o origin) how() string {
	if o.Policy == nil {
		return "by hand"
	}
	return "by " + tradeoff.PolicyName(*o.Policy)
}

func (v runView) originView() *templates.OriginView {
	o := v.origin
	if o == nil {
		return nil
	}
	out := &templates.OriginView{Threshold: v.Text, How: o.how(), Said: o.said(v.subject, v.experiment), Name: o.name()}
	if v.state.Meeting.Blind {
		out.Name = "another run"
	} else if o.run != nil {
		there := v
		there.Run = *o.run
		out.Href = there.with(func(s *tradeoff.State) {
			if s.Policy = o.Policy; s.Policy != nil {
				s.Threshold = nil
			}
			s.Origin, s.View = nil, o.View
		})
	}
	return out
}

func (v runView) originData() *templates.OriginData {
	if v.origin == nil {
		return nil
	}
	out := &templates.OriginData{Run: v.origin.Run}
	if p := v.origin.Policy; p != nil {
		out.Policy = p.String()
	}
	out.Part = v.origin.View.Key()
	return out
}

// An originJSON says where a threshold was chosen.
type originJSON struct {
	Run        int64  `json:"run" doc:"the run on which it was chosen"`
	Part       string `json:"part,omitempty" doc:"the part of that run, as in the query"`
	Policy     string `json:"policy,omitempty" doc:"the policy that chose it; absent if it was chosen by hand"`
	Optimistic *bool  `json:"optimistic" doc:"whether it was chosen on rows of this test set, so that the numbers here are optimistic; null if it cannot be told"`
	SameKind   *bool  `json:"same_score_kind" doc:"whether the scores of both are of one kind; null if that run is gone"`
	Said       string `json:"said" doc:"the same in words"`
}

func (o *origin) json(of subject, e tradeoff.Experiment) *originJSON {
	out := &originJSON{Run: o.Run, Part: o.View.Key(), Said: o.said(of, e)}
	if o.Policy != nil {
		out.Policy = o.Policy.String()
	}
	if shares, known := o.sharesRows(of); known {
		out.Optimistic = &shares
	}
	if o.run != nil {
		same := o.run.ScoreKind == of.Run.ScoreKind
		out.SameKind = &same
	}
	return out
}

// elsewhere returns the state in which another run is looked at: whole, at the
// threshold that is shown, with where that was chosen unless it is the default one.
func (v runView) elsewhere() tradeoff.State {
	state := v.state
	state.Policy, state.Threshold = nil, &v.Point.Threshold
	state.View = tradeoff.View{Class: v.View.Class}
	switch {
	case v.state.Threshold != nil && v.state.Origin != nil: // it was chosen there, and is passed on
	case v.state.Threshold != nil || v.Chosen:
		state.Origin = &tradeoff.Origin{Run: v.Run.ID, View: v.View, Policy: v.state.Policy}
	}
	return state
}

// offers reports whether the threshold that is shown is worth trying on another
// run: it was chosen, and what it was to reach is reached.
func (v runView) offers() bool {
	return v.state.Threshold != nil || v.Chosen && v.Choice.Reached
}

// otherRunsPerPage is how many other runs a page of their list has.
const otherRunsPerPage = 100

// others lists other runs of the experiment and of the same task, the newest
// first.
func (s *Server) others(ctx context.Context, v runView, search, cursor string, limit int) (list []tradeoff.Run, next string, err error) {
	return s.store.PlainRuns(ctx, store.RunFilter{
		ExperimentID: v.Run.ExperimentID, Task: v.Run.Task, But: v.Run.ID, Search: search, Cursor: cursor, Limit: limit,
	})
}

func (v runView) elsewhereView(list []tradeoff.Run) templates.ElsewhereView {
	out := templates.ElsewhereView{Threshold: v.Text, Offered: v.offers(), Runs: v.otherViews(list), Upload: fmt.Sprintf("/experiments/%d", v.Run.ExperimentID)}
	out.All = addressed(v.path("/elsewhere"), v.state.Query())
	if v.state.Meeting.Blind { // other runs have names
		out.Runs, out.Upload = nil, ""
	}
	return out
}

// otherViews says of each run what the threshold would be worth there.
func (v runView) otherViews(list []tradeoff.Run) []templates.OtherRunView {
	here := origin{Origin: tradeoff.Origin{Run: v.Run.ID, View: v.View}, run: &v.Run}
	if v.origin != nil {
		here = *v.origin
	}
	state := v.elsewhere()
	out := make([]templates.OtherRunView, len(list))
	for i, run := range list {
		out[i] = templates.OtherRunView{
			Name: run.Name, Href: runPath(run.ID) + "?" + state.Query().Encode(),
			Facts: fmt.Sprintf("%s %s", format.Count(run.N), units(v.experiment, run.N)),
		}
		if shares, _ := here.sharesRows(subject{explore.Subject{Run: run}}); shares {
			out[i].Notes = append(out[i].Notes, "same test set: still optimistic")
		}
		if here.run != nil && here.run.ScoreKind != run.ScoreKind {
			out[i].Notes = append(out[i].Notes, "its scores are "+kindWords[run.ScoreKind])
		}
	}
	return out
}

// elsewherePage lists the runs to which a run's threshold can be applied.
func (s *Server) elsewherePage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.runAt(r)
	if err != nil {
		return err
	}
	if v.origin, err = s.originOf(r.Context(), v.state); err != nil {
		return err
	}
	search := strings.TrimSpace(r.URL.Query().Get("search"))
	list, next, err := s.others(r.Context(), v, search, r.URL.Query().Get("cursor"), otherRunsPerPage)
	if err != nil {
		return err
	}
	page := templates.ElsewherePageView{
		Page: web.NewPage(r, "Another run", "experiments"), Experiment: v.experiment, Run: v.Run, Threshold: v.Text,
		Back: v.with(func(*tradeoff.State) {}), Action: v.path("/elsewhere"), Hidden: web.HiddenFields(v.state.Query()),
		Lead:   "What is it worth on rows that it was not chosen on?",
		Search: search, Runs: v.otherViews(list), Upload: fmt.Sprintf("/experiments/%d", v.Run.ExperimentID),
	}
	if o := v.origin; o != nil {
		page.Lead = fmt.Sprintf("It was chosen on %s %s. ", o.name(), o.how()) + page.Lead
	} else if v.offers() {
		page.Lead = fmt.Sprintf("It was chosen %s. ", origin{Origin: *v.elsewhere().Origin}.how()) + page.Lead
	}
	if next != "" {
		q := v.state.Query()
		for name, value := range map[string]string{"search": search, "cursor": next} {
			if value != "" {
				q.Set(name, value)
			}
		}
		page.Next = addressed(v.path("/elsewhere"), q)
	}
	return web.Page(w, r, http.StatusOK, templates.ElsewherePage(page))
}
