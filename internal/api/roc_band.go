package api

import (
	"net/http"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/web"
)

// A bandJSON is the confidence band of an ROC curve, or the reason why there is none.
type bandJSON struct {
	Pending   bool        `json:"pending" doc:"whether the band is still being computed; if so, ask again"`
	FPR       []float64   `json:"fpr" doc:"false positive rates in ascending order; empty without a band"`
	Low       []float64   `json:"low" doc:"the lower end of the true positive rate at each"`
	High      []float64   `json:"high"`
	Level     float64     `json:"level"`
	Resamples int         `json:"resamples"`
	Defined   int         `json:"defined" doc:"number of resamples with both classes"`
	Reason    calc.Reason `json:"reason,omitempty" doc:"why there is no band"`
	Said      string      `json:"said" doc:"the same in words"`
}

// bandPatience is how long a request waits for a band, well below the time limit
// of an answer.
const bandPatience = 20 * time.Second

// getROCBand answers with the band of the ROC curve as soon as it is computed.
func (s numberAPI) getROCBand(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	band := s.explorer.ROCBand(v)
	if err := band.Wait(r.Context(), bandPatience); err != nil {
		return err
	}
	now := band.Now
	out := bandJSON{FPR: []float64{}, Low: []float64{}, High: []float64{}, Said: v.BandWords(band)}
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
