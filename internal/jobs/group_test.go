package jobs_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tradeoff/internal/jobs"
)

// slow is work that takes a second and returns v.
func slow[V any](v V) jobs.Work[V] {
	return func(ctx context.Context, _ *jobs.Progress) (V, error) {
		select {
		case <-time.After(time.Second):
			return v, nil
		case <-ctx.Done():
			return v, ctx.Err()
		}
	}
}

// quick is work that returns at once.
func quick[V any](v V, err error) jobs.Work[V] {
	return func(context.Context, *jobs.Progress) (V, error) { return v, err }
}

func TestCallersShareOneComputation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[string](jobs.Options[int]{Keep: 10})
		var runs atomic.Int32
		work := func(ctx context.Context, p *jobs.Progress) (int, error) {
			runs.Add(1)
			return slow(7)(ctx, p)
		}
		var callers sync.WaitGroup
		for range 100 {
			callers.Go(func() {
				if v, err := g.Get(t.Context(), "a", work); v != 7 || err != nil {
					t.Errorf("got %d, %v", v, err)
				}
			})
		}
		callers.Wait()
		if s := g.Ask("a", 0, work).State(); !s.Ready || s.Value != 7 || runs.Load() != 1 {
			t.Errorf("%+v after %d computations", s, runs.Load())
		}
	})
}

func TestGetIsCancelledWhenAllCallersAreGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[string](jobs.Options[int]{Keep: 10})
		cancelled := false
		work := func(ctx context.Context, p *jobs.Progress) (int, error) {
			v, err := slow(1)(ctx, p)
			cancelled = err != nil
			return v, err
		}
		var leave [2]context.CancelFunc
		errs := make(chan error, 2)
		for i := range leave {
			var ctx context.Context
			ctx, leave[i] = context.WithCancel(t.Context())
			go func() {
				_, err := g.Get(ctx, "a", work)
				errs <- err
			}()
		}
		synctest.Wait()
		leave[0]()
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Errorf("the caller that left got %v", err)
		}
		synctest.Wait()
		if cancelled {
			t.Error("the work was cancelled although a caller waits")
		}
		leave[1]()
		<-errs
		synctest.Wait()
		if !cancelled || g.Look("a").Pending {
			t.Error("the work goes on without callers")
		}
		if v, err := g.Get(t.Context(), "a", work); v != 1 || err != nil {
			t.Errorf("the next caller got %d, %v", v, err)
		}
	})
}

func TestAskedWorkGoesOnAndReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[string](jobs.Options[int]{Keep: 10})
		reading := jobs.Report{Phase: "reading", Item: "a.csv"}
		work := func(ctx context.Context, p *jobs.Progress) (int, error) {
			p.Set(reading)
			return slow(1)(ctx, p)
		}
		ticket := g.Ask("a", 0, work)
		if s := ticket.State(); !s.Pending || s.Ready || s.Err != nil {
			t.Errorf("at first: %+v", s)
		}
		synctest.Wait()
		if s := g.Look("a"); !s.Pending || s.Progress != reading {
			t.Errorf("meanwhile: %+v", s)
		}
		if again, ok := g.Find("a"); !ok || again.Done() != ticket.Done() {
			t.Error("the work is not found")
		}
		if c := g.Counts(); c != (jobs.Counts{Running: 1}) {
			t.Errorf("meanwhile: %+v", c)
		}
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if _, err := g.Get(ctx, "a", work); !errors.Is(err, context.Canceled) { // it takes no others along
			t.Errorf("a caller that left got %v", err)
		}
		if _, err := ticket.Wait(ctx, time.Hour); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting without a context returned %v", err)
		}
		if s, err := ticket.Wait(t.Context(), time.Millisecond); !s.Pending || err != nil {
			t.Errorf("after a millisecond: %+v, %v", s, err)
		}
		if s, err := ticket.Wait(t.Context(), time.Hour); !s.Ready || s.Pending || s.Value != 1 || err != nil {
			t.Errorf("in the end: %+v, %v", s, err)
		}
		if s := g.Look("a"); !s.Ready || s.Value != 1 {
			t.Errorf("afterwards: %+v", s)
		}
		if _, ok := g.Find("a"); ok || g.Counts() != (jobs.Counts{Kept: 1}) {
			t.Errorf("afterwards: %+v, found %t", g.Counts(), ok)
		}
	})
}

