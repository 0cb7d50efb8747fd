package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// Columns returns all columns of a run with all their values, in file order.
func (s *Store) Columns(ctx context.Context, runID int64) (columns []column.Column, err error) {
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		if _, err := loadRun(ctx, tx, runID); err != nil {
			return err
		}
		columns, err = loadColumns(ctx, tx, runID, nil)
		return err
	})
	return columns, err
}

// ColumnsOf returns the columns of a run that have the given roles.
func (s *Store) ColumnsOf(ctx context.Context, runID int64,
	roles ...tradeoff.Role) (columns []column.Column, err error) {
	run, err := s.Run(ctx, runID)
	if err != nil {
		return nil, err
	}
	err = s.inTurn(ctx, run.N, func() error {
		return s.readRun(ctx, runID, func(tx *sql.Tx) error {
			columns, err = loadColumns(ctx, tx, runID, roles)
			return err
		})
	})
	return columns, err
}

// A columnRow is a row of the table columns without its key and checksum.
type columnRow struct {
	name   string
	role   tradeoff.Role
	typ    column.Type
	stored string
	rows   int64
}

// How a column is stored.
const (
	storedAsChunks = "chunks" // its values
	storedAsOrder  = "order"  // restored from the sweep and the row order
)

// values returns all columns of the row, the checksum last.
func (c *columnRow) values(runID, position int64) []any {
	values := []any{runID, position, c.name, string(c.role), string(c.typ), c.stored, c.rows}
	return append(values, checksum(values...))
}

// loadColumns returns the columns of the given roles; nil means all.
func loadColumns(ctx context.Context, tx *sql.Tx, runID int64, roles []tradeoff.Role) ([]column.Column, error) {
	list, err := columnList(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	columns := make([]column.Column, 0, len(list))
	var restored *restoredRows
	for i, row := range list {
		if roles != nil && !slices.Contains(roles, row.role) {
			continue
		}
		columns = append(columns, column.Column{Name: row.name, Role: row.role})
		c := &columns[len(columns)-1]
		switch row.stored {
		case storedAsChunks:
			err = loadChunks(ctx, tx, runID, i, row, c)
		default:
			if restored == nil {
				restored, err = restoreRows(ctx, tx, runID, int(row.rows))
			}
			if err == nil {
				err = restored.fill(c, row.typ)
			}
		}
		if err == nil && c.Len() != int(row.rows) {
			err = &damage{fmt.Errorf("%d values of %d", c.Len(), row.rows)}
		}
		if err != nil {
			return nil, ofRun(runID, fmt.Sprintf("column %q", c.Name), err)
		}
	}
	return columns, nil
}

func columnList(ctx context.Context, tx *sql.Tx, runID int64) ([]columnRow, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT position, name, role, type, stored, rows, checksum
		FROM columns WHERE run_id = ? ORDER BY position`, runID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []columnRow
	for rows.Next() {
		var c columnRow
		var position, sum int64
		if err := rows.Scan(&position, &c.name, &c.role, &c.typ, &c.stored, &c.rows, &sum); err != nil {
			return nil, err
		}
		if values := c.values(runID, position); position != int64(len(list)) || values[len(values)-1] != sum {
			return nil, damagedRun(runID, "columns", nil)
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// loadChunks fills c with the chunks of a column.
func loadChunks(ctx context.Context, tx *sql.Tx, runID int64, position int, row columnRow, c *column.Column) error {
	switch row.typ { // an empty column keeps its type
	case column.Text:
		c.Texts = new(column.Texts)
	case column.Float:
		c.Floats = make([]float64, 0, row.rows)
	case column.Class:
		c.Classes = make([]uint16, 0, row.rows)
	default:
		c.Labels = make([]uint8, 0, row.rows)
	}
	const query = `SELECT k, data FROM chunks WHERE run_id = ? AND position = ? ORDER BY k`
	return eachChunk(ctx, tx, column.Chunks(int(row.rows)), func(data []byte) error {
		return column.DecodeChunk(c, row.typ, data)
	}, query, runID, position)
}

// A restoredRows restores the label and the score of every row from sweep and order.
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

// fill restores the values of c.
func (r *restoredRows) fill(c *column.Column, typ column.Type) (err error) {
	switch typ {
	case column.Label:
		c.Labels, err = r.order.labels(r.rows)
	case column.Float:
		c.Floats, err = r.order.scores(r.rows, r.sweep)
	default:
		err = fmt.Errorf("a column of type %s is not stored in order", typ)
	}
	if err != nil {
		return &damage{err}
	}
	return nil
}
