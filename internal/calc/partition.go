package calc

const (
	keysPerPart    = 1 << 12 // about as many as fit into a fast cache while sorting
	mostPartitions = 1 << 11 // more write positions at once would be slow
	maxScaleSquare = 1e300   // keeps the scale of a partition, and its square, finite
)

// A deal assigns the key of each row to a partition. All keys of a partition
// have higher scores than those of the next, so each can be sorted
// independently within the cache. The partitions of either sign group are a
// linear map of its scores.
type deal struct{ front, back partitions }

// Partitions are those of a sign group, from its highest score down.
type partitions struct {
	top, scale  float64
	first, last int
}

// newDeal returns the deal of n scores between lowest and highest, so many of
// them negative.
func newDeal(lowest, highest float64, n, negatives int) deal {
	parts := min(n/keysPerPart, mostPartitions)
	inBack := int(float64(parts) * (float64(negatives) / float64(n)))
	front := newPartitions(highest, max(lowest, 0), 0, parts-inBack)
	return deal{front, newPartitions(min(highest, 0), lowest, front.last+1, inBack)}
}

// newPartitions returns about parts partitions, at least one.
func newPartitions(top, bottom float64, first, parts int) partitions {
	parts = max(parts, 1)
	scale := float64(parts) / (top - bottom)
	if !(scale*scale > 0 && scale*scale < maxScaleSquare) {
		// All scores are equal, or the differences leave the range of a float64.
		return partitions{top: top, first: first, last: first}
	}
	return partitions{top, scale, first, first + parts - 1}
}

// of returns the partition of score x.
func (d *deal) of(x float64) int {
	s := &d.front
	if x < 0 {
		s = &d.back
	}
	return min(s.first+int((s.top-x)*s.scale), s.last)
}

// inverted returns the inverted bits of the keys of partition p.
func (d *deal) inverted(p int) uint64 {
	if p < d.back.first {
		return nonNegative
	}
	return negative
}

// dealKeys returns the keys of all rows, in unsorted partitions, without
// empty ones.
func dealKeys(label []uint8, score []float64) []keyRun {
	n := len(score)
	if n == 0 {
		return nil
	}
	blocks := blocksOf(n)
	type extremes struct {
		low, high float64
		negatives int
	}
	found := make([]extremes, len(blocks))
	eachBlock(blocks, func(b, lo, hi int) {
		e := extremes{low: score[lo], high: score[lo]}
		for _, x := range score[lo:hi] {
			if x < e.low {
				e.low = x
			}
			if x > e.high {
				e.high = x
			}
			if x < 0 {
				e.negatives++
			}
		}
		found[b] = e
	})
	all := found[0]
	for _, e := range found[1:] {
		all = extremes{min(all.low, e.low), max(all.high, e.high), all.negatives + e.negatives}
	}
	d := newDeal(all.low, all.high, n, all.negatives)

	count := make([][]int, len(blocks))
	eachBlock(blocks, func(b, lo, hi int) {
		c := make([]int, d.back.last+1)
		for _, x := range score[lo:hi] {
			c[d.of(x)]++
		}
		count[b] = c
	})
	keys := make([]uint64, n)
	var runs []keyRun
	at := 0
	for p := range d.back.last + 1 {
		start := at
		for _, c := range count { // blocks of rows stay in their order
			c[p], at = at, at+c[p]
		}
		if at > start {
			runs = append(runs, keyRun{keys: keys[start:at], inverted: d.inverted(p)})
		}
	}
	eachBlock(blocks, func(b, lo, hi int) {
		next := count[b]
		for i, x := range score[lo:hi] {
			p, inverted := d.of(x), nonNegative
			if x < 0 {
				inverted = negative
			}
			keys[next[p]] = sortKey(plainZero(x), label[lo+i], inverted)
			next[p]++
		}
	})
	return runs
}
