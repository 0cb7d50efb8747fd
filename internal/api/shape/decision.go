package shape

import (
	"context"
	"time"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

// A DecisionJSON is a decision on a run at a threshold.
type DecisionJSON struct {
	ID           int64                 `json:"id"`
	ExperimentID int64                 `json:"experiment_id"`
	Run          tradeoff.DecidedRun   `json:"run" doc:"with its name on that day"`
	Among        []tradeoff.DecidedRun `json:"among" doc:"the other runs to choose from"`
	Policy       string                `json:"policy,omitempty" doc:"that chose the threshold; absent if set manually"`
	CostFP       float64               `json:"cost_fp"`
	CostFN       float64               `json:"cost_fn"`
	Prevalence   *float64              `json:"prevalence" doc:"in deployment; null: that of the test set"`
	Point        DecidedPointJSON      `json:"point" doc:"the operating point on that day"`
	Who          string                `json:"who"`
	Why          string                `json:"why"`
	Dissent      string                `json:"dissent"`
	Corrects     int64                 `json:"corrects,omitempty" doc:"the id of the decision that it corrects"`
	CorrectedBy  int64                 `json:"corrected_by,omitempty" doc:"the id of the decision that corrects it"`
	CreatedAt    time.Time             `json:"created_at"`
	URL          string                `json:"url" doc:"path of its page"`
	Page         string                `json:"page" doc:"path and query of the page with the decided state"`
}

// A DecidedPointJSON is an operating point with its metrics in deployment.
type DecidedPointJSON struct{ evaluate.Point }

// NewDecisionJSON converts a decision.
func NewDecisionJSON(ctx context.Context, d tradeoff.Decision) DecisionJSON {
	out := DecisionJSON{
		ID: d.ID, ExperimentID: d.ExperimentID, Run: d.Run, Among: append([]tradeoff.DecidedRun{}, d.Among...),
		CostFP: d.Setting.Costs.FP, CostFN: d.Setting.Costs.FN, Prevalence: d.Setting.Prevalence,
		Point: DecidedPointJSON{evaluate.ClosedPoint(d.Point, d.Setting.Prevalence)},
		Who:   d.Who, Why: d.Why, Dissent: d.Dissent,
		Corrects: d.Corrects, CorrectedBy: d.CorrectedBy, CreatedAt: d.CreatedAt,
		URL: link.To(ctx, link.DecisionPath(d.ID)), Page: link.To(ctx, d.Page),
	}
	if d.Policy != nil {
		out.Policy = d.Policy.String()
	}
	return out
}
