package show

import (
	"fmt"
	"net/url"

	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

func DecisionLink(id int64) *templates.Choice {
	if id == 0 {
		return nil
	}
	return &templates.Choice{Label: fmt.Sprintf("decision %d", id), Value: link.DecisionPath(id)}
}

// decisionLinks lists decisions as links.
func DecisionLinks(decisions []tradeoff.Decision) (list []templates.Choice) {
	for _, d := range decisions {
		list = append(list, templates.Choice{
			Label: fmt.Sprintf("%s, %s", explore.ThresholdText(d), d.CreatedAt.Format("2 January 2006")), Value: link.DecisionPath(d.ID),
		})
	}
	return list
}

// retestView shows what d is worth on a later run.
func RetestView(t explore.Retest, e tradeoff.Experiment, d tradeoff.Decision) templates.RetestView {
	q := make(url.Values)
	d.View().Add(q)
	q.Set("threshold", tradeoff.ThresholdText(d.Point.Threshold))
	v := templates.RetestView{
		Run: templates.Choice{Label: t.Run.Name, Value: link.Address(link.RunPath(t.Run.ID), q)}, Said: t.Sentence(e, d),
	}
	switch {
	case t.Replaces:
		v.Note = "in the place of the run that was decided upon:"
	case t.SameTestSet:
		v.Note = "on the same test set:"
	default:
		v.Note = "on another test set:"
	}
	return v
}
