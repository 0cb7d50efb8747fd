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

// ClassExamples are the rows of one or several cells of the confusion matrix of a run
// with many classes.
type ClassExamples struct {
	At     ClassRunAt
	Query  tradeoff.ClassExampleQuery
	Source source.Classes
	Rows   *source.ClassRows
	Losses []float64 // cross-entropy of every row of Rows; nil if these scores have none
	List   []int     // the rows that are asked for, as indices into Rows, in the order of the query
}

// Examples returns the rows of the run id that q asks for. Its errors are NotFound for
// a run or class that does not exist, Invalid for a query that cannot be read or a sort
// by losses that the scores do not have, and [source.Missing].
func (m ManyClassRuns) Examples(ctx context.Context, id int64, q url.Values) (v ClassExamples, err error) {
	if v.Query, err = tradeoff.ParseClassExamples(q); err != nil {
		return v, err
	}
	q = maps.Clone(q)
	delete(q, "sort") // there it is that of the table of classes
	if v.At, err = m.RunAt(ctx, id, q); err != nil {
		return v, err
	}
	if v.Query.Sort == tradeoff.LossiestFirst && v.At.Run.ScoreKind == calc.Score {
		return v, tradeoff.Errorf(tradeoff.Invalid,
			"these scores have no cross-entropy, since they are neither probabilities nor logits").
			WithHint("Sort by surest, unsurest or file.")
	}
	actual, err := v.At.codes(v.Query.Actual)
	if err != nil {
		return v, err
	}
	predicted, err := v.At.codes(v.Query.Called)
	if err != nil {
		return v, err
	}
	if v.Source, err = m.rows(ctx, v.At.Run); err != nil {
		return v, err
	}
	if v.Rows, err = v.Source.Rows(ctx); err != nil {
		return v, err
	}
	v.Losses = v.Rows.CrossEntropy(nil).PerSample
	v.List = v.Rows.In(actual, predicted)
	if v.Query.ID != "" {
		found, err := v.Source.WithID(ctx, v.Query.ID)
		if err != nil {
			return v, err
		}
		v.List = slices.DeleteFunc(v.List, func(i int) bool { return !slices.Contains(found, v.Rows.FileRow(i)) })
	}
	v.sort()
	return v, nil
}

// codes returns the indices of classes by name. Its error is NotFound.
func (v ClassRunAt) codes(names []string) ([]int, error) {
	var codes []int
	for _, name := range names {
		code, ok := v.Run.ClassCode(name)
		if !ok {
			return nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has no class %q", v.Run.ID, name).
				WithHint("Look at the run for the names of its classes.")
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// Score returns the score of the predicted class of row i of Rows.
func (v ClassExamples) Score(i int) float64 { return v.Rows.Row(i).Seen[v.Rows.Predicted[i]] }

func (v ClassExamples) sort() {
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

// ClassNames returns the names of classes for a sentence: "cat or dog"; "" for an empty
// list.
func (v ClassRunAt) ClassNames(classes []string) string {
	var names []string
	for _, c := range classes {
		names = append(names, v.ClassName(c))
	}
	return strings.Join(names, " or ")
}
