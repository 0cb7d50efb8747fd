package store

import (
	"context"
	"database/sql"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// ClassRows returns the rows of a multi-class run. They are cached and shared, and must
// not be changed. Its error is NotFound for a run that does not exist or has two
// classes.
func (s *Store) ClassRows(ctx context.Context, runID int64) (*source.ClassRows, error) {
	return cachedAs(ctx, s.cache, cacheKey{runID, "class rows"}, func(ctx context.Context) (*source.ClassRows, error) {
		run, err := s.Run(ctx, runID)
		if err != nil {
			return nil, err
		}
		if !run.ManyClasses() {
			return nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has two classes", runID).WithHint("Choose a threshold.")
		}
		columns, err := s.Columns(ctx, runID)
		if err != nil {
			return nil, err
		}
		m := column.MultiClass(run.ScoreKind, len(run.Classes), columns)
		rows, err := calc.NewClassRun(m)
		if err != nil {
			return nil, damagedRun(runID, "scores", err)
		}
		r := &source.ClassRows{ClassRun: rows, Numbers: rows.Numbers(), Called: rows.Predictions()}
		if rows.N() < len(m.Label) {
			for row, w := range m.Weight {
				if w > 0 {
					r.File = append(r.File, uint32(row))
				}
			}
		}
		return r, nil
	})
}

// oneVsRest returns the sweep and the ranking of one class of a run against all others,
// as if they had been stored as a binary run.
func (s *Store) oneVsRest(ctx context.Context, runID int64, class string) (*calc.Sweep, *ranking, error) {
	run, err := s.Run(ctx, runID)
	if err != nil {
		return nil, nil, err
	}
	if !run.ManyClasses() {
		return nil, nil, tradeoff.Errorf(tradeoff.NotFound,
			"run %d has two classes: there is no class %q for a one-vs-rest view",
			runID, class).
			WithHint("Leave out class.")
	}
	code, ok := run.ClassCode(class)
	if !ok {
		return nil, nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has no class %q", runID, class).
			WithHint("Look at the run for the names of its classes.")
	}
	rows, err := s.ClassRows(ctx, runID)
	if err != nil {
		return nil, nil, err
	}
	sweep := rows.OneVsRest(code)
	label, score := column.Column{Role: tradeoff.LabelRole, Labels: make([]uint8, rows.N())},
		column.Column{Role: tradeoff.ScoreRole, Floats: make([]float64, rows.N())}
	weights := column.Column{Role: tradeoff.WeightRole, Floats: make([]float64, rows.N())}
	for i := range rows.N() {
		row := rows.Row(i)
		if row.Label == code {
			label.Labels[i] = 1
		}
		score.Floats[i], weights.Floats[i] = row.Seen[code], row.Weight
	}
	order, err := orderRows([]column.Column{label, score, weights}, sweep)
	if err != nil {
		return nil, nil, err
	}
	r := &ranking{rows: [2][]uint32{order.negatives, order.positives}}
	if sweep.Weighted() {
		r.weigh(weights.Floats)
	}
	if rows.File != nil {
		for _, list := range r.rows {
			for k, row := range list {
				list[k] = rows.File[row]
			}
		}
	}
	return sweep, r, nil
}

// Rows returns the values of all columns of a run in the given rows of the file, in
// their order. Labels of a multi-class run are class names. Its error is NotFound for a
// run that does not exist.
func (s *Store) Rows(ctx context.Context, runID int64, rows []uint32) (e *source.Examples, err error) {
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		if _, err := loadRun(ctx, tx, runID); err != nil {
			return err
		}
		list, err := columnList(ctx, tx, runID)
		if err != nil {
			return err
		}
		none := func() ([]float64, error) { return nil, errForeignSweep } // a multi-class run has no row order
		e, err = loadRows(ctx, tx, runID, list, 0, rows, none)
		return err
	})
	return e, err
}

// RowsWithID returns the numbers in the file of the rows with exactly the given id, at
// most 1,000. A run without ids has none.
func (s *Store) RowsWithID(ctx context.Context, runID int64, id string) (rows []uint32, err error) {
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		list, err := columnList(ctx, tx, runID)
		if err != nil {
			return err
		}
		found, err := findRows(ctx, tx, runID, list, id)
		for _, f := range found {
			rows = append(rows, f.Row)
		}
		return err
	})
	return rows, err
}
