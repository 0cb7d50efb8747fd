package explore

import (
	"context"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

func TestOptimaAreBoundedAndTheNewestComesFirst(t *testing.T) {
	o := newBackground().Optima
	order := make(chan float64, 3*waitingOptima)
	var last *jobs.Ticket[Maybe[calc.ThresholdInterval]]
	ask := func(i int) *jobs.Ticket[Maybe[calc.ThresholdInterval]] {
		key := optimumKey{part: "d", policy: "min_cost", costFN: float64(i)}
		return o.Ask(key, 0, func(context.Context, *jobs.Progress) (Maybe[calc.ThresholdInterval], error) {
			select {
			case order <- key.costFN:
			default:
			}
			return Maybe[calc.ThresholdInterval]{}, nil
		})
	}
	for i := range 3 * waitingOptima {
		ask(i)
		last = ask(i) // asked twice, it waits once
	}
	if n := o.Counts().Waiting; n != waitingOptima {
		t.Errorf("%d wait, want %d", n, waitingOptima)
	}
	o.Begin()
	<-last.Done()
	if first := <-order; first != 3*waitingOptima-1 {
		t.Errorf("%v comes first, want the one that was asked for last", first)
	}
	for i := range keptOptima + 10 {
		<-ask(i).Done()
	}
	if n := o.Counts().Kept; n != keptOptima {
		t.Errorf("%d are kept, want %d", n, keptOptima)
	}
	if o.Look(optimumKey{part: "d", policy: "min_cost", costFN: 0}).Ready {
		t.Error("the oldest result is still kept")
	}
	if err := o.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// younger selects the rows below an age.
func younger(age int) tradeoff.View {
	return tradeoff.View{}.And(tradeoff.Condition{Column: "age", Op: tradeoff.Below, Number: float64(age)})
}

func TestIntervalsOfRunsComeBeforeThoseOfParts(t *testing.T) {
	s := explorer(sweeps{})
	part := func(i int) IntervalKey {
		return IntervalKey{1, younger(i).Key()}
	}
	for i := range maxWaitingParts + 3 {
		for range 2 {
			s.Intervals.Ask(1, younger(i))
		}
	}
	s.Intervals.Ask(7, tradeoff.View{})
	s.Intervals.Ask(8, tradeoff.View{})
	waiting := s.Background.Intervals
	if waiting.Look(part(2)).Pending || !waiting.Look(part(3)).Pending || waiting.Counts().Waiting != maxWaitingParts+2 {
		t.Errorf("%d wait", waiting.Counts().Waiting)
	}
	seven, _ := s.Background.Intervals.Find(IntervalKey{7, tradeoff.View{}.Key()})
	eight, _ := s.Background.Intervals.Find(IntervalKey{8, tradeoff.View{}.Key()})
	first, _ := s.Background.Intervals.Find(part(3))
	s.Intervals.Begin(t.Context())
	<-eight.Done()
	if !seven.State().Ready {
		t.Error("run 8 was computed before run 7")
	}
	<-first.Done()
	if !eight.State().Ready {
		t.Error("a part was computed before whole runs")
	}
}
