package calc

import "sync"

// A memo holds what several metrics of a sweep are made of, from when the first
// of them needs it.
type memo struct {
	pairs        once[concordanceCounts]
	crossEntropy once[byClass]
	squares      once[float64]
	soft         once[softCounts]
	calibration  once[CalibrationError] // of the default bins
	lovasz       once[byClass]          // of the errors of probabilities, for either class as foreground
}

// withMemo gives s, which must not change any more, a memo. Sweeps that are
// overwritten by the next resample have none, or a new one each time.
func (s *Sweep) withMemo() *Sweep {
	s.memo = new(memo)
	return s
}

// A once is a value that is computed once.
type once[T any] struct {
	do    sync.Once
	value T
}

// of returns the value, computed by f if nobody has yet.
func (o *once[T]) of(f func() T) T {
	o.do.Do(func() { o.value = f() })
	return o.value
}

// byClass is a number for either class.
type byClass struct{ pos, neg float64 }
