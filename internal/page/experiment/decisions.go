package experiment

import (
	"context"
	"fmt"
	"net/url"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// Decisions in one page of a list, and later runs shown with each.
const (
	retestsInList = 3
)

// decisionRows lists the decisions of an experiment with their worth on later
// runs.
func (s *Pages) decisionRows(
	ctx context.Context, e tradeoff.Experiment, cursor string,
) (v templates.DecisionsView, err error) {
	filter := source.DecisionFilter{ExperimentID: e.ID, Limit: explore.DecisionsPerPage, Cursor: cursor}
	list, next, err := s.explorer.Decisions(ctx, filter)
	if err != nil {
		return v, err
	}
	runs, err := s.explorer.DecisionLog.LaterRunsOf(ctx, e.ID, list)
	if err != nil {
		return v, err
	}
	for _, d := range list {
		row := templates.DecisionRow{
			Href: link.DecisionPath(d.ID), Title: explore.DecisionTitle(d), Date: d.CreatedAt.Format("2006-01-02"),
			Who: d.Who, Why: d.Why, Corrected: d.CorrectedBy != 0,
		}
		if !row.Corrected {
			live, err := s.explorer.DecisionLog.CurrentRun(ctx, d.Run.ID)
			if err != nil {
				return v, err
			}
			later := explore.PlanRetests(d, live, runs)
			row.More = max(0, len(later)-retestsInList)
			for _, t := range later[:len(later)-row.More] {
				if err := s.explorer.DecisionLog.RetestOn(ctx, d, &t); err != nil {
					return v, err
				}
				row.Retests = append(row.Retests, show.RetestView(t, explore.ReadableExperiment(e.In(d.View())), d))
			}
		}
		v.Rows = append(v.Rows, row)
	}
	if next != "" {
		v.Next = link.Address(fmt.Sprintf("/experiments/%d", e.ID), url.Values{"decisions": {next}}) + "#decisions"
	}
	return v, nil
}
