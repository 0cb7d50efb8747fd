package server

import (
	"container/list"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// rocBands finds the bands of ROC curves, one after the other, beside the
// requests that ask for them. Those that were asked for last stay in memory.
type rocBands struct {
	turn sync.Mutex // of the one that is being computed

	mu    sync.Mutex
	found map[string]*list.Element // by the address of the run's display, which holds a hash of it
	order list.List                // of *rocBand, the last asked for in front
}

// keptBands is how many bands are kept, of 5 kB each.
const keptBands = 1024

// A rocBand is a band or what came in its way, once done is closed.
type rocBand struct {
	display string
	done    chan struct{}
	calc.ROCBand
	err error
}

func newROCBands() *rocBands { return &rocBands{found: make(map[string]*list.Element)} }

// ask returns the band of a display, which find computes if nobody has asked for
// it yet.
func (b *rocBands) ask(display string, find func() (calc.ROCBand, error)) *rocBand {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e, ok := b.found[display]; ok {
		b.order.MoveToFront(e)
		return e.Value.(*rocBand)
	}
	band := &rocBand{display: display, done: make(chan struct{})}
	b.found[display] = b.order.PushFront(band)
	if b.order.Len() > keptBands {
		delete(b.found, b.order.Remove(b.order.Back()).(*rocBand).display)
	}
	go func() {
		b.turn.Lock()
		defer b.turn.Unlock()
		defer close(band.done)
		defer func() {
			if fault := recover(); fault != nil {
				band.err = fmt.Errorf("the band of an ROC curve: %v", fault)
			}
			if band.err != nil {
				b.forget(band)
			}
		}()
		band.ROCBand, band.err = find()
	}()
	return band
}

// forget lets the next one who asks try again.
func (b *rocBands) forget(band *rocBand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e, ok := b.found[band.display]; ok && e.Value == band {
		b.order.Remove(e)
		delete(b.found, band.display)
	}
}

// ready reports whether the band has been found, or cannot be.
func (b *rocBand) ready() bool {
	select {
	case <-b.done:
		return true
	default:
		return false
	}
}

// rocBand returns the band of v's ROC curve, which may be still to come.
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
	case b.Reason == calc.NeedsBootstrap:
		return fmt.Sprintf("No band: resampling %s weighted %s would take too long.", format.Count(v.run.N), v.experiment.UnitPlural)
	case b.Reason != "":
		return "No band: " + v.experiment.ReasonText(b.Reason) + "."
	}
	return fmt.Sprintf("Shaded: where it runs in %.0f %% of %s resamples of the rows, at each false positive rate by itself.",
		100*b.Resampling.Level, format.Count(b.Resampling.Resamples))
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
	late := time.NewTimer(bandPatience)
	defer late.Stop()
	select {
	case <-band.done:
	case <-late.C:
	case <-r.Context().Done():
		return r.Context().Err()
	}
	out := bandJSON{FPR: []float64{}, Low: []float64{}, High: []float64{}, Said: v.bandWords(band)}
	if !band.ready() {
		out.Pending = true
		return writeJSON(w, http.StatusOK, out)
	}
	if band.err != nil {
		return band.err
	}
	if out.Reason = band.Reason; out.Reason == "" {
		out.FPR, out.Low, out.High = band.FPR, band.Low, band.High
	}
	out.Level, out.Resamples, out.Defined = band.Resampling.Level, band.Resampling.Resamples, band.Defined
	return writeJSON(w, http.StatusOK, out)
}
