package explore

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// ExamplesPerPage is how many rows a page of examples has.
const ExamplesPerPage = 50

// CellExamples are the rows of one cell of the confusion matrix, as a query asks for
// them. Their values are read in pages: see [CellExamples.Places].
type CellExamples struct {
	At      RunAt
	Query   tradeoff.ExampleQuery
	Columns []column.Column // names, roles and types, without values
	Found   []source.Found  // the rows of the run with the id of the query
	Filter  source.Filter   // by the column of the query; nil if it names none
}

// ExamplesAt returns the examples of the run id that q asks for. Its errors are NotFound
// for a run, rows or a column that do not exist, Invalid for a query that cannot be read
// or a sort by losses that the scores do not have, and [source.Missing].
func (x *Explorer) ExamplesAt(ctx context.Context, id int64, q url.Values) (v CellExamples, err error) {
	query, err := tradeoff.ParseExamples(q)
	if err != nil {
		return v, err
	}
	at, err := x.RunAt(ctx, id, q)
	if err != nil {
		return v, err
	}
	return ExamplesOf(ctx, at, query)
}

// ExamplesOf returns the examples of a run at a state. Its errors are those of
// [Explorer.ExamplesAt] for what a query asks for.
func ExamplesOf(ctx context.Context, at RunAt, query tradeoff.ExampleQuery) (CellExamples, error) {
	v := CellExamples{At: at, Query: query}
	if v.Query.Sort == tradeoff.LossFirst && !v.HasLoss() {
		return v, tradeoff.Errorf(tradeoff.Invalid,
			"these scores have no cross-entropy, since they are neither probabilities nor logits").
			WithHint("Sort by nearest or farthest.")
	}
	rows, err := v.At.Part.Rows()
	if err != nil {
		return v, err
	}
	none, err := rows.Examples(ctx, 0, nil)
	if err != nil {
		return v, err
	}
	for _, c := range none.Columns {
		v.Columns = append(v.Columns, emptyColumn(c))
	}
	if v.Query.ID != "" {
		if v.Found, err = rows.FindID(ctx, v.Query.ID); err != nil {
			return v, err
		}
	}
	if v.Query.Filters() {
		if v.Filter, err = rows.Filter(ctx, v.Query.By); err != nil {
			return v, err
		}
	}
	return v, nil
}

// emptyColumn returns a column of c's name, role and type.
func emptyColumn(c source.ExampleColumn) column.Column {
	out := column.Column{Name: c.Name, Role: c.Role}
	switch c.Type {
	case column.Text:
		out.Texts = new(column.Texts)
	case column.Float:
		out.Floats = []float64{}
	}
	return out
}

// HasLoss reports whether the rows have losses: uncalibrated scores have none.
func (v CellExamples) HasLoss() bool { return v.At.Run.ScoreKind != calc.Score }

// Class returns the label of the rows in the cell.
func (v CellExamples) Class() uint8 {
	if v.Query.Cell == "tp" || v.Query.Cell == "fn" {
		return 1
	}
	return 0
}

// CellPlaces returns the places from, …, to−1 of a cell in the order of its class, which
// begins at the highest score.
func (v RunAt) CellPlaces(cell string) (from, to int) {
	switch cell {
	case "tp":
		return 0, v.Point.RowsTP
	case "fn":
		return v.Point.RowsTP, v.Run.Positives
	case "fp":
		return 0, v.Point.RowsFP
	default:
		return v.Point.RowsFP, v.Run.N - v.Run.Positives
	}
}

// CellOfFound returns the cell that a found row is in; "" for a row of weight 0.
func (v RunAt) CellOfFound(f source.Found) string {
	switch {
	case f.Place < 0:
		return ""
	case f.Class == 1 && f.Place < v.Point.RowsTP:
		return "tp"
	case f.Class == 1:
		return "fn"
	case f.Place < v.Point.RowsFP:
		return "fp"
	default:
		return "tn"
	}
}

// backwards reports whether the rows are listed from the lowest score up. Every loss of
// a positive rises as its score falls, and that of a negative as it rises, so that
// within a cell every order is one by score.
func (v CellExamples) backwards() bool {
	predictedPositive := v.Query.Cell == "tp" || v.Query.Cell == "fp"
	switch v.Query.Sort {
	case tradeoff.LossFirst:
		return v.Class() == 1
	case tradeoff.FarthestFirst:
		return !predictedPositive
	default:
		return predictedPositive
	}
}

