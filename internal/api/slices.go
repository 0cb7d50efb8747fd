package api

import (
	"net/http"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/web"
)

// A sliceJSON has the metrics of one slice.
type sliceJSON struct {
	Value     string   `json:"value" doc:"the value, or a range of numbers; for two columns, both with × between them"`
	Slice     []string `json:"slice" doc:"its conditions, as in the parameter slice"`
	N         int      `json:"n" doc:"number of rows"`
	Positives int      `json:"positives"`
	evaluate.Point
	AUC         calc.Estimate            `json:"roc_auc"`
	Differences map[string]calc.Estimate `json:"differences" doc:"to the rest of the rows, for the chosen metrics"`

	Tests map[string]sliceTestJSON `json:"tests" doc:"against the rest of the rows, for the chosen metrics"`
}

// A sliceTestJSON is a test of a proportion in a slice against the rest.
type sliceTestJSON struct {
	P          calc.Value `json:"p" doc:"of Fisher's exact test, two-sided"`
	Adjusted   calc.Value `json:"p_adjusted" doc:"by Holm over all slices"`
	Detectable bool       `json:"detectable" doc:"p_adjusted is below 0.05"`

	Reason calc.Reason `json:"reason,omitempty" doc:"why there is no p"`
}

// A spreadJSON summarises a metric over all slices.
type spreadJSON struct {
	Mean    calc.Value `json:"mean" doc:"over slices, each with the same weight"`
	SD      calc.Value `json:"sd" doc:"sample standard deviation"`
	Min     calc.Value `json:"min"`
	Max     calc.Value `json:"max"`
	Defined int        `json:"n_defined" doc:"number of slices where the metric is defined; the others are left out"`
	N       int        `json:"n" doc:"number of slices"`
}

// A slicesJSON is a part of the slices of a run.
type slicesJSON struct {
	By        string                `json:"by,omitempty" doc:"the column; absent if the run has none for slices"`
	And       string                `json:"and,omitempty" doc:"the column crossed with it"`
	Threshold calc.Number           `json:"threshold"`
	Total     int                   `json:"total" doc:"number of slices"`
	Offset    int                   `json:"offset"`
	Slices    []sliceJSON           `json:"slices"`
	Spread    map[string]spreadJSON `json:"spread" doc:"over all slices, of roc_auc and the chosen metrics"`
}

// getSlices answers with the metrics of a run for each value of a column.
func (s numberAPI) getSlices(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.window()
	if q.err != nil {
		return q.err
	}
	v, err := web.At(r, s.explorer.SlicesAt)
	if err != nil {
		return err
	}
	out := slicesJSON{
		By: v.Query.By.Column, And: v.Query.And.Column, Threshold: calc.Number(v.At.Point.Threshold),
		Total: len(v.List), Offset: offset, Slices: []sliceJSON{}, Spread: make(map[string]spreadJSON),
	}
	tests := make(map[string][]calc.SliceTest)
	for _, id := range v.Metrics {
		tests[id] = v.Tests(id)
	}
	offset = min(offset, len(v.List))
	for place, g := range v.List[offset:min(offset+limit, len(v.List))] {
		line := sliceJSON{
			N: g.N(), Positives: g.Positives, Slice: []string{}, Point: evaluate.ClosedPoint(g.OperatingPoint, nil),
			AUC: v.AUCOf(g), Differences: make(map[string]calc.Estimate),
			Tests: make(map[string]sliceTestJSON),
		}
		var names []string
		for i, k := range g.Keys {
			names = append(names, explore.CutKeyText(v.Slices, i, k))
		}
		line.Value = strings.Join(names, " × ")
		for _, c := range g.Where {
			line.Slice = append(line.Slice, c.String())
		}
		_, differences := v.Slices.Estimates(g)
		for i, id := range v.Metrics {
			line.Differences[id] = differences[i]
			t := tests[id][offset+place]
			line.Tests[id] = sliceTestJSON{t.P, t.Adjusted, t.Detectable(), t.P.Reason}
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
