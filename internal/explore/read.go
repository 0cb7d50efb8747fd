package explore

import (
	"context"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Binary returns the rows of a subject, or [source.Missing].
func (of Subject) Binary(ctx context.Context) (calc.Binary, error) {
	rows, err := of.Part.Rows()
	if err != nil {
		return calc.Binary{}, err
	}
	return rows.Binary(ctx)
}

// Examples returns rows of a class by their places in its order, or [source.Missing].
func (of Subject) Examples(ctx context.Context, class uint8, places []int) (*source.Examples, error) {
	rows, err := of.Part.Rows()
	if err != nil {
		return nil, err
	}
	return rows.Examples(ctx, class, places)
}

// Images returns the sweeps of the images of a subject, or [source.Missing].
func (of Subject) Images(ctx context.Context) (*calc.Images, error) {
	images, err := of.Part.Images()
	if err != nil {
		return nil, err
	}
	return images.All(ctx)
}

// Pixels returns the pixels of image i, counted from 0, or [source.Missing].
func (of Subject) Pixels(ctx context.Context, i int) (source.ImagePixels, error) {
	images, err := of.Part.Images()
	if err != nil {
		return source.ImagePixels{}, err
	}
	return images.Pixels(ctx, i)
}

// GroupValues returns the values of a column in alphabetical order, none if there
// are more than most, or [source.Missing].
func (of Subject) GroupValues(ctx context.Context, column string, most int) ([]string, error) {
	groups, err := of.Part.Groups()
	if err != nil {
		return nil, err
	}
	return groups.Values(ctx, column, most)
}

// Columns returns columns of the whole file of a run with all their values, in file
// order: those of the given roles, or all without a role. Its error may be
// [source.Missing].
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

// Classes returns the rows of a run with many classes, or [source.Missing].
func (x *Explorer) Classes(ctx context.Context, run tradeoff.Run) (source.Classes, error) {
	part, err := x.source.Part(ctx, run, tradeoff.View{})
	if err != nil {
		return nil, err
	}
	return part.Classes()
}
