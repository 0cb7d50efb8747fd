package server

import (
	"context"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// mostParts is how many parts of runs may wait. A person who looks at more of them than
// that gets the intervals of the last ones.
const mostParts = 16

// An intervalKey is a run whose intervals are found, or a part of one.
type intervalKey struct {
	run  int64
	part string // key of its view
}

// newResampler returns the group that finds the intervals that need resampling, one
// run or part after the other: they follow an upload by a moment for a small run, and
// by a minute for a big one. They are not kept here but stored with the run or part.
func newResampler() *jobs.Group[intervalKey, struct{}] {
	return jobs.New[intervalKey](jobs.Options[struct{}]{
		Slots: jobs.NewSlots(1, 0), Held: true, Waiting: mostParts, Drop: true,
	})
}

// askIntervals lets the intervals of a run be found, or those of a part of it. Whole
// runs come before parts, which may be on no open page any more.
func (s *Server) askIntervals(run int64, view tradeoff.View) {
	priority := 0
	if view.Whole() {
		priority = 1
	}
	key := intervalKey{run, view.Key()}
	s.resampler.Ask(key, priority, func(ctx context.Context, _ *jobs.Progress) (none struct{}, err error) {
		err = s.findIntervals(ctx, run, view)
		s.warn(ctx, err, "intervals were not found", "run", run, "part", key.part)
		return none, err
	})
}

// intervalsPending reports whether intervals of a run or part are still to come.
func (s *Server) intervalsPending(of subject) bool {
	return s.resampler.Look(intervalKey{of.Run.ID, of.View.Key()}).Pending
}

// beginResampling lets missing intervals be found from now on, those first that were
// left when the server was last stopped.
func (s *Server) beginResampling(ctx context.Context) {
	left, err := s.store.RunsLackingIntervals(ctx)
	s.warn(ctx, err, "runs without intervals were not found")
	for _, run := range left {
		s.askIntervals(run, tradeoff.View{})
	}
	s.resampler.Begin()
}

// findIntervals resamples a run or a part of one, if it lacks intervals that are
// worth it.
func (s *Server) findIntervals(ctx context.Context, id int64, view tradeoff.View) error {
	run, err := s.store.Run(ctx, id)
	if err != nil {
		return err
	}
	of, err := s.subject(ctx, run, view)
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
	if !view.Whole() {
		of.Replace(derivedMetrics, partMetrics(found))
		return nil
	}
	return s.store.ReplaceMetrics(ctx, id, found)
}

// resampled returns metrics with the intervals that they lack and that are worth
// it, and whether there is one.
func (s *Server) resampled(ctx context.Context, of subject, stored []store.RunMetric) (found []store.RunMetric, changed bool, err error) {
	list := make(evaluate.Metrics, len(stored))
	for i, m := range stored {
		list[i] = evaluate.Metric{ID: m.ID, Estimate: m.Estimate}
	}
	sweep, err := of.Part.Sweep(ctx)
	if err != nil || !worthResampling(list, sweep) {
		return stored, false, err
	}
	list, err = evaluate.WithRowIntervals(sweep, list, func() (calc.Binary, error) { return of.Binary(ctx) })
	if missing, _ := source.Why(err); missing != nil {
		return stored, false, nil
	}
	return storedMetrics(list), err == nil, err
}

// worthResampling reports whether resampling would find an interval that is
// missing.
func worthResampling(list evaluate.Metrics, sweep *calc.Sweep) bool {
	return slices.ContainsFunc(list, func(m evaluate.Metric) bool { return evaluate.Resamplable(m, sweep) })
}
