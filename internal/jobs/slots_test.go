package jobs_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"tradeoff/internal/jobs"
)

func TestSlotsBoundWhatRunsAndWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := jobs.NewSlots(1, 2)
		first, err := s.Enter()
		if err != nil {
			t.Fatal(err)
		}
		if s.Entered() != 1 || s.Taken() != 0 {
			t.Errorf("%d entered and %d taken by a turn that has not waited", s.Entered(), s.Taken())
		}
		for range 2 {
			if err := first.Wait(t.Context()); err != nil || s.Taken() != 1 {
				t.Errorf("%v, %d taken by one turn", err, s.Taken())
			}
		}
		var leave func()
		go func() { leave, err = s.Take(t.Context()) }()
		synctest.Wait()
		if leave != nil || s.Entered() != 2 {
			t.Errorf("%d entered; the second has the place of the first: %t", s.Entered(), leave != nil)
		}
		if _, err := s.Enter(); !errors.Is(err, jobs.ErrBusy) {
			t.Errorf("the third turn: %v", err)
		}
		first.Rest()
		synctest.Wait()
		if leave == nil || err != nil || s.Entered() != 2 {
			t.Fatalf("the second has no place while the first rests: %v", err)
		}
		gone, stop := context.WithCancel(t.Context())
		stop()
		if err := first.Wait(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("the first waits again: %v", err)
		}
		leave()
		first.Leave()
		if s.Entered() != 0 || s.Taken() != 0 {
			t.Errorf("%d entered and %d taken in the end", s.Entered(), s.Taken())
		}
		if leave, err := s.Take(t.Context()); err != nil {
			t.Error(err)
		} else {
			leave()
		}
	})
}

func TestTakeThatIsCancelledLeaves(t *testing.T) {
	s := jobs.NewSlots(1, 0)
	leave, err := s.Take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Take(ctx); !errors.Is(err, context.Canceled) || s.Entered() != 1 {
		t.Errorf("%v, %d entered", err, s.Entered())
	}
	leave()
}

func TestNilSlotsBoundNothing(t *testing.T) {
	var s *jobs.Slots
	leave, err := s.Take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	leave()
}
