package store

import (
	"context"
	"database/sql"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A Part is the rows of a view of a run: all of them as stored, or some, which are kept
// in memory. Data that its methods return is shared and must not be changed.
type Part struct {
	store *Store
	run   int64
	view  tradeoff.View
	some  *partRows // nil for the complete run
}

// Part returns the part of a run that a view selects. Parts are cached. Its errors are
// NotFound for a run, a column or a class that does not exist and for a part without
// rows, and Internal for damage. For the zero view it does not check that the run exists:
// reading from the part does.
func (s *Store) Part(ctx context.Context, runID int64, view tradeoff.View) (*Part, error) {
	p := &Part{store: s, run: runID, view: view}
	if view.Whole() {
		return p, nil
	}
	var err error
	p.some, err = cachedAs(ctx, s.cache, cacheKey{runID, "part " + view.Key()},
		func(ctx context.Context) (*partRows, error) {
			return s.loadPart(ctx, runID, view)
		})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// base returns the sweep and the ranking that the conditions of a view select from:
// those of the stored run, or one-vs-rest if class is not "".
func (s *Store) base(ctx context.Context, runID int64, class string) (*calc.Sweep, *ranking, error) {
	if class != "" {
		return s.oneVsRest(ctx, runID, class)
	}
	sweep, err := s.Sweep(ctx, runID)
	if err != nil {
		return nil, nil, err
	}
	ranks, err := s.ranking(ctx, runID)
	return sweep, ranks, err
}

// Whole reports whether p is the complete run, as stored.
func (p *Part) Whole() bool { return p.some == nil }

// Sweep returns the sweep of the rows.
func (p *Part) Sweep(ctx context.Context) (*calc.Sweep, error) {
	if p.some == nil {
		return p.store.Sweep(ctx, p.run)
	}
	return p.some.sweep, nil
}

// OperatingPoint returns the counts of the rows at a threshold and the index of
// the point in their sweep, as [Store.OperatingPoint] does for a run.
func (p *Part) OperatingPoint(ctx context.Context,
	threshold float64) (point calc.OperatingPoint, index int, err error) {
	if p.some == nil || threshold != threshold {
		return p.store.OperatingPoint(ctx, p.run, threshold)
	}
	return p.some.sweep.At(threshold), p.some.sweep.Index(threshold), nil
}

// Points returns a window of the operating points, as [Store.Points] does for a
// run.
func (p *Part) Points(ctx context.Context, offset, limit int) (list []calc.OperatingPoint, total int, err error) {
	if p.some == nil || offset < 0 || limit < 0 {
		return p.store.Points(ctx, p.run, offset, limit)
	}
	total = p.some.sweep.Len()
	for k := min(offset, total); k < min(offset, total)+min(limit, max(0, total-offset)); k++ {
		list = append(list, p.some.sweep.Point(k))
	}
	return list, total, nil
}

// Examples returns the rows of a class at the given places of the ranking of the part,
// as [Store.Examples] does for a run.
func (p *Part) Examples(ctx context.Context, class uint8, places []int) (e *source.Examples, err error) {
	if p.some == nil {
		return p.store.Examples(ctx, p.run, class, places)
	}
	all := p.some.rows[class]
	rows := make([]uint32, len(places))
	for i, place := range places {
		if place < 0 || place >= len(all) {
			return nil, noPlace(len(all), place)
		}
		rows[i] = all[place]
	}
	err = p.store.read(ctx, func(tx *sql.Tx) error {
		list, err := columnList(ctx, tx, p.run)
		if err != nil {
			return err
		}
		e, err = loadRows(ctx, tx, p.run, list, class, rows, func() ([]float64, error) {
			return p.some.scores(class, places), nil
		})
		if err == nil && p.view.Class != "" {
			e.Scores = p.some.scores(class, places)
		}
		return err
	})
	return e, err
}

// FindID returns the rows of the part with exactly the given id, as [Store.FindID] does
// for a run.
func (p *Part) FindID(ctx context.Context, id string) ([]source.Found, error) {
	if p.some == nil {
		return p.store.FindID(ctx, p.run, id)
	}
	var found []source.Found
	err := p.store.read(ctx, func(tx *sql.Tx) error {
		list, err := columnList(ctx, tx, p.run)
		if err == nil {
			found, err = findRows(ctx, tx, p.run, list, id)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var here []source.Found
	for class, rows := range p.some.rows {
		for place, row := range rows {
			if _, ok := slices.BinarySearchFunc(found, row, func(f source.Found, row uint32) int {
				return int(f.Row) - int(row)
			}); ok {
				here = append(here, source.Found{Row: row, Class: uint8(class), Place: place})
			}
		}
	}
	slices.SortFunc(here, func(a, b source.Found) int { return int(a.Row) - int(b.Row) })
	return here, nil
}

// Binary returns the rows of the sweep: in file order for a complete run, and in
// descending order of score for a part.
func (p *Part) Binary(ctx context.Context) (b calc.Binary, err error) {
	if p.some != nil {
		return p.some.binary(), nil
	}
	_, b, err = p.FileRows(ctx)
	return b, err
}

// Weights returns the weights of a weighted part, by label and in descending order of
// score. They are shared.
func (p *Part) Weights(ctx context.Context) ([2][]float64, error) {
	r, err := p.ranked(ctx)
	if err != nil {
		return [2][]float64{}, err
	}
	return r.weights, nil
}

// FileRows returns the rows of the part in file order, with their numbers in the file,
// counted from 0. numbers is nil for a complete run.
func (p *Part) FileRows(ctx context.Context) (numbers []uint32, b calc.Binary, err error) {
	if p.some == nil {
		columns, err := p.store.ColumnsOf(ctx, p.run, tradeoff.LabelRole, tradeoff.ScoreRole, tradeoff.WeightRole)
		if err != nil {
			return nil, b, err
		}
		run, err := p.store.Run(ctx, p.run)
		return nil, column.Binary(run.ScoreKind, columns), err
	}
	numbers, b = p.some.inFile()
	return numbers, b, nil
}

// ranked returns the ranking of the part.
func (p *Part) ranked(ctx context.Context) (*ranking, error) {
	if p.some != nil {
		return p.some.ranking, nil
	}
	_, r, err := p.store.base(ctx, p.run, "")
	return r, err
}

// Rows returns the values of all columns in the given rows of the file, which are
// of one class and have the given scores.
func (p *Part) Rows(ctx context.Context, class uint8, rows []uint32, scores []float64) (e *source.Examples, err error) {
	err = p.store.read(ctx, func(tx *sql.Tx) error {
		list, err := columnList(ctx, tx, p.run)
		if err == nil {
			e, err = loadRows(ctx, tx, p.run, list, class, rows, func() ([]float64, error) { return scores, nil })
		}
		return err
	})
	return e, err
}

// InTurn calls f, which computes something from all rows, when enough other such
// computations have finished. f must not read anything but the sweep.
func (p *Part) InTurn(ctx context.Context, f func(*calc.Sweep) error) error {
	sweep, err := p.Sweep(ctx)
	if err != nil {
		return err
	}
	return p.store.inTurn(ctx, sweep.N(), func() error { return f(sweep) })
}

// key returns the cache key of data of the part.
func (p *Part) key(name string) cacheKey { return cacheKey{p.run, name + " of " + p.view.Key()} }
