package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A rocBand is the band of an ROC curve, which may be still to come.
type rocBand = aside[calc.ROCBand]

// rocBand returns the band of v's ROC curve.
func (s *Server) rocBand(ctx context.Context, v runView) *rocBand {
	ctx = context.WithoutCancel(ctx) // it serves whoever asks next
	return s.bands.ask(v.url, func() (calc.ROCBand, error) {
		band, err := evaluate.ROCBand(v.display, func() (calc.Binary, error) { return v.part.Binary(ctx) })
		if err != nil && tradeoff.KindOf(err) != tradeoff.NotFound { // the run may have been deleted
			s.log.Warn("the band of an ROC curve was not found", "run", v.run.ID, "error", err)
		}
		return band, err
	})
}

// bandWords says how a band was made, or why there is none.
func (v runView) bandWords(b *rocBand) string {
	switch {
	case !b.ready():
		return "The band around it is being computed: load the page again in a moment."
	case b.err != nil:
		return "No band: the rows could not be resampled."
	case b.value.Reason == calc.NeedsBootstrap:
		return fmt.Sprintf("No band: resampling %s weighted %s would take too long.", format.Count(v.run.N), v.experiment.UnitPlural)
	case b.value.Reason != "":
		return "No band: " + v.experiment.ReasonText(b.value.Reason) + "."
	}
	return fmt.Sprintf("Shaded: where it runs in %.0f %% of %s resamples of the rows, at each false positive rate by itself.",
		100*b.value.Resampling.Level, format.Count(b.value.Resampling.Resamples))
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
	v, err := s.runAt(r)
	if err != nil {
		return err
	}
	band := s.rocBand(r.Context(), v)
	if err := waitFor(r.Context(), band.done, bandPatience); err != nil {
		return err
	}
	out := bandJSON{FPR: []float64{}, Low: []float64{}, High: []float64{}, Said: v.bandWords(band)}
	if !band.ready() {
		out.Pending = true
		return web.WriteJSON(w, http.StatusOK, out)
	}
	if band.err != nil {
		return band.err
	}
	found := band.value
	if out.Reason = found.Reason; out.Reason == "" {
		out.FPR, out.Low, out.High = found.FPR, found.Low, found.High
	}
	out.Level, out.Resamples, out.Defined = found.Resampling.Level, found.Resampling.Resamples, found.Defined
	return web.WriteJSON(w, http.StatusOK, out)
}
