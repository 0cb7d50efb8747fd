package jobs

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
)

// errDropped is the error of waiting work that was displaced by later work.
var errDropped = errors.New("displaced by later work")

// Options configure a [Group]. The zero Options start all work at once and
// keep nothing.
type Options[V any] struct {
	Slots   *Slots        // that bound how much runs at once; they must allow any number of turns
	Held    bool          // nothing starts before [Group.Begin]
	Waiting int           // how much work of priority 0 may wait for a place; 0 means any amount
	Drop    bool          // if too much waits, the oldest is dropped; otherwise the new work is refused
	Newest  bool          // among equal priorities, the newest work starts first; otherwise last
	Keep    int64         // total size of the values to keep; the least recently used go first
	Size    func(V) int64 // of a value; nil means 1, so that Keep is a number of values
}

// Work computes a value. It should return early when ctx ends.
type Work[V any] func(ctx context.Context, p *Progress) (V, error)

// A Group runs work of one kind and keeps its values, by key. Values are shared, so
// callers must not change them. Errors are not kept: the next caller tries again.
type Group[K comparable, V any] struct {
	o     Options[V]
	ctx   context.Context // ends with Close
	stop  context.CancelFunc
	begun chan struct{} // closed once work may start
	begin sync.Once
	all   sync.WaitGroup // a goroutine for each job

	mu     sync.Mutex
	closed bool
	jobs   map[K]*job[K, V] // that wait or run
	queue  []*job[K, V]     // those that wait, in the order of the calls
	kept   map[K]*list.Element
	order  list.List // of *entry[K, V], the last used in front
	size   int64
}

type entry[K comparable, V any] struct {
	key   K
	value V
	size  int64
}

// A job is waiting or running work.
type job[K comparable, V any] struct {
	task[V]
	key      K
	work     Work[V]
	ctx      context.Context
	cancel   context.CancelFunc
	priority int
	waiters  int  // calls of Get
	asked    bool // started by Ask, so it goes on without waiters
	queued   bool // it is in the queue: neither started nor ended
	stale    bool // its value is not kept, and later callers do not share it
}

// New returns a group without any work.
func New[K comparable, V any](o Options[V]) *Group[K, V] {
	g := &Group[K, V]{o: o, begun: make(chan struct{}), jobs: make(map[K]*job[K, V]), kept: make(map[K]*list.Element)}
	g.ctx, g.stop = context.WithCancel(context.Background())
	if !o.Held {
		g.Begin()
	}
	return g
}

// Begin lets the work of a held group start.
func (g *Group[K, V]) Begin() { g.begin.Do(func() { close(g.begun) }) }

// Get returns the value of a key, which work computes if it is neither kept
// nor in progress. Work that other callers of Get have begun is shared; it is
// cancelled when all of them are gone. Get fails with the error of the work,
// the error of ctx, or [ErrBusy].
func (g *Group[K, V]) Get(ctx context.Context, key K, work Work[V]) (V, error) {
	g.mu.Lock()
	if value, ok := g.cached(key); ok {
		g.mu.Unlock()
		return value, nil
	}
	j, err := g.join(key, 0, work)
	if err != nil {
		g.mu.Unlock()
		return *new(V), err
	}
	j.waiters++
	g.mu.Unlock()

	select {
	case <-j.done:
		return j.value, j.err
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if j.waiters--; j.waiters == 0 && !j.asked {
		g.cancel(j)
	}
	return *new(V), ctx.Err()
}

// Ask is [Group.Get] for callers that do not wait: the work goes on until it ends.
// Work of a higher priority starts first. If the work is refused the ticket stays
// pending, with [ErrBusy]: ask again later.
func (g *Group[K, V]) Ask(key K, priority int, work Work[V]) *Ticket[V] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if value, ok := g.cached(key); ok {
		return &Ticket[V]{&task[V]{done: ended, value: value}}
	}
	j, err := g.join(key, priority, work)
	switch {
	case errors.Is(err, ErrBusy):
		return &Ticket[V]{&task[V]{err: err}}
	case err != nil:
		return &Ticket[V]{&task[V]{done: ended, err: err}}
	}
	j.asked = true
	return &Ticket[V]{&j.task}
}

// Look returns the state of a key and starts nothing.
func (g *Group[K, V]) Look(key K) State[V] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if value, ok := g.cached(key); ok {
		return State[V]{Value: value, Ready: true}
	}
	if j, ok := g.jobs[key]; ok {
		return State[V]{Pending: true, Progress: j.progress.report()}
	}
	return State[V]{}
}

// Find returns the ticket of work that waits or runs, and whether there is any.
func (g *Group[K, V]) Find(key K) (t *Ticket[V], ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	j, ok := g.jobs[key]
	if !ok {
		return nil, false
	}
	return &Ticket[V]{&j.task}, true
}

// Counts are how many keys of a group wait, are worked on, and have a value.
type Counts struct{ Waiting, Running, Kept int }

// Counts returns the current counts.
func (g *Group[K, V]) Counts() Counts {
	g.mu.Lock()
	defer g.mu.Unlock()
	return Counts{Waiting: len(g.queue), Running: len(g.jobs) - len(g.queue), Kept: g.order.Len()}
}

// cached returns the value that is kept of a key. g.mu is held.
func (g *Group[K, V]) cached(key K) (value V, ok bool) {
	e, ok := g.kept[key]
	if !ok {
		return value, false
	}
	g.order.MoveToFront(e)
	return e.Value.(*entry[K, V]).value, true
}

