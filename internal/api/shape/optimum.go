package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
)

// An OptimumJSON is an interval of the optimal threshold of a policy over other
// samples.
type OptimumJSON struct {
	Pending   bool        `json:"pending" doc:"whether it is still being computed; if so, ask again"`
	Low       calc.Value  `json:"low" doc:"the lower end of the percentile interval of the threshold"`
	High      calc.Value  `json:"high" doc:"its upper end; at inf, no row is predicted positive"`
	Reason    calc.Reason `json:"reason,omitempty" doc:"why there is no interval"`
	Defined   int         `json:"defined,omitempty" doc:"number of resamples with an optimum"`
	Resamples int         `json:"resamples,omitempty" doc:"number of resamples"`
	Level     float64     `json:"level,omitempty" doc:"of the interval"`
	Said      string      `json:"said" doc:"the same in words"`
}

// NewOptimumJSON returns the interval of the optimum of v's policy; nil if it
// optimises nothing.
func NewOptimumJSON(v explore.RunAt) *OptimumJSON {
	said := v.SaidOfOtherSamples()
	if said == "" {
		return nil
	}
	o := v.Optimum
	return &OptimumJSON{
		Pending: o.Pending, Low: o.Value.Low, High: o.Value.High, Reason: o.Value.Low.Reason,
		Defined: o.Value.Defined, Resamples: o.Value.Resampling.Resamples, Level: o.Value.Resampling.Level, Said: said,
	}
}
