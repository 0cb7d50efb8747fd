package store

import (
	"context"
	"database/sql"
	"errors"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// Sweep returns the complete sweep of a run. It is cached and shared, and must not be
// changed.
func (s *Store) Sweep(ctx context.Context, runID int64) (*calc.Sweep, error) {
	kept, err := cachedAs(ctx, s.cache, cacheKey{runID, "sweep"}, func(ctx context.Context) (kept sizedSweep, err error) {
		err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
			kept.Sweep, err = loadSweep(ctx, tx, runID)
			return err
		})
		return kept, err
	})
	return kept.Sweep, err
}

// A sizedSweep is a sweep in memory.
type sizedSweep struct{ *calc.Sweep }

// Bytes returns the approximate size of s in memory.
func (s sizedSweep) Bytes() int64 { return sweepBytes(s.Sweep) }

// sweepBytes returns the approximate size of a sweep in memory: 16 bytes a score, and 48
// more with weights.
func sweepBytes(s *calc.Sweep) int64 {
	perScore := int64(16)
	if s.Weighted() {
		perScore += 48
	}
	return int64(s.Len()) * perScore
}

func loadSweep(ctx context.Context, tx *sql.Tx, runID int64) (*calc.Sweep, error) {
	d, err := loadDirectory(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	all, k := newCells(d), 0
	const query = `SELECT k, data FROM sweep_chunks WHERE run_id = ? ORDER BY k`
	err = eachChunk(ctx, tx, d.chunks(), func(data []byte) error {
		c, err := decodeCells(d, k, data)
		if err != nil {
			return err
		}
		all.append(c)
		k++
		return nil
	}, query, runID)
	if err != nil {
		return nil, ofRun(runID, "sweep", err)
	}
	sweep, err := calc.RestoreSweep(d.kind, all.score, all.npos, all.nneg, all.wpos, all.wneg)
	if err != nil {
		return nil, damagedRun(runID, "sweep", err)
	}
	return sweep, nil
}

// newCells allocates cells for all scores of a sweep, of which the directory has an entry
// for every 4,096.
func newCells(d *directory) *cells {
	c := &cells{
		score: make([]float64, 0, d.scores),
		npos:  make([]uint32, 0, d.scores),
		nneg:  make([]uint32, 0, d.scores),
	}
	if d.weighted {
		c.wpos, c.wneg = make([]float64, 0, d.scores), make([]float64, 0, d.scores)
	}
	return c
}

func (c *cells) append(d *cells) {
	c.score = append(c.score, d.score...)
	c.npos, c.nneg = append(c.npos, d.npos...), append(c.nneg, d.nneg...)
	if c.wpos != nil {
		c.wpos, c.wneg = append(c.wpos, d.wpos...), append(c.wneg, d.wneg...)
	}
}

func loadDirectory(ctx context.Context, tx *sql.Tx, runID int64) (*directory, error) {
	var data []byte
	switch err := tx.QueryRowContext(ctx, `SELECT directory FROM sweeps WHERE run_id = ?`, runID).Scan(&data); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, missingPart(ctx, tx, runID, "sweep")
	case err != nil:
		return nil, err
	}
	d, err := decodeDirectory(data)
	if err != nil {
		return nil, damagedRun(runID, "sweep", err)
	}
	return d, nil
}

func loadCells(ctx context.Context, tx *sql.Tx, runID int64, d *directory, k int) (*cells, error) {
	var data []byte
	err := tx.QueryRowContext(ctx, `SELECT data FROM sweep_chunks WHERE run_id = ? AND k = ?`, runID, k).Scan(&data)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	if err == nil {
		var c *cells
		if c, err = decodeCells(d, k, data); err == nil {
			return c, nil
		}
	}
	return nil, damagedRun(runID, "sweep", err)
}

// OperatingPoint returns the counts of a run at a threshold, which can be infinite and
// need not be a score, and the index of that point in the sweep. It equals
// [calc.Sweep.At] to the last bit, but only reads two small blobs. Its error is Invalid
// for NaN.
func (s *Store) OperatingPoint(ctx context.Context, runID int64,
	threshold float64) (p calc.OperatingPoint, index int, err error) {
	if math.IsNaN(threshold) {
		return p, 0, invalid("the threshold is not a number", "Give a number, inf or -inf.")
	}
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		d, err := loadDirectory(ctx, tx, runID)
		if err != nil {
			return err
		}
		p = d.origin()
		if k := d.find(threshold); k >= 0 {
			c, err := loadCells(ctx, tx, runID, d, k)
			if err != nil {
				return err
			}
			i := c.at(threshold)
			p, index = c.points(d, k, i, i+1)[0], k*sweepChunk+i+1
		}
		p.Threshold = threshold
		return nil
	})
	return p, index, err
}

// Points returns at most limit operating points of a run from index offset on, and their
// total number. Point 0 is at +Inf, the last one at the lowest score. They equal
// [calc.Sweep.Point] to the last bit.
func (s *Store) Points(
	ctx context.Context, runID int64, offset, limit int,
) (list []calc.OperatingPoint, total int, err error) {
	if offset < 0 || limit < 0 {
		return nil, 0, tradeoff.Errorf(tradeoff.Invalid, "offset and limit must not be negative")
	}
	err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
		d, err := loadDirectory(ctx, tx, runID)
		if err != nil {
			return err
		}
		total = d.scores + 1
		end := offset + min(limit, max(0, total-offset))
		if offset == 0 && end > 0 {
			list = append(list, d.origin())
		}
		for at := max(offset, 1); at < end; { // point i is score i−1
			k, from := (at-1)/sweepChunk, (at-1)%sweepChunk
			c, err := loadCells(ctx, tx, runID, d, k)
			if err != nil {
				return err
			}
			to := min(d.size(k), from+end-at)
			list = append(list, c.points(d, k, from, to)...)
			at += to - from
		}
		return nil
	})
	return list, total, err
}
