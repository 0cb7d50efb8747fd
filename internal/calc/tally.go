package calc

import (
	"math"
	"math/bits"
	"slices"
)

// tallyCap is the maximum number of distinct scores that are tallied.
const tallyCap = 1 << 16

// A tallied score and how many rows of either class have it.
type tallied struct {
	order    uint64 // orderBits of the score, 0 in an empty slot
	pos, neg uint32
}

// tally counts the rows per distinct score in a hash table and returns the
// counts by descending score. It gives up, with ok false, as soon as the scores
// are too many for that to be faster than sorting, or collide too often.
func tally(label []uint8, score []float64) (counts []tallied, ok bool) {
	limit := min(tallyCap, len(score)/16)
	if limit == 0 {
		return nil, false
	}
	slots := uint64(1) << bits.Len(uint(2*limit-1)) // at least half of them stay empty
	table := make([]tallied, slots)
	distinct, probes := 0, 0
	for i, s := range score {
		order := orderBits(s)
		at := mix(order) & (slots - 1)
		for table[at].order != order {
			if table[at].order == 0 {
				if distinct++; distinct > limit {
					return nil, false
				}
				table[at].order = order
				break
			}
			at = (at + 1) & (slots - 1)
			if probes++; probes > 4*len(score) {
				return nil, false
			}
		}
		table[at].pos += uint32(label[i])
		table[at].neg += uint32(1 - label[i])
	}
	counts = make([]tallied, 0, distinct)
	for _, c := range table {
		if c.order != 0 {
			counts = append(counts, c)
		}
	}
	slices.SortFunc(counts, func(a, b tallied) int {
		if a.order > b.order {
			return -1
		}
		return 1
	})
	return counts, true
}

// orderBits maps a finite score to a word, never 0, that orders as the score does.
func orderBits(s float64) uint64 {
	word := math.Float64bits(plainZero(s))
	if word>>63 != 0 {
		return ^word
	}
	return word | 1<<63
}

// orderedScore is the inverse of [orderBits].
func orderedScore(order uint64) float64 {
	if order>>63 != 0 {
		return math.Float64frombits(order &^ (1 << 63))
	}
	return math.Float64frombits(^order)
}

// mix spreads the bits of x over the whole word (the finaliser of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
