package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// predictions writes n rows of id, label and score with all digits, as a
// seeded generator draws them.
func predictions(n int, quoted bool) []byte { return predictionsOf(n, quoted, false) }

// predictionsOf writes ids in rising order, or in one that does not rise.
func predictionsOf(n int, quoted, mixed bool) []byte {
	r := rand.New(rand.NewPCG(7, 8))
	b := append(make([]byte, 0, 36*n), "id,label,score\n"...)
	for i := range n {
		score := r.Float64()
		label := byte('0')
		if r.Float64() < score {
			label = '1'
		}
		id := i
		if mixed { // 7919 is prime and divides no n that is used here
			id = i * 7919 % n
		}
		if quoted {
			b = fmt.Appendf(b, "\"c%07d\",%c,", id, label)
		} else {
			b = fmt.Appendf(b, "c%07d,%c,", id, label)
		}
		b = append(strconv.AppendFloat(b, score, 'g', -1, 64), '\n')
	}
	return b
}

func benchmarkRead(b *testing.B, text []byte, rows int, o Options) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := Read(context.Background(), bytes.NewReader(text), "bench.csv", o)
		if err != nil || d[0].N != rows {
			b.Fatal(err, d)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}

func BenchmarkRead(b *testing.B) {
	const rows = 1_000_000
	text := predictions(rows, false)
	b.Run("ids", func(b *testing.B) { benchmarkRead(b, text, rows, Options{}) })
	b.Run("without_ids", func(b *testing.B) { benchmarkRead(b, text, rows, Options{Ignore: []string{"id"}}) })
	mixed := predictionsOf(rows, false, true)
	b.Run("mixed_ids", func(b *testing.B) { benchmarkRead(b, mixed, rows, Options{}) })
	quoted := predictions(rows, true)
	b.Run("quoted_ids", func(b *testing.B) { benchmarkRead(b, quoted, rows, Options{}) })
}

// BenchmarkEncodingCSV is what to compare with: the same file cut into cells
// by encoding/csv, numbers by strconv.
func BenchmarkEncodingCSV(b *testing.B) {
	const rows = 1_000_000
	text := predictions(rows, false)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(text))
		r.ReuseRecord = true
		if _, err := r.Read(); err != nil {
			b.Fatal(err)
		}
		var ids []string
		var labels []uint8
		var scores []float64
		for {
			rec, err := r.Read()
			if err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			x, err := strconv.ParseFloat(rec[2], 64)
			if err != nil {
				b.Fatal(err)
			}
			ids, labels, scores = append(ids, strings.Clone(rec[0])), append(labels, rec[1][0]-'0'), append(scores, x)
		}
		if len(ids) != rows || len(labels) != rows || len(scores) != rows {
			b.Fatalf("%d rows", len(ids))
		}
	}
}

// BenchmarkReadLarge reads the file of ten million rows that the variable
// BENCH_ROWS asks for: BENCH_ROWS=10000000.
func BenchmarkReadLarge(b *testing.B) {
	rows, err := strconv.Atoi(os.Getenv("BENCH_ROWS"))
	if err != nil {
		b.Skip("BENCH_ROWS is not set")
	}
	for name, mixed := range map[string]bool{"rising_ids": false, "mixed_ids": true} {
		text := predictionsOf(rows, false, mixed)
		runtime.GC()
		b.Run(name, func(b *testing.B) { benchmarkRead(b, text, rows, Options{}) })
	}
}
