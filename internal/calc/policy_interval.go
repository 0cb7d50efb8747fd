package calc

import (
	"math"
	"slices"
)

// A ThresholdInterval is the percentile interval of a policy's threshold over
// resamples.
type ThresholdInterval struct {
	Low, High  Value // +Inf: predicting nothing positive is best
	Defined    int   // resamples that have an optimum
	Resampling Resampling
}

// Interval resamples the rows of s with replacement and returns the
// percentile interval of the threshold that the optimising policy p picks. As
// in [Sweep.Bootstrap], too few resamples with an optimum give no interval,
// nor does a weighted sweep, [WeightsNotSupported]; for its rows there is
// [Policy.IntervalOfRows]. It panics if p does not optimise.
//
// There is no approximation for large runs: every resample is one of all
// rows, and its optimum is the best of all its operating points. But a
// resample is only drawn as far as the optimum needs. The number of rows
// drawn from a stretch of scores is split into those from its upper and its
// lower half, as a binomial, and a stretch in which no point can be best is
// not split at all: what a policy optimises improves as TP rises at given FP
// and as FP falls at given TP, so no point of a stretch is better than if its
// positives were above all of its negatives. For an irregular metric every
// stretch is split. Undrawn parts do not matter, and drawn parts have the
// distribution of the bootstrap. Of ten million distinct scores a resample
// evaluates a few thousand.
func (p Policy) Interval(s *Sweep, w Setting, o Resampling) ThresholdInterval {
	o.check()
	target := p.optimum(w)
	switch {
	case s.Weighted():
		return noThresholds(WeightsNotSupported, o)
	case s.N() == 0:
		return noThresholds(NoSamples, o)
	}
	return betweenThresholds(replicate(o, func() func(int) Value {
		search := newOptimumSearch(s, target, o)
		return search.resample
	}), o)
}

// IntervalOfRows is [Policy.Interval] for rows, which may have weights: a row
// is drawn together with its weight. It takes time in proportion to the rows.
// An invalid b gives an *[InputError].
func (p Policy) IntervalOfRows(b Binary, w Setting, o Resampling) (ThresholdInterval, error) {
	o.check()
	target := p.optimum(w)
	s, err := NewSweep(b)
	if err != nil {
		return ThresholdInterval{}, err
	}
	if !s.Weighted() {
		return p.Interval(s, w, o), nil
	}
	b, _ = b.withoutWeightless()
	t := newRowTable(b)
	return betweenThresholds(replicate(o, func() func(int) Value {
		draw := newRowDraw(b.Label, o)
		into := t.scratch()
		return func(r int) Value {
			best := t.fill(into, draw.resample(r)).optimum(target)
			if !best.Value.OK {
				return best.Value
			}
			return Defined(best.Threshold)
		}
	}), o), nil
}

// optimum is target for a policy that must optimise.
func (p Policy) optimum(w Setting) objective {
	if !p.Optimises() {
		panic("calc: " + p.String() + " optimises nothing")
	}
	return p.target(w)
}

func noThresholds(r Reason, o Resampling) ThresholdInterval {
	return ThresholdInterval{Low: Undefined(r), High: Undefined(r), Resampling: o}
}

// betweenThresholds returns the interval of thresholds, which may be +Inf.
func betweenThresholds(replicates []Value, o Resampling) ThresholdInterval {
	out := noThresholds(TooFewSamples, o)
	var found []float64
	for _, v := range replicates {
		if v.OK {
			found = append(found, v.V)
		} else if out.Low.Reason == TooFewSamples {
			out.Low, out.High = v, v // the reason of the first one without
		}
	}
	out.Defined = len(found)
	if len(found) == 0 || float64(len(found)) < enoughDefined*float64(len(replicates)) {
		return out
	}
	slices.Sort(found)
	finite, _ := slices.BinarySearch(found, math.Inf(1))
	quantile := func(q float64) Value {
		if at := float64(len(found)-1) * q; at > float64(finite-1) {
			return Defined(math.Inf(1)) // no interpolation between a score and +Inf
		}
		return Defined(Quantile(found[:finite], q*float64(len(found)-1)/float64(max(finite-1, 1))))
	}
	out.Low, out.High = quantile((1-o.Level)/2), quantile(1-(1-o.Level)/2)
	return out
}

// An optimumSearch finds the optima of resamples of a sweep.
type optimumSearch struct {
	s      *Sweep
	f      func(Confusion) Value
	sign   float64 // -1 if less of f is better
	every  bool    // no stretch is passed over
	o      Resampling
	dice   rng
	number uint64 // of the resample
	p, q   uint32 // positives and negatives that it draws
	best   highest
	now    []stretch
	next   []stretch
}

// A stretch is a range of the scores of a sweep with the rows that a resample
// draws from it.
type stretch struct {
	from, to         uint32 // scores, by position from the highest down
	tpAbove, fpAbove uint32 // rows drawn above it
	pos, neg         uint32 // rows drawn from it
}

