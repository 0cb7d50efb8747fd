package calc

import (
	"fmt"
	"math"
)

// Validate returns the first error in b as an *[InputError]: slices of
// different length, a label other than 0 and 1, a score or weight that is not
// finite, a negative weight, a probability outside [0,1]. Rows of weight 0
// are held to the same rules. See docs/metrics.md 1.5.
func (b Binary) Validate() error {
	if err := validKind(b.Kind); err != nil {
		return err
	}
	if len(b.Score) != len(b.Label) {
		return &InputError{Row: -1, Message: fmt.Sprintf("%d labels for %d scores", len(b.Label), len(b.Score))}
	}
	if err := validWeights(b.Weight, len(b.Label)); err != nil {
		return err
	}
	return firstFault(len(b.Label), func(lo, hi int) error {
		for i, y := range b.Label[lo:hi] {
			if y > 1 {
				return &InputError{Row: lo + i, Message: fmt.Sprintf("the label is %d, not 0 or 1", y)}
			}
		}
		for i, s := range b.Score[lo:hi] {
			if err := validScore(b.Kind, lo+i, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// parallelRows is the number of rows from which they are checked on all cores.
const parallelRows = 1 << 16

// firstFault checks n rows, in blocks if they are many, and returns the fault of
// the first block that has one.
func firstFault(n int, check func(lo, hi int) error) error {
	if n < parallelRows {
		return check(0, n)
	}
	blocks := blocksOf(n)
	faults := make([]error, len(blocks))
	eachBlock(blocks, func(b, lo, hi int) { faults[b] = check(lo, hi) })
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}

func validKind(k Kind) error {
	switch k {
	case Probability, Logit, Score:
		return nil
	}
	return &InputError{Row: -1, Message: fmt.Sprintf("there is no kind of score %q", string(k))}
}

// validWeights checks the weights of n rows; nil means weights of 1.
func validWeights(w []float64, n int) error {
	if w == nil {
		return nil
	}
	if len(w) != n {
		return &InputError{Row: -1, Message: fmt.Sprintf("%d weights for %d rows", len(w), n)}
	}
	total := 0.0
	for i, x := range w {
		switch {
		case isNotFinite(x):
			return &InputError{Row: i, Message: fmt.Sprintf("the weight %v is not a finite number", x)}
		case x < 0:
			return &InputError{Row: i, Message: fmt.Sprintf("the weight %v is negative", x)}
		}
		total += x
	}
	if math.IsInf(total, 1) {
		return &InputError{Row: -1, Message: "the weights add up to more than a number can hold"}
	}
	return nil
}

// validScore checks one score. It is small enough to be inlined where no fault is found.
func validScore(k Kind, row int, s float64) error {
	if k == Probability && s >= 0 && s <= 1 || k != Probability && !isNotFinite(s) {
		return nil
	}
	return faultyScore(k, row, s)
}

func faultyScore(k Kind, row int, s float64) error {
	if isNotFinite(s) {
		return &InputError{Row: row, Message: fmt.Sprintf("the score %v is not a finite number", s)}
	}
	return &InputError{Row: row, Message: fmt.Sprintf("the probability %v is outside [0,1]", s)}
}

// isNotFinite reports whether x is NaN or infinite.
func isNotFinite(x float64) bool { return x-x != 0 }
