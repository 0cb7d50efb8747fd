package jobs_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tradeoff/internal/jobs"
)

func TestCancelledWorkIsReplacedByNewWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[string](jobs.Options[int]{Slots: jobs.NewSlots(1, 0), Keep: 10})
		running := g.Ask("a", 0, slow(1))
		synctest.Wait()
		waiting := g.Ask("b", 0, slow(2))
		g.Cancel("a")
		g.Cancel("b")
		g.Cancel("c")
		<-running.Done()
		<-waiting.Done()
		for _, ticket := range []*jobs.Ticket[int]{running, waiting} {
			if s := ticket.State(); !errors.Is(s.Err, context.Canceled) {
				t.Errorf("cancelled work: %+v", s)
			}
		}
		if v, err := g.Get(t.Context(), "a", slow(3)); v != 3 || err != nil {
			t.Errorf("new work: %d, %v", v, err)
		}
	})
}

func TestHeldGroupBeginsLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[string](jobs.Options[int]{Held: true, Keep: 1})
		ticket := g.Ask("a", 0, quick(1, nil))
		time.Sleep(time.Hour)
		if s := ticket.State(); !s.Pending {
			t.Errorf("before the beginning: %+v", s)
		}
		g.Begin()
		g.Begin()
		if s, _ := ticket.Wait(t.Context(), time.Hour); s.Value != 1 {
			t.Errorf("after the beginning: %+v", s)
		}
	})
}

func TestCloseEndsAllWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[string](jobs.Options[int]{Slots: jobs.NewSlots(1, 0), Keep: 10})
		deaf := func(context.Context, *jobs.Progress) (int, error) {
			time.Sleep(time.Minute)
			return 1, nil
		}
		running := g.Ask("a", 0, deaf)
		synctest.Wait()
		waiting := g.Ask("b", 0, deaf)
		soon, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := g.Close(soon); !errors.Is(err, context.DeadlineExceeded) || running.State().Ready {
			t.Errorf("closing returned %v while work runs", err)
		}
		if s := waiting.State(); !errors.Is(s.Err, context.Canceled) {
			t.Errorf("waiting work: %+v", s)
		}
		if err := g.Close(t.Context()); err != nil || !running.State().Ready {
			t.Errorf("closing returned %v before the work had ended", err)
		}
		if s := g.Ask("c", 0, deaf).State(); !errors.Is(s.Err, context.Canceled) {
			t.Errorf("work after the end: %+v", s)
		}
		if _, err := g.Get(t.Context(), "c", deaf); !errors.Is(err, context.Canceled) {
			t.Errorf("work after the end: %v", err)
		}

		held := jobs.New[string](jobs.Options[int]{Held: true})
		held.Ask("a", 0, deaf)
		if err := held.Close(t.Context()); err != nil {
			t.Errorf("closing a held group: %v", err)
		}
	})
}

// TestManyCallersAtOnce mixes all calls on few keys: values belong to their keys,
// and no more runs at once than there are places.
func TestManyCallersAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[int](jobs.Options[int]{Slots: jobs.NewSlots(4, 0), Keep: 8, Waiting: 64, Drop: true})
		var running, most atomic.Int32
		work := func(key int) jobs.Work[int] {
			return func(ctx context.Context, p *jobs.Progress) (int, error) {
				n := running.Add(1)
				defer running.Add(-1)
				for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
				}
				p.Set(jobs.Report{Phase: "working"})
				time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
				return key, ctx.Err()
			}
		}
		call := func() {
			key := rand.IntN(32)
			switch rand.IntN(9) {
			case 0:
				g.Forget(func(k int) bool { return k == key })
			case 1:
				g.Replace(key, key)
			case 2:
				g.Ask(key, rand.IntN(2), work(key))
			case 3:
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Microsecond)
				_, _ = g.Get(ctx, key, work(key))
				cancel()
			case 4:
				g.Cancel(key)
			default:
				if v, err := g.Get(t.Context(), key, work(key)); err == nil && v != key {
					t.Errorf("got %d for %d", v, key)
				}
			}
		}
		var callers sync.WaitGroup
		for range 16 {
			callers.Go(func() {
				for range 300 {
					call()
				}
			})
		}
		callers.Wait()
		if err := g.Close(t.Context()); err != nil || most.Load() > 4 || running.Load() != 0 {
			t.Errorf("%v, %d at once, %d left", err, most.Load(), running.Load())
		}
	})
}
