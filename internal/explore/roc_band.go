package explore

import (
	"context"
	"fmt"
	"sort"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
)

// Banded reports whether there is a band to draw.
func (v RunAt) Banded() bool {
	return v.Band != nil && v.Band.Now.Ready && v.Band.Now.Err == nil && v.Band.Now.Value.Reason == ""
}

// bandAt returns the band at a false positive rate, straight between two of its own.
func (v RunAt) bandAt(fpr calc.Value) (low, high calc.Value) {
	if !fpr.OK {
		return fpr, fpr
	}
	b := v.Band.Now.Value
	k := sort.SearchFloat64s(b.FPR, fpr.V)
	if b.FPR[k] == fpr.V {
		return calc.Defined(b.Low[k]), calc.Defined(b.High[k])
	}
	share := (fpr.V - b.FPR[k-1]) / (b.FPR[k] - b.FPR[k-1])
	at := func(y []float64) calc.Value { return calc.Defined(y[k-1] + share*(y[k]-y[k-1])) }
	return at(b.Low), at(b.High)
}

// A ROCBand is the band of an ROC curve. Everything that a page shows of it depends
// on the one state that was known last.
type ROCBand struct {
	ticket *jobs.Ticket[calc.ROCBand]
	Now    jobs.State[calc.ROCBand]
}

// ROCBand asks for the band of v's ROC curve.
func (x *Explorer) ROCBand(v RunAt) *ROCBand {
	ticket := x.Background.Bands.Ask(v.DisplayURL, 0, func(ctx context.Context, _ *jobs.Progress) (calc.ROCBand, error) {
		band, err := evaluate.ROCBand(v.Display, func() (calc.Binary, error) { return v.Binary(ctx) })
		x.warn(ctx, err, "the band of an ROC curve was not found", "run", v.Run.ID)
		return band, err
	})
	return &ROCBand{ticket, ticket.State()}
}

// Wait waits for the band, but not longer than most.
func (b *ROCBand) Wait(ctx context.Context, most time.Duration) (err error) {
	b.Now, err = b.ticket.Wait(ctx, most)
	return err
}

// BandWords says how a band was made, or why there is none.
func (v RunAt) BandWords(b *ROCBand) string {
	now := b.Now
	switch {
	case !now.Ready:
		return "The band around it is being computed: load the page again in a moment."
	case now.Err != nil:
		if missing, _ := source.Why(now.Err); missing != nil {
			return "No band: " + missing.Error() + "."
		}
		return "No band: the rows could not be resampled."
	case now.Value.Reason == calc.NeedsBootstrap:
		return fmt.Sprintf("No band: resampling %s weighted %s would take too long.", format.Count(v.Run.N), v.Experiment.UnitPlural)
	case now.Value.Reason != "":
		return "No band: " + v.Experiment.ReasonText(now.Value.Reason) + "."
	}
	return fmt.Sprintf("Shaded: where it runs in %.0f %% of %s resamples of the rows, at each false positive rate by itself.",
		100*now.Value.Resampling.Level, format.Count(now.Value.Resampling.Resamples))
}
