package store

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// ofBytes is a cache entry of a given size.
type ofBytes int64

func (b ofBytes) Bytes() int64 { return int64(b) }

func TestCacheEvictsLeastRecentlyUsed(t *testing.T) {
	s := inMemory(t.TempDir(), 300)
	c := s.cache
	loads := 0
	get := func(what string, n ofBytes) {
		t.Helper()
		load := func(context.Context) (ofBytes, error) { loads++; return n, nil }
		got, err := cachedAs(t.Context(), c, cacheKey{1, what}, load)
		if got != n || err != nil {
			t.Fatalf("got %v, %v", got, err)
		}
	}
	get("a", 100)
	get("b", 150)
	get("a", 100) // used last, so that b goes first
	get("c", 100)
	get("a", 100)
	if loads != 3 || c.Counts().Kept != 2 || c.Look(cacheKey{1, "b"}).Ready {
		t.Errorf("%d loads, %d values", loads, c.Counts().Kept)
	}
	get("huge", 1000) // the entry that was used last stays
	get("huge", 1000)
	if loads != 4 || c.Counts().Kept != 1 {
		t.Errorf("%d loads, %d values", loads, c.Counts().Kept)
	}
	c.Replace(cacheKey{1, "huge"}, ofBytes(10))
	c.Replace(cacheKey{1, "a"}, ofBytes(10)) // it was evicted
	get("huge", 10)
	if c.Counts().Kept != 1 || loads != 4 {
		t.Errorf("after replacing %d values", c.Counts().Kept)
	}
	get("d", 290) // both fit
	if s.forget(2); c.Counts().Kept != 2 {
		t.Error("another run was forgotten")
	}
	if s.forget(1); c.Counts().Kept != 0 {
		t.Error("the run was not forgotten")
	}
}

func TestCacheKeepsNoErrorsAndNoDeletedRuns(t *testing.T) {
	s := inMemory(t.TempDir(), 1000)
	key := cacheKey{1, "x"}
	bad := errors.New("bad")
	fails := func(context.Context) (ofBytes, error) { return 0, bad }
	if _, err := cachedAs(t.Context(), s.cache, key, fails); err != bad {
		t.Errorf("got %v", err)
	}
	panics := func(context.Context) (ofBytes, error) { panic("a mistake") }
	if _, err := cachedAs(t.Context(), s.cache, key, panics); err == nil || !strings.Contains(err.Error(), "a mistake") {
		t.Errorf("a panic gives %v", err)
	}
	meanwhile := func(context.Context) (ofBytes, error) { s.forget(1); return 7, nil }
	got, err := cachedAs(t.Context(), s.cache, key, meanwhile)
	if got != 7 || err != nil || s.cache.Counts().Kept != 0 {
		t.Errorf("got %v, %v, and %d are kept", got, err, s.cache.Counts().Kept)
	}
}

func TestLoadServesAllCallersAndIsCancelledWithoutAny(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inMemory(t.TempDir(), 1000)
		key := cacheKey{1, "x"}
		var loads, broken atomic.Int32
		release := make(chan struct{})
		ask := func(ctx context.Context) error {
			_, err := cachedAs(ctx, s.cache, key, func(ctx context.Context) (ofBytes, error) {
				loads.Add(1)
				select {
				case <-release:
					return 1, nil
				case <-ctx.Done():
					broken.Add(1)
					return 0, ctx.Err()
				}
			})
			return err
		}
		errs := make(chan error, 10)
		first, leave := context.WithCancel(t.Context())
		go func() { errs <- ask(first) }()
		synctest.Wait()
		for range 5 {
			go func() { errs <- ask(t.Context()) }()
		}
		synctest.Wait()
		leave()
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Errorf("the caller that left got %v", err)
		}
		synctest.Wait()
		close(release)
		for range 5 {
			if err := <-errs; err != nil {
				t.Errorf("another caller got %v", err)
			}
		}
		if loads.Load() != 1 || broken.Load() != 0 {
			t.Errorf("%d loads, %d broken off", loads.Load(), broken.Load())
		}

		s.forgetAll()
		release = make(chan struct{})
		alone, leave := context.WithCancel(t.Context())
		go func() { errs <- ask(alone) }()
		synctest.Wait()
		leave()
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
		if broken.Load() != 1 {
			t.Error("the load goes on without a caller")
		}
		close(release)
		if err := ask(t.Context()); err != nil {
			t.Errorf("the next one got %v", err)
		}
	})
}
