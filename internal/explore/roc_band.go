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

// A ROCBand is the band of an ROC curve, which is computed in the background. All that
// a page shows of it follows from one state, the one that was known last.
type ROCBand struct {
	ticket *jobs.Ticket[calc.ROCBand]
	Now    jobs.State[calc.ROCBand]
}

// ROCBand asks for the band of v's ROC curve. It does not wait for it.
func (x *Explorer) ROCBand(v RunAt) *ROCBand {
	work := func(ctx context.Context, _ *jobs.Progress) (calc.ROCBand, error) {
		band, err := evaluate.ROCBand(v.Display, func() (calc.Binary, error) { return v.binary(ctx) })
		x.warn(ctx, err, "the band of an ROC curve was not computed", "run", v.Run.ID)
		return band, err
	}
	ticket := x.Background.Bands.Ask(v.DisplayURL, 0, work)
	return &ROCBand{ticket, ticket.State()}
}

// Wait waits for the band, but not longer than most. Its error is that of ctx.
func (b *ROCBand) Wait(ctx context.Context, most time.Duration) (err error) {
	b.Now, err = b.ticket.Wait(ctx, most)
	return err
}

// Drawn reports whether there is a band to draw. A nil b has none.
func (b *ROCBand) Drawn() bool {
	return b != nil && b.Now.Ready && b.Now.Err == nil && b.Now.Value.Reason == ""
}

// at returns the band at a false positive rate, on straight lines between the rates
// for which it was computed. It is undefined where the rate is. The band must be drawn.
func (b *ROCBand) at(fpr calc.Value) (low, high calc.Value) {
	if !fpr.OK {
		return fpr, fpr
	}
	band := b.Now.Value
	k := sort.SearchFloat64s(band.FPR, fpr.V)
	if band.FPR[k] == fpr.V {
		return calc.Defined(band.Low[k]), calc.Defined(band.High[k])
	}
	share := (fpr.V - band.FPR[k-1]) / (band.FPR[k] - band.FPR[k-1])
	between := func(y []float64) calc.Value { return calc.Defined(y[k-1] + share*(y[k]-y[k-1])) }
	return between(band.Low), between(band.High)
}

// BandText says how a band was made, or why there is none.
func (v RunAt) BandText(b *ROCBand) string {
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
		return fmt.Sprintf("No band: resampling %s weighted %s would take too long.",
			format.Count(v.Run.N), v.Experiment.UnitPlural)
	case now.Value.Reason != "":
		return "No band: " + v.Experiment.ReasonText(now.Value.Reason) + "."
	}
	r := now.Value.Resampling
	return fmt.Sprintf("Shaded: where it runs in %.0f%% of %s resamples of the rows, "+
		"at each false positive rate by itself.", 100*r.Level, format.Count(r.Resamples))
}
