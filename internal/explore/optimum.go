package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An OptimumKey is everything that an optimum depends on. What it does not depend on
// is zero.
type OptimumKey struct {
	part           string
	policy         string
	costFP, costFN float64
	prevalence     float64
}

// optimumOf returns the key of a policy's optimum on a subject, and of where what it
// depends on.
func optimumOf(of Subject, policy calc.Policy, where calc.Setting) (OptimumKey, calc.Setting) {
	key, needed := OptimumKey{part: of.Part.Key(), policy: policy.String()}, calc.Setting{}
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

// Optimum returns where the optimum of a policy lies in other samples, or says that
// it is still to come. The policy must optimise. It is undefined, for
// [calc.NeedsBootstrap], if there are too many weighted rows to draw again.
func (x *Explorer) Optimum(of Subject, policy calc.Policy, where calc.Setting) Maybe[calc.ThresholdInterval] {
	key, needed := optimumOf(of, policy, where)
	work := func(ctx context.Context, _ *jobs.Progress) (Maybe[calc.ThresholdInterval], error) {
		found, err := of.optimum(ctx, policy, needed)
		x.warn(ctx, err, "where an optimum lies was not found", "run", of.Run.ID, "policy", key.policy)
		return found, err
	}
	now := x.Background.Optima.Ask(key, 0, work).State()
	if !now.Ready || now.Err != nil {
		return Maybe[calc.ThresholdInterval]{Pending: true}
	}
	return now.Value
}

// OptimumNow is [Explorer.Optimum] for callers who wait until it is computed.
func (of Subject) OptimumNow(
	ctx context.Context, policy calc.Policy, where calc.Setting,
) (Maybe[calc.ThresholdInterval], error) {
	_, needed := optimumOf(of, policy, where)
	return of.optimum(ctx, policy, needed)
}

// Weighted rows are drawn one by one: this many in all, in at least so many
// resamples.
const (
	weightedDraws     = 100_000_000
	weightedResamples = 200
)

func (of Subject) optimum(
	ctx context.Context, policy calc.Policy, where calc.Setting,
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
	rows, err := of.Binary(ctx)
	if found.Missing, err = source.Why(err); found.Missing != nil || err != nil {
		return found, err
	}
	found.Value, err = policy.IntervalOfRows(rows, where, o)
	return found, err
}
