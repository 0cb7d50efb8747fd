package shape

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
)

// An OptimumJSON says where the optimum of a policy lies in other samples.
type OptimumJSON struct {
	Pending   bool        `json:"pending" doc:"it is being computed: ask again in a moment"`
	Low       calc.Value  `json:"low" doc:"the lower end of the percentile interval of the threshold"`
	High      calc.Value  `json:"high" doc:"its upper end; inf predicts no row positive"`
	Reason    calc.Reason `json:"reason,omitempty" doc:"why there is no interval"`
	Defined   int         `json:"defined,omitempty" doc:"how many resamples have an optimum"`
	Resamples int         `json:"resamples,omitempty" doc:"how many there are"`
	Level     float64     `json:"level,omitempty" doc:"of the interval"`
	Text      string      `json:"said" doc:"the same in words"`
}

// NewOptimumJSON returns where the optimum of v's policy lies in other samples; nil if
// nothing was optimised.
func NewOptimumJSON(v explore.RunAt) *OptimumJSON {
	text := v.OptimumText()
	if text == "" {
		return nil
	}
	o := v.Optimum
	return &OptimumJSON{
		Pending: o.Pending, Low: o.Value.Low, High: o.Value.High, Reason: o.Value.Low.Reason,
		Defined: o.Value.Defined, Resamples: o.Value.Resampling.Resamples, Level: o.Value.Resampling.Level, Text: text,
	}
}
