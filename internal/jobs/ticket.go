package jobs

import (
	"context"
	"time"
)

// A task is what callers see of a job.
type task[V any] struct {
	done     chan struct{} // closed once value and err are there; nil of refused work
	value    V
	err      error
	progress Progress
}

// ended is the channel of tasks that are done from the beginning.
var ended = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// A Ticket tracks work started by [Group.Ask].
type Ticket[V any] struct{ task *task[V] }

// A State is the state of a key.
type State[V any] struct {
	Value    V
	Err      error
	Ready    bool // Value or Err is final
	Pending  bool // the work waits or runs
	Progress Report
}

// Done is closed when the work has ended; never if it was refused.
func (t *Ticket[V]) Done() <-chan struct{} { return t.task.done }

// State returns the current state.
func (t *Ticket[V]) State() State[V] {
	select {
	case <-t.task.done:
		return State[V]{Value: t.task.value, Err: t.task.err, Ready: true, Progress: t.task.progress.report()}
	default:
	}
	state := State[V]{Pending: true, Progress: t.task.progress.report()}
	if t.task.done == nil {
		state.Err = t.task.err
	}
	return state
}

// Wait waits for the work to end, at most for most, and returns the state
// then. Its error is that of ctx.
func (t *Ticket[V]) Wait(ctx context.Context, most time.Duration) (State[V], error) {
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case <-t.task.done:
	case <-late.C:
	case <-ctx.Done():
		return t.State(), ctx.Err()
	}
	return t.State(), nil
}
