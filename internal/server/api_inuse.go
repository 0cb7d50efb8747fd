package server

import (
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/web"
)

// An inUseJSON is what the numbers of an operating point mean where the
// classifier is used.
type inUseJSON struct {
	Threshold  calc.Number      `json:"threshold"`
	CostFP     float64          `json:"cost_fp"`
	CostFN     float64          `json:"cost_fn"`
	Prevalence calc.Value       `json:"prevalence" doc:"the share of positives there; that of the test set if nothing else is said"`
	Of1000     *frequenciesJSON `json:"of_1000,omitempty" doc:"what becomes of a thousand cases; absent if there is no such number"`
	Cost       calc.Value       `json:"expected_cost" doc:"of a case"`
	Reason     calc.Reason      `json:"reason,omitempty" doc:"why a number does not exist"`
	Metrics    evaluate.Metrics `json:"metrics" doc:"of a threshold, restated for the prevalence"`
}

// A frequenciesJSON is a confusion matrix in whole cases.
type frequenciesJSON struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	TN int `json:"tn"`
}

// getInUse answers with an operating point as it is where the classifier is used.
func (s *Server) getInUse(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.runAt)
	if err != nil {
		return err
	}
	point, err := v.PointAt(r.Context(), v.Point, v.setting().Prevalence)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, newInUseJSON(v, point.Metrics))
}

// newInUseJSON is the point of v where the classifier is used, with its metrics
// there.
func newInUseJSON(v runAt, metrics evaluate.Metrics) inUseJSON {
	setting := v.setting()
	out := inUseJSON{
		Threshold: calc.Number(v.Point.Threshold), CostFP: setting.Costs.FP, CostFN: setting.Costs.FN, Prevalence: v.Point.Prevalence(), Metrics: metrics,
	}
	if setting.Prevalence != nil {
		out.Prevalence = calc.Defined(*setting.Prevalence)
	}
	c, reason := v.inUse()
	if reason != "" {
		out.Cost = calc.Undefined(reason)
	} else {
		out.Cost = setting.Costs.Expected(c)
		if f, ok := c.NaturalFrequencies(1000); ok {
			out.Of1000 = &frequenciesJSON{f.TP, f.FP, f.FN, f.TN}
		}
	}
	out.Reason = out.Cost.Reason
	return out
}
