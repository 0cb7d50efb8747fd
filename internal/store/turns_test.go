package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

func TestFewBigOnesAreComputedAtOnce(t *testing.T) {
	turns := newTurns()
	var now, most, done atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			err := turns.take(t.Context(), bigRows, func() error {
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
		turns <- struct{}{}
	}
	small := false
	if err := turns.take(t.Context(), bigRows-1, func() error { small = true; return nil }); err != nil || !small {
		t.Errorf("a small one waits: %v", err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if err := turns.take(ctx, bigRows, func() error { t.Error("it had its turn"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever left got %v", err)
	}
}
