package api

import (
	"math"
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/explore"
	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A flipsJSON is the rows that two runs call differently.
type FlipsJSON struct {
	Runs     []flipRunJSON       `json:"runs" doc:"the two runs, each at its own threshold"`
	ByRow    bool                `json:"by_row,omitempty" doc:"rows are paired by their order in the files, for want of ids"`
	Counts   FlipCountsJSON      `json:"counts" doc:"rows that the two call differently"`
	McNemar  shape.McNemarJSON   `json:"mcnemar"`
	Untested string              `json:"untested,omitempty" doc:"why there is no p"`
	By       string              `json:"by,omitempty" doc:"the column of the slices"`
	Slices   []flipSliceJSON     `json:"slices,omitempty"`
	List     string              `json:"list"`
	Total    int                 `json:"total" doc:"rows in the list"`
	Offset   int                 `json:"offset"`
	Columns  []exampleColumnJSON `json:"columns"`
	Rows     []exampleJSON       `json:"rows"`
}

type flipRunJSON struct {
	ID        int64       `json:"id"`
	Name      string      `json:"name"`
	Threshold calc.Number `json:"threshold"`
}

type FlipCountsJSON struct {
	FixedMisses int `json:"fixed_misses" doc:"positives that only the second run calls positive"`
	NewMisses   int `json:"new_misses" doc:"positives that only the first run calls positive"`
	FixedAlarms int `json:"fixed_alarms" doc:"negatives that only the first run calls positive"`
	NewAlarms   int `json:"new_alarms" doc:"negatives that only the second run calls positive"`
}

type flipSliceJSON struct {
	Value  string         `json:"value"`
	Rows   int            `json:"rows"`
	Counts FlipCountsJSON `json:"counts"`
}

func flipCounts(c pairing.Counts) FlipCountsJSON {
	return FlipCountsJSON{
		c.Disagreement(pairing.FixedMiss), c.Disagreement(pairing.NewMiss),
		c.Disagreement(pairing.AvoidedFalseAlarm), c.Disagreement(pairing.NewFalseAlarm),
	}
}

// getFlips answers with the rows that two runs call differently.
func (s severalAPI) getFlips(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.integer("offset"), q.integer("limit")
	if q.err != nil {
		return q.err
	}
	v, err := s.explorer.Several.Disagreements(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	if len(v.Query.Runs) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "no run is given").WithHint("Give two runs: run=1&run=2.")
	}
	out := FlipsJSON{ByRow: v.ByRow, Counts: flipCounts(v.Counts), By: v.Query.By, List: v.Query.List, Offset: offset, Columns: []exampleColumnJSON{}, Rows: []exampleJSON{}}
	for _, side := range v.Sides {
		out.Runs = append(out.Runs, flipRunJSON{side.Run.ID, side.Run.Name, calc.Number(side.Point.Threshold)})
	}
	m := v.Counts.Right()
	out.McNemar = *shape.NewMcNemarJSON(m)
	if out.Untested = v.NoTestReason(); out.Untested != "" {
		out.McNemar.ExactP, out.McNemar.MidP, out.McNemar.Chi2P = nil, nil, nil
	}
	for i, c := range v.SliceCounts {
		if n := c.N(0) + c.N(1); n > 0 {
			out.Slices = append(out.Slices, flipSliceJSON{explore.KeyText(v.Slices.Slices[i].Keys[0], false), n, flipCounts(c)})
		}
	}
	list := v.ListedPairs()
	out.Total = len(list)
	offset = min(offset, len(list))
	t, err := v.Table(r.Context(), list[offset:min(offset+limit, len(list))])
	if err != nil {
		return err
	}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, exampleColumnJSON{v.ColumnTitle(c), c.Role, c.Type})
	}
	for i, row := range t.Rows {
		line := exampleJSON{Row: row}
		for _, c := range t.Columns {
			switch {
			case c.Type == column.Text:
				line.Values = append(line.Values, c.Texts[i])
			case c.Type != column.Float:
				line.Values = append(line.Values, t.Class)
			case math.IsNaN(c.Floats[i]): // an overlap that a candidate does not have
				line.Values = append(line.Values, nil)
			default:
				line.Values = append(line.Values, c.Floats[i])
			}
		}
		out.Rows = append(out.Rows, line)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// flipParameters are those of the rows that two runs call differently.
func flipParameters() []Parameter {
	return append(ofSeveralRuns(tradeoff.FlipParameters()),
		integer("offset", "how many rows are passed over", 0, 0, math.MaxInt32),
		integer("limit", "how many rows are given", explore.ExamplesPerPage, 1, 1000))
}
