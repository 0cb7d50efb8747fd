package server

import (
	"fmt"
	"net/http"
	"strings"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A threshold that was chosen on one run is judged fairly on another one: its
// page names the run in the address, and says what that means for its numbers.

func (v runView) originView() *templates.OriginView {
	o := v.Origin
	if o == nil {
		return nil
	}
	out := &templates.OriginView{Threshold: v.Text, How: o.How(), Said: o.Said(v.Subject, v.Experiment), Name: o.Name()}
	if v.State.Meeting.Blind {
		out.Name = "another run"
	} else if o.ChosenOn != nil {
		there := v
		there.Run = *o.ChosenOn
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
	if v.Origin == nil {
		return nil
	}
	out := &templates.OriginData{Run: v.Origin.Run}
	if p := v.Origin.Policy; p != nil {
		out.Policy = p.String()
	}
	out.Part = v.Origin.View.Key()
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

func newOriginJSON(o *explore.ThresholdOrigin, of explore.Subject, e tradeoff.Experiment) *originJSON {
	out := &originJSON{Run: o.Run, Part: o.View.Key(), Said: o.Said(of, e)}
	if o.Policy != nil {
		out.Policy = o.Policy.String()
	}
	if shares, known := o.SharesRows(of); known {
		out.Optimistic = &shares
	}
	if o.ChosenOn != nil {
		same := o.ChosenOn.ScoreKind == of.Run.ScoreKind
		out.SameKind = &same
	}
	return out
}

// otherRunsPerPage is how many other runs a page of their list has.
const otherRunsPerPage = 100

func (v runView) elsewhereView(list []tradeoff.Run) templates.ElsewhereView {
	out := templates.ElsewhereView{Threshold: v.Text, Offered: v.Offers(), Runs: v.otherViews(list), Upload: fmt.Sprintf("/experiments/%d", v.Run.ExperimentID)}
	out.All = link.Address(v.path("/elsewhere"), v.State.Query())
	if v.State.Meeting.Blind { // other runs have names
		out.Runs, out.Upload = nil, ""
	}
	return out
}

// otherViews says of each run what the threshold would be worth there.
func (v runView) otherViews(list []tradeoff.Run) []templates.OtherRunView {
	here := explore.ThresholdOrigin{Origin: tradeoff.Origin{Run: v.Run.ID, View: v.View}, ChosenOn: &v.Run}
	if v.Origin != nil {
		here = *v.Origin
	}
	state := v.Elsewhere()
	out := make([]templates.OtherRunView, len(list))
	for i, run := range list {
		out[i] = templates.OtherRunView{
			Name: run.Name, Href: link.RunPath(run.ID) + "?" + state.Query().Encode(),
			Facts: fmt.Sprintf("%s %s", format.Count(run.N), explore.Units(v.Experiment, run.N)),
		}
		if shares, _ := here.SharesRows(explore.Subject{Run: run}); shares {
			out[i].Notes = append(out[i].Notes, "same test set: still optimistic")
		}
		if here.ChosenOn != nil && here.ChosenOn.ScoreKind != run.ScoreKind {
			out[i].Notes = append(out[i].Notes, "its scores are "+explore.KindWords[run.ScoreKind])
		}
	}
	return out
}

// elsewherePage lists the runs to which a run's threshold can be applied.
func (s *Server) elsewherePage(w http.ResponseWriter, r *http.Request) error {
	at, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	v := runView{RunAt: at}
	if v.Origin, err = s.explorer.OriginOf(r.Context(), v.State); err != nil {
		return err
	}
	search := strings.TrimSpace(r.URL.Query().Get("search"))
	list, next, err := s.explorer.OtherRuns(r.Context(), at, search, r.URL.Query().Get("cursor"), otherRunsPerPage)
	if err != nil {
		return err
	}
	page := templates.ElsewherePageView{
		Page: web.NewPage(r, "Another run", "experiments"), Experiment: v.Experiment, Run: v.Run, Threshold: v.Text,
		Back: v.with(func(*tradeoff.State) {}), Action: v.path("/elsewhere"), Hidden: web.HiddenFields(v.State.Query()),
		Lead:   "What is it worth on rows that it was not chosen on?",
		Search: search, Runs: v.otherViews(list), Upload: fmt.Sprintf("/experiments/%d", v.Run.ExperimentID),
	}
	if o := v.Origin; o != nil {
		page.Lead = fmt.Sprintf("It was chosen on %s %s. ", o.Name(), o.How()) + page.Lead
	} else if v.Offers() {
		page.Lead = fmt.Sprintf("It was chosen %s. ", explore.ThresholdOrigin{Origin: *v.Elsewhere().Origin}.How()) + page.Lead
	}
	if next != "" {
		q := v.State.Query()
		for name, value := range map[string]string{"search": search, "cursor": next} {
			if value != "" {
				q.Set(name, value)
			}
		}
		page.Next = link.Address(v.path("/elsewhere"), q)
	}
	return web.Page(w, r, http.StatusOK, templates.ElsewherePage(page))
}
