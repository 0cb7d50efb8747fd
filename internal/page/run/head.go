package run

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// siblingsView lists the runs beside one. at returns the address of the page of another run
// at the same state, and compared is what a comparison keeps of that state.
func (s *Pages) siblingsView(
	ctx context.Context, run tradeoff.Run, at func(tradeoff.Run) string, compared tradeoff.State,
) (templates.SiblingsView, error) {
	list, err := explore.SiblingsOf(ctx, s.explorer, run)
	if err != nil || len(list.Runs) < 2 || list.At < 0 {
		return templates.SiblingsView{}, err
	}
	runs := format.Count(len(list.Runs)) + " runs"
	if list.More {
		runs = "over " + runs
	}
	out := templates.SiblingsView{
		Label:   format.Count(list.At+1) + " of " + runs,
		All:     link.ExperimentPath(run.ExperimentID),
		More:    list.More,
		Compare: link.ComparePath,
	}
	if list.Metric != "" {
		out.Order = "By " + explore.MetricName(list.Metric) + "."
	} else {
		out.Order = "The newest first."
	}
	for i, r := range list.Runs {
		view := templates.SiblingView{ID: strconv.FormatInt(r.ID, 10), Name: r.Name, Href: at(r.Run), Shown: i == list.At}
		switch {
		case list.Metric == "":
		case r.Value.OK:
			view.Value = tradeoff.ScaleOf(list.Metric).Text(r.Value.V)
		default:
			view.Value = format.Undefined
		}
		switch i {
		case list.At - 1:
			view.Turn = "previous"
		case list.At + 1:
			view.Turn = "next"
		}
		out.Runs = append(out.Runs, view)
	}
	query := compared.Query()
	this := strconv.FormatInt(run.ID, 10)
	out.Hidden = append([]templates.Choice{{Label: "run", Value: this}}, web.HiddenFields(query)...)
	if len(list.Shared) > 0 {
		shared := list.Shared[:min(len(list.Shared), tradeoff.MaxCompared-1)]
		query.Add("run", this)
		for _, r := range shared {
			query.Add("run", strconv.FormatInt(r.ID, 10))
		}
		out.Shared = link.Address(link.ComparePath, query)
		out.Sharing = "All " + format.Count(len(list.Shared)+1) + " on this test set"
		if len(shared) < len(list.Shared) {
			out.Sharing = "The best " + strconv.Itoa(tradeoff.MaxCompared) + " on this test set"
		}
	}
	return out, nil
}

// siblings lists the runs beside the shown one. Links to them keep the policy, the tab and
// the assumptions that hold for them too; a threshold belongs to the scores of one run.
func (s *Pages) siblings(ctx context.Context, v RunView) (templates.SiblingsView, error) {
	if v.State.Meeting.On {
		return templates.SiblingsView{}, nil
	}
	compared := tradeoff.State{CostFP: v.State.CostFP, CostFN: v.State.CostFN, Prevalence: v.State.Prevalence,
		TestSet: v.State.TestSet, View: v.State.View}
	return s.siblingsView(ctx, v.Run, func(r tradeoff.Run) string {
		there := v
		there.Run = r
		return there.with(func(s *tradeoff.State) {
			s.Threshold, s.Origin, s.Axis.Zoom = nil, nil, nil
			if !slices.Contains(r.Classes, s.View.Class) && s.View.Class != "" {
				s.View.Class = ""
			}
			for _, c := range s.View.Where {
				if !slices.Contains(r.Roles.Group, c.Column) {
					s.View.Where = nil
					break
				}
			}
		})
	}, compared)
}

// head says which run the page shows.
func (v answerSection) head() templates.RunHeadView {
	here := v.with(func(s *tradeoff.State) { s.Meeting = tradeoff.Meeting{} })
	out := templates.RunHeadView{
		Experiment: v.Experiment, Run: v.Run, Name: v.Name(), Facts: v.Facts(), Meeting: v.meeting(), Decide: v.decidePath(),
		Decisions: v.decisions, Siblings: v.siblings, Report: show.ReportAddress(here, "html"),
		Part: show.PartView(v.Subject, v.with(func(s *tradeoff.State) { s.View = tradeoff.View{} })),
		Data: workspaceSection(v).tabLink(tradeoff.DetailsTab) + "#downloads",
	}
	for _, class := range v.Run.Classes {
		chip := templates.ChipView{Label: format.Shorten(class, show.MaxNameAtMark), Pressed: class == v.View.Class}
		chip.Href = v.with(func(s *tradeoff.State) { s.View.Class, s.Threshold, s.Policy = class, nil, nil })
		out.Classes = append(out.Classes, chip)
	}
	return out
}

// head says which run with many classes the page shows.
func (v ClassView) head() templates.RunHeadView {
	return templates.RunHeadView{
		Experiment: v.Experiment, Run: v.Run, Name: v.Run.Name, Facts: v.Facts(),
		Report: show.ReportAddress(v.AddressWith(func(*tradeoff.ClassState) {}, ""), "html"), Data: "#downloads",
	}
}

// classSiblings lists the runs beside one with many classes.
func (s *Pages) classSiblings(ctx context.Context, v ClassView) (templates.SiblingsView, error) {
	return s.siblingsView(ctx, v.Run, func(r tradeoff.Run) string {
		return link.Address(link.RunPath(r.ID), url.Values{})
	}, tradeoff.State{})
}
