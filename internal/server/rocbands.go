package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/jobs"
	"tradeoff/internal/source"
	"tradeoff/internal/web"
)

// A rocBand is the band of an ROC curve. Everything that a page shows of it depends
// on the one state that was known last.
type rocBand struct {
	ticket *jobs.Ticket[calc.ROCBand]
	now    jobs.State[calc.ROCBand]
}

// rocBand asks for the band of v's ROC curve.
func (s *Server) rocBand(v runAt) *rocBand {
	ticket := s.explorer.Background.Bands.Ask(v.url, 0, func(ctx context.Context, _ *jobs.Progress) (calc.ROCBand, error) {
		band, err := evaluate.ROCBand(v.display, func() (calc.Binary, error) { return v.Binary(ctx) })
		s.explorer.Warn(ctx, err, "the band of an ROC curve was not found", "run", v.Run.ID)
		return band, err
	})
	return &rocBand{ticket, ticket.State()}
}

// wait waits for the band, but not longer than most.
func (b *rocBand) wait(ctx context.Context, most time.Duration) (err error) {
	b.now, err = b.ticket.Wait(ctx, most)
	return err
}

// bandWords says how a band was made, or why there is none.
func (v runAt) bandWords(b *rocBand) string {
	now := b.now
	switch {
	case !now.Ready:
		return "The band around it is being computed: load the page again in a moment."
	case now.Err != nil:
		if missing, _ := source.Why(now.Err); missing != nil {
			return "No band: " + missing.Error() + "."
		}
		return "No band: the rows could not be resampled."
	case now.Value.Reason == calc.NeedsBootstrap:
		return fmt.Sprintf("No band: resampling %s weighted %s would take too long.", format.Count(v.Run.N), v.experiment.UnitPlural)
	case now.Value.Reason != "":
		return "No band: " + v.experiment.ReasonText(now.Value.Reason) + "."
	}
	return fmt.Sprintf("Shaded: where it runs in %.0f %% of %s resamples of the rows, at each false positive rate by itself.",
		100*now.Value.Resampling.Level, format.Count(now.Value.Resampling.Resamples))
}

// A bandJSON is the band of an ROC curve, or why there is none.
type bandJSON struct {
	Pending   bool        `json:"pending" doc:"it takes longer: ask again"`
	FPR       []float64   `json:"fpr" doc:"false positive rates, rising; empty without a band"`
	Low       []float64   `json:"low" doc:"the lower end of the true positive rate at each"`
	High      []float64   `json:"high"`
	Level     float64     `json:"level"`
	Resamples int         `json:"resamples"`
	Defined   int         `json:"defined" doc:"how many of the resamples have both classes"`
	Reason    calc.Reason `json:"reason,omitempty" doc:"why there is no band"`
	Said      string      `json:"said" doc:"the same in words"`
}

// bandPatience is how long a request waits for a band, well within the time that
// the server takes to write an answer.
const bandPatience = 20 * time.Second

// getROCBand answers with the band of the ROC curve as soon as it is there.
func (s *Server) getROCBand(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.runAt)
	if err != nil {
		return err
	}
	band := s.rocBand(v)
	if err := band.wait(r.Context(), bandPatience); err != nil {
		return err
	}
	now := band.now
	out := bandJSON{FPR: []float64{}, Low: []float64{}, High: []float64{}, Said: v.bandWords(band)}
	if !now.Ready {
		out.Pending = true
		return web.WriteJSON(w, http.StatusOK, out)
	}
	if now.Err != nil {
		return now.Err
	}
	found := now.Value
	if out.Reason = found.Reason; out.Reason == "" {
		out.FPR, out.Low, out.High = found.FPR, found.Low, found.High
	}
	out.Level, out.Resamples, out.Defined = found.Resampling.Level, found.Resampling.Resamples, found.Defined
	return web.WriteJSON(w, http.StatusOK, out)
}
