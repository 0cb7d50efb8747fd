package store

import (
	"context"
	"database/sql"
	"runtime"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// A ranking is the rows of each label in descending order of score: their numbers in the
// file, and their weights unless all are 1.
type ranking struct {
	rows    [2][]uint32
	weights [2][]float64
}

// Bytes returns the approximate size of r in memory.
func (r *ranking) Bytes() int64 {
	n := 0
	for y := range r.rows {
		n += 4*len(r.rows[y]) + 8*len(r.weights[y])
	}
	return int64(n)
}

// ranking returns the ranking of the stored run.
func (s *Store) ranking(ctx context.Context, runID int64) (*ranking, error) {
	return cachedAs(ctx, s.cache, cacheKey{runID, "ranking"}, func(ctx context.Context) (r *ranking, err error) {
		err = s.readRun(ctx, runID, func(tx *sql.Tx) error {
			r, err = loadRanking(ctx, tx, runID)
			return err
		})
		return r, err
	})
}

// loadRanking reads the order and the weights of the rows of a run.
func loadRanking(ctx context.Context, tx *sql.Tx, runID int64) (*ranking, error) {
	d, list, err := orderedColumns(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	total := int(list[0].rows)
	r := new(ranking)
	for y, n := range [2]int{d.negatives, d.positives} {
		r.rows[y] = make([]uint32, 0, n)
		err := eachOrderChunk(ctx, tx, runID, uint8(y), n, total, func(_ int, rows []uint32) {
			r.rows[y] = append(r.rows[y], rows...)
		})
		if err != nil {
			return nil, ofRun(runID, "order of rows", err)
		}
	}
	if !d.weighted {
		return r, nil
	}
	for position, row := range list {
		if row.role != tradeoff.WeightRole || row.typ != column.Float {
			continue
		}
		var c column.Column
		err := loadChunks(ctx, tx, runID, position, row, &c)
		if err == nil && len(c.Floats) != total {
			err = &damage{errForeignSweep}
		}
		if err != nil {
			return nil, ofRun(runID, "weights", err)
		}
		r.weigh(c.Floats)
		return r, nil
	}
	return nil, damagedRun(runID, "weights", errForeignSweep)
}

// weigh sets the weights from those of all rows of the file.
func (r *ranking) weigh(weights []float64) {
	for y, rows := range r.rows {
		r.weights[y] = make([]float64, len(rows))
		inBlocks(len(rows), func(_, lo, hi int) {
			for place := lo; place < hi; place++ {
				r.weights[y][place] = weights[rows[place]]
			}
		})
	}
}

// inBlocks divides 0, …, n−1 into as many blocks as there are cores, and calls f
// concurrently with the number and the bounds of each.
func inBlocks(n int, f func(b, lo, hi int)) {
	cores := runtime.GOMAXPROCS(0)
	var g errgroup.Group
	for b := range cores {
		g.Go(func() error {
			f(b, n*b/cores, n*(b+1)/cores)
			return nil
		})
	}
	_ = g.Wait() // f cannot fail
}

// choose returns the rows of label y that are kept, with their weights, and marks their
// places in kept.
func (r *ranking) choose(y int, keep, kept []bool) (rows []uint32, weights []float64) {
	all := r.rows[y]
	counts := make([]int, runtime.GOMAXPROCS(0)+1)
	inBlocks(len(all), func(b, lo, hi int) {
		n := 0
		for place := lo; place < hi; place++ {
			if keep[all[place]] {
				kept[place] = true
				n++
			}
		}
		counts[b+1] = n
	})
	for b := 1; b < len(counts); b++ {
		counts[b] += counts[b-1]
	}
	rows = make([]uint32, counts[len(counts)-1])
	if r.weights[y] != nil {
		weights = make([]float64, len(rows))
	}
	inBlocks(len(all), func(b, lo, hi int) {
		at := counts[b]
		for place := lo; place < hi; place++ {
			if !kept[place] {
				continue
			}
			rows[at] = all[place]
			if weights != nil {
				weights[at] = r.weights[y][place]
			}
			at++
		}
	})
	return rows, weights
}