func TestOrderOfWork(t *testing.T) {
	for name, c := range map[string]struct {
		options jobs.Options[int]
		calls   string // a capital letter has priority 1
		want    string
	}{
		"first in, first out":    {jobs.Options[int]{}, "abcd", "abcd"},
		"newest first":           {jobs.Options[int]{Newest: true}, "abcd", "adcb"},
		"asked again":            {jobs.Options[int]{Newest: true}, "abcdb", "abdc"},
		"asked again, in order":  {jobs.Options[int]{}, "abcdb", "abcd"},
		"priority":               {jobs.Options[int]{}, "abCdE", "aCEbd"},
		"oldest dropped":         {jobs.Options[int]{Waiting: 2, Drop: true}, "abcd", "acd"},
		"newest kept":            {jobs.Options[int]{Waiting: 2, Drop: true, Newest: true}, "abcd", "adc"},
		"refused":                {jobs.Options[int]{Waiting: 2}, "abcd", "abc"},
		"priority has room":      {jobs.Options[int]{Waiting: 1}, "abcDEF", "aDEFb"},
		"priority drops nothing": {jobs.Options[int]{Waiting: 2, Drop: true}, "abcDEd", "aDEcd"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.options.Slots = jobs.NewSlots(1, 0) // of this bubble
				g := jobs.New[rune](c.options)
				got := ""
				for _, key := range c.calls {
					priority := 0
					if key < 'a' {
						priority = 1
					}
					g.Ask(key, priority, func(ctx context.Context, p *jobs.Progress) (int, error) {
						got += string(key)
						return slow(0)(ctx, p)
					})
					synctest.Wait()
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if got != c.want {
					t.Errorf("%s were done as %s, want %s", c.calls, got, c.want)
				}
			})
		})
	}
}

func TestRefusedAndDroppedWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[int](jobs.Options[int]{Slots: jobs.NewSlots(1, 0), Waiting: 1})
		g.Ask(0, 0, slow(0))
		synctest.Wait()
		g.Ask(1, 0, slow(1))
		refused := g.Ask(2, 0, slow(2))
		if s, err := refused.Wait(t.Context(), time.Minute); !s.Pending || !errors.Is(s.Err, jobs.ErrBusy) || err != nil {
			t.Errorf("refused work: %+v, %v", s, err)
		}
		g.Ask(3, 0, slow(3))
		synctest.Wait()
		g.Ask(4, 0, slow(4))
		if _, err := g.Get(t.Context(), 5, slow(5)); !errors.Is(err, jobs.ErrBusy) {
			t.Errorf("refused work: %v", err)
		}

		g = jobs.New[int](jobs.Options[int]{Slots: jobs.NewSlots(1, 0), Waiting: 1, Drop: true})
		g.Ask(0, 0, slow(0))
		synctest.Wait()
		dropped := g.Ask(1, 0, slow(1))
		g.Ask(2, 0, slow(2))
		if s := dropped.State(); !s.Ready || s.Err == nil {
			t.Errorf("dropped work: %+v", s)
		}
		if g.Look(1).Pending || !g.Look(2).Pending {
			t.Error("other work was dropped")
		}
		time.Sleep(time.Minute)
	})
}

func TestErrorsAndPanicsAreNotKept(t *testing.T) {
	g := jobs.New[string](jobs.Options[int]{Keep: 10})
	wrong := errors.New("wrong")
	if _, err := g.Get(t.Context(), "a", quick(0, wrong)); !errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
	fault := func(context.Context, *jobs.Progress) (int, error) { panic("a mistake") }
	if _, err := g.Get(t.Context(), "a", fault); err == nil || !strings.Contains(err.Error(), "a mistake") {
		t.Errorf("a panic gives %v", err)
	}
	if v, err := g.Get(t.Context(), "a", quick(3, nil)); v != 3 || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
}

func TestLeastRecentlyUsedValuesGo(t *testing.T) {
	g := jobs.New[string](jobs.Options[int]{Keep: 300, Size: func(v int) int64 { return int64(v) }})
	wantKept := func(when string, keys string) {
		t.Helper()
		for _, key := range []string{"a", "b", "c", "d"} {
			if kept := g.Look(key).Ready; kept != strings.Contains(keys, key) {
				t.Errorf("%s: %s is kept: %t", when, key, kept)
			}
		}
	}
	get := func(key string, size int) {
		if v, err := g.Get(t.Context(), key, quick(size, nil)); v != size || err != nil {
			t.Errorf("%s: got %d, %v", key, v, err)
		}
	}
	get("a", 100)
	get("b", 150)
	get("a", 100)
	get("c", 100)
	wantKept("b was used least recently", "ac")
	get("d", 1000)
	wantKept("the last one stays, whatever its size", "d")
	g.Replace("d", 10)
	g.Replace("a", 10)
	get("d", 10)
	wantKept("only what is kept is replaced", "d")
	get("a", 290)
	wantKept("what was replaced has its new size", "ad")
}

func TestForgottenWorkServesItsCallersOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := jobs.New[int](jobs.Options[string]{Keep: 10})
		old, other := g.Ask(1, 0, slow("old")), g.Ask(2, 0, slow("other"))
		g.Get(t.Context(), 3, quick("kept", nil))
		synctest.Wait()
		g.Forget(func(key int) bool { return key != 2 })
		if s := g.Look(1); s.Pending || g.Look(3).Ready {
			t.Errorf("after forgetting: %+v", s)
		}
		if v, err := g.Get(t.Context(), 1, quick("new", nil)); v != "new" || err != nil {
			t.Errorf("a later caller got %q, %v", v, err)
		}
		<-old.Done()
		<-other.Done()
		if s := old.State(); s.Value != "old" || s.Err != nil {
			t.Errorf("the earlier caller got %+v", s)
		}
		if g.Look(1).Value != "new" || g.Look(2).Value != "other" {
			t.Errorf("kept are %q and %q", g.Look(1).Value, g.Look(2).Value)
		}
	})
}

func TestCancelledWorkMakesWayForNew(t *testing.T) {
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
