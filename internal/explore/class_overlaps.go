package explore

import (
	"context"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/tradeoff"
)

// Overlaps compares the predicted mask of every class of a segmentation run with the
// true one. Its error is [source.Missing] without rows.
func (m ManyClassRuns) Overlaps(ctx context.Context, run tradeoff.Run) (*evaluate.ClassOverlaps, error) {
	whole, err := m.x.Subject(ctx, run, tradeoff.View{})
	if err != nil {
		return nil, err
	}
	return derived(ctx, whole, "class overlaps", func(ctx context.Context) (*evaluate.ClassOverlaps, error) {
		from, err := whole.Part.Classes()
		if err != nil {
			return nil, err
		}
		rows, err := from.Rows(ctx)
		if err != nil {
			return nil, err
		}
		image, actual := make([]int, rows.N()), make([]int, rows.N())
		i, end := -1, 0 // of the image of row k
		for k := range image {
			for ; int(rows.FileRow(k)) >= end; end += run.Images[i].Height * run.Images[i].Width {
				i++
			}
			image[k], actual[k] = i, rows.Row(k).Label
		}
		return evaluate.NewClassOverlaps(run.TaskFacts, image, actual, rows.Predicted), nil
	})
}
