package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

func TestFewBigComputationsRunConcurrently(t *testing.T) {
	s := inMemory(t.TempDir(), 0)
	var now, most, done atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			err := s.inTurn(t.Context(), bigRows, func() error {
				n := now.Add(1)
				for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
				}
				done.Add(1)
				now.Add(-1)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	if all.Wait(); most.Load() > bigAtOnce || done.Load() != 20 {
		t.Errorf("%d at once, %d in all", most.Load(), done.Load())
	}

	for range bigAtOnce {
		if _, err := s.big.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	small := false
	if err := s.inTurn(t.Context(), bigRows-1, func() error { small = true; return nil }); err != nil || !small {
		t.Errorf("a small one waits: %v", err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	err := s.inTurn(ctx, bigRows, func() error { t.Error("it had its turn"); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the caller that left got %v", err)
	}
}
