package explore

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// ClassExamples are the rows of one or several cells of the matrix of a run
// with many classes.
type ClassExamples struct {
	At     ClassRunAt
	Query  tradeoff.ClassExampleQuery
	From   source.Classes
	Rows   *source.ClassRows
	Losses []float64 // cross-entropy of every row; nil if these scores have none
	List   []int     // the rows that are shown, in their order
}

// ClassExamplesAt returns the rows that the path and the query ask for.
func (x *Explorer) ClassExamplesAt(ctx context.Context, id int64, q url.Values) (v ClassExamples, err error) {
	if v.Query, err = tradeoff.ParseClassExamples(q); err != nil {
		return v, err
	}
	q = maps.Clone(q)
	delete(q, "sort") // which is that of the rows here
	if v.At, err = x.ClassRunAt(ctx, id, q); err != nil {
		return v, err
	}
	if v.Query.Sort == tradeoff.LossiestFirst && v.At.Run.ScoreKind == calc.Score {
		return v, tradeoff.Errorf(tradeoff.Invalid, "these scores have no cross-entropy, since they are neither probabilities nor logits").
			WithHint("Sort by surest, unsurest or file.")
	}
	actual, err := v.At.codes(v.Query.Actual)
	if err != nil {
		return v, err
	}
	called, err := v.At.codes(v.Query.Called)
	if err != nil {
		return v, err
	}
	if v.From, err = x.Classes(ctx, v.At.Run); err != nil {
		return v, err
	}
	if v.Rows, err = v.From.Rows(ctx); err != nil {
		return v, err
	}
	v.Losses = v.Rows.CrossEntropy(nil).PerSample
	v.List = v.Rows.In(actual, called)
	if v.Query.ID != "" {
		found, err := v.From.WithID(ctx, v.Query.ID)
		if err != nil {
			return v, err
		}
		v.List = slices.DeleteFunc(v.List, func(i int) bool { return !slices.Contains(found, v.Rows.FileRow(i)) })
	}
	v.sortRows()
	return v, nil
}

// codes returns which classes have the names.
func (v ClassRunAt) codes(names []string) ([]int, error) {
	var codes []int
	for _, name := range names {
		code, ok := v.Run.ClassCode(name)
		if !ok {
			return nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has no class %q", v.Run.ID, name).WithHint("Look at the run for the names of its classes.")
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// Score returns the probability of the class that a row is called, or its score.
func (v ClassExamples) Score(i int) float64 { return v.Rows.Row(i).Seen[v.Rows.Called[i]] }

func (v ClassExamples) sortRows() {
	var by func(i int) float64
	switch v.Query.Sort {
	case tradeoff.SurestFirst:
		by = func(i int) float64 { return -v.Score(i) }
	case tradeoff.UnsurestFirst:
		by = v.Score
	case tradeoff.LossiestFirst:
		by = func(i int) float64 { return -v.Losses[i] }
	default:
		return
	}
	slices.SortStableFunc(v.List, func(a, b int) int { return cmp.Compare(by(a), by(b)) })
}

// AnyOf names classes in a sentence; "" if there are none.
func (v ClassRunAt) AnyOf(classes []string) string {
	var names []string
	for _, c := range classes {
		names = append(names, v.Named(c))
	}
	return strings.Join(names, " or ")
}
