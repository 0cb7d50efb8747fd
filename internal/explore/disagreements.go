package explore

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Disagreements are two runs on one test set, each at a threshold, and the rows that
// they predict differently.
type Disagreements struct {
	State      tradeoff.State // the costs and the prevalence
	Query      tradeoff.DisagreementQuery
	Experiment tradeoff.Experiment // of the first run
	Sides      [2]DisagreementSide
	pairing.At
	Counts pairing.Counts
	Slices *source.FileSlices // of the column that the query names
	By     []pairing.Counts   // of each slice
}

// A flipSide is one of the two runs.
type DisagreementSide struct {
	Subject
	Position
	Name    string // or what stands for it
	Policy  bool   // the policy has picked the threshold
	Display Display
}

// flipsAt returns what the query asks for. Without runs it is only the query.
func (x *Explorer) Disagreements(ctx context.Context, q url.Values) (v Disagreements, err error) {
	if v.Query, v.State, err = tradeoff.ParseDisagreements(q); err != nil || len(v.Query.Runs) == 0 {
		return v, err
	}
	for i, id := range v.Query.Runs {
		run, err := x.Run(ctx, id)
		if err != nil {
			return v, err
		}
		v.Sides[i].Run, v.Sides[i].Name = run, v.State.Meeting.Name(i, run.Name) // named even if it has no such part
		if i == 0 {
			e, err := x.Experiment(ctx, run.ExperimentID)
			if err != nil {
				return v, err
			}
			v.Experiment = e.In(v.State.View)
		}
	}
	for i := range v.Sides {
		side := &v.Sides[i]
		if err := NeedTwoClasses(side.Run, v.State.View); err != nil {
			return v, err
		}
		if side.Subject, err = x.Subject(ctx, side.Run, v.State.View); err != nil {
			return v, err
		}
		if side.Display, err = x.Display(ctx, side.Subject); err != nil {
			return v, err
		}
		if err := positionOfSide(ctx, &v, i); err != nil {
			return v, err
		}
	}
	paired, err := Paired(ctx, v.Sides[0].Subject, v.Sides[1].Subject)
	if err != nil {
		return v, err
	}
	v.At = paired.At(v.Sides[0].Point.Threshold, v.Sides[1].Point.Threshold)
	v.Counts = v.Count()
	return v, v.cut(ctx)
}

// flipStands finds the threshold of side i: its own, the one of both, or that of
// the policy; its default if the policy picks nothing.
func positionOfSide(ctx context.Context, v *Disagreements, i int) (err error) {
	side, at := &v.Sides[i], v.Query.Stand
	if own := []*float64{v.Query.ThresholdA, v.Query.ThresholdB}[i]; own != nil {
		at = tradeoff.Stand{Lock: &tradeoff.Lock{Metric: "threshold", Value: *own}}
	}
	if side.Position, err = side.Subject.Position(ctx, side.Display.Display, at, v.State.Setting(v.Experiment)); err != nil {
		return err
	}
	if t := at.Threshold(); t != nil {
		side.Text = tradeoff.ThresholdText(*t) // as a field takes it
	}
	if side.Nowhere == "" {
		side.Policy = at.Rule() != nil
		return nil
	}
	reason := side.Nowhere
	side.Position, err = side.Subject.Position(ctx, side.Display.Display, tradeoff.Stand{}, calc.Setting{})
	side.Nowhere = reason
	return err
}

// cut counts the rows by the column that the query names, or by the first.
func (v *Disagreements) cut(ctx context.Context) (err error) {
	groups := v.Sides[0].Run.Roles.Group
	if v.Query.By == "" && len(groups) > 0 {
		v.Query.By = groups[0]
	}
	if v.Query.By == "" {
		return nil
	}
	rows, err := v.Sides[0].Part.Rows()
	if err != nil {
		return err
	}
	if v.Slices, err = rows.FileSlices(ctx, tradeoff.Cut{Column: v.Query.By}); err != nil {
		return err
	}
	v.By = v.CountBy(v.Slices.Of, len(v.Slices.Slices))
	return nil
}

// Flip is the one whose rows the query asks for.
func (v Disagreements) Flip() pairing.Disagreement {
	return pairing.Disagreement(slices.Index(tradeoff.DisagreementLists, v.Query.List))
}

// labelOf is the label of the rows of a flip.
func labelOf(f pairing.Disagreement) uint8 {
	if f == pairing.FixedMiss || f == pairing.NewMiss {
		return 1
	}
	return 0
}

func (side DisagreementSide) Span() pairing.Span {
	h := side.Display.Histogram
	return pairing.Span{Low: h.Low, High: h.High}
}

// SameKind reports whether the scores of the two runs mean the same, so that
// their difference means something.
func (v Disagreements) SameKind() bool { return v.Sides[0].Run.ScoreKind == v.Sides[1].Run.ScoreKind }

// Order is the order in which the rows are shown.
func (v Disagreements) Order() tradeoff.DisagreementOrder {
	if v.Query.Sort == "" && v.SameKind() {
		return tradeoff.ChangeFirst
	}
	return cmp.Or(v.Query.Sort, tradeoff.FileFirst)
}

