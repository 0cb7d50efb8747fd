package api

import (
	"bufio"
	"fmt"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

const (
	// CSVWindow is the number of operating points that are read at once. It is
	// exported for the tests of longer sweeps.
	CSVWindow = 16_384

	csvPatience = 50 * time.Second // for a band, well below the time limit of an answer
)

// chartCSV answers with the numbers of a chart: every operating point of the
// complete sweep, exactly, from the highest threshold down, or every bin of a
// calibration curve. Cells are numbers in their shortest form, or empty where
// undefined. They contain no texts of users, so that spreadsheets find no
// formulas in them.
func (s numberAPI) chartCSV(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "chart")
	kind, ok := explore.ChartTables[id]
	if !ok {
		return web.NotFound(w, r)
	}
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	v.State.Charts = []string{id}
	if err := s.explorer.LoadForCharts(r.Context(), &v); err != nil {
		return err
	}
	if v.Band != nil {
		if err := v.Band.Wait(r.Context(), csvPatience); err != nil {
			return err
		}
		if v.Band.Now.Pending {
			return tradeoff.Errorf(tradeoff.Busy, "the band of the ROC curve is still being computed").
				WithHint("Try again later.")
		}
	}
	list, total, err := v.Part.Points(r.Context(), 0, CSVWindow)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d-%s.csv"`, v.Run.ID, id))
	out := explore.CSVWriter{Writer: bufio.NewWriter(w)}
	if kind.Write != nil {
		kind.Write(v, out)
		return out.Flush()
	}
	out.Line(append([]string{"threshold", "tp", "fp", "fn", "tn"}, kind.Header(v)...))
	rowOf, cells := kind.Rows(v), make([]string, 0, 16)
	for offset := 0; ; {
		for _, p := range list {
			cells = cells[:0]
			for _, x := range []float64{p.Threshold, p.TP, p.FP, p.FN, p.TN} {
				cells = append(cells, format.Number(x))
			}
			for _, x := range rowOf(p) {
				cells = append(cells, explore.CSVCell(x))
			}
			out.Line(cells)
		}
		if offset += len(list); offset >= total || len(list) == 0 {
			return out.Flush()
		}
		if list, _, err = v.Part.Points(r.Context(), offset, CSVWindow); err != nil {
			return err // breaks off the answer, which has begun
		}
	}
}
