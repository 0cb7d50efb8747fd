package server

import (
	"context"
	"slices"
	"sync"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// A resampler finds the intervals that need resampling, one run or part of one
// after the other, while pages are served: they follow an upload by a moment for
// a small run, and by a minute for a big one.
type resampler struct {
	mu      sync.Mutex
	waiting []job // in the order of their turn
	current job   // whose turn it is
	wake    chan struct{}
}

// A job is a run whose intervals are to be found, or a part of one.
type job struct {
	run  int64
	view tradeoff.View
}

// is reports whether two jobs are the same.
func (j job) is(k job) bool { return j.run == k.run && j.view.Key() == k.view.Key() }

// mostParts is how many parts of runs wait. Who looks at more of them than that
// gets the intervals of the last ones.
const mostParts = 16

func newResampler() *resampler { return &resampler{wake: make(chan struct{}, 1)} }

// add lets jobs wait for their turn: whole runs before parts, which nobody may
// be looking at any more.
func (q *resampler) add(jobs ...job) {
	q.mu.Lock()
	for _, j := range jobs {
		if slices.ContainsFunc(q.waiting, j.is) {
			continue
		}
		parts := slices.IndexFunc(q.waiting, func(k job) bool { return !k.view.Whole() })
		if parts < 0 {
			parts = len(q.waiting)
		}
		if j.view.Whole() {
			q.waiting = slices.Insert(q.waiting, parts, j)
		} else if q.waiting = append(q.waiting, j); len(q.waiting)-parts > mostParts {
			q.waiting = slices.Delete(q.waiting, parts, parts+1)
		}
	}
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default: // somebody has knocked already
	}
}

// addRuns lets whole runs wait for their turn.
func (q *resampler) addRuns(runs ...int64) {
	for _, run := range runs {
		q.add(job{run: run})
	}
}

// pending reports whether the intervals that j is to find are still to come.
func (q *resampler) pending(j job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.current.is(j) || slices.ContainsFunc(q.waiting, j.is)
}

// next returns the job whose turn it is, or false once ctx has ended.
func (q *resampler) next(ctx context.Context) (j job, ok bool) {
	for ctx.Err() == nil {
		q.mu.Lock()
		q.current = job{}
		if len(q.waiting) > 0 {
			j, q.waiting = q.waiting[0], q.waiting[1:]
			q.current = j
			q.mu.Unlock()
			return j, true
		}
		q.mu.Unlock()
		select {
		case <-q.wake:
		case <-ctx.Done():
		}
	}
	return job{}, false
}

// resample finds missing intervals until ctx ends, those first that were left
// when the server was last stopped.
func (s *Server) resample(ctx context.Context) {
	left, err := s.store.RunsLackingIntervals(ctx)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("runs without intervals were not found", "error", err)
	}
	s.resampler.addRuns(left...)
	for {
		j, ok := s.resampler.next(ctx)
		if !ok {
			return
		}
		err := s.findIntervals(ctx, j)
		if err != nil && ctx.Err() == nil && tradeoff.KindOf(err) != tradeoff.NotFound { // it may have been deleted
			s.log.Warn("intervals were not found", "run", j.run, "part", j.view.Key(), "error", err)
		}
	}
}

// findIntervals resamples a run or a part of one, if it lacks intervals that are
// worth it.
func (s *Server) findIntervals(ctx context.Context, j job) error {
	run, err := s.store.Run(ctx, j.run)
	if err != nil {
		return err
	}
	of, err := s.subject(ctx, run, j.view)
	if err != nil {
		return err
	}
	stored, err := s.metrics(ctx, of)
	if err != nil {
		return err
	}
	found, changed, err := s.resampled(ctx, of, stored)
	if err != nil || !changed {
		return err
	}
	if !j.view.Whole() {
		of.part.Replace(derivedMetrics, partMetrics(found))
		return nil
	}
	return s.store.ReplaceMetrics(ctx, j.run, found)
}

// resampled returns metrics with the intervals that they lack and that are worth
// it, and whether there is one.
func (s *Server) resampled(ctx context.Context, of subject, stored []store.RunMetric) (found []store.RunMetric, changed bool, err error) {
	list := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		list[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	sweep, err := of.part.Sweep(ctx)
	if err != nil || !worthResampling(list, sweep) {
		return stored, false, err
	}
	list, err = evaluate.WithRowIntervals(sweep, list, func() (calc.Binary, error) { return of.part.Binary(ctx) })
	return storedMetrics(list), err == nil, err
}

// worthResampling reports whether resampling would find an interval that is
// missing.
func worthResampling(list evaluate.Metrics, sweep *calc.Sweep) bool {
	return slices.ContainsFunc(list, func(m evaluate.Metric) bool { return evaluate.Resamplable(m, sweep) })
}
