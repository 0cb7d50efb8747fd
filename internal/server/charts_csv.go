package server

import (
	"bufio"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

const (
	csvWindow   = 16_384           // operating points that are read at once
	csvPatience = 50 * time.Second // for a band, well within the time that an answer may take
)

// chartCSV answers with the numbers of a chart: every operating point of the
// whole sweep, exactly, from the highest threshold down, or every bin of a
// calibration curve. Cells are numbers in their shortest form or empty where
// undefined, and no name from outside gets in, so that no spreadsheet can take
// one for a formula.
func (s *Server) chartCSV(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "chart")
	kind, ok := chartTables[id]
	if !ok {
		return web.NotFound(w, r)
	}
	v, err := web.At(r, s.runAt)
	if err != nil {
		return err
	}
	v.state.Charts = []string{id}
	if err := s.forCharts(r.Context(), &v); err != nil {
		return err
	}
	if v.band != nil {
		if err := v.band.wait(r.Context(), csvPatience); err != nil {
			return err
		}
		if v.band.now.Pending {
			return tradeoff.Errorf(tradeoff.Busy, "the band of the ROC curve is still being computed").
				WithHint("Try again in a while.")
		}
	}
	list, total, err := v.Part.Points(r.Context(), 0, csvWindow)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d-%s.csv"`, v.Run.ID, id))
	out := csvWriter{bufio.NewWriter(w)}
	if kind.write != nil {
		kind.write(v, out)
		return out.Flush()
	}
	out.line(append([]string{"threshold", "tp", "fp", "fn", "tn"}, kind.header(v)...))
	cells := make([]string, 0, 16)
	for offset := 0; ; {
		for _, p := range list {
			cells = cells[:0]
			for _, x := range []float64{p.Threshold, p.TP, p.FP, p.FN, p.TN} {
				cells = append(cells, format.Number(x))
			}
			for _, x := range kind.row(v, p) {
				cells = append(cells, csvCell(x))
			}
			out.line(cells)
		}
		if offset += len(list); offset >= total || len(list) == 0 {
			return out.Flush()
		}
		if list, _, err = v.Part.Points(r.Context(), offset, csvWindow); err != nil {
			return err // the answer has begun and is broken off
		}
	}
}

// writeBins writes one line for each bin of the calibration curve.
func (v runAt) writeBins(out csvWriter) {
	out.line([]string{"from", "to", "rows", "weight", "mean_probability", "share_of_positives", "low", "high"})
	cal := v.sweep.Calibration(calc.DefaultBins, v.state.Binning())
	for i, b := range cal.Bins {
		low, high := calc.Undefined(calc.NoSamples), calc.Undefined(calc.NoSamples)
		if b.Count > 0 {
			low, high = v.binInterval(b)
		}
		out.line([]string{
			format.Number(cal.Edges[i]), format.Number(cal.Edges[i+1]), strconv.Itoa(b.Count), format.Number(b.Weight),
			csvCell(b.MeanScore), csvCell(b.FracPos), csvCell(low), csvCell(high),
		})
	}
}

// csvCell writes a number, or nothing where there is none.
func csvCell(x calc.Value) string {
	if !x.OK {
		return ""
	}
	return format.Number(x.V)
}

// A csvWriter writes cells that need no quotes. It keeps the first error for
// its Flush, as a [bufio.Writer] does.
type csvWriter struct{ *bufio.Writer }

func (w csvWriter) line(cells []string) {
	for i, c := range cells {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(c)
	}
	w.WriteString("\r\n")
}
