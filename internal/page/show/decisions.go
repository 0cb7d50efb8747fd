package show

import (
	"fmt"
	"net/url"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// DecisionLink returns the link to a decision; nil if id is 0.
func DecisionLink(id int64) *templates.Choice {
	if id == 0 {
		return nil
	}
	return &templates.Choice{Label: fmt.Sprintf("decision %d", id), Value: link.DecisionPath(id)}
}

// DecisionLinks returns links to decisions, with their thresholds and days.
func DecisionLinks(decisions []tradeoff.Decision) (list []templates.Choice) {
	for _, d := range decisions {
		list = append(list, templates.Choice{
			Label: explore.ThresholdText(d) + ", " + d.CreatedAt.Format("2 January 2006"), Value: link.DecisionPath(d.ID),
		})
	}
	return list
}

// RetestView shows how d performs on a later run.
func RetestView(t explore.Retest, e tradeoff.Experiment, d tradeoff.Decision) templates.RetestView {
	q := make(url.Values)
	d.View().Add(q)
	q.Set("threshold", tradeoff.ThresholdText(d.Point.Threshold))
	v := templates.RetestView{
		Run: templates.Choice{Label: t.Run.Name, Value: link.Address(link.RunPath(t.Run.ID), q)}, Said: t.Sentence(e, d),
	}
	switch {
	case t.Replaces:
		v.Note = "in place of the run of the decision:"
	case t.SameTestSet:
		v.Note = "on the same test set:"
	default:
		v.Note = "on another test set:"
	}
	return v
}
