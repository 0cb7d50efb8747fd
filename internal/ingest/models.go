package ingest

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// modelNames are the names of columns that identify the model of a row.
var modelNames = []string{"model", "modelname", "classifier", "run", "runname"}

// maxModels is the maximum number of models in a table: enough for the
// submissions of a class.
const maxModels = 1000

// findModel looks for the column whose values are models, each with its own
// rows. The whole file decides later, see [assembled.models].
func (g *guesser) findModel() *tradeoff.Error {
	if g.model >= 0 || !g.header {
		return nil
	}
	if i := g.best(modelNames, func(i int) bool { return g.modelLike(g.profiles[i]) }); i >= 0 {
		g.model = i
		g.assign(i, tradeoff.ModelRole, asTally)
	}
	return nil
}

// modelLike reports whether the values of a column may name models. They may
// be more than a group has, but then they must repeat.
func (g *guesser) modelLike(p *profile) bool {
	switch k := len(p.distinct); {
	case g.groupLike(p):
		return true
	case p.numbers > 0:
		return p.integer() && 2*k <= p.cells && k <= maxModels
	default:
		return k < p.cells && k <= maxModels
	}
}

// unique reports whether no value of column i is missing or repeats in the
// sample, within one model if there are several.
func (g *guesser) unique(i int) bool {
	if g.model < 0 {
		return g.profiles[i].unique()
	}
	seen := map[[2]string]bool{}
	for _, r := range g.rows {
		seen[[2]string{r[g.model], foldLabel([]byte(r[i]), g.mark)}] = true
	}
	return g.profiles[i].missing == 0 && len(seen) == len(g.rows)
}

// models splits a table with the rows of several models into one table for
// each, with their names; it returns the table itself if there is only one.
//
// Unless the caller says so, the values of a column are models only if they
// share their cases: if ids repeat, or, without ids, if all have the same
// labels in the same order. Otherwise they are a group like others.
func (t *assembled) models(ctx context.Context) (tables []*assembled, names []string, err error) {
	if t.model < 0 {
		return []*assembled{t}, nil, nil
	}
	values := t.columns[t.model].Texts
	index := map[string]int{}
	var rows [][]int32
	for row, value := range values.All() {
		k, ok := index[string(value)]
		if !ok {
			if k = len(rows); k == maxModels {
				break
			}
			index[string(value)] = k
			rows, names = append(rows, nil), append(names, string(value))
		}
		rows[k] = append(rows[k], int32(row))
	}
	if values.Len() > t.count(rows) {
		if err := t.checkModelCount(ctx); err != nil {
			return nil, nil, err
		}
	}
	shared := t.firmModel
	if !shared {
		if shared, err = t.shareCases(ctx, rows); err != nil {
			return nil, nil, err
		}
	}
	if !shared {
		if t.columns[t.model].Role == tradeoff.ModelRole {
			t.columns[t.model].Role = ""
		}
		return []*assembled{t}, nil, nil
	}
	t.columns[t.model].Role = tradeoff.ModelRole
	t.findings = append(slices.Clone(t.findings), t.modelsFinding(len(rows)))
	for _, of := range rows {
		tables = append(tables, t.subset(of))
	}
	return tables, names, nil
}

// checkModelCount refuses a column with more than [maxModels] values, unless
// they are not models: without repeated ids they may be anything.
func (t *assembled) checkModelCount(ctx context.Context) error {
	name := t.columns[t.model].Name
	if !t.firmModel {
		if t.id < 0 || t.rising {
			return nil
		}
		if _, second, _, err := t.repeatedID(ctx); err != nil || second < 0 {
			return err
		}
	}
	return tradeoff.Errorf(tradeoff.Invalid, "the column has more than %d models", maxModels).
		WithHint("Split the file. If the column does not name models, leave it out with --ignore %q (parameter ignore).",
			name).
		WithFix(fmt.Sprintf("Leave the column %q out", clip(name)), "ignore", name).
		At(tradeoff.Place{Column: name})
}

func (t *assembled) count(rows [][]int32) (n int) {
	for _, of := range rows {
		n += len(of)
	}
	return n
}

func (t *assembled) modelsFinding(n int) tradeoff.Finding {
	name := t.columns[t.model].Name
	f := finding("models_split", "", "%q names %d models: each is a separate run on the same cases", clip(name), n)
	if t.id >= 0 { // repeated ids must be distinguished by model
		return f
	}
	f.Hint = "If they are groups of cases and not models, name the column with --group (parameter group)."
	f.Fixes = []tradeoff.Fix{{Text: "They are a group", Name: "group", Value: name}}
	return f
}

// shareCases reports whether the rows of each model are about the same cases.
func (t *assembled) shareCases(ctx context.Context, rows [][]int32) (bool, error) {
	if len(rows) < 2 || t.count(rows) < t.rows || t.rows < 2*len(rows) { // a single case is not a model
		return false, nil
	}
	if t.id >= 0 {
		if t.rising {
			return false, nil
		}
		_, second, _, err := t.repeatedID(ctx)
		return second >= 0, err
	}
	label := &t.columns[t.label]
	for _, of := range rows[1:] {
		if len(of) != len(rows[0]) {
			return false, nil
		}
		for i, row := range of {
			first := rows[0][i]
			if label.Labels != nil && label.Labels[row] != label.Labels[first] ||
				label.Classes != nil && label.Classes[row] != label.Classes[first] {
				return false, nil
			}
		}
	}
	return true, nil
}

// subset returns the table of the given rows, without the column of the models.
func (t *assembled) subset(rows []int32) *assembled {
	p := *t.plan
	p.columns = slices.Clone(p.columns)
	p.columns[t.model].mode = skipped
	u := *t
	u.plan, u.rows, u.rising, u.noID = &p, len(rows), false, -1
	u.columns, u.stats = slices.Clone(t.columns), slices.Clone(t.stats)
	u.lines.only = rows
	for i := range u.columns {
		c := &u.columns[i]
		switch {
		case i == t.model:
			c.Texts, c.Role = &column.Texts{}, tradeoff.IgnoreRole
		case c.Texts != nil:
			texts := &column.Texts{}
			for _, row := range rows {
				texts.Append(c.Texts.At(int(row)))
			}
			c.Texts = texts
		case c.Floats != nil:
			c.Floats = rowsOf(c.Floats, rows)
			u.stats[i].measure(c.Floats)
		case c.Labels != nil:
			c.Labels = rowsOf(c.Labels, rows)
		case c.Classes != nil:
			c.Classes = rowsOf(c.Classes, rows)
		}
	}
	if t.id >= 0 {
		u.noID = slices.IndexFunc(rows, func(row int32) bool {
			return len(bytes.TrimSpace(t.columns[t.id].Texts.At(int(row)))) == 0
		})
	}
	return &u
}

// rowsOf returns the values of the given rows.
func rowsOf[T any](list []T, rows []int32) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = list[row]
	}
	return out
}
