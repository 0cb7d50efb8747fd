package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// binary returns labels, scores and weights of the rows of a subject. Like those of all
// methods here, its error is [source.Missing] if the source does not have them.
func (of Subject) binary(ctx context.Context) (calc.Binary, error) {
	rows, err := of.Part.Rows()
	if err != nil {
		return calc.Binary{}, err
	}
	return rows.Binary(ctx)
}

// Examples returns the rows of a class at places in its order, as [source.Rows] defines
// them.
func (of Subject) Examples(ctx context.Context, class uint8, places []int) (*source.Examples, error) {
	rows, err := of.Part.Rows()
	if err != nil {
		return nil, err
	}
	return rows.Examples(ctx, class, places)
}

// Images returns the sweeps of the images of a subject.
func (of Subject) Images(ctx context.Context) (*calc.Images, error) {
	images, err := of.Part.Images()
	if err != nil {
		return nil, err
	}
	return images.All(ctx)
}

// Pixels returns the pixels of image i, counted from 0. Its error is NotFound if there is
// no such image.
func (of Subject) Pixels(ctx context.Context, i int) (source.ImagePixels, error) {
	images, err := of.Part.Images()
	if err != nil {
		return source.ImagePixels{}, err
	}
	return images.Pixels(ctx, i)
}

// GroupValues returns the values of a column in alphabetical order, and none if there are
// more than most.
func (of Subject) GroupValues(ctx context.Context, column string, most int) ([]string, error) {
	groups, err := of.Part.Groups()
	if err != nil {
		return nil, err
	}
	return groups.Values(ctx, column, most)
}

// Columns returns the columns of the given roles, or all without a role, with all values
// of the file of a run, in file order.
func (x *Explorer) Columns(ctx context.Context, run tradeoff.Run, roles ...tradeoff.Role) ([]column.Column, error) {
	part, err := x.source.Part(ctx, run, tradeoff.View{})
	if err != nil {
		return nil, err
	}
	rows, err := part.Rows()
	if err != nil {
		return nil, err
	}
	return rows.Columns(ctx, roles...)
}

// Sweep returns the sweep of a whole run.
func (x *Explorer) Sweep(ctx context.Context, run tradeoff.Run) (*calc.Sweep, error) {
	part, err := x.source.Part(ctx, run, tradeoff.View{})
	if err != nil {
		return nil, err
	}
	return part.Sweep(ctx)
}