func newOptimumSearch(s *Sweep, target objective, o Resampling) *optimumSearch {
	sign := 1.0
	if target.better == Lower {
		sign = -1
	}
	return &optimumSearch{s: s, f: target.of, sign: sign, every: target.every, o: o, dice: newRNG(o.Seed, 0)}
}

// resample returns the threshold of the optimum of resample r.
func (o *optimumSearch) resample(r int) Value {
	nothing, whole := o.begin(r)
	o.now = append(o.now[:0], whole)
	for split := true; split; {
		split = false
		o.next = o.next[:0]
		for _, st := range o.now {
			switch {
			case o.cannotWin(st):
			case st.to-st.from == 1:
				o.next = append(o.next, st)
			default:
				split = true
				upper, lower := o.split(st)
				o.keep(upper)
				o.keep(lower)
			}
		}
		o.now, o.next = o.next, o.now
	}
	if !o.best.found {
		return o.f(o.end(whole))
	}
	good := o.best.v - tieTolerance
	if nothing.OK && o.sign*nothing.V >= good {
		return Defined(math.Inf(1))
	}
	for _, st := range o.now { // from the highest threshold down
		if v := o.f(o.end(st)); v.OK && o.sign*v.V >= good {
			return Defined(o.s.score[st.from])
		}
	}
	panic("calc: the best threshold is not found again")
}

// begin draws how many rows of resample r are positive, and returns the value
// of predicting none of them positive.
func (o *optimumSearch) begin(r int) (nothing Value, whole stretch) {
	o.number = uint64(r)
	o.dice.restart(o.o.Seed, o.number, 0)
	n, pos := o.s.N(), o.s.Positives()
	if !o.o.Stratified {
		pos = o.dice.binomial(n, float64(pos)/float64(n))
	}
	o.p, o.q = uint32(pos), uint32(n-pos)
	whole = stretch{to: uint32(len(o.s.score)), pos: o.p, neg: o.q}
	o.best = highest{}
	nothing = o.f(o.confusion(0, 0))
	o.best.see(nothing, o.sign)
	o.best.see(o.f(o.end(whole)), o.sign)
	return nothing, whole
}

// split draws how many rows of a stretch come from its upper half. The same
// stretch of the same resample is always split in the same way, regardless of
// other draws.
func (o *optimumSearch) split(st stretch) (upper, lower stretch) {
	middle := st.from + (st.to-st.from)/2
	o.dice.restart(o.o.Seed, o.number, uint64(st.from)<<32|uint64(st.to))
	upper, lower = st, st
	upper.to, lower.from = middle, middle
	upper.pos = o.half(o.s.tp, st.from, middle, st.to, st.pos)
	upper.neg = o.half(o.s.fp, st.from, middle, st.to, st.neg)
	lower.pos, lower.neg = st.pos-upper.pos, st.neg-upper.neg
	lower.tpAbove, lower.fpAbove = st.tpAbove+upper.pos, st.fpAbove+upper.neg
	return upper, lower
}

// half draws how many of the rows of a class that fall between two scores fall
// above the middle one, where upTo holds the number of its rows so far.
func (o *optimumSearch) half(upTo []uint32, from, middle, to, drawn uint32) uint32 {
	if drawn == 0 {
		return 0
	}
	before := uint32(0)
	if from > 0 {
		before = upTo[from-1]
	}
	return uint32(o.dice.binomial(int(drawn), float64(upTo[middle-1]-before)/float64(upTo[to-1]-before)))
}

// keep evaluates the last point of a stretch, and queues the stretch if any
// rows were drawn from it.
func (o *optimumSearch) keep(st stretch) {
	if st.pos == 0 && st.neg == 0 {
		return // its points are those above it
	}
	o.best.see(o.f(o.end(st)), o.sign)
	o.next = append(o.next, st)
}

// cannotWin reports whether no point of a stretch can be the optimum.
func (o *optimumSearch) cannotWin(st stretch) bool {
	if o.every {
		return false
	}
	v := o.f(o.confusion(st.tpAbove+st.pos, st.fpAbove)) // no point is better than this
	if !v.OK {
		return false
	}
	if st.pos == 0 {
		return true // the point above it is as good, and its threshold is higher
	}
	slack := 2 * tieTolerance * math.Max(1, math.Abs(o.best.v))
	return o.best.found && o.sign*v.V < o.best.v-slack
}

// end returns the confusion matrix of the last point of a stretch.
func (o *optimumSearch) end(st stretch) Confusion {
	return o.confusion(st.tpAbove+st.pos, st.fpAbove+st.neg)
}

func (o *optimumSearch) confusion(tp, fp uint32) Confusion {
	return Confusion{TP: float64(tp), FP: float64(fp), FN: float64(o.p - tp), TN: float64(o.q - fp)}
}
