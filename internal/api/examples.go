package api

import (
	"math"
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/explore"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// An exampleJSON is one row of a run; its values are in the order of the columns.
type exampleJSON struct {
	Row          int      `json:"row" doc:"its number in the file, counted from 1"`
	Values       []any    `json:"values" doc:"numbers and texts in the order of the columns"`
	CrossEntropy *float64 `json:"cross_entropy,omitempty"`
	Loss         *float64 `json:"loss,omitempty" doc:"the requested loss, if it is not cross_entropy"`
	Predicted    string   `json:"predicted,omitempty" doc:"with more than two classes: the class with the highest score"`
	Score        *float64 `json:"predicted_score,omitempty" doc:"the probability of that class, or else its score"`
}

type exampleColumnJSON struct {
	Name string        `json:"name"`
	Role tradeoff.Role `json:"role,omitempty"`
	Type column.Type   `json:"type"`
}

// exampleValue returns the value of row i of a column. class is the label that all
// rows share; null is an overlap that a candidate does not have.
func exampleValue(c source.ExampleColumn, i int, class uint8) any {
	switch {
	case c.Type == column.Text:
		return c.Texts[i]
	case c.Type != column.Float:
		return class
	case math.IsNaN(c.Floats[i]):
		return nil
	default:
		return c.Floats[i]
	}
}

// An examplesJSON is a part of the rows in one cell of the confusion matrix.
type examplesJSON struct {
	Cell      string              `json:"cell,omitempty" enum:"tp,fn,fp,tn" doc:"absent with more than two classes"`
	Threshold *calc.Number        `json:"threshold,omitempty" doc:"absent with more than two classes"`
	Actual    []string            `json:"actual,omitempty" doc:"actual classes of the rows; absent for all"`
	Called    []string            `json:"called,omitempty" doc:"predicted classes of the rows; absent for all"`
	Total     int                 `json:"total" doc:"rows in the cell"`
	Offset    int                 `json:"offset"`
	Columns   []exampleColumnJSON `json:"columns"`
	Rows      []exampleJSON       `json:"rows"`
}

// getExamples answers with the rows in one cell of the confusion matrix of two
// classes.
func (s numberAPI) getExamples(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.window()
	if q.err != nil {
		return q.err
	}
	v, err := web.At(r, s.explorer.ExamplesAt)
	if err != nil {
		return err
	}
	places, total := v.Places(offset, limit)
	e, err := v.At.Examples(r.Context(), v.Class(), places)
	if err != nil {
		return err
	}
	out := examplesJSON{
		Cell: v.Query.Cell, Threshold: new(calc.Number(v.At.Point.Threshold)), Total: total, Offset: offset,
		Columns: exampleColumns(e), Rows: []exampleJSON{},
	}
	losses := v.Losses(e)
	for i, row := range e.Rows {
		line := exampleJSON{Row: int(row) + 1}
		for _, c := range e.Columns {
			line.Values = append(line.Values, exampleValue(c, i, e.Class))
		}
		switch {
		case losses == nil:
		case v.Query.Loss == "":
			line.CrossEntropy = &losses[i]
		default:
			line.Loss = &losses[i]
		}
		out.Rows = append(out.Rows, line)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// exampleColumns describes the columns of examples.
func exampleColumns(e *source.Examples) []exampleColumnJSON {
	list := []exampleColumnJSON{}
	for _, c := range e.Columns {
		list = append(list, exampleColumnJSON{c.Name, c.Role, c.Type})
	}
	return list
}

// getClassExamples answers with rows of a run with more than two classes.
func (s numberAPI) getClassExamples(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.window()
	if q.err != nil {
		return q.err
	}
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if err := explore.NeedsClass(run, q.values, names(stateParameters)...); err != nil {
		return err
	}
	for _, name := range []string{"cell", "by", "value", "blank", "loss"} {
		if q.values.Get(name) != "" {
			return tradeoff.Errorf(tradeoff.Invalid, "%s is for two classes", name).
				WithHint("Choose rows by actual and called, or name one class with class.")
		}
	}
	v, err := web.At(r, s.explorer.ClassExamplesAt)
	if err != nil {
		return err
	}
	offset = min(offset, len(v.List))
	part := v.List[offset:min(offset+limit, len(v.List))]
	e, err := v.From.Examples(r.Context(), v.Rows.InFile(part))
	if err != nil {
		return err
	}
	out := examplesJSON{
		Actual: v.Query.Actual, Called: v.Query.Called, Total: len(v.List), Offset: offset,
		Columns: exampleColumns(e), Rows: []exampleJSON{},
	}
	for k, i := range part {
		line := exampleJSON{Row: int(e.Rows[k]) + 1, Predicted: v.At.Run.Classes[v.Rows.Called[i]]}
		for _, c := range e.Columns {
			if c.Type == column.Text {
				line.Values = append(line.Values, c.Texts[k])
			} else {
				line.Values = append(line.Values, c.Floats[k])
			}
		}
		if v.Losses != nil {
			line.CrossEntropy = &v.Losses[i]
		}
		line.Score = new(v.Score(i))
		out.Rows = append(out.Rows, line)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
