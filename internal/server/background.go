package server

import (
	"context"

	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// How many values that requests ask for in the background are kept, of a few kB
// each, and how many may wait.
const (
	keptInBackground    = 1024
	waitingInBackground = 128
)

// inBackground returns a group that computes one value after the other while
// requests are answered.
func inBackground[V any]() *jobs.Group[string, V] {
	return jobs.New[string](jobs.Options[V]{
		Slots: jobs.NewSlots(1, 0), Keep: keptInBackground, Waiting: waitingInBackground,
	})
}

// endBackground breaks off what requests have asked for in the background, and does not
// wait for it: where it computes it uses the store no more.
func (s *Server) endBackground() {
	ended, end := context.WithCancel(context.Background())
	end()
	s.explorer.Background.Close(ended)
	s.bands.Close(ended)
	s.differences.Close(ended)
	s.pooled.Close(ended)
}

// warn logs that work in the background has failed, unless it was broken off, or a
// run that it needs was deleted.
func (s *Server) warn(ctx context.Context, err error, message string, args ...any) {
	if err != nil && ctx.Err() == nil && !tradeoff.IsGone(err) && tradeoff.KindOf(err) != tradeoff.NotAvailable {
		s.log.Warn(message, append(args, "error", err)...)
	}
}
