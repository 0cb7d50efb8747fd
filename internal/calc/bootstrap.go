package calc

import (
	"math"
	"slices"
)

// A Statistic is a number of one run, such as (*Sweep).ROCAUC. It must not keep
// the sweep, which is overwritten by the next resample.
type Statistic func(*Sweep) Value

// PointStatistic returns the confusion metric id at a threshold as a statistic.
// It panics if there is no such metric.
func PointStatistic(id string, threshold float64) Statistic {
	return pointStatistic(id, threshold, nil)
}

// RunStatistic returns the whole-run metric id, with default parameters, as a
// statistic. It panics if there is no such metric.
func RunStatistic(id string) Statistic {
	m, ok := MetricByID(id)
	if !ok || m.run == nil {
		panic("calc: no metric of a whole run " + id)
	}
	return func(s *Sweep) Value { return m.value(s, nil) }
}

// Resampling configures a bootstrap.
type Resampling struct {
	Resamples  int     // 2000 by default
	Level      float64 // 0.95 by default
	Seed       uint64  // the same seed gives the same digits on any number of cores
	Stratified bool    // keep the number of rows of either class
}

// DefaultResampling returns 2,000 unstratified resamples at level 0.95, seed 0.
func DefaultResampling() Resampling { return Resampling{Resamples: 2000, Level: defaultLevel} }

func (o Resampling) check() {
	if o.Resamples < 1 {
		panic("calc: a bootstrap needs resamples")
	}
	normalScore(o.Level)
}

// A Bootstrap is a statistic with its distribution over resamples of the rows.
type Bootstrap struct {
	Estimate   Value   // of the rows themselves
	Replicates []Value // of each resample
	Defined    int     // how many of them have a value
	SE         Value   // sample standard deviation of those; undefined below two
	Low, High  Value   // their type-7 quantiles at (1-Level)/2 and 1-(1-Level)/2
	Resampling Resampling
}

// enoughDefined is the share of resamples that must have a value for there to be
// an interval.
const enoughDefined = 0.9

// summarize returns the bootstrap of an estimate from its replicates. If fewer
// than 90% of them are defined there is no interval: [TooFewSamples], or what
// the estimate itself lacks.
func summarize(estimate Value, replicates []Value, o Resampling) Bootstrap {
	b := Bootstrap{Estimate: estimate, Replicates: replicates, Resampling: o}
	defined := make([]float64, 0, len(replicates))
	for _, v := range replicates {
		if v.OK {
			defined = append(defined, v.V)
		}
	}
	why := TooFewSamples
	if !estimate.OK {
		why = estimate.Reason
	}
	b.Defined = len(defined)
	b.SE, b.Low, b.High = Undefined(why), Undefined(why), Undefined(why)
	slices.Sort(defined)
	if len(defined) >= 2 {
		b.SE = Defined(sampleSD(defined))
	}
	if len(defined) > 0 && float64(len(defined)) >= enoughDefined*float64(len(replicates)) {
		b.Low = Defined(Quantile(defined, (1-o.Level)/2))
		b.High = Defined(Quantile(defined, 1-(1-o.Level)/2))
	}
	return b
}

// sampleSD returns the standard deviation of x with divisor len(x)-1.
func sampleSD(x []float64) float64 {
	var total, squares sum
	for _, v := range x {
		total.add(v)
	}
	mean := total.value() / float64(len(x))
	for _, v := range x {
		squares.add((v - mean) * (v - mean))
	}
	return math.Sqrt(squares.value() / float64(len(x)-1))
}

// Bootstrap resamples the rows of s with replacement and returns the
// statistic with its percentile interval. It draws the count of each score in
// each class rather than rows, directly into a new sweep. Replicates are
// computed on all cores.
//
// A sweep does not contain the weights of single rows, so a weighted one has
// no bootstrap, [WeightsNotSupported]: use [BootstrapRows]. See
// docs/metrics.md 15.
func (s *Sweep) Bootstrap(stat Statistic, o Resampling) Bootstrap {
	return s.BootstrapAll([]Statistic{stat}, o)[0]
}

// BootstrapAll returns the bootstraps of several statistics over the same
// resamples: each equals the result of [Sweep.Bootstrap], for the cost of one
// draw.
func (s *Sweep) BootstrapAll(stats []Statistic, o Resampling) []Bootstrap {
	o.check()
	estimates := make([]Value, len(stats))
	for i, stat := range stats {
		estimates[i] = stat(s)
	}
	switch {
	case s.Weighted():
		return noBootstraps(estimates, WeightsNotSupported, o)
	case s.N() == 0:
		return noBootstraps(estimates, NoSamples, o)
	}
	return summarizeAll(estimates, replicate(o, func() func(int) []Value {
		draw := newCellDraw(s, o)
		return func(r int) []Value {
			resample := draw.resample(r)
			if len(stats) > 1 { // they may share parts
				resample.memo = new(memo)
			}
			values := make([]Value, len(stats))
			for i, stat := range stats {
				values[i] = stat(resample)
			}
			return values
		}
	}), o)
}

// summarizeAll returns the bootstraps of several estimates from the values that
// each resample gives all of them.
func summarizeAll(estimates []Value, replicates [][]Value, o Resampling) []Bootstrap {
	out := make([]Bootstrap, len(estimates))
	for i, estimate := range estimates {
		column := make([]Value, len(replicates))
		for r, values := range replicates {
			column[r] = values[i]
		}
		out[i] = summarize(estimate, column, o)
	}
	return out
}

func withoutReplicates(list []Bootstrap) []Bootstrap {
	for i := range list {
		list[i].Replicates = nil
	}
	return list
}

func noBootstrap(estimate Value, r Reason, o Resampling) Bootstrap {
	u := Undefined(r)
	return Bootstrap{Estimate: estimate, SE: u, Low: u, High: u, Resampling: o}
}

func noBootstraps(estimates []Value, r Reason, o Resampling) []Bootstrap {
	out := make([]Bootstrap, len(estimates))
	for i, estimate := range estimates {
		out[i] = noBootstrap(estimate, r, o)
	}
	return out
}

// replicate computes the replicates on all cores. Each worker calls setup for
// a separate function that returns replicate r.
func replicate[T any](o Resampling, setup func() func(r int) T) []T {
	out := make([]T, o.Resamples)
	eachWith(o.Resamples, func() func(int) {
		compute := setup()
		return func(r int) { out[r] = compute(r) }
	})
	return out
}

// Bootstrap returns the bootstrap of the mean of f over the images, with the image as
// the unit that is drawn: pixels of one image are not independent. Stratified
// has no meaning here.
func (g *Images) Bootstrap(f Statistic, o Resampling) Bootstrap {
	o.check()
	m := g.Mean(f)
	if len(g.Each) == 0 {
		return noBootstrap(m.Mean, NoSamples, o)
	}
	return summarize(m.Mean, replicate(o, func() func(int) Value {
		drawn := make([]Value, len(m.PerImage))
		return func(r int) Value {
			d := newRNG(o.Seed, r)
			for i := range drawn {
				drawn[i] = m.PerImage[d.below(uint32(len(drawn)))]
			}
			mean, _ := MeanOfDefined(drawn)
			return mean
		}
	}), o)
}
