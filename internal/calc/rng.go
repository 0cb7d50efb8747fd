package calc

import (
	"math/bits"
	"math/rand/v2"
)

// An rng draws row numbers. Each resample has a separate generator, so that
// its draws do not depend on which core computes it or when.
type rng struct {
	pcg  *rand.PCG
	half uint64 // the unused half of the last word, if any
	full bool
}

func newRNG(seed uint64, resample int) rng {
	return rng{pcg: rand.NewPCG(seed, uint64(resample))}
}

// restart begins the stream of a part of a resample: parts have separate
// streams, so that their draws are independent of the order.
func (d *rng) restart(seed, resample, part uint64) {
	d.full = false
	d.pcg.Seed(seed^scatter(part), scatter(resample^scatter(part)))
}

// scatter spreads neighbouring numbers over all 64-bit words (Steele, Lea and
// Flood's SplitMix64).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// next returns 32 random bits.
func (d *rng) next() uint32 {
	if d.full {
		d.full = false
		return uint32(d.half)
	}
	word := d.pcg.Uint64()
	d.half, d.full = word>>32, true
	return uint32(word)
}

// below returns a number in [0,n), each equally likely (Lemire 2019).
func (d *rng) below(n uint32) uint32 { return d.belowFrom(d.next(), n) }

// belowFrom is below with its first random bits given.
func (d *rng) belowFrom(x, n uint32) uint32 {
	high, low := bits.Mul32(x, n)
	if low < n {
		for skip := -n % n; low < skip; {
			high, low = bits.Mul32(d.next(), n)
		}
	}
	return high
}

// count calls below so many times, with n the length of drawn, and counts what
// it returns.
func (d *rng) count(drawn []uint32, times int) {
	n := uint32(len(drawn))
	for times > 0 {
		if d.full || times == 1 {
			drawn[d.below(n)]++
			times--
			continue
		}
		word := d.pcg.Uint64()
		one, low := bits.Mul32(uint32(word), n)
		other, otherLow := bits.Mul32(uint32(word>>32), n)
		if low < n || otherLow < n { // one of them may have to be redrawn
			d.half, d.full = word>>32, true
			drawn[d.belowFrom(uint32(word), n)]++
			times--
			continue
		}
		drawn[one]++
		drawn[other]++
		times -= 2
	}
}
