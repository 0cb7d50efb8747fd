package store

import (
	"context"
	"database/sql"
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
)

// A RunMetric is a stored metric of a complete run.
type RunMetric = source.RunMetric

const metricColumns = `m.run_id, m.metric, m.position, m.value, m.low, m.high, m.reason, m.interval_reason,
	m.method, m.checksum`

// RunMetrics returns the metrics of a run in the order in which they were stored. Its
// errors are NotFound, and Internal for damage.
func (s *Store) RunMetrics(ctx context.Context, runID int64) (list []RunMetric, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		if _, err := loadRun(ctx, tx, runID); err != nil {
			return err
		}
		list, err = loadMetrics(ctx, tx, runID)
		return err
	})
	return list, err
}

func loadMetrics(ctx context.Context, tx *sql.Tx, runID int64) ([]RunMetric, error) {
	byRun, err := queryMetrics(ctx, tx, `WHERE m.run_id = ? ORDER BY m.position`, runID)
	return byRun[runID], err
}

// queryMetrics returns the metrics that clause selects, by run.
func queryMetrics(ctx context.Context, tx *sql.Tx, clause string, args ...any) (map[int64][]RunMetric, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+metricColumns+` FROM run_metrics m `+clause, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byRun := make(map[int64][]RunMetric)
	for rows.Next() {
		var run, position, sum int64
		var value, low, high *float64
		var m RunMetric
		if err := rows.Scan(&run, &m.ID, &position, &value, &low, &high, &m.Reason, &m.IntervalReason, &m.Method,
			&sum); err != nil {
			return nil, err
		}
		if sum != metricChecksum(run, position, m, value, low, high) {
			return nil, damagedRun(run, fmt.Sprintf("metric %q", m.ID), nil)
		}
		m.Value = fromNullable(value, m.Reason)
		m.Low, m.High = fromNullable(low, m.IntervalReason), fromNullable(high, m.IntervalReason)
		byRun[run] = append(byRun[run], m)
	}
	return byRun, rows.Err()
}

func insertMetrics(ctx context.Context, tx *sql.Tx, runID int64, metrics []RunMetric) error {
	stmt, err := tx.PrepareContext(ctx, `
		INSERT INTO run_metrics (run_id, metric, position, value, low, high, reason, interval_reason, method, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i, m := range metrics {
		position := int64(i)
		value, low, high := toNullable(m.Value), toNullable(m.Low), toNullable(m.High)
		_, err := stmt.ExecContext(ctx, runID, m.ID, position, value, low, high, string(m.Reason),
			string(m.IntervalReason), m.Method,
			metricChecksum(runID, position, m, value, low, high))
		if err != nil {
			return fmt.Errorf("metric %q: %w", m.ID, err)
		}
	}
	return nil
}

func metricChecksum(runID, position int64, m RunMetric, value, low, high *float64) int64 {
	return checksum(runID, m.ID, position, value, low, high, string(m.Reason), string(m.IntervalReason), m.Method)
}

// toNullable returns nil for an undefined value. SQLite keeps −0 as 0.
func toNullable(v calc.Value) *float64 {
	if !v.OK {
		return nil
	}
	x := v.V + 0
	return &x
}

func fromNullable(x *float64, why calc.Reason) calc.Value {
	if x == nil {
		return calc.Undefined(why)
	}
	return calc.Defined(*x)
}
