package store

import (
	"context"
	"database/sql"
	"fmt"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
)

// Columns returns all columns of a run with all their values, in file order.
func (s *Store) Columns(ctx context.Context, runID int64) (columns []column.Column, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		if _, err := loadRun(ctx, tx, runID); err != nil {
			return err
		}
		columns, err = loadColumns(ctx, tx, runID)
		return err
	})
	return columns, err
}

// A storedColumn is a row of the table columns.
type storedColumn struct {
	column.Column
	typ    column.Type
	stored string
	rows   int
}

func loadColumns(ctx context.Context, tx *sql.Tx, runID int64) ([]column.Column, error) {
	list, err := columnList(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	columns := make([]column.Column, len(list))
	var restored *restoredRows
	for i := range list {
		c := &list[i]
		switch c.stored {
		case storedAsChunks:
			err = loadChunks(ctx, tx, runID, i, c)
		default:
			if restored == nil {
				restored, err = restoreRows(ctx, tx, runID, c.rows)
			}
			if err == nil {
				err = restored.fill(c)
			}
		}
		if err == nil && c.Len() != c.rows {
			err = &damage{fmt.Errorf("%d values of %d", c.Len(), c.rows)}
		}
		if err != nil {
			return nil, ofRun(runID, fmt.Sprintf("column %q", c.Name), err)
		}
		columns[i] = c.Column
	}
	return columns, nil
}

func columnList(ctx context.Context, tx *sql.Tx, runID int64) ([]storedColumn, error) {
	rows, err := tx.QueryContext(ctx, `SELECT position, name, role, type, stored, rows FROM columns WHERE run_id = ? ORDER BY position`, runID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []storedColumn
	for rows.Next() {
		var c storedColumn
		var position int
		if err := rows.Scan(&position, &c.Name, &c.Role, &c.typ, &c.stored, &c.rows); err != nil {
			return nil, err
		}
		if position != len(list) {
			return nil, damagedRun(runID, "columns", nil)
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// loadChunks fills c with its chunks.
func loadChunks(ctx context.Context, tx *sql.Tx, runID int64, position int, c *storedColumn) error {
	switch c.typ { // an empty column keeps its type
	case column.Text:
		c.Texts = new(column.Texts)
	case column.Float:
		c.Floats = make([]float64, 0, 1)
	}
	const query = `SELECT k, data FROM chunks WHERE run_id = ? AND position = ? ORDER BY k`
	return eachChunk(ctx, tx, column.Chunks(c.rows), func(data []byte) error {
		return column.DecodeChunk(&c.Column, c.typ, data)
	}, query, runID, position)
}

// A restoredRows gives back the label and the score of every row.
type restoredRows struct {
	order *rowOrder
	sweep *calc.Sweep
	rows  int
}

func restoreRows(ctx context.Context, tx *sql.Tx, runID int64, rows int) (*restoredRows, error) {
	sweep, err := loadSweep(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	if sweep.N() != rows {
		return nil, &damage{errForeignSweep}
	}
	r := &restoredRows{order: new(rowOrder), sweep: sweep, rows: rows}
	for label, list := range []*[]uint32{&r.order.negatives, &r.order.positives} {
		n := [2]int{sweep.Negatives(), sweep.Positives()}[label]
		const query = `SELECT k, data FROM row_order WHERE run_id = ? AND label = ? ORDER BY k`
		err := eachChunk(ctx, tx, orderChunks(n), func(data []byte) (err error) {
			*list, err = decodeOrder(*list, data, rows)
			return err
		}, query, runID, label)
		if err != nil {
			return nil, err
		}
		if len(*list) != n {
			return nil, &damage{fmt.Errorf("%d rows of %d", len(*list), n)}
		}
	}
	return r, nil
}

// fill gives c its values back.
func (r *restoredRows) fill(c *storedColumn) (err error) {
	switch c.typ {
	case column.Label:
		c.Labels, err = r.order.labels(r.rows)
	case column.Float:
		c.Floats, err = r.order.scores(r.rows, r.sweep)
	default:
		err = fmt.Errorf("a column of type %s is not stored in order", c.typ)
	}
	if err != nil {
		return &damage{err}
	}
	return nil
}
