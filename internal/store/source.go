package store

import (
	"context"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Source returns s as a [source.Source] of runs with rows.
func (s *Store) Source() source.Source { return stored{s} }

type stored struct{ store *Store }

// Part implements [source.Source].
func (s stored) Part(ctx context.Context, run tradeoff.Run, view tradeoff.View) (source.Part, error) {
	p, err := s.store.Part(ctx, run.ID, view)
	if err != nil {
		return nil, err
	}
	return storedPart{p}, nil
}

// A storedPart has every capability. Those that do not apply to a run return the errors
// of the store: a run without images has no image 0.
type storedPart struct{ *Part }

// Key implements [source.Part]. The rows of a run never change.
func (p storedPart) Key() string { return strconv.FormatInt(p.run, 10) + " " + p.view.Key() }

func (p storedPart) Rows() (source.Rows, error)       { return storedRows(p), nil }
func (p storedPart) Groups() (source.Groups, error)   { return storedGroups{p.Part}, nil }
func (p storedPart) Images() (source.Images, error)   { return storedImages{p.Part}, nil }
func (p storedPart) Classes() (source.Classes, error) { return storedClasses{p.Part}, nil }

// storedRows implements [source.Rows], mostly by the methods of [Part].
type storedRows struct{ *Part }

func (r storedRows) Columns(ctx context.Context, roles ...tradeoff.Role) ([]column.Column, error) {
	if len(roles) == 0 {
		return r.store.Columns(ctx, r.run)
	}
	return r.store.ColumnsOf(ctx, r.run, roles...)
}

func (r storedRows) Numbered(
	ctx context.Context, class uint8, rows []uint32, scores []float64,
) (*source.Examples, error) {
	return r.Part.Rows(ctx, class, rows, scores)
}

func (r storedRows) Filter(ctx context.Context, column string) (source.Filter, error) {
	groups, err := r.Part.Groups(ctx, tradeoff.Cut{Column: column, Each: true})
	if err != nil {
		return nil, err
	}
	return storedFilter{groups}, nil
}

type storedFilter struct{ *Groups }

func (f storedFilter) Values() []string {
	values := make([]string, len(f.Slices))
	for i, s := range f.Slices {
		values[i] = s.Keys[0].Value
	}
	return values
}

type storedGroups struct{ part *Part }

func (g storedGroups) By(ctx context.Context, cuts ...tradeoff.Cut) (source.Slices, error) {
	groups, err := g.part.Groups(ctx, cuts...)
	if err != nil {
		return nil, err
	}
	return storedSlices{groups, g.part}, nil
}

func (g storedGroups) Values(ctx context.Context, column string, most int) ([]string, error) {
	return g.part.store.GroupValues(ctx, g.part.run, column, most)
}

type storedSlices struct {
	groups *Groups
	part   *Part
}

func (s storedSlices) Count() int                              { return len(s.groups.Slices) }
func (s storedSlices) Columns() []source.GroupedBy             { return s.groups.Columns }
func (s storedSlices) At(p calc.OperatingPoint) []source.Group { return s.groups.At(p) }
func (s storedSlices) Each(ctx context.Context, f func(slice int, sweep *calc.Sweep)) error {
	return s.groups.Each(ctx, s.part, f)
}

type storedImages struct{ part *Part }

func (i storedImages) All(ctx context.Context) (*calc.Images, error) { return i.part.Images(ctx) }

func (i storedImages) Pixels(ctx context.Context, image int) (source.ImagePixels, error) {
	return i.part.ImagePixels(ctx, image)
}

type storedClasses struct{ part *Part }

func (c storedClasses) Rows(ctx context.Context) (*source.ClassRows, error) {
	return c.part.store.ClassRows(ctx, c.part.run)
}

func (c storedClasses) Examples(ctx context.Context, rows []uint32) (*source.Examples, error) {
	return c.part.store.Rows(ctx, c.part.run, rows)
}

func (c storedClasses) WithID(ctx context.Context, id string) ([]uint32, error) {
	return c.part.store.RowsWithID(ctx, c.part.run, id)
}
