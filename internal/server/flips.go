package server

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/explore"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// A flipView is two runs on one test set, each at a threshold, and the rows that
// they call differently.
type flipView struct {
	state      tradeoff.State // the costs and the prevalence
	query      tradeoff.FlipQuery
	experiment tradeoff.Experiment // of the first run
	sides      [2]flipSide
	pairing.At
	counts pairing.Counts
	slices *source.FileSlices // of the column that the query names
	by     []pairing.Counts   // of each slice
}

// A flipSide is one of the two runs.
type flipSide struct {
	subject
	explore.Position
	name    string // or what stands for it
	policy  bool   // the policy has picked the threshold
	display explore.Display
}

// flipsAt returns what the query asks for. Without runs it is only the query.
func (s *Server) flipsAt(r *http.Request) (v flipView, err error) {
	if v.query, v.state, err = tradeoff.ParseFlips(r.URL.Query()); err != nil || len(v.query.Runs) == 0 {
		return v, err
	}
	ctx := r.Context()
	for i, id := range v.query.Runs {
		run, err := s.store.Run(ctx, id)
		if err != nil {
			return v, err
		}
		v.sides[i].Run, v.sides[i].name = run, v.state.Meeting.Name(i, run.Name) // named even if it has no such part
		if i == 0 {
			e, err := s.store.Experiment(ctx, run.ExperimentID)
			if err != nil {
				return v, err
			}
			v.experiment = e.In(v.state.View)
		}
	}
	for i := range v.sides {
		side := &v.sides[i]
		if err := needTwoClasses(side.Run, v.state.View); err != nil {
			return v, err
		}
		if side.subject, err = s.subject(ctx, side.Run, v.state.View); err != nil {
			return v, err
		}
		if side.display, err = s.explorer.Display(ctx, side.Subject); err != nil {
			return v, err
		}
		if err := s.flipStands(ctx, &v, i); err != nil {
			return v, err
		}
	}
	paired, err := explore.Paired(ctx, v.sides[0].Subject, v.sides[1].Subject)
	if err != nil {
		return v, err
	}
	v.At = paired.At(v.sides[0].Point.Threshold, v.sides[1].Point.Threshold)
	v.counts = v.Count()
	return v, v.cut(ctx)
}

// flipStands finds the threshold of side i: its own, the one of both, or that of
// the policy; its default if the policy picks nothing.
func (s *Server) flipStands(ctx context.Context, v *flipView, i int) (err error) {
	side, at := &v.sides[i], v.query.Stand
	if own := []*float64{v.query.ThresholdA, v.query.ThresholdB}[i]; own != nil {
		at = tradeoff.Stand{Lock: &tradeoff.Lock{Metric: "threshold", Value: *own}}
	}
	if side.Position, err = side.Subject.Position(ctx, side.display.Display, at, v.state.Setting(v.experiment)); err != nil {
		return err
	}
	if t := at.Threshold(); t != nil {
		side.Text = tradeoff.ThresholdText(*t) // as a field takes it
	}
	if side.Nowhere == "" {
		side.policy = at.Rule() != nil
		return nil
	}
	reason := side.Nowhere
	side.Position, err = side.Subject.Position(ctx, side.display.Display, tradeoff.Stand{}, calc.Setting{})
	side.Nowhere = reason
	return err
}

// cut counts the rows by the column that the query names, or by the first.
func (v *flipView) cut(ctx context.Context) (err error) {
	groups := v.sides[0].Run.Roles.Group
	if v.query.By == "" && len(groups) > 0 {
		v.query.By = groups[0]
	}
	if v.query.By == "" {
		return nil
	}
	rows, err := v.sides[0].Part.Rows()
	if err != nil {
		return err
	}
	if v.slices, err = rows.FileSlices(ctx, tradeoff.Cut{Column: v.query.By}); err != nil {
		return err
	}
	v.by = v.CountBy(v.slices.Of, len(v.slices.Slices))
	return nil
}

// flip is the one whose rows the query asks for.
func (v flipView) flip() pairing.Disagreement {
	return pairing.Disagreement(slices.Index(tradeoff.FlipLists, v.query.List))
}

// labelOf is the label of the rows of a flip.
func labelOf(f pairing.Disagreement) uint8 {
	if f == pairing.FixedMiss || f == pairing.NewMiss {
		return 1
	}
	return 0
}

