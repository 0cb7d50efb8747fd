package calc

import (
	"math/bits"
	"math/rand/v2"
)

// dice draws row numbers. Each resample has dice of its own, so that its draws do
// not depend on which core computes it or when.
type dice struct {
	pcg  *rand.PCG
	half uint64 // the unused half of the last word, if any
	full bool
}

func newDice(seed uint64, resample int) dice {
	return dice{pcg: rand.NewPCG(seed, uint64(resample))}
}

// next returns 32 random bits.
func (d *dice) next() uint32 {
	if d.full {
		d.full = false
		return uint32(d.half)
	}
	word := d.pcg.Uint64()
	d.half, d.full = word>>32, true
	return uint32(word)
}

// below returns a number in [0,n), each equally likely (Lemire 2019).
func (d *dice) below(n uint32) uint32 {
	high, low := bits.Mul32(d.next(), n)
	if low < n {
		for skip := -n % n; low < skip; {
			high, low = bits.Mul32(d.next(), n)
		}
	}
	return high
}
