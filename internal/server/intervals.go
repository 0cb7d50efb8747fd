package server

import (
	"context"
	"slices"
	"sync"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// A resampler finds the intervals that need resampling, one run after the
// other, while pages are served: they follow an upload by a moment for a small
// run, and by a minute for a big one.
type resampler struct {
	mu      sync.Mutex
	waiting []int64 // runs, in the order of their turn
	current int64   // whose turn it is
	wake    chan struct{}
}

func newResampler() *resampler { return &resampler{wake: make(chan struct{}, 1)} }

// add lets runs wait for their turn.
func (q *resampler) add(runs ...int64) {
	q.mu.Lock()
	q.waiting = append(q.waiting, runs...)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default: // somebody has knocked already
	}
}

// pending reports whether the intervals of a run are still to come.
func (q *resampler) pending(run int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.current == run || slices.Contains(q.waiting, run)
}

// next returns the run whose turn it is, or false once ctx has ended.
func (q *resampler) next(ctx context.Context) (run int64, ok bool) {
	for ctx.Err() == nil {
		q.mu.Lock()
		q.current = 0
		if len(q.waiting) > 0 {
			run, q.waiting = q.waiting[0], q.waiting[1:]
			q.current = run
			q.mu.Unlock()
			return run, true
		}
		q.mu.Unlock()
		select {
		case <-q.wake:
		case <-ctx.Done():
		}
	}
	return 0, false
}

// resample finds missing intervals until ctx ends, those first that were left
// when the server was last stopped.
func (s *Server) resample(ctx context.Context) {
	left, err := s.store.RunsLackingIntervals(ctx)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("runs without intervals were not found", "error", err)
	}
	s.resampler.add(left...)
	for {
		run, ok := s.resampler.next(ctx)
		if !ok {
			return
		}
		err := s.findIntervals(ctx, run)
		if err != nil && ctx.Err() == nil && tradeoff.KindOf(err) != tradeoff.NotFound { // it may have been deleted
			s.log.Warn("intervals were not found", "run", run, "error", err)
		}
	}
}

// findIntervals resamples a run, if it lacks intervals that are worth it.
func (s *Server) findIntervals(ctx context.Context, run int64) error {
	stored, err := s.store.RunMetrics(ctx, run)
	if err != nil {
		return err
	}
	list := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		list[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	sweep, err := s.store.Sweep(ctx, run)
	if err != nil {
		return err
	}
	worth := false
	for _, m := range list {
		worth = worth || evaluate.Resamplable(m, sweep.Len())
	}
	if !worth {
		return nil
	}
	for i, m := range evaluate.WithIntervals(sweep, list) {
		stored[i] = store.RunMetric{ID: m.ID, Estimate: m.Estimate}
	}
	return s.store.ReplaceMetrics(ctx, run, stored)
}