func (side flipSide) span() pairing.Span {
	h := side.display.Histogram
	return pairing.Span{Low: h.Low, High: h.High}
}

// sameKind reports whether the scores of the two runs mean the same, so that
// their difference means something.
func (v flipView) sameKind() bool { return v.sides[0].Run.ScoreKind == v.sides[1].Run.ScoreKind }

// order is the order in which the rows are shown.
func (v flipView) order() tradeoff.FlipOrder {
	if v.query.Sort == "" && v.sameKind() {
		return tradeoff.ChangeFirst
	}
	return cmp.Or(v.query.Sort, tradeoff.FileFirst)
}

// list returns the pairs that the query asks for, in the order in which they are
// shown.
func (v flipView) list() []int {
	var pass func(int) bool
	if v.query.Filters() {
		wanted := slices.IndexFunc(v.slices.Slices, func(s source.Slice) bool { return sliceText(s.Keys[0], false) == v.query.Value })
		pass = func(i int) bool { return int(v.slices.Of[v.RowA[i]]) == wanted }
	}
	list := v.Rows(v.flip(), pass)
	if v.order() == tradeoff.ChangeFirst {
		slices.SortStableFunc(list, func(i, j int) int { return cmp.Compare(math.Abs(v.B[j]-v.A[j]), math.Abs(v.B[i]-v.A[i])) })
	}
	return list
}

// A flipTable has the values of rows: those of the first run's file, the score of
// the second, and what else only the second's file has.
type flipTable struct {
	columns []flipColumn
	class   uint8
	rows    []int // numbers in the first file, counted from 1
}

type flipColumn struct {
	source.ExampleColumn
	side int // of which run
}

// rows returns the values of some pairs of the query's flip.
func (v flipView) table(ctx context.Context, list []int) (t flipTable, err error) {
	t.class = labelOf(v.flip())
	var e [2]*source.Examples
	for k, of := range []struct {
		row   []uint32
		score []float64
	}{{v.RowA, v.A}, {v.RowB, v.B}} {
		rows, scores := make([]uint32, len(list)), make([]float64, len(list))
		for to, i := range list {
			rows[to], scores[to] = of.row[i], of.score[i]
		}
		from, err := v.sides[k].Part.Rows()
		if err != nil {
			return t, err
		}
		if e[k], err = from.Numbered(ctx, t.class, rows, scores); err != nil {
			return t, err
		}
	}
	for _, row := range e[0].Rows {
		t.rows = append(t.rows, int(row)+1)
	}
	known := make(map[string]bool)
	var second []flipColumn
	for _, c := range e[0].Columns {
		known[c.Name] = true
	}
	for _, c := range e[1].Columns {
		switch {
		case c.Role == tradeoff.ScoreRole:
			second = append([]flipColumn{{c, 1}}, second...)
		case c.Role != tradeoff.LabelRole && c.Role != tradeoff.IDRole && !known[c.Name]:
			second = append(second, flipColumn{c, 1})
		}
	}
	for _, c := range e[0].Columns {
		t.columns = append(t.columns, flipColumn{c, 0})
		if c.Role == tradeoff.ScoreRole {
			t.columns = append(t.columns, second[0])
			second = second[1:]
		}
	}
	t.columns = append(t.columns, second...)
	return t, nil
}

// numbered reports whether rows are known by their number, for want of an id.
func (t flipTable) numbered() bool {
	return !slices.ContainsFunc(t.columns, func(c flipColumn) bool { return c.Role == tradeoff.IDRole })
}

// name is what a column is called; the scores say of which run they are.
func (v flipView) columnName(c flipColumn) string {
	if c.Role != tradeoff.ScoreRole {
		return c.Name
	}
	return "score of " + v.sides[c.side].name
}

// flipsLink returns the address of flips at the same state, but for changes.
func (v flipView) flipsLink(path string, change func(*tradeoff.FlipQuery), also ...func(*tradeoff.State)) string {
	q, state := v.query, v.state.Standing()
	change(&q)
	for _, f := range also {
		f(&state)
	}
	all := state.Query()
	q.Add(all)
	return addressed(path, all)
}

// sliceQuery is the query of a slice's rows.
func sliceQuery(q *tradeoff.FlipQuery, by string, k source.SliceKey) {
	text := sliceText(k, false)
	q.By, q.Value, q.Blank, q.Page = by, text, text == "", 1
}

// --- the API ---

