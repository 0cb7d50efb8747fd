package calc

import "sync"

// A memo caches intermediate results that several metrics of a sweep share,
// computed on first use.
type memo struct {
	pairs        once[concordanceCounts]
	crossEntropy once[byClass]
	squares      once[float64]
	soft         once[softCounts]
	calibration  once[CalibrationError] // of the default bins
	lovasz       once[byClass]          // of the errors of probabilities, for either class as foreground
}

// withMemo gives s a memo; s must not change any more. Sweeps that the next
// resample overwrites have none, or a new one each time.
func (s *Sweep) withMemo() *Sweep {
	s.memo = new(memo)
	return s
}

// A once is a value computed on first use.
type once[T any] struct {
	do    sync.Once
	value T
}

// of returns the value, which f computes on first use.
func (o *once[T]) of(f func() T) T {
	o.do.Do(func() { o.value = f() })
	return o.value
}

// byClass is a number for each class.
type byClass struct{ pos, neg float64 }
