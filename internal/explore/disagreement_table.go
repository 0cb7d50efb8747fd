package explore

import (
	"context"
	"math"
	"slices"
	"strconv"

	"tradeoff/internal/column"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A DisagreementTable has the values of paired rows: those in the first run's file, the
// score of the second run after that of the first, and at the end the columns that only
// the second run's file has.
type DisagreementTable struct {
	Columns []DisagreementColumn
	Class   uint8 // label of all rows
	Rows    []int // numbers in the first file, counted from 1
}

// A DisagreementColumn is a column of one of the two files.
type DisagreementColumn struct {
	source.ExampleColumn
	side int // index of its run
}

// Table returns the values of pairs, which [Disagreements.ListedPairs] has returned. Its
// error is [source.Missing] without rows.
func (v Disagreements) Table(ctx context.Context, pairs []int) (t DisagreementTable, err error) {
	t.Class = labelOfKind(v.Kind())
	var e [2]*source.Examples
	for k, of := range []struct {
		row   []uint32
		score []float64
	}{{v.RowA, v.A}, {v.RowB, v.B}} {
		rows, scores := make([]uint32, len(pairs)), make([]float64, len(pairs))
		for to, i := range pairs {
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
	t.Columns = joinColumns(e[0].Columns, e[1].Columns)
	return t, nil
}

// joinColumns returns the columns of the first file, each score followed by one of the
// second file, and then the columns that only the second has.
func joinColumns(first, second []source.ExampleColumn) (joined []DisagreementColumn) {
	known := make(map[string]bool)
	for _, c := range first {
		known[c.Name] = true
	}
	var scores, others []DisagreementColumn
	for _, c := range second {
		switch {
		case c.Role == tradeoff.ScoreRole:
			scores = append(scores, DisagreementColumn{c, 1})
		case c.Role != tradeoff.LabelRole && c.Role != tradeoff.IDRole && !known[c.Name]:
			others = append(others, DisagreementColumn{c, 1})
		}
	}
	for _, c := range first {
		joined = append(joined, DisagreementColumn{c, 0})
		if c.Role == tradeoff.ScoreRole && len(scores) > 0 {
			joined, scores = append(joined, scores[0]), scores[1:]
		}
	}
	return slices.Concat(joined, scores, others)
}

// Numbered reports whether the rows have no ids, so that their numbers identify them.
func (t DisagreementTable) Numbered() bool {
	return !slices.ContainsFunc(t.Columns, func(c DisagreementColumn) bool { return c.Role == tradeoff.IDRole })
}

// ColumnTitle returns the title of a column. Scores are named after their run.
func (v Disagreements) ColumnTitle(c DisagreementColumn) string {
	if c.Role != tradeoff.ScoreRole {
		return c.Name
	}
	return "score of " + v.Sides[c.side].Name
}

// Cells returns the texts of row i: its number if rows have no ids, then its columns. score
// writes a score of one of the two sides.
func (t DisagreementTable) Cells(i int, score func(side int, x float64) string) []string {
	var texts []string
	if t.Numbered() {
		texts = append(texts, strconv.Itoa(t.Rows[i]))
	}
	for _, c := range t.Columns {
		texts = append(texts, cellText(c.ExampleColumn, i, t.Class, func(x float64) string { return score(c.side, x) }))
	}
	return texts
}

// cellText returns the text of row i in a column, in which score writes scores. A column of
// labels has only the label that all rows share.
func cellText(c source.ExampleColumn, i int, label uint8, score func(float64) string) string {
	switch {
	case c.Type == column.Text:
		return c.Texts[i]
	case c.Type != column.Float:
		return strconv.Itoa(int(label))
	case math.IsNaN(c.Floats[i]): // an overlap that a candidate does not have
		return ""
	case c.Role == tradeoff.ScoreRole:
		return score(c.Floats[i])
	default:
		return format.Number(c.Floats[i])
	}
}
