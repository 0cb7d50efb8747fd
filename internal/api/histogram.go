package api

import (
	"net/http"
	"strconv"

	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/internal/wire"
)

// A histogramJSON is the rows of both classes by score.
type histogramJSON struct {
	Axis  axis.Axis `json:"axis" doc:"where scores are: a twin of the axis that pages show"`
	Usual axis.Kind `json:"usual" doc:"the kind of axis that suits the scores"`
	From  float64   `json:"from" doc:"the place on the axis, from 0 to 1, where the range in view begins"`
	To    float64   `json:"to" doc:"the place where it ends"`
	Bars  []barJSON `json:"bars" doc:"from the left to the right"`
}

// A barJSON is a bar of a histogram.
type barJSON struct {
	From      calc.Number `json:"from" doc:"the lowest score that counts"`
	To        calc.Number `json:"to" doc:"the score below which others count; the last bar has it too"`
	Left      float64     `json:"left" doc:"where the bar begins in the range in view, from 0 to 1"`
	Right     float64     `json:"right"`
	Positives float64     `json:"positives" doc:"the number of positive rows, or their weight"`
	Negatives float64     `json:"negatives"`
}

// mostBars is how many bars a histogram may have.
const mostBars = 200

// getHistogram answers with the bars of a range of scores, counted from the complete sweep.
func (s numberAPI) getHistogram(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	count := wire.HistogramBins
	if text := r.URL.Query().Get("bars"); text != "" {
		if count, err = strconv.Atoi(text); err != nil || count < 1 || count > mostBars {
			return tradeoff.Errorf(tradeoff.Invalid, "bars is %.40q", text).
				WithHint("Give a whole number from 1 to %d.", mostBars)
		}
	}
	bars, err := v.Bars(r.Context(), count)
	if err != nil {
		return err
	}
	out := histogramJSON{Axis: v.Axis.Axis, Usual: explore.UsualAxis(v.Display), From: v.Axis.From, To: v.Axis.To,
		Bars: make([]barJSON, len(bars))}
	for i, b := range bars {
		out.Bars[i] = barJSON{calc.Number(b.From), calc.Number(b.To), b.Left, b.Right, b.Positives, b.Negatives}
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
