package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
)

// Background is the work that an explorer does apart from requests. Intervals and
// Optima wait until their owner calls Begin on them; the other groups start at once.
// Each group computes one value after the other.
type Background struct {
	Intervals *jobs.Group[IntervalKey, struct{}]                     // of metrics; the results are stored
	Optima    *jobs.Group[optimumKey, Maybe[calc.ThresholdInterval]] // of policies, in other samples

	Bands       *jobs.Group[string, calc.ROCBand]                 // of ROC curves, by address of the display
	Differences *jobs.Group[string, []calc.Estimate]              // between runs on the same rows, by resampling
	Pooled      *jobs.Group[string, map[string]evaluate.Quantity] // micro averages over labels, by runs
}

// How many jobs may wait, and how many results are kept.
const (
	maxWaitingParts = 16 // a person who opens more parts of runs gets the intervals of the last ones

	keptOptima    = 4096
	waitingOptima = 64

	keptSmall    = 1024 // bands, differences and averages, of a few kB each
	waitingSmall = 128
)

// newBackground returns groups that have begun nothing.
//
// The intervals of a small run follow an upload by a moment, those of a big one by a
// minute. A page that needs an optimum says that it is being computed, and shows it
// when it is loaded again. The optimum that was asked for last comes first, since it is
// on a page that is open. If too many wait, the oldest must be asked for again.
func newBackground() *Background {
	return &Background{
		Intervals: jobs.New[IntervalKey](jobs.Options[struct{}]{
			Slots: jobs.NewSlots(1, 0), Held: true, Waiting: maxWaitingParts, Drop: true,
		}),
		Optima: jobs.New[optimumKey](jobs.Options[Maybe[calc.ThresholdInterval]]{
			Slots: jobs.NewSlots(1, 0), Held: true, Waiting: waitingOptima, Drop: true, Newest: true, Keep: keptOptima,
		}),
		Bands:       newSmallGroup[calc.ROCBand](),
		Differences: newSmallGroup[[]calc.Estimate](),
		Pooled:      newSmallGroup[map[string]evaluate.Quantity](),
	}
}

func newSmallGroup[V any]() *jobs.Group[string, V] {
	return jobs.New[string](jobs.Options[V]{Slots: jobs.NewSlots(1, 0), Keep: keptSmall, Waiting: waitingSmall})
}

// Close lets work that has begun end until ctx ends, and cancels the rest.
func (b *Background) Close(ctx context.Context) {
	_ = b.Intervals.Close(ctx)
	_ = b.Optima.Close(ctx)
	_ = b.Bands.Close(ctx)
	_ = b.Differences.Close(ctx)
	_ = b.Pooled.Close(ctx)
}