// Places returns the places of the rows after the first skip, at most limit of them, in
// the order in which they are listed, and how many rows the query finds in all.
func (v CellExamples) Places(skip, limit int) (places []int, total int) {
	from, to := v.At.CellPlaces(v.Query.Cell)
	switch {
	case v.Query.ID != "":
		places = v.foundPlaces(from, to)
		total = len(places)
		skip = min(skip, total)
		return places[skip:min(skip+limit, total)], total
	case v.Filter != nil:
		code, ok := v.Filter.Code(v.Query.Value)
		if !ok {
			return nil, 0
		}
		return v.Filter.Places(v.Class(), code, from, to, v.backwards(), skip, limit)
	}
	total = to - from
	for i := skip; i < min(skip+limit, total); i++ {
		if v.backwards() {
			places = append(places, to-1-i)
		} else {
			places = append(places, from+i)
		}
	}
	return places, total
}

// foundPlaces returns the places of the found rows that are in the cell and pass the
// filter.
func (v CellExamples) foundPlaces(from, to int) []int {
	var places []int
	for _, f := range v.Found {
		if f.Class != v.Class() || f.Place < from || f.Place >= to {
			continue
		}
		if v.Filter != nil {
			code, ok := v.Filter.Code(v.Query.Value)
			if !ok {
				continue
			}
			if _, n := v.Filter.Places(f.Class, code, f.Place, f.Place+1, false, 0, 1); n == 0 {
				continue
			}
		}
		places = append(places, f.Place)
	}
	slices.Sort(places)
	if v.backwards() {
		slices.Reverse(places)
	}
	return places
}

// Losses returns the loss of the query for every example; nil if the scores have none or
// were not stored.
func (v CellExamples) Losses(e *source.Examples) []float64 {
	scores := e.Scores
	for _, c := range e.Columns {
		if scores == nil && c.Role == tradeoff.ScoreRole && c.Type == column.Float {
			scores = c.Floats
		}
	}
	if scores == nil || !v.HasLoss() {
		return nil
	}
	loss := RowLossFunctions(v.At.State.Losses)[v.LossIndex()]
	out := make([]float64, len(scores))
	for i, score := range scores {
		out[i] = loss.At(v.At.Run.ScoreKind, e.Class == 1, score)
	}
	return out
}

// LossIndex returns the index of the query's loss in [RowLosses].
func (v CellExamples) LossIndex() int {
	return max(0, slices.Index(tradeoff.ExampleLosses(), v.Query.Loss))
}

// LossName returns the name of the query's loss.
func (v CellExamples) LossName() string { return RowLosses[v.LossIndex()].Name }

// Numbered reports whether the rows have no ids, so that their numbers identify them.
func (v CellExamples) Numbered() bool {
	return !slices.ContainsFunc(v.Columns, func(c column.Column) bool { return c.Role == tradeoff.IDRole })
}

// Header returns the titles of the columns in pages and downloads: those of the texts
// that Cells returns.
func (v CellExamples) Header() []string {
	var names []string
	if v.Numbered() {
		names = append(names, "row")
	}
	for _, c := range v.Columns {
		names = append(names, c.Name)
	}
	if v.HasLoss() {
		names = append(names, v.LossName())
	}
	return names
}

// Cells returns the texts of example i. losses are those that Losses has returned; score and
// loss write one.
func (v CellExamples) Cells(e *source.Examples, losses []float64, i int, score, loss func(float64) string) []string {
	var texts []string
	if v.Numbered() {
		texts = append(texts, strconv.Itoa(int(e.Rows[i])+1))
	}
	for _, c := range e.Columns {
		texts = append(texts, cellText(c, i, e.Class, score))
	}
	switch {
	case !v.HasLoss():
		return texts
	case losses == nil:
		return append(texts, format.Undefined)
	}
	return append(texts, loss(losses[i]))
}

// PageCount returns how many pages a list of total rows has: one even if it is empty.
func PageCount(total, perPage int) int { return max(1, (total+perPage-1)/perPage) }
