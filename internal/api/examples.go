package api

import (
	"math"
	"net/http"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// An exampleJSON is one row of a run; its values are in the order of the columns.
type exampleJSON struct {
	Row          int      `json:"row" doc:"its number in the file, counted from 1"`
	Values       []any    `json:"values" doc:"numbers and texts in the order of the columns"`
	CrossEntropy *float64 `json:"cross_entropy,omitempty"`
	Loss         *float64 `json:"loss,omitempty" doc:"the one that was asked for, if it is another"`
	Called       string   `json:"called,omitempty" doc:"of many classes: the one of the highest score"`
	CalledScore  *float64 `json:"called_score,omitempty" doc:"its probability, or its score where there are no probabilities"`
}

type exampleColumnJSON struct {
	Name string        `json:"name"`
	Role tradeoff.Role `json:"role,omitempty"`
	Type column.Type   `json:"type"`
}

// An examplesJSON is a part of the rows of one cell of the confusion matrix.
type examplesJSON struct {
	Cell      string              `json:"cell,omitempty" enum:"tp,fn,fp,tn" doc:"absent if there are many classes"`
	Threshold *calc.Number        `json:"threshold,omitempty" doc:"absent if there are many classes"`
	Actual    []string            `json:"actual,omitempty" doc:"classes that the rows are of; absent for all"`
	Called    []string            `json:"called,omitempty" doc:"classes that they are called; absent for all"`
	Total     int                 `json:"total" doc:"rows that there are"`
	Offset    int                 `json:"offset"`
	Columns   []exampleColumnJSON `json:"columns"`
	Rows      []exampleJSON       `json:"rows"`
}

// getExamples answers with the rows of one cell of the confusion matrix.
func (s numberAPI) getExamples(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.integer("offset"), q.integer("limit")
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
	out := examplesJSON{Cell: v.Query.Cell, Threshold: new(calc.Number(v.At.Point.Threshold)), Total: total, Offset: offset, Columns: []exampleColumnJSON{}, Rows: []exampleJSON{}}
	for _, c := range e.Columns {
		out.Columns = append(out.Columns, exampleColumnJSON{c.Name, c.Role, c.Type})
	}
	losses := v.Losses(e)
	for i, row := range e.Rows {
		line := exampleJSON{Row: int(row) + 1}
		for _, c := range e.Columns {
			switch c.Type {
			case column.Text:
				line.Values = append(line.Values, c.Texts[i])
			case column.Float:
				if math.IsNaN(c.Floats[i]) { // an overlap that a candidate does not have
					line.Values = append(line.Values, nil)
					break
				}
				line.Values = append(line.Values, c.Floats[i])
			default:
				line.Values = append(line.Values, e.Class)
			}
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

// getClassExamples answers with rows of a run with many classes.
func (s numberAPI) getClassExamples(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.integer("offset"), q.integer("limit")
	if q.err != nil {
		return q.err
	}
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if err := explore.CheckClassParameters(run, q.values, names(stateParameters)...); err != nil {
		return err
	}
	for _, name := range []string{"cell", "by", "value", "blank", "loss"} {
		if q.values.Get(name) != "" {
			return tradeoff.Errorf(tradeoff.Invalid, "%s is for two classes", name).WithHint("Choose rows by actual and called, or name one class with class.")
		}
	}
	v, err := web.At(r, s.explorer.ManyClasses.Examples)
	if err != nil {
		return err
	}
	offset = min(offset, len(v.List))
	part := v.List[offset:min(offset+limit, len(v.List))]
	e, err := v.Source.Examples(r.Context(), v.Rows.InFile(part))
	if err != nil {
		return err
	}
	out := examplesJSON{
		Actual: v.Query.Actual, Called: v.Query.Called, Total: len(v.List), Offset: offset,
		Columns: []exampleColumnJSON{}, Rows: []exampleJSON{},
	}
	for _, c := range e.Columns {
		out.Columns = append(out.Columns, exampleColumnJSON{c.Name, c.Role, c.Type})
	}
	for k, i := range part {
		line := exampleJSON{Row: int(e.Rows[k]) + 1, Called: v.At.Run.Classes[v.Rows.Predicted[i]]}
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
		score := v.Score(i)
		line.CalledScore = &score
		out.Rows = append(out.Rows, line)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
