package intake

import (
	"context"
	"testing"

	"tradeoff/internal/jobs"
)

func TestUploadsWaitForTheirTurn(t *testing.T) {
	q := open(t, Options{}).Slots()
	var turns []*jobs.Turn
	for range AtOnce + 1 {
		turn, err := q.Enter()
		if err != nil {
			t.Fatal(err)
		}
		turns = append(turns, turn)
	}
	for _, turn := range turns[1:] {
		if err := turn.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := turns[0].Wait(ctx); err != context.Canceled {
		t.Errorf("one too many got %v, want the error of its context", err)
	}
	turns[1].Leave()
	if err := turns[0].Wait(t.Context()); err != nil {
		t.Errorf("got %v when a place is free", err)
	}
	for _, turn := range []int{0, 2} {
		turns[turn].Leave()
	}
	if q.Taken() != 0 || q.Entered() != 0 {
		t.Errorf("%d places are taken and %d uploads counted in the end", q.Taken(), q.Entered())
	}
}
