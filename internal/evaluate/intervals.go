package evaluate

import (
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// Limits of resampling. Larger runs have such narrow intervals that
// resampling is not worth its time.
const (
	allMetrics    = 5_000     // distinct scores up to which every metric is resampled
	fullResamples = 100_000   // up to which there are 2,000 resamples
	someResamples = 2_000_000 // up to which there are fewResamples
	fewResamples  = 400
)

// The kinds of resampling, as they are named in methods.
const (
	rowBootstrap    = "bootstrap"
	pairedBootstrap = "paired bootstrap"
)

// mostAsked are the metrics that are resampled for runs of any size.
var mostAsked = map[string]bool{
	"average_precision": true, "ks": true, "brier": true, "log_loss": true, "ece": true,
}

// Resamplable reports whether [WithIntervals], or [WithRowIntervals] if s is
// weighted, would find a missing interval of m.
func Resamplable(m Metric, s *calc.Sweep) bool {
	if s.Weighted() {
		lacks := m.IntervalReason == calc.NeedsBootstrap || m.IntervalReason == calc.WeightsNotSupported
		_, ok := rowResampling(s)
		return m.OK && lacks && ok && (s.Len() <= allMetrics || mostAsked[m.ID] || m.ID == "roc_auc" || m.ID == "gini")
	}
	return m.OK && m.IntervalReason == calc.NeedsBootstrap && s.Len() <= someResamples &&
		(s.Len() <= allMetrics || mostAsked[m.ID])
}

// rowResampling returns how the rows of a weighted run are resampled; false if they
// are too many for it.
func rowResampling(s *calc.Sweep) (o calc.Resampling, ok bool) {
	if s.Len() > allMetrics {
		return pairedResampling(s.N(), sweptDraws)
	}
	return pairedResampling(s.N(), pairedDraws)
}

// WithIntervals returns the metrics of a whole run with percentile intervals
// where only resampling gives one: over 2,000 resamples of the rows, fewer for
// more than 100,000 distinct scores. A metric whose interval would take too long
// keeps its reason. For weighted runs see [WithRowIntervals].
func WithIntervals(s *calc.Sweep, list Metrics) Metrics {
	o := calc.DefaultResampling()
	if s.Len() > fullResamples {
		o.Resamples = fewResamples
	}
	out, _ := addIntervals(s, list, func(stats []calc.Statistic) ([]calc.Bootstrap, error) {
		return s.BootstrapAll(stats, o), nil
	})
	return out
}

// WithRowIntervals is [WithIntervals] for a run that may be weighted, whose rows
// the given function returns: a row that is drawn brings its weight along. A
// weighted run has no interval in closed form, so that AUC is resampled too, in
// 2,000 resamples, fewer for more than 50,000 rows with more than 5,000 distinct
// scores or 200,000 rows with fewer; from ten times as many rows on there are none.
func WithRowIntervals(s *calc.Sweep, list Metrics, rows func() (calc.Binary, error)) (Metrics, error) {
	if !s.Weighted() {
		return WithIntervals(s, list), nil
	}
	o, ok := rowResampling(s)
	if !ok {
		return list, nil
	}
	return addIntervals(s, list, func(stats []calc.Statistic) ([]calc.Bootstrap, error) {
		b, err := rows()
		if err != nil {
			return nil, err
		}
		return calc.BootstrapAllRows(b, stats, o)
	})
}

// addIntervals returns list with the missing intervals that are worth
// resampling.
func addIntervals(
	s *calc.Sweep, list Metrics, resample func([]calc.Statistic) ([]calc.Bootstrap, error),
) (Metrics, error) {
	out := append(Metrics(nil), list...)
	var at []int
	var stats []calc.Statistic
	for i, m := range out {
		if Resamplable(m, s) {
			at, stats = append(at, i), append(stats, calc.RunStatistic(m.ID))
		}
	}
	if len(at) == 0 {
		return out, nil
	}
	found, err := resample(stats)
	if err != nil {
		return list, err
	}
	for i, b := range found {
		out[at[i]].Estimate = resampled(out[at[i]].Estimate, b, rowBootstrap)
	}
	return out, nil
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
	return estimatesBy(p, ids, prevalence, resampleAsIs, p.Bootstrap)
}

// WeightedEstimates is [Estimates] for a point of weighted rows, whose weights are
// w: resampling the rows gives every interval, in 2,000 resamples, fewer for more
// than 50,000 rows. Beyond half a million there are none.
func WeightedEstimates(p calc.OperatingPoint, w calc.PointWeights, ids []string, prevalence *float64) []calc.Estimate {
	o, ok := pairedResampling(len(w.TP)+len(w.FN)+len(w.FP)+len(w.TN), sweptDraws)
	if !ok {
		list := Closed(p, ids, prevalence)
		for i := range list {
			if list[i].OK {
				list[i] = needsResampling(list[i].Value)
			}
		}
		return list
	}
	resample := func(ids []string, prevalence *float64, _ calc.Resampling) []calc.Bootstrap {
		return w.Bootstrap(p, ids, prevalence, o)
	}
	return estimatesBy(p, ids, prevalence, true, resample)
}

// estimatesBy are estimates of p, whose intervals the given function finds where
// they are resampled.
func estimatesBy(p calc.OperatingPoint, ids []string, prevalence *float64, resampleAsIs bool,
	bootstrap func([]string, *float64, calc.Resampling) []calc.Bootstrap) []calc.Estimate {
	out := make([]calc.Estimate, len(ids))
	var asIs, restated []int // those that need resampling
	for i, id := range ids {
		switch {
		case prevalence != nil && tradeoff.DependsOnPrevalence(id):
			restated = append(restated, i)
		default:
			out[i] = p.Estimate(id, Level)
			why := out[i].IntervalReason
			if resampleAsIs && out[i].OK && (why == calc.NeedsBootstrap || why == calc.WeightsNotSupported) {
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
		for i, b := range bootstrap(list, prevalence, calc.DefaultResampling()) {
			out[at[i]] = resampled(calc.Estimate{Value: b.Estimate}, b, rowBootstrap)
		}
	}
	resample(asIs, nil)
	resample(restated, prevalence)
	return out
}
