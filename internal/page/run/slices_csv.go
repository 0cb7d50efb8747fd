package run

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/web"
)

// slicesCSV answers with all slices, in their order. Numbers are in their
// shortest form, and a cell is empty where a number does not exist.
func (s *Pages) slicesCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.SlicesAt)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d-slices.csv"`, v.At.Run.ID))
	if r.Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(w)
	var header []string
	for _, c := range v.By {
		header = append(header, c.Name)
	}
	header = append(header, "rows", "positives", "threshold", "tp", "fp", "fn", "tn", explore.SliceRankingMetric,
		explore.SliceRankingMetric+"_low", explore.SliceRankingMetric+"_high")
	for _, id := range v.Metrics {
		header = append(header, id, id+"_low", id+"_high", id+"_difference", id+"_difference_low", id+"_difference_high")
	}
	if err := out.Write(show.GuardCells(header)); err != nil {
		return err
	}
	for _, g := range v.List {
		if err := r.Context().Err(); err != nil {
			return err
		}
		var cells []string
		for i, k := range g.Keys {
			cells = append(cells, explore.CutKeyText(v.Slices, i, k))
		}
		cells = append(cells, strconv.Itoa(g.N()), strconv.Itoa(g.Positives))
		for _, x := range []float64{g.Threshold, g.TP, g.FP, g.FN, g.TN} {
			cells = append(cells, format.Number(x))
		}
		cells = append(cells, estimateCells(v.AUCOf(g))...)
		own, differences := v.Slices.Estimates(g)
		for i := range own {
			cells = append(append(cells, estimateCells(own[i])...), estimateCells(differences[i])...)
		}
		if err := out.Write(show.GuardCells(cells)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func estimateCells(e calc.Estimate) []string {
	return []string{explore.CSVCell(e.Value), explore.CSVCell(e.Low), explore.CSVCell(e.High)}
}
