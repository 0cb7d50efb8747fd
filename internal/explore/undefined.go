package explore

import (
	"math"

	"tradeoff/internal/calc"
)

// NaNIfUndefined returns a number, or NaN, which interrupts a curve, if it is undefined.
func NaNIfUndefined(v calc.Value) float64 {
	if !v.OK {
		return math.NaN()
	}
	return v.V
}

// NilIfNaN returns a number as JSON has it: nil if it is NaN.
func NilIfNaN(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// NilIfUndefined returns a number as JSON has it: nil if it is undefined.
func NilIfUndefined(v calc.Value) *float64 { return NilIfNaN(NaNIfUndefined(v)) }
