package calc

import "math"

// A sort key packs a score and a label into one word: the bits of the score
// without their sign, shifted up by one, and the label below. Scores from
// zero upwards have all bits inverted. Within either sign group ascending
// keys are then descending scores, and the group of zero and above comes
// first.

const (
	nonNegative = ^uint64(0) // what keys of scores at or above zero are xored with
	negative    = uint64(0)
)

// sortKey returns the key of score s, which must not be a negative zero.
func sortKey(s float64, label uint8, inverted uint64) uint64 {
	return (math.Float64bits(s)<<1 | uint64(label)) ^ inverted
}

// keyScore returns the score in key k.
func keyScore(k, inverted uint64) float64 {
	x := math.Float64frombits((k ^ inverted) >> 1)
	if inverted == negative {
		return -x
	}
	return x
}

// keyLabel returns the label in key k.
func keyLabel(k, inverted uint64) uint32 { return uint32((k ^ inverted) & 1) }

// sameScore reports whether two keys of one sign group hold the same score.
func sameScore(a, b uint64) bool { return (a^b)>>1 == 0 }

// plainZero replaces negative zero by zero.
func plainZero(s float64) float64 {
	if s == 0 {
		return 0
	}
	return s
}
