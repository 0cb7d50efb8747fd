package server

import (
	"context"
	"sync/atomic"

	"tradeoff/internal/tradeoff"
)

// How many uploads are read and computed at once, and how many more may wait.
const (
	uploadsAtOnce  = 2
	uploadsWaiting = 16
)

// An uploadQueue bounds what uploads cost while others go on working.
type uploadQueue struct {
	slots   chan struct{}
	waiting atomic.Int32
}

func newUploadQueue() *uploadQueue { return &uploadQueue{slots: make(chan struct{}, uploadsAtOnce)} }

// enter waits for its turn. Whoever was let in must call leave.
func (q *uploadQueue) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-q.slots }
	select {
	case q.slots <- struct{}{}:
		return leave, nil
	default:
	}
	if q.waiting.Add(1) > uploadsWaiting {
		q.waiting.Add(-1)
		return nil, tradeoff.Errorf(tradeoff.Busy, "%d uploads are waiting already", uploadsWaiting).
			WithMend("Try again in a while.")
	}
	defer q.waiting.Add(-1)
	select {
	case q.slots <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
