package jobs

import (
	"context"
	"errors"
	"sync/atomic"
)

// ErrBusy is the error of work when there is too much.
var ErrBusy = errors.New("too much work is waiting")

// Slots bound how much runs at once, and how much may wait for it. Nil Slots bound
// nothing.
type Slots struct {
	places  chan struct{}
	most    int32
	entered atomic.Int32
}

// NewSlots returns atOnce places. At most most turns may exist at a time, with a
// place or without; 0 means any number.
func NewSlots(atOnce, most int) *Slots {
	return &Slots{places: make(chan struct{}, atOnce), most: int32(most)}
}

// A Turn may have a place of its Slots. It is not for concurrent use.
type Turn struct {
	slots *Slots
	has   bool
}

// Enter returns a turn without a place, to be ended by [Turn.Leave], or [ErrBusy] if
// there are too many turns.
func (s *Slots) Enter() (*Turn, error) {
	if s != nil {
		if n := s.entered.Add(1); s.most > 0 && n > s.most {
			s.entered.Add(-1)
			return nil, ErrBusy
		}
	}
	return &Turn{slots: s}, nil
}

// Take enters and waits for a place, which leave returns. It fails with
// [ErrBusy] or the error of ctx.
func (s *Slots) Take(ctx context.Context) (leave func(), err error) {
	t, err := s.Enter()
	if err != nil {
		return nil, err
	}
	if err := t.Wait(ctx); err != nil {
		t.Leave()
		return nil, err
	}
	return t.Leave, nil
}

// Entered returns the number of turns.
func (s *Slots) Entered() int { return int(s.entered.Load()) }

// Taken returns the number of places that are taken.
func (s *Slots) Taken() int { return len(s.places) }

// Wait waits for a place. It fails with the error of ctx.
func (t *Turn) Wait(ctx context.Context) error {
	if t.slots == nil || t.has {
		return nil
	}
	select {
	case t.slots.places <- struct{}{}:
		t.has = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Rest returns the place. The turn continues and may wait again.
func (t *Turn) Rest() {
	if t.has {
		<-t.slots.places
		t.has = false
	}
}

// Leave ends the turn.
func (t *Turn) Leave() {
	t.Rest()
	if t.slots != nil {
		t.slots.entered.Add(-1)
	}
}
