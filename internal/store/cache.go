package store

import (
	"container/list"
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// A cache keeps what was read or computed of runs, up to a number of bytes, and
// forgets first what was used least recently. Of several who ask for the same
// thing at once, one loads it.
type cache struct {
	most int64

	mu      sync.Mutex
	bytes   int64
	byKey   map[cacheKey]*list.Element
	order   list.List // of *cached, the one used last in front
	loads   map[cacheKey]*load
	deletes int // so that a load that began before a deletion is not kept
}

// A cacheKey names something of a run.
type cacheKey struct {
	run  int64
	what string
}

// A Sized knows about how many bytes of memory it takes.
type Sized interface{ Bytes() int64 }

type cached struct {
	key   cacheKey
	value Sized
	bytes int64
}

// A load is on its way for those who wait. It is broken off when all of them
// have gone.
type load struct {
	deletes int
	waiting int
	cancel  context.CancelFunc
	done    chan struct{} // closed when value and err are there
	value   Sized
	err     error
}

func newCache(most int64) *cache {
	return &cache{most: most, byKey: make(map[cacheKey]*list.Element), loads: make(map[cacheKey]*load)}
}

// cachedAs returns what key names, by f if it is not there. It is shared and
// must not be changed. The context of f lives as long as anybody waits, so that
// the one who happened to be first may go without failing the others.
func cachedAs[V Sized](ctx context.Context, c *cache, key cacheKey, f func(context.Context) (V, error)) (V, error) {
	var none V
	value, err := c.get(ctx, key, func(ctx context.Context) (Sized, error) {
		v, err := f(ctx)
		if err != nil {
			return nil, err
		}
		return v, nil
	})
	if err != nil {
		return none, err
	}
	return value.(V), nil
}

// A loader reads or computes something.
type loader func(context.Context) (Sized, error)

// guarded turns a panic into an error, since nobody above would catch it.
func (f loader) guarded(ctx context.Context) (value Sized, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f(ctx)
}

func (c *cache) get(ctx context.Context, key cacheKey, f loader) (Sized, error) {
	c.mu.Lock()
	if e, ok := c.byKey[key]; ok {
		c.order.MoveToFront(e)
		c.mu.Unlock()
		return e.Value.(*cached).value, nil
	}
	l := c.loads[key]
	if l == nil || l.deletes != c.deletes {
		l = c.start(ctx, key, f)
	}
	l.waiting++
	c.mu.Unlock()

	select {
	case <-l.done:
		return l.value, l.err
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		if l.waiting--; l.waiting == 0 {
			l.cancel()
			if c.loads[key] == l {
				delete(c.loads, key)
			}
		}
		return nil, ctx.Err()
	}
}

// start begins a load. c.mu is held.
func (c *cache) start(ctx context.Context, key cacheKey, f loader) *load {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &load{deletes: c.deletes, cancel: cancel, done: make(chan struct{})}
	c.loads[key] = l
	go func() {
		defer cancel()
		value, err := f.guarded(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.loads[key] == l {
			delete(c.loads, key)
		}
		if err == nil && l.deletes == c.deletes {
			c.put(key, value)
		}
		l.value, l.err = value, err
		close(l.done)
	}()
	return l
}

// put keeps a value in place of what was there. c.mu is held.
func (c *cache) put(key cacheKey, value Sized) {
	if e, ok := c.byKey[key]; ok {
		c.drop(e)
	}
	entry := &cached{key, value, value.Bytes()}
	c.byKey[key] = c.order.PushFront(entry)
	c.bytes += entry.bytes
	for c.bytes > c.most && c.order.Len() > 1 {
		c.drop(c.order.Back())
	}
}

// replace keeps a value in place of what is there; if nothing is, it was
// forgotten and stays so.
func (c *cache) replace(key cacheKey, value Sized) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok {
		c.put(key, value)
	}
}

func (c *cache) drop(e *list.Element) {
	entry := c.order.Remove(e).(*cached)
	delete(c.byKey, entry.key)
	c.bytes -= entry.bytes
}

// remove forgets everything of a run that was deleted.
func (c *cache) remove(run int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deletes++
	for e := c.order.Front(); e != nil; {
		next := e.Next()
		if e.Value.(*cached).key.run == run {
			c.drop(e)
		}
		e = next
	}
}

// clear forgets everything.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deletes++
	for c.order.Len() > 0 {
		c.drop(c.order.Front())
	}
}
