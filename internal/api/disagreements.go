package api

import (
	"net/http"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A DisagreementsJSON has the rows on which two runs disagree.
type DisagreementsJSON struct {
	Runs     []disagreeingRunJSON    `json:"runs" doc:"the two runs, each at its own threshold"`
	ByRow    bool                    `json:"by_row,omitempty" doc:"rows are paired by their order, without ids"`
	Counts   DisagreementCountsJSON  `json:"counts" doc:"rows on which the two disagree"`
	McNemar  shape.McNemarJSON       `json:"mcnemar"`
	Untested string                  `json:"untested,omitempty" doc:"why there is no p"`
	By       string                  `json:"by,omitempty" doc:"the column of the slices"`
	Slices   []disagreementSliceJSON `json:"slices,omitempty"`
	List     string                  `json:"list"`
	Total    int                     `json:"total" doc:"rows in the list"`
	Offset   int                     `json:"offset"`
	Columns  []exampleColumnJSON     `json:"columns"`
	Rows     []exampleJSON           `json:"rows"`
}

type disagreeingRunJSON struct {
	ID        int64       `json:"id"`
	Name      string      `json:"name"`
	Threshold calc.Number `json:"threshold"`
}

// A DisagreementCountsJSON has the lengths of the four lists of rows.
type DisagreementCountsJSON struct {
	FixedMisses int `json:"fixed_misses" doc:"positives that only the second run predicts positive"`
	NewMisses   int `json:"new_misses" doc:"positives that only the first run predicts positive"`
	FixedAlarms int `json:"fixed_alarms" doc:"negatives that only the first run predicts positive"`
	NewAlarms   int `json:"new_alarms" doc:"negatives that only the second run predicts positive"`
}

type disagreementSliceJSON struct {
	Value  string                 `json:"value"`
	Rows   int                    `json:"rows"`
	Counts DisagreementCountsJSON `json:"counts"`
}

func disagreementCounts(c pairing.Counts) DisagreementCountsJSON {
	return DisagreementCountsJSON{
		c.Disagreement(pairing.FixedMiss), c.Disagreement(pairing.NewMiss),
		c.Disagreement(pairing.AvoidedFalseAlarm), c.Disagreement(pairing.NewFalseAlarm),
	}
}

// getDisagreements answers with the rows on which two runs disagree.
func (s severalAPI) getDisagreements(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.window()
	if q.err != nil {
		return q.err
	}
	v, err := s.explorer.Disagreements(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	if len(v.Query.Runs) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "no run is given").WithHint("Give two runs: run=1&run=2.")
	}
	out := DisagreementsJSON{
		ByRow: v.ByRow, Counts: disagreementCounts(v.Counts), By: v.Query.By, List: v.Query.List, Offset: offset,
		Columns: []exampleColumnJSON{}, Rows: []exampleJSON{},
	}
	for _, side := range v.Sides {
		out.Runs = append(out.Runs, disagreeingRunJSON{side.Run.ID, side.Run.Name, calc.Number(side.Point.Threshold)})
	}
	out.McNemar = *shape.NewMcNemarJSON(v.Counts.Right())
	if out.Untested = v.Untested(); out.Untested != "" {
		out.McNemar.ExactP, out.McNemar.MidP, out.McNemar.Chi2P = nil, nil, nil
	}
	for i, c := range v.By {
		if n := c.N(0) + c.N(1); n > 0 {
			value := explore.SliceText(v.Slices.Slices[i].Keys[0], false)
			out.Slices = append(out.Slices, disagreementSliceJSON{value, n, disagreementCounts(c)})
		}
	}
	list := v.List()
	out.Total = len(list)
	from := min(offset, len(list))
	t, err := v.Table(r.Context(), list[from:min(from+limit, len(list))])
	if err != nil {
		return err
	}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, exampleColumnJSON{v.ColumnName(c), c.Role, c.Type})
	}
	for i, row := range t.Rows {
		line := exampleJSON{Row: row}
		for _, c := range t.Columns {
			line.Values = append(line.Values, exampleValue(c.ExampleColumn, i, t.Class))
		}
		out.Rows = append(out.Rows, line)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
