package store

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// ofBytes takes as much memory as it says.
type ofBytes int64

func (b ofBytes) Bytes() int64 { return int64(b) }

func TestCacheStaysWithinItsBytes(t *testing.T) {
	c := newCache(300)
	loads := 0
	get := func(what string, n ofBytes) {
		t.Helper()
		got, err := cachedAs(t.Context(), c, cacheKey{1, what}, func(context.Context) (ofBytes, error) { loads++; return n, nil })
		if got != n || err != nil {
			t.Fatalf("got %v, %v", got, err)
		}
	}
	get("a", 100)
	get("b", 150)
	get("a", 100) // used last, so that b goes first
	get("c", 100)
	get("a", 100)
	if loads != 3 || c.bytes != 200 || c.order.Len() != 2 {
		t.Errorf("%d loads, %d bytes of %d values", loads, c.bytes, c.order.Len())
	}
	get("huge", 1000) // what was asked for last stays
	get("huge", 1000)
	if loads != 4 || c.bytes != 1000 || c.order.Len() != 1 {
		t.Errorf("%d loads, %d bytes of %d values", loads, c.bytes, c.order.Len())
	}
	c.replace(cacheKey{1, "huge"}, ofBytes(10))
	c.replace(cacheKey{1, "a"}, ofBytes(10)) // it was forgotten
	get("huge", 10)
	if c.bytes != 10 || c.order.Len() != 1 || loads != 4 {
		t.Errorf("after replacing %d bytes of %d values", c.bytes, c.order.Len())
	}
	if c.remove(2); c.order.Len() != 1 {
		t.Error("another run was forgotten")
	}
	if c.remove(1); c.order.Len() != 0 || c.bytes != 0 {
		t.Error("the run was not forgotten")
	}
}

func TestCacheKeepsNeitherErrorsNorWhatWasDeletedMeanwhile(t *testing.T) {
	c := newCache(1000)
	key := cacheKey{1, "x"}
	bad := errors.New("bad")
	if _, err := cachedAs(t.Context(), c, key, func(context.Context) (ofBytes, error) { return 0, bad }); err != bad {
		t.Errorf("got %v", err)
	}
	if _, err := cachedAs(t.Context(), c, key, func(context.Context) (ofBytes, error) { panic("a mistake") }); err == nil || !strings.Contains(err.Error(), "a mistake") {
		t.Errorf("a panic gives %v", err)
	}
	got, err := cachedAs(t.Context(), c, key, func(context.Context) (ofBytes, error) { c.remove(1); return 7, nil })
	if got != 7 || err != nil || c.order.Len() != 0 {
		t.Errorf("got %v, %v, and %d are kept", got, err, c.order.Len())
	}
}

func TestLoadServesAllWhoWaitAndStopsWhenNobodyDoes(t *testing.T) {
	c := newCache(1000)
	key := cacheKey{1, "x"}
	var loads atomic.Int32
	var mu sync.Mutex
	began, release := make(chan context.Context, 8), make(chan struct{})
	ask := func(ctx context.Context) error {
		_, err := cachedAs(ctx, c, key, func(ctx context.Context) (ofBytes, error) {
			loads.Add(1)
			began <- ctx
			select {
			case <-release:
				return 1, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		})
		return err
	}
	first, leave := context.WithCancel(t.Context())
	errs := make(chan error, 10)
	go func() { errs <- ask(first) }()
	load := <-began
	var others sync.WaitGroup
	var failed []error
	for range 5 {
		others.Go(func() {
			if err := ask(t.Context()); err != nil {
				mu.Lock()
				failed = append(failed, err)
				mu.Unlock()
			}
		})
	}
	waitUntil(t, func() bool { c.mu.Lock(); defer c.mu.Unlock(); return c.loads[key].waiting == 6 })
	leave()
	if err := <-errs; !errors.Is(err, context.Canceled) || load.Err() != nil {
		t.Errorf("whoever left got %v, and the load %v", err, load.Err())
	}
	close(release)
	if others.Wait(); len(failed) > 0 || loads.Load() != 1 {
		t.Errorf("%v, %d loads", failed, loads.Load())
	}

	c.clear()
	release = make(chan struct{})
	alone, leave := context.WithCancel(t.Context())
	go func() { errs <- ask(alone) }()
	load = <-began
	leave()
	<-load.Done() // the load is broken off
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	if err := ask(t.Context()); err != nil {
		t.Errorf("the next one got %v", err)
	}
}

// waitUntil lets other goroutines run until f holds.
func waitUntil(t *testing.T, f func() bool) {
	t.Helper()
	for !f() {
		if t.Context().Err() != nil {
			t.Fatal("it never happened")
		}
		runtime.Gosched()
	}
}
