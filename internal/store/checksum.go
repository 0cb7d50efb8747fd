package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"

	"tradeoff/internal/blob"
)

// checksum returns the CRC-32C of the fields of a row, including its key. SQLite
// detects a damaged page only if its structure is broken; without a checksum a flipped
// bit within a number would be shown.
func checksum(fields ...any) int64 {
	var b []byte
	for _, f := range fields {
		switch v := f.(type) {
		case int64:
			b = binary.LittleEndian.AppendUint64(append(b, 'i'), uint64(v))
		case float64:
			b = binary.LittleEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
		case *float64:
			if v == nil {
				b = append(b, 'n')
			} else {
				b = binary.LittleEndian.AppendUint64(append(b, 'f'), math.Float64bits(*v))
			}
		case string:
			b = binary.AppendUvarint(append(b, 's'), uint64(len(v)))
			b = append(b, v...)
		default:
			panic(fmt.Sprintf("store: no checksum for %T", f))
		}
	}
	return int64(blob.Checksum(b))
}

// nextID returns the id that the next row of a table will get, so that the checksum of
// the row can cover it.
func nextID(ctx context.Context, tx *sql.Tx, table string) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = ?`, table).Scan(&id)
	return id, err
}
