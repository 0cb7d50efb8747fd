package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
)

type ComparisonJSON struct {
	Baseline   int64             `json:"baseline" doc:"the id of the run that the others are compared with"`
	Lock       string            `json:"lock,omitempty" doc:"what is the same in all runs"`
	Policy     string            `json:"policy,omitempty" doc:"that found each run's threshold"`
	CostFP     float64           `json:"cost_fp"`
	CostFN     float64           `json:"cost_fn"`
	Prevalence *float64          `json:"prevalence" doc:"for which the metrics of the runs at their thresholds are restated; null for that of the test sets"`
	Runs       []comparedRunJSON `json:"runs"`
	Optimist   bool              `json:"optimistic" doc:"the thresholds were chosen on the rows that they are judged on"`
}

type comparedRunJSON struct {
	ID          int64                    `json:"id"`
	Name        string                   `json:"name"`
	Threshold   *calc.Number             `json:"threshold" doc:"null if what is asked for is undefined"`
	Reached     bool                     `json:"reached" doc:"whether the locked value is kept; if not, the threshold that comes closest stands"`
	Reason      calc.Reason              `json:"reason,omitempty" doc:"why there is no threshold"`
	Cells       *cellsJSON               `json:"cells" doc:"null if there is no threshold"`
	Metrics     map[string]calc.Estimate `json:"metrics"`
	Differences map[string]calc.Estimate `json:"differences,omitempty" doc:"this run minus the baseline"`
	Pending     bool                     `json:"pending,omitempty" doc:"intervals of differences take longer: ask again"`
	Paired      bool                     `json:"paired" doc:"whether its rows stand beside those of the baseline"`
	ByRow       bool                     `json:"paired_by_row" doc:"they are paired by their order, for want of ids"`
	Unpaired    string                   `json:"unpaired,omitempty" doc:"why they are not paired"`
	DeLong      *delongJSON              `json:"delong,omitempty" doc:"of the difference of AUC, this run minus the baseline"`
	McNemar     *McnemarJSON             `json:"mcnemar,omitempty" doc:"over all rows, the baseline being the first"`
	Verdicts    []explore.Verdict        `json:"verdicts,omitempty"`
}

// A cellsJSON is a confusion matrix without its metrics.
type cellsJSON struct{ calc.Confusion }

type delongJSON struct {
	Difference calc.Value `json:"difference"`
	Low        calc.Value `json:"low"`
	High       calc.Value `json:"high"`
	Z          calc.Value `json:"z"`
	P          calc.Value `json:"p"`
}

func NewComparisonJSON(c explore.Comparison) ComparisonJSON {
	out := ComparisonJSON{Baseline: c.Runs[c.Baseline].Run.ID, Optimist: c.Query.Optimistic()}
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
		j := comparedRunJSON{ID: one.Run.ID, Name: one.Run.Name, Reached: !one.Unmet && one.Undefined == "", Reason: one.Undefined, Metrics: one.Estimates,
			Differences: one.Differences, Pending: one.AnyPending(), Paired: one.Paired != nil, Unpaired: one.UnpairedReason, Verdicts: verdicts[i]}
		if one.Undefined == "" {
			t, cells := calc.Number(one.Point.Threshold), cellsJSON{one.Point.Confusion}
			j.Threshold, j.Cells = &t, &cells
		}
		if one.Paired != nil {
			j.ByRow = one.Paired.ByRow
			if d := one.DeLong; d != nil {
				j.DeLong = &delongJSON{d.Difference, d.Low, d.High, d.Z, d.P}
			}
			if one.Joint != (calc.Joint{}) {
				t := one.Joint.Right()
				j.McNemar = NewMcNemarJSON(t)
			}
		}
		out.Runs = append(out.Runs, j)
	}
	return out
}

// A McnemarJSON is a test of whether the two runs err equally often.
type McnemarJSON struct {
	OnlyFirstRight  int      `json:"only_first_right"`
	OnlySecondRight int      `json:"only_second_right"`
	ExactP          *float64 `json:"exact_p"`
	MidP            *float64 `json:"mid_p" doc:"the same test, less conservative; null where the two differ on no row"`
	Chi2P           *float64 `json:"chi2_continuity_p,omitempty"`
}

func NewMcNemarJSON(t calc.McNemar) *McnemarJSON {
	return &McnemarJSON{t.OnlyA, t.OnlyB, explore.NilIfUndefined(t.ExactP), explore.NilIfUndefined(t.MidP), explore.NilIfUndefined(t.Chi2CCP)}
}
