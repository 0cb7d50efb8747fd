package server

import (
	"container/list"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// asides compute values, one after the other, beside the requests that ask for
// them. Those that were asked for last stay in memory.
type asides[V any] struct {
	what string     // is computed, for errors
	turn sync.Mutex // of the one that is being computed

	mu      sync.Mutex
	found   map[string]*list.Element // by key
	order   list.List                // of *aside[V], the one asked for last in front
	waiting int                      // how many are still to come
}

// How many values are kept, of a few kB each, and how many are still to come at
// once. Who asks for more must ask again.
const (
	keptAsides    = 1024
	waitingAsides = 128
)

// An aside is a value, or what came in its way, once done is closed.
type aside[V any] struct {
	key   string
	done  chan struct{}
	value V
	err   error
}

func newAsides[V any](what string) *asides[V] {
	return &asides[V]{what: what, found: make(map[string]*list.Element)}
}

// ask returns the value of a key, which find computes if nobody has asked for it
// yet.
func (b *asides[V]) ask(key string, find func() (V, error)) *aside[V] {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e, ok := b.found[key]; ok {
		b.order.MoveToFront(e)
		return e.Value.(*aside[V])
	}
	a := &aside[V]{key: key, done: make(chan struct{})}
	if b.waiting >= waitingAsides {
		return a
	}
	b.waiting++
	b.found[key] = b.order.PushFront(a)
	if b.order.Len() > keptAsides {
		delete(b.found, b.order.Remove(b.order.Back()).(*aside[V]).key)
	}
	go func() {
		b.turn.Lock()
		defer b.turn.Unlock()
		defer close(a.done)
		defer func() {
			if fault := recover(); fault != nil {
				a.err = fmt.Errorf("%s: %v", b.what, fault)
			}
			b.end(a)
		}()
		a.value, a.err = find()
	}()
	return a
}

// end lets the next one who asks try again if there was an error.
func (b *asides[V]) end(a *aside[V]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting--
	if e, ok := b.found[a.key]; ok && e.Value == a && a.err != nil {
		b.order.Remove(e)
		delete(b.found, a.key)
	}
}

// ready reports whether the value has been found, or cannot be.
func (a *aside[V]) ready() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

// waitFor waits until something is done, but no longer than most; it fails if ctx
// ends before.
func waitFor(ctx context.Context, done <-chan struct{}, most time.Duration) error {
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case <-done:
	case <-late.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// beside calls f with 0, …, n−1, as many at once as there are cores, and returns
// the error of the lowest number. A panic is an error, since nobody above would
// catch it.
func beside(n int, f func(i int) error) error {
	errs := make([]error, n)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error {
			defer func() {
				if fault := recover(); fault != nil {
					errs[i] = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
				}
			}()
			errs[i] = f(i)
			return nil
		})
	}
	_ = g.Wait() // each has its own error
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
