package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
)

// A ComparisonJSON is a comparison of several runs.
type ComparisonJSON struct {
	Baseline   int64             `json:"baseline" doc:"the id of the run that the others are compared with"`
	Lock       string            `json:"lock,omitempty" doc:"the metric that has the same value in all runs"`
	Policy     string            `json:"policy,omitempty" doc:"the policy that picked the thresholds"`
	CostFP     float64           `json:"cost_fp"`
	CostFN     float64           `json:"cost_fn"`
	Prevalence *float64          `json:"prevalence" doc:"for which metrics are restated; null: that of the test sets"`
	Runs       []comparedRunJSON `json:"runs"`
	Optimistic bool              `json:"optimistic" doc:"whether thresholds were chosen on the same rows"`
}

// A comparedRunJSON is one run of a comparison.
type comparedRunJSON struct {
	ID        int64        `json:"id"`
	Name      string       `json:"name"`
	Threshold *calc.Number `json:"threshold" doc:"null if it is undefined"`
	Reached   bool         `json:"reached" doc:"whether the locked value is met; if not, this is the closest threshold"`
	Reason    calc.Reason  `json:"reason,omitempty" doc:"why there is no threshold"`
	Cells     *cellsJSON   `json:"cells" doc:"null if there is no threshold"`

	Metrics     map[string]calc.Estimate `json:"metrics"`
	Differences map[string]calc.Estimate `json:"differences,omitempty" doc:"this run minus the baseline"`

	Pending  bool              `json:"pending,omitempty" doc:"intervals of differences are being computed; ask again"`
	Paired   bool              `json:"paired" doc:"whether its rows are paired with those of the baseline"`
	ByRow    bool              `json:"paired_by_row" doc:"rows are paired by their order, without ids"`
	Unpaired string            `json:"unpaired,omitempty" doc:"why they are not paired"`
	DeLong   *delongJSON       `json:"delong,omitempty" doc:"of the difference of AUC, this run minus the baseline"`
	McNemar  *McNemarJSON      `json:"mcnemar,omitempty" doc:"over all rows; the baseline is the first run"`
	Verdicts []explore.Verdict `json:"verdicts,omitempty"`
}

// A cellsJSON is a confusion matrix without its metrics.
type cellsJSON struct{ calc.Confusion }

// A delongJSON is DeLong's test of a difference of AUC.
type delongJSON struct {
	Difference calc.Value `json:"difference"`
	Low        calc.Value `json:"low"`
	High       calc.Value `json:"high"`
	Z          calc.Value `json:"z"`
	P          calc.Value `json:"p"`
}

// NewComparisonJSON converts a comparison.
func NewComparisonJSON(c explore.Comparison) ComparisonJSON {
	out := ComparisonJSON{Baseline: c.Runs[c.Baseline].Run.ID, Optimistic: c.Query.Optimistic()}
	w := c.Setting()
	out.CostFP, out.CostFN, out.Prevalence = w.Costs.FP, w.Costs.FN, w.Prevalence
	if l := c.Query.Lock; l != nil {
		out.Lock = l.String()
	}
	if p := c.Query.Rule(); p != nil {
		out.Policy = p.String()
	}
	verdicts := c.Verdicts()
	for i, one := range c.Runs {
		j := comparedRunJSON{
			ID: one.Run.ID, Name: one.Run.Name, Reached: !one.Unmet && one.Nowhere == "", Reason: one.Nowhere,
			Metrics: one.Estimates, Differences: one.Difference, Pending: one.Waits(),
			Paired: one.Paired != nil, Unpaired: one.Unpaired, Verdicts: verdicts[i],
		}
		if one.Nowhere == "" {
			t, cells := calc.Number(one.Point.Threshold), cellsJSON{one.Point.Confusion}
			j.Threshold, j.Cells = &t, &cells
		}
		if one.Paired != nil {
			j.ByRow = one.Paired.ByRow
			if d := one.Delong; d != nil {
				j.DeLong = &delongJSON{d.Difference, d.Low, d.High, d.Z, d.P}
			}
			if one.Joint != (calc.Joint{}) {
				j.McNemar = NewMcNemarJSON(one.Joint.Right())
			}
		}
		out.Runs = append(out.Runs, j)
	}
	return out
}

// A McNemarJSON is McNemar's test of whether two runs err equally often.
type McNemarJSON struct {
	OnlyFirstRight  int      `json:"only_first_right"`
	OnlySecondRight int      `json:"only_second_right"`
	ExactP          *float64 `json:"exact_p"`
	MidP            *float64 `json:"mid_p" doc:"less conservative; null if the two never disagree"`
	Chi2P           *float64 `json:"chi2_continuity_p,omitempty"`
}

// NewMcNemarJSON converts a test. A p that is undefined becomes nil.
func NewMcNemarJSON(t calc.McNemar) *McNemarJSON {
	return &McNemarJSON{
		OnlyFirstRight: t.OnlyA, OnlySecondRight: t.OnlyB,
		ExactP: explore.NumberOrNil(t.ExactP), MidP: explore.NumberOrNil(t.MidP), Chi2P: explore.NumberOrNil(t.Chi2CCP),
	}
}
