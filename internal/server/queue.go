package server

import (
	"context"
	"sync/atomic"

	"tradeoff/internal/tradeoff"
)

// How many uploads are computed and stored at once, and how many may be on
// their way altogether: arriving, waiting for their turn, or having it.
const (
	uploadsAtOnce = 2
	uploadsMost   = 64
)

// An uploadQueue bounds what uploads cost while others go on working. While its
// bytes arrive, an upload takes disk and no place of those that compute, however
// slowly it comes.
type uploadQueue struct {
	places chan struct{}
	count  atomic.Int32 // of all uploads
}

func newUploadQueue() *uploadQueue { return &uploadQueue{places: make(chan struct{}, uploadsAtOnce)} }

// A turn is that of one upload.
type turn struct {
	queue *uploadQueue
	has   bool // its place
}

// enter lets an upload begin. Its turn must be left in the end.
func (q *uploadQueue) enter() (*turn, error) {
	if q.count.Add(1) > uploadsMost {
		q.count.Add(-1)
		return nil, tradeoff.Errorf(tradeoff.Busy, "%d uploads are on their way already", uploadsMost).
			WithMend("Try again in a while.")
	}
	return &turn{queue: q}, nil
}

// place enters and waits for a place, which must be left in the end.
func (q *uploadQueue) place(ctx context.Context) (leave func(), err error) {
	t, err := q.enter()
	if err != nil {
		return nil, err
	}
	if err := t.wait(ctx); err != nil {
		t.leave()
		return nil, err
	}
	return t.leave, nil
}

// wait waits for a place to compute in.
func (t *turn) wait(ctx context.Context) error {
	select {
	case t.queue.places <- struct{}{}:
		t.has = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// rest gives the place to others.
func (t *turn) rest() {
	if t.has {
		<-t.queue.places
		t.has = false
	}
}

func (t *turn) leave() {
	t.rest()
	t.queue.count.Add(-1)
}
