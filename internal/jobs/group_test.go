package jobs_test

import (
	"context"
	"errors"
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

func TestAskedWorkContinuesAndReports(t *testing.T) {
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
