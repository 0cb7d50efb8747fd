package main

import (
	"errors"
	"fmt"
	"os"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/parquet"
)

// parquet measures a Parquet file of labels and scores to its sweep, compared
// with DuckDB's query for the same counts.
func (c *comparison) parquet(sizes []int) error {
	ours, peer, stop, err := c.workers()
	if err != nil {
		return err
	}
	defer stop()
	if !c.duckdb {
		peer = nil
	}
	for _, n := range sizes {
		d, err := c.data(n, false)
		if err != nil {
			return err
		}
		if err := writeParquet(d.name); err != nil {
			return err
		}
		work := count(n) + " Parquet → sweep"
		fmt.Fprintln(c.log, "parquet:", work)
		q := request{Op: "parquet", Rows: d.name}
		times, checked, err := c.pair(ours, peer, q, q)
		if err != nil {
			return err
		}
		goal := "≥ 12×"
		if n != targetRows {
			goal += " at 10M"
		}
		c.table.rows = append(c.table.rows,
			row{"6", work, "s", seconds(times[0], 1), seconds(times[1], 1), "DuckDB, cumulative", goal})
		if peer != nil {
			c.agree(work, checked[0].Values, checked[1].Values)
		}
	}
	return nil
}

// writeParquet writes the labels and scores of a dataset as name.parquet.
func writeParquet(name string) (err error) {
	rows, err := load(name)
	if err != nil {
		return err
	}
	f, err := os.Create(name + ".parquet")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := parquet.NewWriter(f, []parquet.Head{{Name: "label", Type: column.Label}, {Name: "score", Type: column.Float}})
	const most = 1 << 16 // rows at a time
	for from := 0; from < len(rows.Label); from += most {
		to := min(from+most, len(rows.Label))
		if err := w.Write([]column.Column{{Labels: rows.Label[from:to]}, {Floats: rows.Score[from:to]}}); err != nil {
			return err
		}
	}
	return w.Close()
}

// sweepParquet reads a Parquet file into a sweep and says what its ends and its
// middle are.
func sweepParquet(path string) (map[string]float64, error) {
	rows, err := readRows(path)
	if err != nil {
		return nil, err
	}
	s, err := calc.NewSweep(rows)
	if err != nil {
		return nil, err
	}
	at := s.At(0.5)
	return map[string]float64{
		"scores": float64(s.Len() - 1), "positives": float64(s.Positives()), "negatives": float64(s.Negatives()),
		"tp": at.TP, "fp": at.FP,
	}, nil
}
