package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An optimumKey is everything that an optimum depends on. What it does not depend on
// is zero.
type optimumKey struct {
	part           string
	policy         string
	costFP, costFN float64
	prevalence     float64
}

// newOptimumKey returns the key of a policy's optimum on a subject, and that part of the
// setting which the optimum depends on.
func newOptimumKey(of Subject, policy calc.Policy, where calc.Setting) (optimumKey, calc.Setting) {
	key, needed := optimumKey{part: of.Part.Key(), policy: policy.String()}, calc.Setting{}
	d := policy.Declared()
	if d.Formula.UsesCosts() {
		needed.Costs = where.Costs
		key.costFP, key.costFN = where.Costs.FP, where.Costs.FN
	}
	depends := !d.IgnoresPrevalence && (!d.Formula.None() || tradeoff.DependsOnPrevalence(policy.Metric))
	if p := where.Prevalence; p != nil && depends {
		needed.Prevalence, key.prevalence = p, *p
	}
	return key, needed
}

// Optimum returns where the optimum of a policy lies in other samples: the percentile
// interval of its threshold over resamples. It is pending until the background has
// computed it, and undefined, for [calc.NeedsBootstrap], if there are too many weighted
// rows to resample. The policy must optimise a metric.
func (x *Explorer) Optimum(of Subject, policy calc.Policy, where calc.Setting) Maybe[calc.ThresholdInterval] {
	key, needed := newOptimumKey(of, policy, where)
	work := func(ctx context.Context, _ *jobs.Progress) (Maybe[calc.ThresholdInterval], error) {
		found, err := resampleOptimum(ctx, of, policy, needed)
		x.warn(ctx, err, "the interval of an optimum was not computed", "run", of.Run.ID, "policy", key.policy)
		return found, err
	}
	now := x.Background.Optima.Ask(key, 0, work).State()
	if !now.Ready || now.Err != nil {
		return Maybe[calc.ThresholdInterval]{Pending: true}
	}
	return now.Value
}

// OptimumNow is [Explorer.Optimum] for callers that wait until it is computed.
func (of Subject) OptimumNow(
	ctx context.Context, policy calc.Policy, where calc.Setting,
) (Maybe[calc.ThresholdInterval], error) {
	_, needed := newOptimumKey(of, policy, where)
	return resampleOptimum(ctx, of, policy, needed)
}

// Weighted rows are drawn one by one: at most so many in all resamples together, and in
// at least so many resamples.
const (
	weightedDraws     = 100_000_000
	weightedResamples = 200
)

func resampleOptimum(
	ctx context.Context, of Subject, policy calc.Policy, where calc.Setting,
) (found Maybe[calc.ThresholdInterval], err error) {
	sweep, err := of.Part.Sweep(ctx)
	if err != nil {
		return found, err
	}
	o := calc.DefaultResampling()
	o.Level = evaluate.Level
	if !sweep.Weighted() {
		found.Value = policy.Interval(sweep, where, o)
		return found, nil
	}
	o.Resamples = min(o.Resamples, weightedDraws/sweep.N())
	if o.Resamples < weightedResamples {
		found.Reason = calc.NeedsBootstrap
		return found, nil
	}
	rows, err := of.binary(ctx)
	if found.Missing, err = source.Why(err); found.Missing != nil || err != nil {
		return found, err
	}
	found.Value, err = policy.IntervalOfRows(rows, where, o)
	return found, err
}
