package server

import (
	"container/list"
	"context"
	"slices"
	"sync"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// optima finds where the optima of policies lie in other samples, one after the
// other, while pages are served: a page that asks for one says that it is being
// computed, and the next time it is there. What was found stays in memory, the
// last asked for longest. Who asks last is answered first, and if too many wait
// the one that has waited longest must ask again.
type optima struct {
	mu      sync.Mutex
	found   map[optimumKey]*list.Element
	order   list.List // of foundOptimum, the last asked for in front
	waiting []optimumQuestion
	current optimumKey // of the one that is being computed
	wake    chan struct{}
}

// How many answers are kept and how many questions wait.
const (
	keptOptima    = 4096
	waitingOptima = 64
)

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

type foundOptimum struct {
	key optimumKey
	optimum
}

// An optimum says where the optimum of a policy lies in other samples.
type optimum struct {
	calc.ThresholdInterval
	pending bool // it is still to come
	tooBig  bool // it would take too long
}

func newOptima() *optima {
	return &optima{found: make(map[optimumKey]*list.Element), wake: make(chan struct{}, 1)}
}

// questionOf returns what must be known to find the optimum of v's policy.
func questionOf(v runView) optimumQuestion {
	q := optimumQuestion{run: v.run.ID, view: v.scope, policy: *v.state.Policy}
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

// ask returns the optimum of v's policy, which must optimise, or says that it is
// still to come.
func (o *optima) ask(v runView) optimum {
	return o.put(questionOf(v))
}

// put returns the answer to a question, which else waits for its turn.
func (o *optima) put(q optimumQuestion) optimum {
	o.mu.Lock()
	defer o.mu.Unlock()
	if e, ok := o.found[q.key]; ok {
		o.order.MoveToFront(e)
		return e.Value.(foundOptimum).optimum
	}
	if o.current != q.key {
		o.waiting = slices.DeleteFunc(o.waiting, func(w optimumQuestion) bool { return w.key == q.key })
		o.waiting = append(o.waiting, q)
		if len(o.waiting) > waitingOptima {
			o.waiting = o.waiting[1:]
		}
		select {
		case o.wake <- struct{}{}:
		default: // somebody has knocked already
		}
	}
	return optimum{pending: true}
}

// next returns the question whose turn it is, or false once ctx has ended.
func (o *optima) next(ctx context.Context) (q optimumQuestion, ok bool) {
	for ctx.Err() == nil {
		o.mu.Lock()
		if last := len(o.waiting) - 1; last >= 0 {
			q, o.waiting = o.waiting[last], o.waiting[:last]
			o.current = q.key
			o.mu.Unlock()
			return q, true
		}
		o.mu.Unlock()
		select {
		case <-o.wake:
		case <-ctx.Done():
		}
	}
	return q, false
}

// end keeps the answer to the question whose turn it was; nil if there is none.
func (o *optima) end(q optimumQuestion, answer *optimum) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.current = optimumKey{}
	if answer == nil {
		return
	}
	o.found[q.key] = o.order.PushFront(foundOptimum{q.key, *answer})
	if o.order.Len() > keptOptima {
		oldest := o.order.Remove(o.order.Back()).(foundOptimum)
		delete(o.found, oldest.key)
	}
}

// findOptima answers questions until ctx ends.
func (s *Server) findOptima(ctx context.Context) {
	for {
		q, ok := s.optima.next(ctx)
		if !ok {
			return
		}
		answer, err := s.findOptimum(ctx, q)
		if err != nil {
			answer = nil
			if ctx.Err() == nil && tradeoff.KindOf(err) != tradeoff.NotFound { // the run may have been deleted
				s.log.Warn("where an optimum lies was not found", "run", q.run, "policy", q.key.policy, "error", err)
			}
		}
		s.optima.end(q, answer)
	}
}

// Weighted rows are drawn one by one: this many in all, in at least so many
// resamples.
const (
	weightedDraws     = 100_000_000
	weightedResamples = 200
)

func (s *Server) findOptimum(ctx context.Context, q optimumQuestion) (*optimum, error) {
	part, err := s.store.Part(ctx, q.run, q.view)
	if err != nil {
		return nil, err
	}
	sweep, err := part.Sweep(ctx)
	if err != nil {
		return nil, err
	}
	o := calc.DefaultResampling()
	o.Level = evaluate.Level
	if !sweep.Weighted() {
		return &optimum{ThresholdInterval: q.policy.Interval(sweep, q.where, o)}, nil
	}
	o.Resamples = min(o.Resamples, weightedDraws/sweep.N())
	if o.Resamples < weightedResamples {
		return &optimum{tooBig: true}, nil
	}
	rows, err := part.Binary(ctx)
	if err != nil {
		return nil, err
	}
	found, err := q.policy.IntervalOfRows(rows, q.where, o)
	return &optimum{ThresholdInterval: found}, err
}
