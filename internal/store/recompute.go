package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// recomputed are the schema versions that add metrics of runs or change their
// definitions. Each is a separate step between those of the migrations folder.
var recomputed = []int64{
	2, // every whole-run metric of docs/metrics.md
}

// recomputing returns the migrations that recompute the metrics of all runs from the
// stored sweeps. Going down does nothing: an older program ignores metrics that it does
// not know.
func recomputing() []*goose.Migration {
	var steps []*goose.Migration
	for _, version := range recomputed {
		steps = append(steps, goose.NewGoMigration(version,
			&goose.GoFunc{RunTx: recomputeMetrics},
			&goose.GoFunc{RunTx: func(context.Context, *sql.Tx) error { return nil }}))
	}
	return steps
}

// recomputeMetrics replaces the metrics of all runs with a sweep by those that this
// program computes from it. Intervals that need resampling are computed later.
func recomputeMetrics(ctx context.Context, tx *sql.Tx) error {
	ids, err := queryIDs(ctx, tx, `SELECT run_id FROM sweeps ORDER BY run_id`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		sweep, err := loadSweep(ctx, tx, id)
		if err != nil {
			return err
		}
		list := make([]RunMetric, 0, len(calc.RunMetrics()))
		for _, m := range calc.RunMetrics() {
			list = append(list, RunMetric{ID: m.ID, Estimate: sweep.Evaluate(m.ID)})
		}
		if err := replaceMetrics(ctx, tx, id, list); err != nil {
			return err
		}
	}
	return nil
}

func queryIDs(ctx context.Context, tx *sql.Tx, query string, args ...any) (ids []int64, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func replaceMetrics(ctx context.Context, tx *sql.Tx, run int64, list []RunMetric) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM run_metrics WHERE run_id = ?`, run); err != nil {
		return err
	}
	return insertMetrics(ctx, tx, run, list)
}

// ReplaceMetrics replaces the metrics of a run. Its error is NotFound if the run was
// deleted.
func (s *Store) ReplaceMetrics(ctx context.Context, runID int64, list []RunMetric) error {
	return s.write(ctx, func(tx *sql.Tx, log *audit) error {
		run, err := loadRun(ctx, tx, runID)
		if err != nil {
			return err
		}
		if err := replaceMetrics(ctx, tx, runID, list); err != nil {
			return err
		}
		return log.add(ctx, tradeoff.ComputeAction, tradeoff.RunObject, runID, run.Name, nil, fields{"metrics": len(list)})
	})
}

// RunsLackingIntervals returns the runs with a sweep that have a metric whose interval
// needs resampling, newest first. For weighted rows all metrics do.
func (s *Store) RunsLackingIntervals(ctx context.Context) (ids []int64, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		ids, err = queryIDs(ctx, tx, `SELECT DISTINCT run_id FROM run_metrics
			WHERE interval_reason IN (?, ?) AND value IS NOT NULL AND run_id IN (SELECT run_id FROM sweeps)
				AND run_id IN (SELECT id FROM runs WHERE deleted_at IS NULL) ORDER BY run_id DESC`,
			string(calc.NeedsBootstrap), string(calc.WeightsNotSupported))
		return err
	})
	return ids, err
}
