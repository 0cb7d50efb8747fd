package api

import (
	"net/http"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/page/show"
	"tradeoff/internal/web"
)

// A sliceJSON is how a run fares on one slice.
type sliceJSON struct {
	Value     string   `json:"value" doc:"the value, or a range of numbers; of two columns with × between"`
	Slice     []string `json:"slice" doc:"the conditions that name it, as the parameter slice has them"`
	N         int      `json:"n" doc:"rows"`
	Positives int      `json:"positives"`
	evaluate.Point
	AUC         calc.Estimate            `json:"roc_auc"`
	Differences map[string]calc.Estimate `json:"differences" doc:"to the rest of the rows, of the chosen metrics"`
}

// A spreadJSON says how a metric varies over all slices.
type spreadJSON struct {
	Mean    calc.Value `json:"mean" doc:"of the slices, each counting the same"`
	SD      calc.Value `json:"sd" doc:"sample standard deviation"`
	Min     calc.Value `json:"min"`
	Max     calc.Value `json:"max"`
	Defined int        `json:"n_defined" doc:"slices where the metric is defined, over which all of this is"`
	N       int        `json:"n" doc:"slices"`
}

// A slicesJSON is a part of the slices of a run.
type slicesJSON struct {
	By        string                `json:"by,omitempty" doc:"the column; absent if the run has none to be cut by"`
	And       string                `json:"and,omitempty" doc:"the column that is crossed with it"`
	Threshold calc.Number           `json:"threshold"`
	Total     int                   `json:"total" doc:"slices that there are"`
	Offset    int                   `json:"offset"`
	Slices    []sliceJSON           `json:"slices"`
	Spread    map[string]spreadJSON `json:"spread" doc:"over all slices, of roc_auc and the chosen metrics: what is to be known if they are folds or replicates"`
}

// getSlices answers with how a run fares on the values of a column.
func (s numberAPI) getSlices(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.integer("offset"), q.integer("limit")
	if q.err != nil {
		return q.err
	}
	v, err := web.At(r, s.explorer.SlicesAt)
	if err != nil {
		return err
	}
	out := slicesJSON{
		v.Query.By.Column, v.Query.And.Column, calc.Number(v.At.Point.Threshold), len(v.List), offset, []sliceJSON{}, make(map[string]spreadJSON),
	}
	offset = min(offset, len(v.List))
	for _, g := range v.List[offset:min(offset+limit, len(v.List))] {
		line := sliceJSON{
			N: g.N(), Positives: g.Positives, Slice: []string{}, Point: evaluate.ClosedPoint(g.OperatingPoint, nil),
			AUC: v.AUCOf(g), Differences: make(map[string]calc.Estimate),
		}
		var names []string
		for i, k := range g.Keys {
			names = append(names, explore.CutKeyText(v.Slices, i, k))
		}
		line.Value = strings.Join(names, show.CrossSign)
		for _, c := range g.Where {
			line.Slice = append(line.Slice, c.String())
		}
		_, differences := v.Slices.Estimates(g)
		for i, id := range v.Metrics {
			line.Differences[id] = differences[i]
		}
		out.Slices = append(out.Slices, line)
	}
	if v.Query.By.Column != "" {
		for _, id := range append([]string{explore.SliceRankingMetric}, v.Metrics...) {
			x := v.Spread(id)
			out.Spread[id] = spreadJSON{x.Mean, x.SD, x.Min, x.Max, x.Defined, x.Total}
		}
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