// List returns the pairs that the query asks for, in the order in which they are
// shown.
func (v Disagreements) List() []int {
	var pass func(int) bool
	if v.Query.Filters() {
		wanted := slices.IndexFunc(v.Slices.Slices, func(s source.Slice) bool { return SliceText(s.Keys[0], false) == v.Query.Value })
		pass = func(i int) bool { return int(v.Slices.Of[v.RowA[i]]) == wanted }
	}
	list := v.Rows(v.Flip(), pass)
	if v.Order() == tradeoff.ChangeFirst {
		slices.SortStableFunc(list, func(i, j int) int { return cmp.Compare(math.Abs(v.B[j]-v.A[j]), math.Abs(v.B[i]-v.A[i])) })
	}
	return list
}

// A flipTable has the values of rows: those of the first run's file, the score of
// the second, and what else only the second's file has.
type DisagreementTable struct {
	Columns []DisagreementColumn
	Class   uint8
	Rows    []int // numbers in the first file, counted from 1
}

type DisagreementColumn struct {
	source.ExampleColumn
	side int // of which run
}

// rows returns the values of some pairs of the query's flip.
func (v Disagreements) Table(ctx context.Context, list []int) (t DisagreementTable, err error) {
	t.Class = labelOf(v.Flip())
	var e [2]*source.Examples
	for k, of := range []struct {
		row   []uint32
		score []float64
	}{{v.RowA, v.A}, {v.RowB, v.B}} {
		rows, scores := make([]uint32, len(list)), make([]float64, len(list))
		for to, i := range list {
			rows[to], scores[to] = of.row[i], of.score[i]
		}
		from, err := v.Sides[k].Part.Rows()
		if err != nil {
			return t, err
		}
		if e[k], err = from.Numbered(ctx, t.Class, rows, scores); err != nil {
			return t, err
		}
	}
	for _, row := range e[0].Rows {
		t.Rows = append(t.Rows, int(row)+1)
	}
	known := make(map[string]bool)
	var second []DisagreementColumn
	for _, c := range e[0].Columns {
		known[c.Name] = true
	}
	for _, c := range e[1].Columns {
		switch {
		case c.Role == tradeoff.ScoreRole:
			second = append([]DisagreementColumn{{c, 1}}, second...)
		case c.Role != tradeoff.LabelRole && c.Role != tradeoff.IDRole && !known[c.Name]:
			second = append(second, DisagreementColumn{c, 1})
		}
	}
	for _, c := range e[0].Columns {
		t.Columns = append(t.Columns, DisagreementColumn{c, 0})
		if c.Role == tradeoff.ScoreRole {
			t.Columns = append(t.Columns, second[0])
			second = second[1:]
		}
	}
	t.Columns = append(t.Columns, second...)
	return t, nil
}

// Numbered reports whether rows are known by their number, for want of an id.
func (t DisagreementTable) Numbered() bool {
	return !slices.ContainsFunc(t.Columns, func(c DisagreementColumn) bool { return c.Role == tradeoff.IDRole })
}

// name is what a column is called; the scores say of which run they are.
func (v Disagreements) ColumnName(c DisagreementColumn) string {
	if c.Role != tradeoff.ScoreRole {
		return c.Name
	}
	return "score of " + v.Sides[c.side].Name
}

// FlipsLink returns the address of flips at the same state, but for changes.
func (v Disagreements) FlipsLink(path string, change func(*tradeoff.DisagreementQuery), also ...func(*tradeoff.State)) string {
	q, state := v.Query, v.State.Standing()
	change(&q)
	for _, f := range also {
		f(&state)
	}
	all := state.Query()
	q.Add(all)
	return link.Address(path, all)
}

// SliceQuery is the query of a slice's rows.
func SliceQuery(q *tradeoff.DisagreementQuery, by string, k source.SliceKey) {
	text := SliceText(k, false)
	q.By, q.Value, q.Blank, q.Page = by, text, text == "", 1
}

// pointer returns a value, or nil if it is undefined.
func NumberOrNil(v calc.Value) *float64 { return NotNaN(OrNaN(v)) }

func NewOnes(n int) string {
	if n == 0 {
		return "none"
	}
	return format.Count(n) + " " + format.Plural(n, "new one", "new ones")
}

// Untested says why there is no test of who errs more often; "" if there is one.
func (v Disagreements) Untested() string {
	switch {
	case v.OneByOne():
		return ""
	case v.Units != nil:
		return "Pixels of one image are alike, so that a test would take them for independent: there is none."
	}
	return "Rows have weights, for which there is no test."
}

// Cells returns the texts of row i.
func (t DisagreementTable) Cells(i int) []string {
	var texts []string
	if t.Numbered() {
		texts = append(texts, strconv.Itoa(t.Rows[i]))
	}
	for _, c := range t.Columns {
		switch {
		case c.Type == column.Text:
			texts = append(texts, c.Texts[i])
		case c.Type != column.Float:
			texts = append(texts, strconv.Itoa(int(t.Class)))
		case math.IsNaN(c.Floats[i]): // an overlap that a candidate does not have
			texts = append(texts, "")
		default:
			texts = append(texts, format.Number(c.Floats[i]))
		}
	}
	return texts
}
