package blob

import "math"

// maxDecimals is the most digits behind the point that are tried: with 16,
// most numbers of a measurement stop being exact.
const maxDecimals = 15

var pow10 = [maxDecimals + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// decimals finds the smallest number of digits with which every value is a
// decimal fraction, and the integers without the point. Scores that a program
// wrote with six digits are such fractions, and take a third of the space as
// integers. It reports false unless every value is restored bit by bit.
func decimals(values []float64) (digits int, ints []int64, ok bool) {
	for _, v := range values {
		for {
			if _, fits := scaled(v, digits); fits {
				break
			}
			if digits++; digits > maxDecimals {
				return 0, nil, false
			}
		}
	}
	ints = make([]int64, len(values))
	for i, v := range values {
		if ints[i], ok = scaled(v, digits); !ok {
			return 0, nil, false
		}
	}
	return digits, ints, true
}

// scaled returns v × 10^digits, and whether unscaled gives v back.
func scaled(v float64, digits int) (int64, bool) {
	x := math.RoundToEven(v * pow10[digits])
	if !(math.Abs(x) < 1<<53) {
		return 0, false
	}
	i := int64(x)
	return i, math.Float64bits(unscaled(i, digits)) == math.Float64bits(v)
}

// unscaled is exact to the last bit: both operands are exact, and a division
// rounds once.
func unscaled(i int64, digits int) float64 { return float64(i) / pow10[digits] }

// zigzag maps integers near 0 to small ones without a sign.
func zigzag(i int64) uint64   { return uint64(i<<1) ^ uint64(i>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }
