package server

import (
	"context"
	"testing"
	"time"

	"tradeoff/internal/calc"
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
	if !s.resampler.pending(job{run: 1}) {
		t.Error("run 1 does not wait for its intervals")
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		s.resample(ctx)
		close(done)
	}()
	for range 2000 {
		if lacking() == 0 && !s.resampler.pending(job{run: 1}) {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if n := lacking(); n > 0 || s.resampler.pending(job{run: 1}) {
		t.Errorf("%d intervals are still lacking", n)
	}
	stop()
	<-done
}
