package calc

import (
	"slices"
	"testing"
)

// Large ranges make numbers be drawn again often.
func TestCountDrawsAsBelowDoes(t *testing.T) {
	for _, n := range []int{1, 2, 3, 1000, 3 << 20} {
		for _, times := range []int{0, 1, 2, 3, 7, 20_001} {
			one, other := newRNG(7, n), newRNG(7, n)
			got, want := make([]uint32, n), make([]uint32, n)
			for range 4 { // from an odd number of halves too
				one.count(got, times)
				for range times {
					want[other.below(uint32(n))]++
				}
			}
			if !slices.Equal(got, want) || one.next() != other.next() {
				t.Fatalf("%d of %d: not what single draws give", times, n)
			}
		}
	}
}
