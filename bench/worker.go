package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
)

// A request is one line to a worker, of either side.
type request struct {
	Op        string `json:"op"`   // compute, csv, parquet or bootstrap; versions and file for the peers only
	Rows      string `json:"rows"` // the dataset's name
	Check     bool   `json:"check"`
	Exact     bool   `json:"exact"`    // csv: pandas with its exact float parser
	Standard  bool   `json:"standard"` // csv: encoding/csv and strconv instead of ingest
	Resamples int    `json:"resamples"`
	IDs       bool   `json:"ids"` // file: keep the ids
}

// An answer is a worker's line for a request.
type answer struct {
	Error   string             `json:"error,omitempty"`
	Seconds float64            `json:"seconds"`
	Values  map[string]float64 `json:"values,omitempty"`
	Rows    int                `json:"rows,omitempty"`
	Inexact int                `json:"inexact"`           // csv, checked: scores that are not those that were written
	Imports float64            `json:"imports,omitempty"` // file: seconds for the imports
}

// work is Tradeoff's worker: it answers requests until in ends. Loading data
// and collecting memory is not timed.
func work(in io.Reader, out io.Writer) error {
	var (
		rows   calc.Binary
		loaded string
	)
	lines := json.NewDecoder(in)
	for {
		var q request
		if err := lines.Decode(&q); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		var err error
		if q.Rows != loaded && q.Op != "parquet" && (q.Op != "csv" || q.Check) {
			rows, err = load(q.Rows)
			loaded = q.Rows
			if err != nil {
				loaded = ""
			}
		}
		var a answer
		if err == nil {
			a, err = serve(q, rows)
		}
		if err != nil {
			a = answer{Error: err.Error()}
		}
		if err := json.NewEncoder(out).Encode(a); err != nil {
			return err
		}
	}
}

func serve(q request, rows calc.Binary) (answer, error) {
	runtime.GC()
	start := time.Now()
	switch q.Op {
	case "compute":
		values, err := compute(rows)
		return answer{Seconds: time.Since(start).Seconds(), Values: values}, err
	case "csv":
		read := readIngest
		if q.Standard {
			read = readStandard
		}
		scores, err := read(q.Rows + ".csv")
		a := answer{Seconds: time.Since(start).Seconds(), Rows: len(scores)}
		if err == nil && q.Check {
			for i, s := range scores {
				if math.Float64bits(s) != math.Float64bits(rows.Score[i]) {
					a.Inexact++
				}
			}
		}
		return a, err
	case "parquet":
		values, err := sweepParquet(q.Rows + ".parquet")
		return answer{Seconds: time.Since(start).Seconds(), Values: values}, err
	case "bootstrap":
		sweep, err := calc.NewSweep(rows)
		if err != nil {
			return answer{}, err
		}
		o := calc.DefaultResampling()
		o.Resamples = q.Resamples
		b := sweep.Bootstrap((*calc.Sweep).ROCAUC, o)
		return answer{Seconds: time.Since(start).Seconds(),
			Values: map[string]float64{"low": b.Low.V, "high": b.High.V, "se": b.SE.V}}, nil
	}
	return answer{}, fmt.Errorf("there is no op %q", q.Op)
}

// compute sorts the rows and returns the results of scikit-learn's seven
// calls, and more.
func compute(rows calc.Binary) (map[string]float64, error) {
	s, err := calc.NewSweep(rows)
	if err != nil {
		return nil, err
	}
	delong := s.DeLong(0.95)
	return map[string]float64{
		"roc_auc":           delong.AUC.V,
		"delong_se":         delong.SE.V,
		"average_precision": s.AveragePrecision().V,
		"ks":                s.KS().Statistic.V,
		"best_f1":           s.Best("f1").Value.V,
		"log_loss":          s.LogLoss().Mean.V,
		"focal_loss":        s.FocalLoss(calc.DefaultFocal()).Mean.V,
		"brier":             s.BrierScore().V,
		"ece":               s.Calibration(calc.DefaultBins, calc.UniformBins).Error().ECE.V,
		"f1":                s.At(0.5).F1().V,
	}, nil
}

// readIngest returns the scores of a file that is read as an upload is.
func readIngest(path string) ([]float64, error) {
	rows, err := readRows(path)
	return rows.Score, err
}

// readRows reads ids, labels and scores of a file as an upload does.
func readRows(path string) (calc.Binary, error) {
	f, err := os.Open(path)
	if err != nil {
		return calc.Binary{}, err
	}
	defer f.Close()
	sets, err := ingest.Read(context.Background(), f, path, ingest.Options{})
	if err != nil {
		return calc.Binary{}, err
	}
	return sets[0].Binary(), nil
}

// readStandard reads them with the standard library.
func readStandard(path string) ([]float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		return nil, err
	}
	var (
		ids    []string
		labels []uint8
		scores []float64
	)
	for {
		record, err := r.Read()
		if err == io.EOF {
			runtime.KeepAlive(ids)
			runtime.KeepAlive(labels)
			return scores, nil
		} else if err != nil {
			return nil, err
		}
		score, err := strconv.ParseFloat(record[2], 64)
		if err != nil {
			return nil, err
		}
		ids = append(ids, strings.Clone(record[0]))
		labels = append(labels, record[1][0]-'0')
		scores = append(scores, score)
	}
}
