package store

import (
	"container/list"
	"context"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"

	"tradeoff/internal/calc"
)

// A sweepCache keeps the sweeps that were used last, up to a number of bytes.
// Of several who ask for the same one at once, one loads it.
type sweepCache struct {
	most  int64
	loads singleflight.Group

	mu      sync.Mutex
	bytes   int64
	byRun   map[int64]*list.Element
	order   list.List // of *cachedSweep, the one used last in front
	deletes int       // so that a load that began before a deletion is not kept
}

type cachedSweep struct {
	run   int64
	sweep *calc.Sweep
	bytes int64
}

func newSweepCache(most int64) *sweepCache {
	return &sweepCache{most: most, byRun: make(map[int64]*list.Element)}
}

// get returns the sweep of a run, by load if it is not there.
func (c *sweepCache) get(ctx context.Context, run int64, load func(context.Context) (*calc.Sweep, error)) (*calc.Sweep, error) {
	sweep, deletes := c.kept(run)
	if sweep != nil {
		return sweep, nil
	}

	// The load serves whoever waits for it, so that the one who happened to be
	// first may go without failing the others.
	key := strconv.FormatInt(run, 10) + "/" + strconv.Itoa(deletes)
	done := c.loads.DoChan(key, func() (any, error) {
		if sweep, _ := c.kept(run); sweep != nil {
			return sweep, nil // another load has just ended
		}
		sweep, err := load(context.WithoutCancel(ctx))
		if err == nil {
			c.put(run, sweep, deletes)
		}
		return sweep, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*calc.Sweep), nil
	}
}

// kept returns the sweep of a run if it is there, and the number of deletions
// so far.
func (c *sweepCache) kept(run int64) (sweep *calc.Sweep, deletes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byRun[run]; ok {
		c.order.MoveToFront(e)
		sweep = e.Value.(*cachedSweep).sweep
	}
	return sweep, c.deletes
}

func (c *sweepCache) put(run int64, sweep *calc.Sweep, deletes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byRun[run]; ok || deletes != c.deletes {
		return
	}
	entry := &cachedSweep{run, sweep, sweepBytes(sweep)}
	c.byRun[run] = c.order.PushFront(entry)
	c.bytes += entry.bytes
	for c.bytes > c.most && c.order.Len() > 1 {
		c.drop(c.order.Back())
	}
}

func (c *sweepCache) drop(e *list.Element) {
	entry := c.order.Remove(e).(*cachedSweep)
	delete(c.byRun, entry.run)
	c.bytes -= entry.bytes
}

// remove forgets the sweep of a run that was deleted.
func (c *sweepCache) remove(run int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deletes++
	if e, ok := c.byRun[run]; ok {
		c.drop(e)
	}
}

// clear forgets all sweeps.
func (c *sweepCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deletes++
	for c.order.Len() > 0 {
		c.drop(c.order.Front())
	}
}

// sweepBytes returns about how much memory a sweep takes: 16 bytes a score, and
// 48 more with weights.
func sweepBytes(s *calc.Sweep) int64 {
	perScore := int64(16)
	if s.Weighted() {
		perScore += 48
	}
	return int64(s.Len()) * perScore
}
