package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
)

// A ComparisonJSON is a comparison of runs, each at its threshold.
type ComparisonJSON struct {
	Baseline   int64             `json:"baseline" doc:"the id of the run that the others are compared with"`
	Lock       string            `json:"lock,omitempty" doc:"what is equal in all runs"`
	Policy     string            `json:"policy,omitempty" doc:"that found each run's threshold"`
	CostFP     float64           `json:"cost_fp"`
	CostFN     float64           `json:"cost_fn"`
	Prevalence *float64          `json:"prevalence" doc:"in deployment; null: that of the test sets"`
	Runs       []comparedRunJSON `json:"runs"`
	Optimistic bool              `json:"optimistic" doc:"the thresholds were chosen on the rows that they are judged on"`
}

// A comparedRunJSON is one run of a comparison.
type comparedRunJSON struct {
	ID          int64                    `json:"id"`
	Name        string                   `json:"name"`
	Threshold   *calc.Number             `json:"threshold" doc:"null if what is asked for is undefined"`
	Reached     bool                     `json:"reached" doc:"false: this threshold only comes closest"`
	Reason      calc.Reason              `json:"reason,omitempty" doc:"why there is no threshold"`
	Cells       *cellsJSON               `json:"cells" doc:"null if there is no threshold"`
	Metrics     map[string]calc.Estimate `json:"metrics"`
	Differences map[string]calc.Estimate `json:"differences,omitempty" doc:"this run minus the baseline"`
	Pending     bool                     `json:"pending,omitempty" doc:"intervals are being computed: ask again"`
	Paired      bool                     `json:"paired" doc:"whether its rows are paired with the baseline's"`
	ByRow       bool                     `json:"paired_by_row" doc:"they are paired by their order, without ids"`
	Unpaired    string                   `json:"unpaired,omitempty" doc:"why they are not paired"`
	DeLong      *delongJSON              `json:"delong,omitempty" doc:"AUC of this run minus that of the baseline"`
	McNemar     *McNemarJSON             `json:"mcnemar,omitempty" doc:"over all rows, the baseline being the first"`
	Verdicts    []explore.Verdict        `json:"verdicts,omitempty"`
}

// A cellsJSON is a confusion matrix without its metrics.
type cellsJSON struct{ calc.Confusion }

// A delongJSON is DeLong's test of the difference of two AUCs.
type delongJSON struct {
	Difference calc.Value `json:"difference"`
	Low        calc.Value `json:"low"`
	High       calc.Value `json:"high"`
	Z          calc.Value `json:"z"`
	P          calc.Value `json:"p"`
}

// NewComparisonJSON returns a comparison of at least two runs.
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
		out.Runs = append(out.Runs, newComparedRunJSON(one, verdicts[i]))
	}
	return out
}

func newComparedRunJSON(one explore.ComparedRun, verdicts []explore.Verdict) comparedRunJSON {
	j := comparedRunJSON{
		ID: one.Run.ID, Name: one.Run.Name, Reached: !one.Unmet && one.Undefined == "", Reason: one.Undefined,
		Metrics: one.Estimates, Differences: one.Differences, Pending: one.AnyPending(),
		Paired: one.Paired != nil, Unpaired: one.UnpairedReason, Verdicts: verdicts,
	}
	if one.Undefined == "" {
		t, cells := calc.Number(one.Point.Threshold), cellsJSON{one.Point.Confusion}
		j.Threshold, j.Cells = &t, &cells
	}
	if one.Paired == nil {
		return j
	}
	j.ByRow = one.Paired.ByRow
	if d := one.DeLong; d != nil {
		j.DeLong = &delongJSON{d.Difference, d.Low, d.High, d.Z, d.P}
	}
	if one.Joint != (calc.Joint{}) {
		j.McNemar = NewMcNemarJSON(one.Joint.Right())
	}
	return j
}

// A McNemarJSON is a test of whether two runs make errors equally often. Its p-values are
// null where the two differ on no row.
type McNemarJSON struct {
	OnlyFirstRight  int      `json:"only_first_right"`
	OnlySecondRight int      `json:"only_second_right"`
	ExactP          *float64 `json:"exact_p"`
	MidP            *float64 `json:"mid_p" doc:"the same test, less conservative; null where the two differ on no row"`
	Chi2P           *float64 `json:"chi2_continuity_p,omitempty"`
}

// NewMcNemarJSON returns the result of a test.
func NewMcNemarJSON(t calc.McNemar) *McNemarJSON {
	return &McNemarJSON{
		t.OnlyA, t.OnlyB,
		explore.NilIfUndefined(t.ExactP), explore.NilIfUndefined(t.MidP), explore.NilIfUndefined(t.Chi2CCP),
	}
}
