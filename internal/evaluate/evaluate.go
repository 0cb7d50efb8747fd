// Package evaluate computes runs with all their numbers from files of labels
// and scores. Uploads, the API and the command line all use it.
package evaluate

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"runtime"
	"strings"
	"sync/atomic"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// A Run is one run of a file with all numbers that are computed at upload.
type Run struct {
	Name       string // its dataset's, unless the caller gives it another
	Dataset    *ingest.Dataset
	N          int // rows of weight above 0
	Weightless int // ignored rows, of weight 0; they include ignored pixels
	Clipped    int // rows whose probability of the true class losses count as 2^-52
	Weighted   bool
	Metrics    Metrics // of the whole run, in the order of [calc.RunMetrics] or [calc.ClassMetricList]
	Findings   []tradeoff.Finding

	// Of two classes:
	Sweep *calc.Sweep

	LabelGroup *tradeoff.LabelGroup // that the runs of several labels share; it has no id. nil otherwise

	Boxes   *BoxReport    // of candidate boxes; nil otherwise
	Classes *ClassSummary // of many classes; nil for two

	// TestSetDigest identifies the (id, label) pairs in any order; see [tradeoff.Run].
	TestSetDigest string

	// PredictionsDigest identifies the ids, labels and scores in any order.
	PredictionsDigest string

	SourceName   string // the file's name
	SourceBytes  int64  // its size as it came in
	SourceSHA256 string // of the bytes as they came in, in hex
}

// Read reads a file from r until its end and returns its runs: one for each
// score column. Errors are those of [ingest.Read].
func Read(ctx context.Context, r io.Reader, fileName string, o ingest.Options) ([]*Run, error) {
	b := Batch{FileJoin: PairNo}
	b.Read(ctx, r, fileName, o)
	return b.Runs()
}

// widest is the largest absolute value of a score.
const widest = 1e300

// Dataset computes all numbers of d. Errors name fileName as their place.
func Dataset(ctx context.Context, d *ingest.Dataset, fileName string) (*Run, error) {
	if d.Task == tradeoff.MultiClassTask {
		return manyClasses(ctx, d, fileName)
	}
	return twoClasses(ctx, d, fileName)
}

// twoClasses computes all numbers of a dataset of two classes.
func twoClasses(ctx context.Context, d *ingest.Dataset, fileName string) (*Run, error) {
	testSet, predictions := "", ""
	hashed := concurrently(func() { testSet, predictions = Digests(d) }) // on one core, while a tally uses another
	sweep, err := calc.NewSweep(d.Binary())
	hashed()
	if err != nil {
		return nil, inputError(err, fileName)
	}
	if last := sweep.Len() - 1; last > 0 && max(sweep.Threshold(1), -sweep.Threshold(last)) > widest {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "a score is beyond %g, where differences of scores overflow", widest).
			WithHint("Divide all scores by the same number: only their order and distances count.").
			At(tradeoff.Place{File: fileName, Column: strings.Join(d.Roles.Score, ", ")})
	}
	run := &Run{Name: d.Name, Dataset: d, N: sweep.N(), Weighted: sweep.Weighted(), Sweep: sweep}
	run.Weightless, run.TestSetDigest, run.PredictionsDigest = d.N-sweep.N(), testSet, predictions
	run.Metrics, err = MetricsOf(ctx, sweep)
	if err == nil && d.Task == tradeoff.DetectionTask {
		if run.Metrics, err = withIoU(run.Metrics, d); err == nil {
			run.Boxes, err = Boxes(d.Detection(), d.TrueBoxes)
		}
	}
	if d.Images != nil {
		run.Metrics = ofPixels(run.Metrics)
	}
	if err != nil {
		return nil, inputError(err, fileName)
	}
	run.Clipped = sweep.LogLoss().Clipped
	run.Findings = append(append(run.Findings, d.Findings...), check(d, sweep, run)...)
	return run, nil
}

// MetricsOf returns the metrics of a whole sweep, in the order of
// [calc.RunMetrics], found on all cores. Its error is that of ctx.
func MetricsOf(ctx context.Context, s *calc.Sweep) (Metrics, error) {
	all := calc.RunMetrics()
	list := make(Metrics, len(all))
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < len(all) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
			list[i] = Metric{ID: all[i].ID, Estimate: s.Evaluate(all[i].ID)}
		}
	}
	var others []func()
	for range runtime.GOMAXPROCS(0) - 1 {
		others = append(others, concurrently(work))
	}
	work()
	for _, wait := range others {
		wait()
	}
	return list, ctx.Err()
}

// concurrently calls f in a goroutine. wait returns when f has returned, and
// panics if f did.
func concurrently(f func()) (wait func()) {
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		f()
	}()
	return func() {
		if v := <-done; v != nil {
			panic(v)
		}
	}
}

// inputError adds the row of the file to an error that calc found.
func inputError(err error, fileName string) error {
	var fault *calc.InputError
	if !errors.As(err, &fault) {
		return err
	}
	message := fault.Message
	if fault.Row >= 0 {
		message = fmt.Sprintf("row %d of the data: %s", fault.Row+1, fault.Message)
	}
	e := tradeoff.Errorf(tradeoff.Invalid, "%s", message).At(tradeoff.Place{File: fileName})
	e.Err = err
	return e
}

// Weight returns the weight of all rows, their number if the run is
// unweighted.
func (r *Run) Weight() float64 {
	if r.Classes != nil {
		return r.Classes.Confusion().Weight()
	}
	return r.Sweep.PositiveWeight() + r.Sweep.NegativeWeight()
}

// Prevalence returns the share of positives among all rows, by weight.
func (r *Run) Prevalence() calc.Value { return r.Sweep.Point(0).Prevalence() }

// At returns the operating point of a threshold with all of its metrics.
func (r *Run) At(threshold float64) Point {
	p := r.Sweep.At(threshold)
	if p.Weighted {
		return NewWeightedPoint(p, calc.WeightsAt(r.Dataset.Binary(), threshold), nil)
	}
	return NewPoint(p, nil)
}

// WithIntervals returns the metrics of the whole run with the intervals of
// [WithRowIntervals].
func (r *Run) WithIntervals() (Metrics, error) {
	return WithRowIntervals(r.Sweep, r.Metrics, func() (calc.Binary, error) { return r.Dataset.Binary(), nil })
}

// A hashedSource counts and hashes what is read through it.
type hashedSource struct {
	r    io.Reader
	n    int64
	hash hash.Hash
}

// reader returns s, with random access if what it reads from has that.
func (s *hashedSource) reader() io.Reader {
	at, ok := s.r.(ingest.RandomAccess)
	if !ok {
		return s
	}
	return struct {
		io.Reader
		io.ReaderAt
		sized
	}{s, at, at}
}

type sized interface{ Size() int64 }

func (s *hashedSource) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.n += int64(n)
	s.hash.Write(p[:n]) // never fails
	return n, err
}
