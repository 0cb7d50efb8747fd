package server

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// How many optima are kept and how many may wait.
const (
	keptOptima    = 4096
	waitingOptima = 64
)

// newOptima returns the group that finds where the optima of policies lie in other
// samples. A page that asks for one says that it is being computed, and has it the
// next time. The last one asked for comes first: it is on a page that is open. If too
// many wait, the oldest must be asked for again.
func newOptima() *jobs.Group[optimumKey, optimum] {
	return jobs.New[optimumKey](jobs.Options[optimum]{
		Slots: jobs.NewSlots(1, 0), Held: true, Waiting: waitingOptima, Drop: true, Newest: true, Keep: keptOptima,
	})
}

// An optimumKey is all that an optimum depends on. What it does not depend on
// is zero.
type optimumKey struct {
	display        string // address of the run's or the part's display, which holds a hash of it
	policy         string
	costFP, costFN float64
	prevalence     float64
}

type optimumQuestion struct {
	key    optimumKey
	run    int64
	view   tradeoff.View
	policy calc.Policy
	where  calc.Setting
}

// An optimum says where the optimum of a policy lies in other samples.
type optimum struct {
	calc.ThresholdInterval
	pending bool            // it is still to come
	tooBig  bool            // it would take too long
	missing *source.Missing // why the rows cannot be drawn again; nil if they can
}

// questionOf returns what must be known to find the optimum of v's policy.
func questionOf(v runView) optimumQuestion {
	q := optimumQuestion{run: v.Run.ID, view: v.View, policy: *v.state.Policy}
	q.key = optimumKey{display: v.url, policy: q.policy.String()}
	w := v.setting()
	d := q.policy.Declared()
	if d.Formula.UsesCosts() {
		q.where.Costs = w.Costs
		q.key.costFP, q.key.costFN = w.Costs.FP, w.Costs.FN
	}
	if p := w.Prevalence; p != nil && !d.IgnoresPrevalence && (!d.Formula.None() || tradeoff.DependsOnPrevalence(q.policy.Metric)) {
		q.where.Prevalence, q.key.prevalence = p, *p
	}
	return q
}

// askOptimum returns the optimum of v's policy, which must optimise, or says that it is
// still to come.
func (s *Server) askOptimum(v runView) optimum {
	q := questionOf(v)
	now := s.optima.Ask(q.key, 0, func(ctx context.Context, _ *jobs.Progress) (optimum, error) {
		found, err := s.findOptimum(ctx, q)
		s.warn(ctx, err, "where an optimum lies was not found", "run", q.run, "policy", q.key.policy)
		return found, err
	}).State()
	if !now.Ready || now.Err != nil {
		return optimum{pending: true}
	}
	return now.Value
}

// Weighted rows are drawn one by one: this many in all, in at least so many
// resamples.
const (
	weightedDraws     = 100_000_000
	weightedResamples = 200
)

func (s *Server) findOptimum(ctx context.Context, q optimumQuestion) (optimum, error) {
	run, err := s.store.Run(ctx, q.run)
	if err != nil {
		return optimum{}, err
	}
	of, err := s.explorer.Subject(ctx, run, q.view)
	if err != nil {
		return optimum{}, err
	}
	sweep, err := of.Part.Sweep(ctx)
	if err != nil {
		return optimum{}, err
	}
	o := calc.DefaultResampling()
	o.Level = evaluate.Level
	if !sweep.Weighted() {
		return optimum{ThresholdInterval: q.policy.Interval(sweep, q.where, o)}, nil
	}
	o.Resamples = min(o.Resamples, weightedDraws/sweep.N())
	if o.Resamples < weightedResamples {
		return optimum{tooBig: true}, nil
	}
	rows, err := of.Binary(ctx)
	if missing, _ := source.Why(err); missing != nil {
		return optimum{missing: missing}, nil
	}
	if err != nil {
		return optimum{}, err
	}
	found, err := q.policy.IntervalOfRows(rows, q.where, o)
	return optimum{ThresholdInterval: found}, err
}
