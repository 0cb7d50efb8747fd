package store

import (
	"os"
	"strconv"
	"testing"

	"tradeoff/internal/calc"
)

// benchRows returns the number of rows of the runs in benchmarks: TRADEOFF_BENCH_ROWS, or
// a million.
func benchRows(b *testing.B) int {
	if n, err := strconv.Atoi(os.Getenv("TRADEOFF_BENCH_ROWS")); err == nil {
		return n
	}
	return 1_000_000
}

// benchRuns are runs with distinct and with tied scores.
func benchRuns(b *testing.B) map[string]calc.Binary {
	r, n := seeded(1), benchRows(b)
	return map[string]calc.Binary{
		"distinct":  rows(r, n, calc.Probability, r.Float64),
		"sixDigits": rows(r, n, calc.Probability, func() float64 { return float64(r.IntN(1_000_001)) / 1e6 }),
		"tied":      rows(r, n, calc.Probability, func() float64 { return float64(r.IntN(1001)) / 1000 }),
		"weighted":  withWeights(rows(r, n, calc.Probability, r.Float64), func() float64 { return r.ExpFloat64() }),
	}
}

// BenchmarkCreateRun stores a run with ids, and reports the bytes of the file and of the
// sweep per prediction.
func BenchmarkCreateRun(b *testing.B) {
	for name, rows := range benchRuns(b) {
		b.Run(name, func(b *testing.B) {
			s := open(b, b.TempDir())
			e := createExperiment(b, s, "bench")
			n := newRun(e.ID, "run", rows)
			var before, after, sweep int64
			pages(b, s, &before)
			stored := 0
			for b.Loop() {
				if err := s.CreateRuns(b.Context(), []NewRun{n}); err != nil {
					b.Fatal(err)
				}
				stored++
			}
			pages(b, s, &after)
			if err := s.reader.QueryRow(`SELECT sum(length(data)) FROM sweep_chunks WHERE run_id = ?`, n.Run.ID).Scan(&sweep); err != nil {
				b.Fatal(err)
			}
			total := float64(len(rows.Label))
			b.ReportMetric(float64(after-before)/float64(stored)/total, "file-B/row")
			b.ReportMetric(float64(sweep)/total, "sweep-B/row")
		})
	}
}

// pages returns the size of the used pages of the database in bytes.
func pages(b *testing.B, s *Store, bytes *int64) {
	b.Helper()
	err := s.writer.QueryRow(`SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(bytes)
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkOperatingPoint reads the counts at random thresholds.
func BenchmarkOperatingPoint(b *testing.B) {
	for name, rows := range benchRuns(b) {
		b.Run(name, func(b *testing.B) {
			s := open(b, b.TempDir())
			n := newRun(createExperiment(b, s, "bench").ID, "run", rows)
			if err := s.CreateRuns(b.Context(), []NewRun{n}); err != nil {
				b.Fatal(err)
			}
			r := seeded(3)
			for b.Loop() {
				if _, _, err := s.OperatingPoint(b.Context(), n.Run.ID, r.Float64()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSweep decodes a complete sweep, as the first visit of a page does.
func BenchmarkSweep(b *testing.B) {
	for name, rows := range benchRuns(b) {
		b.Run(name, func(b *testing.B) {
			s := open(b, b.TempDir())
			n := newRun(createExperiment(b, s, "bench").ID, "run", rows)
			if err := s.CreateRuns(b.Context(), []NewRun{n}); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				s.forgetAll()
				if _, err := s.Sweep(b.Context(), n.Run.ID); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkColumns reads all columns of a run back.
func BenchmarkColumns(b *testing.B) {
	s := open(b, b.TempDir())
	r := seeded(1)
	n := newRun(createExperiment(b, s, "bench").ID, "run", rows(r, benchRows(b), calc.Probability, r.Float64))
	if err := s.CreateRuns(b.Context(), []NewRun{n}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Columns(b.Context(), n.Run.ID); err != nil {
			b.Fatal(err)
		}
	}
}
