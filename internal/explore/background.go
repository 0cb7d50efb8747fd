package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
)

// Background is the work that an explorer does while it answers other questions.
// Nothing starts before its owner begins it.
type Background struct {
	Intervals *jobs.Group[IntervalKey, struct{}]                     // of metrics; the results are stored
	Optima    *jobs.Group[OptimumKey, Maybe[calc.ThresholdInterval]] // of policies, in other samples

	Bands       *jobs.Group[string, calc.ROCBand]                 // of ROC curves, by address of the display
	Differences *jobs.Group[string, []calc.Estimate]              // between runs on the same rows, by resampling
	Pooled      *jobs.Group[string, map[string]evaluate.Quantity] // micro averages over labels, by runs
}

// How much may wait, and how much is kept. A person who looks at more parts of runs
// than may wait gets the intervals of the last ones.
const (
	mostParts     = 16
	keptOptima    = 4096
	waitingOptima = 64

	keptSmall    = 1024 // bands, differences and averages, of a few kB each
	waitingSmall = 128
)

// newBackground returns the groups, each of which computes one value after the other.
//
// The intervals of a small run follow an upload by a moment, those of a big one by a
// minute. A page that asks for an optimum says that it is being computed, and has it
// the next time; the last one asked for comes first, since it is on a page that is
// open. If too many wait, the oldest must be asked for again.
func newBackground() *Background {
	return &Background{
		Intervals: jobs.New[IntervalKey](jobs.Options[struct{}]{
			Slots: jobs.NewSlots(1, 0), Held: true, Waiting: mostParts, Drop: true,
		}),
		Optima: jobs.New[OptimumKey](jobs.Options[Maybe[calc.ThresholdInterval]]{
			Slots: jobs.NewSlots(1, 0), Held: true, Waiting: waitingOptima, Drop: true, Newest: true, Keep: keptOptima,
		}),
		Bands:       smallValues[calc.ROCBand](),
		Differences: smallValues[[]calc.Estimate](),
		Pooled:      smallValues[map[string]evaluate.Quantity](),
	}
}

func smallValues[V any]() *jobs.Group[string, V] {
	return jobs.New[string](jobs.Options[V]{Slots: jobs.NewSlots(1, 0), Keep: keptSmall, Waiting: waitingSmall})
}

// Stop cancels what requests have asked for, and does not wait for it: where it
// computes it uses the store no more.
func (x *Explorer) Stop() {
	ended, end := context.WithCancel(context.Background())
	end()
	x.Background.Close(ended)
}

// Close lets work that has begun end until ctx ends, and cancels the rest.
func (b *Background) Close(ctx context.Context) {
	_ = b.Intervals.Close(ctx)
	_ = b.Optima.Close(ctx)
	_ = b.Bands.Close(ctx)
	_ = b.Differences.Close(ctx)
	_ = b.Pooled.Close(ctx)
}

// warn logs that work in the background has failed, unless it was cancelled, the run
// that it needs was deleted, or what it needs is not available.
func (x *Explorer) warn(ctx context.Context, err error, message string, args ...any) {
	if err != nil && ctx.Err() == nil && !tradeoff.IsGone(err) && tradeoff.KindOf(err) != tradeoff.NotAvailable {
		x.log.Warn(message, append(args, "error", err)...)
	}
}