// A flipsJSON is the rows that two runs call differently.
type flipsJSON struct {
	Runs     []flipRunJSON       `json:"runs" doc:"the two runs, each at its own threshold"`
	ByRow    bool                `json:"by_row,omitempty" doc:"rows are paired by their order in the files, for want of ids"`
	Counts   flipCountsJSON      `json:"counts" doc:"rows that the two call differently"`
	McNemar  mcnemarJSON         `json:"mcnemar"`
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

type flipCountsJSON struct {
	FixedMisses int `json:"fixed_misses" doc:"positives that only the second run calls positive"`
	NewMisses   int `json:"new_misses" doc:"positives that only the first run calls positive"`
	FixedAlarms int `json:"fixed_alarms" doc:"negatives that only the first run calls positive"`
	NewAlarms   int `json:"new_alarms" doc:"negatives that only the second run calls positive"`
}

type flipSliceJSON struct {
	Value  string         `json:"value"`
	Rows   int            `json:"rows"`
	Counts flipCountsJSON `json:"counts"`
}

// A mcnemarJSON is a test of whether the two runs err equally often.
type mcnemarJSON struct {
	OnlyFirstRight  int      `json:"only_first_right"`
	OnlySecondRight int      `json:"only_second_right"`
	ExactP          *float64 `json:"exact_p"`
	MidP            *float64 `json:"mid_p" doc:"the same test, less conservative; null where the two differ on no row"`
	Chi2P           *float64 `json:"chi2_continuity_p,omitempty"`
}

func newMcNemarJSON(t calc.McNemar) *mcnemarJSON {
	return &mcnemarJSON{t.OnlyA, t.OnlyB, pointer(t.ExactP), pointer(t.MidP), pointer(t.Chi2CCP)}
}

func flipCounts(c pairing.Counts) flipCountsJSON {
	return flipCountsJSON{c.Disagreement(pairing.FixedMiss), c.Disagreement(pairing.NewMiss), c.Disagreement(pairing.AvoidedFalseAlarm), c.Disagreement(pairing.NewFalseAlarm)}
}

// getFlips answers with the rows that two runs call differently.
func (s *Server) getFlips(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.integer("offset"), q.integer("limit")
	if q.err != nil {
		return q.err
	}
	v, err := s.flipsAt(r)
	if err != nil {
		return err
	}
	if len(v.query.Runs) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "no run is given").WithHint("Give two runs: run=1&run=2.")
	}
	out := flipsJSON{ByRow: v.ByRow, Counts: flipCounts(v.counts), By: v.query.By, List: v.query.List, Offset: offset, Columns: []exampleColumnJSON{}, Rows: []exampleJSON{}}
	for _, side := range v.sides {
		out.Runs = append(out.Runs, flipRunJSON{side.Run.ID, side.Run.Name, calc.Number(side.Point.Threshold)})
	}
	m := v.counts.Right()
	out.McNemar = *newMcNemarJSON(m)
	if out.Untested = v.untested(); out.Untested != "" {
		out.McNemar.ExactP, out.McNemar.MidP, out.McNemar.Chi2P = nil, nil, nil
	}
	for i, c := range v.by {
		if n := c.N(0) + c.N(1); n > 0 {
			out.Slices = append(out.Slices, flipSliceJSON{sliceText(v.slices.Slices[i].Keys[0], false), n, flipCounts(c)})
		}
	}
	list := v.list()
	out.Total = len(list)
	offset = min(offset, len(list))
	t, err := v.table(r.Context(), list[offset:min(offset+limit, len(list))])
	if err != nil {
		return err
	}
	for _, c := range t.columns {
		out.Columns = append(out.Columns, exampleColumnJSON{v.columnName(c), c.Role, c.Type})
	}
	for i, row := range t.rows {
		line := exampleJSON{Row: row}
		for _, c := range t.columns {
			switch {
			case c.Type == column.Text:
				line.Values = append(line.Values, c.Texts[i])
			case c.Type != column.Float:
				line.Values = append(line.Values, t.class)
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
func flipParameters() []parameter {
	return append(ofSeveralRuns(tradeoff.FlipParameters()),
		integer("offset", "how many rows are passed over", 0, 0, math.MaxInt32),
		integer("limit", "how many rows are given", examplesPerPage, 1, 1000))
}

// pointer returns a value, or nil if it is undefined.
func pointer(v calc.Value) *float64 { return ptr(orNaN(v)) }
