package evaluate

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// How much resampling a run is worth. Beyond the sizes, resampling would take
// longer than its narrow intervals are worth.
const (
	allMetrics    = 5_000     // distinct scores up to which every metric is resampled
	fullResamples = 100_000   // up to which there are 2,000 resamples
	someResamples = 2_000_000 // up to which there are fewResamples
	fewResamples  = 400
)

// The kinds of resampling, as a method is called.
const (
	rowBootstrap    = "bootstrap"
	pairedBootstrap = "paired bootstrap"
)

// mostAsked are the metrics that are resampled for runs of any size.
var mostAsked = map[string]bool{
	"average_precision": true, "ks": true, "brier": true, "log_loss": true, "ece": true,
}

// Resamplable reports whether [WithIntervals] would find an interval that m
// lacks, for a run with so many distinct scores.
func Resamplable(m Metric, distinct int) bool {
	return m.OK && m.IntervalReason == calc.NeedsBootstrap && distinct <= someResamples && (distinct <= allMetrics || mostAsked[m.ID])
}

// WithIntervals returns the metrics of a whole run with percentile intervals
// where only resampling gives one: over 2,000 resamples of the rows, fewer for
// more than 100,000 distinct scores. A metric whose interval would take too long
// keeps its reason. Weighted runs have no such intervals.
func WithIntervals(s *calc.Sweep, list Metrics) Metrics {
	o := calc.DefaultResampling()
	if s.Len() > fullResamples {
		o.Resamples = fewResamples
	}
	out := append(Metrics(nil), list...)
	var at []int
	var stats []calc.Statistic
	for i, m := range out {
		if Resamplable(m, s.Len()) {
			at, stats = append(at, i), append(stats, calc.RunStatistic(m.ID))
		}
	}
	if len(at) > 0 {
		for i, b := range s.BootstrapAll(stats, o) {
			out[at[i]].Estimate = resampled(out[at[i]].Estimate, b, rowBootstrap)
		}
	}
	return out
}

// resampled returns e with the interval of b, which is one of the given kind, or
// why b has none.
func resampled(e calc.Estimate, b calc.Bootstrap, kind string) calc.Estimate {
	e.Low, e.High = b.Low, b.High
	e.IntervalReason = b.Low.Reason
	if b.Low.OK {
		e.Method = fmt.Sprintf("%s, %d resamples", kind, b.Resampling.Resamples)
	}
	return e
}

// Closed returns confusion metrics of p, in order, with the intervals at [Level]
// that need no resampling: for many points. If prevalence is not nil, what depends
// on it is restated for it, with the intervals of [Estimates].
func Closed(p calc.OperatingPoint, ids []string, prevalence *float64) []calc.Estimate {
	return estimates(p, ids, prevalence, false)
}

// Estimates returns confusion metrics of p, in order, with their intervals at
// [Level]: in closed form where there is one, and else by resampling. If
// prevalence is not nil, what depends on it is restated for it; then resampling
// gives every interval.
func Estimates(p calc.OperatingPoint, ids []string, prevalence *float64) []calc.Estimate {
	return estimates(p, ids, prevalence, true)
}

// estimates are those of [Estimates], or without what is resampled as it is those
// of [Closed].
func estimates(p calc.OperatingPoint, ids []string, prevalence *float64, resampleAsIs bool) []calc.Estimate {
	out := make([]calc.Estimate, len(ids))
	var asIs, restated []int // those that need resampling
	for i, id := range ids {
		switch {
		case prevalence != nil && tradeoff.DependsOnPrevalence(id):
			restated = append(restated, i)
		default:
			if out[i] = p.Estimate(id, Level); resampleAsIs && out[i].OK && out[i].IntervalReason == calc.NeedsBootstrap {
				asIs = append(asIs, i)
			}
		}
	}
	resample := func(at []int, prevalence *float64) {
		if len(at) == 0 {
			return
		}
		list := make([]string, len(at))
		for i, k := range at {
			list[i] = ids[k]
		}
		for i, b := range p.Bootstrap(list, prevalence, calc.DefaultResampling()) {
			out[at[i]] = resampled(calc.Estimate{Value: b.Estimate}, b, rowBootstrap)
		}
	}
	resample(asIs, nil)
	resample(restated, prevalence)
	return out
}