// join returns the job of a key, a new one if there is none to share. g.mu is held.
func (g *Group[K, V]) join(key K, priority int, work Work[V]) (*job[K, V], error) {
	if j := g.jobs[key]; j != nil {
		if j.priority = max(j.priority, priority); g.o.Newest && j.queued {
			i := slices.Index(g.queue, j)
			g.queue = append(slices.Delete(g.queue, i, i+1), j)
		}
		return j, nil
	}
	if g.closed {
		return nil, context.Canceled
	}
	if priority == 0 && g.o.Waiting > 0 && !g.makeRoom() {
		return nil, ErrBusy
	}
	j := &job[K, V]{key: key, work: work, priority: priority, queued: true}
	j.done = make(chan struct{})
	j.ctx, j.cancel = context.WithCancel(g.ctx)
	g.jobs[key] = j
	g.queue = append(g.queue, j)
	g.all.Go(g.serve)
	return j, nil
}

// makeRoom reports whether one more job of priority 0 may wait, after
// dropping the oldest if the options say so. g.mu is held.
func (g *Group[K, V]) makeRoom() bool {
	waiting := 0
	var oldest *job[K, V]
	for _, j := range g.queue {
		if j.priority == 0 {
			if waiting++; oldest == nil {
				oldest = j
			}
		}
	}
	if waiting < g.o.Waiting {
		return true
	}
	if g.o.Drop {
		g.end(oldest, *new(V), errDropped)
	}
	return g.o.Drop
}

// serve waits for a place and runs the first job in the queue. There is one
// call for each job; calls for jobs that no longer wait find none.
func (g *Group[K, V]) serve() {
	select {
	case <-g.begun:
	case <-g.ctx.Done():
		return
	}
	leave, err := g.o.Slots.Take(g.ctx)
	if err != nil {
		return
	}
	defer leave()
	g.mu.Lock()
	j := g.next()
	g.mu.Unlock()
	if j == nil {
		return
	}
	value, err := j.run()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.end(j, value, err)
}

// next takes the first job out of the queue, or returns nil. g.mu is held.
func (g *Group[K, V]) next() (first *job[K, V]) {
	for _, j := range g.queue {
		if first == nil || j.priority > first.priority || g.o.Newest && j.priority == first.priority {
			first = j
		}
	}
	if first != nil {
		g.unqueue(first)
	}
	return first
}

// run does the work. A panic becomes an error, since no caller is on the stack.
func (j *job[K, V]) run() (value V, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
		}
	}()
	if err := j.ctx.Err(); err != nil {
		return value, err
	}
	return j.work(j.ctx, &j.progress)
}

// end gives the outcome of a job to its callers and keeps a value. g.mu is held.
func (g *Group[K, V]) end(j *job[K, V], value V, err error) {
	j.cancel()
	g.unqueue(j)
	if g.jobs[j.key] == j {
		delete(g.jobs, j.key)
	}
	if err == nil && !j.stale {
		g.keep(j.key, value)
	}
	j.value, j.err = value, err
	close(j.done)
}

// detach makes later callers start again and discards the value of j. g.mu is
// held.
func (g *Group[K, V]) detach(j *job[K, V]) {
	j.stale = true
	if g.jobs[j.key] == j {
		delete(g.jobs, j.key)
	}
}

// cancel cancels a job. g.mu is held.
func (g *Group[K, V]) cancel(j *job[K, V]) {
	g.detach(j)
	j.cancel()
	if j.queued {
		g.end(j, *new(V), context.Canceled)
	}
}

// keep keeps a value, whatever its size, until others are used. g.mu is held.
func (g *Group[K, V]) keep(key K, value V) {
	if g.o.Keep == 0 {
		return
	}
	if e, ok := g.kept[key]; ok {
		g.drop(e)
	}
	size := int64(1)
	if g.o.Size != nil {
		size = g.o.Size(value)
	}
	g.kept[key] = g.order.PushFront(&entry[K, V]{key, value, size})
	for g.size += size; g.size > g.o.Keep && g.order.Len() > 1; {
		g.drop(g.order.Back())
	}
}

func (g *Group[K, V]) drop(e *list.Element) {
	old := g.order.Remove(e).(*entry[K, V])
	delete(g.kept, old.key)
	g.size -= old.size
}

// Replace keeps a value in place of the one that is kept of its key. If none is, it
// was forgotten and stays so.
func (g *Group[K, V]) Replace(key K, value V) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.kept[key]; ok {
		g.keep(key, value)
	}
}

// Forget drops the values of all keys that match. Their work goes on for
// callers that wait for it; its values are not kept, and later callers start
// again.
func (g *Group[K, V]) Forget(match func(K) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for key, e := range g.kept {
		if match(key) {
			g.drop(e)
		}
	}
	for key, j := range g.jobs {
		if match(key) {
			g.detach(j)
		}
	}
}

// Cancel cancels the work on a key. Until it has ended, which its ticket
// shows, other work on the key may run concurrently.
func (g *Group[K, V]) Cancel(key K) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if j := g.jobs[key]; j != nil {
		g.cancel(j)
	}
}

// Close cancels all work and refuses more. It waits until the work has ended,
// or until ctx is done, and returns its error.
func (g *Group[K, V]) Close(ctx context.Context) error {
	g.mu.Lock()
	g.closed = true
	g.stop()
	for _, j := range slices.Clone(g.queue) {
		g.end(j, *new(V), context.Canceled)
	}
	g.mu.Unlock()
	done := make(chan struct{})
	go func() {
		g.all.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// unqueue takes j out of the queue, if it is there. g.mu is held.
func (g *Group[K, V]) unqueue(j *job[K, V]) {
	if j.queued {
		j.queued = false
		i := slices.Index(g.queue, j)
		g.queue = slices.Delete(g.queue, i, i+1)
	}
}
