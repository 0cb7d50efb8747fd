package server

import (
	"context"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
)

func TestIntervalsFollowAnUpload(t *testing.T) {
	s := open(t, Options{})
	addRun(t, s)
	lacking := func() int {
		n := 0
		list, err := s.store.RunMetrics(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if m.OK && m.IntervalReason == calc.NeedsBootstrap {
				n++
			}
		}
		return n
	}
	if lacking() == 0 {
		t.Fatal("no interval is lacking before resampling")
	}
	ticket, pending := s.explorer.Background.Intervals.Find(explore.IntervalKey{Run: 1, Part: tradeoff.View{}.Key()})
	if !pending {
		t.Fatal("run 1 does not wait for its intervals")
	}
	resampling(t, s)
	<-ticket.Done()
	run, err := s.store.Run(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if n := lacking(); n > 0 || s.explorer.IntervalsPending(explore.Subject{Run: run}) {
		t.Errorf("%d intervals are still lacking", n)
	}
}

// resampling lets s compute intervals until the test ends.
func resampling(t testing.TB, s *Server) {
	s.explorer.BeginIntervals(t.Context())
	t.Cleanup(func() {
		if err := s.explorer.Background.Intervals.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
