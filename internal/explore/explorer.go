package explore

import (
	"context"
	"log/slog"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An Explorer answers questions about the runs of a source. Questions about one run
// of two classes are its methods; the others are methods of its fields. It may be used
// by several goroutines at once.
type Explorer struct {
	Records
	Background *Background

	Several     SeveralRuns   // comparisons, disagreements, ranks, leaderboards, label groups
	ManyClasses ManyClassRuns // runs with three or more classes
	DecisionLog DecisionLog   // decisions, and how they perform on later runs
	Intervals   IntervalQueue // intervals of metrics that are computed in the background

	source source.Source
	log    *slog.Logger
	cache  *derivedCache
}

// New returns an explorer of the runs on record, whose numbers are read from a source.
// Work in the background that fails writes a line to the log. The owner starts that
// work with [IntervalQueue.Begin] and the groups of [Explorer.Background], and ends it
// with [Explorer.Stop] or [Background.Close].
func New(records Records, from source.Source, log *slog.Logger) *Explorer {
	x := &Explorer{Records: records, Background: newBackground(), source: from, log: log, cache: newDerivedCache()}
	x.Several, x.ManyClasses = SeveralRuns{x}, ManyClassRuns{x}
	x.DecisionLog, x.Intervals = DecisionLog{x}, IntervalQueue{x}
	return x
}

// Stop cancels all work in the background and does not wait for it. Work that is
// still computing uses the source no more.
func (x *Explorer) Stop() {
	ended, end := context.WithCancel(context.Background())
	end()
	x.Background.Close(ended)
}

// warn logs that work in the background has failed, unless it was cancelled, the run
// that it needs was deleted, or what it needs is not available.
func (x *Explorer) warn(ctx context.Context, err error, message string, args ...any) {
	if err != nil && ctx.Err() == nil && !tradeoff.IsGone(err) && tradeoff.KindOf(err) != tradeoff.NotAvailable {
		x.log.Warn(message, append(args, "error", err)...)
	}
}
