package calc

import (
	"math/bits"
	"slices"
)

// smallSort is the length up to which a comparison sort beats eight counting passes.
const smallSort = 192

// A keySorter sorts keys, reusing its memory.
type keySorter struct {
	tmp   []uint64
	count []uint32
}

// sort sorts keys in ascending order.
func (s *keySorter) sort(keys []uint64) {
	if cap(s.tmp) < len(keys) {
		s.tmp, s.count = make([]uint64, len(keys)), make([]uint32, len(keys))
	}
	if len(keys) > mostBuckets || !bucketSort(keys, s.tmp[:len(keys)], s.count[:len(keys)]) {
		radixSort(keys, s.tmp)
	}
}

const (
	mostBuckets = 1 << 15 // more keys than that leave the cache
	mostCrowded = 8       // times as many pairs of keys as there are keys may share buckets
)

// bucketSort sorts keys in ascending order if they are spread evenly, in a
// third of the time of a radix sort: a linear map puts about one key into
// each of as many buckets as there are keys, and insertion sorts neighbours.
// If too many keys share buckets it returns false and leaves the keys
// unchanged. tmp and count must be as long as keys; their content is
// overwritten.
func bucketSort(keys, tmp []uint64, count []uint32) bool {
	lowest, highest := ^uint64(0), uint64(0)
	for _, k := range keys {
		lowest, highest = min(lowest, k), max(highest, k)
	}
	// The top bit of the largest difference is shifted to that of the word; the
	// upper half of a product then is a share of the buckets.
	n := uint64(len(keys))
	shift := bits.LeadingZeros64((highest - lowest) | 1)
	clear(count)
	for _, k := range keys {
		b, _ := bits.Mul64((k-lowest)<<shift, n)
		count[b]++
	}
	at, pairs := uint32(0), uint64(0)
	for b, c := range count {
		count[b] = at
		at += c
		pairs += uint64(c) * uint64(c)
	}
	if pairs > mostCrowded*n {
		return false
	}
	for _, k := range keys {
		b, _ := bits.Mul64((k-lowest)<<shift, n)
		tmp[count[b]] = k
		count[b]++
	}
	for i, k := range tmp {
		j := i
		for ; j > 0 && keys[j-1] > k; j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = k
	}
	return true
}

// radixSort sorts keys in ascending order, eight bits at a time from the
// lowest, and skips the bytes that all keys share. It takes the same time on
// any input. tmp must be as long as keys; its content is overwritten.
func radixSort(keys, tmp []uint64) {
	if len(keys) <= smallSort {
		slices.Sort(keys)
		return
	}
	var count [8][256]int
	for _, k := range keys {
		count[0][byte(k)]++
		count[1][byte(k>>8)]++
		count[2][byte(k>>16)]++
		count[3][byte(k>>24)]++
		count[4][byte(k>>32)]++
		count[5][byte(k>>40)]++
		count[6][byte(k>>48)]++
		count[7][byte(k>>56)]++
	}
	from, to := keys, tmp[:len(keys)]
	for digit := range count {
		shift := uint(8 * digit)
		next := &count[digit]
		if next[byte(from[0]>>shift)] == len(from) {
			continue
		}
		countToOffset(next)
		for _, k := range from {
			b := byte(k >> shift)
			to[next[b]] = k
			next[b]++
		}
		from, to = to, from
	}
	if &from[0] != &keys[0] {
		copy(keys, from)
	}
}

// countToOffset turns the number of keys per byte into where the first of them goes.
func countToOffset(count *[256]int) {
	at := 0
	for b, n := range count {
		count[b] = at
		at += n
	}
}

// A keyed value is sorted along with its key.
type keyed struct {
	key   uint64
	value float64
}

// radixSortKeyed sorts rows by ascending key, like [radixSort], and is
// stable.
func radixSortKeyed(rows []keyed) {
	if len(rows) <= smallSort {
		slices.SortStableFunc(rows, func(a, b keyed) int {
			switch {
			case a.key < b.key:
				return -1
			case a.key > b.key:
				return 1
			}
			return 0
		})
		return
	}
	var count [8][256]int
	for i := range rows {
		for digit, k := 0, rows[i].key; digit < 8; digit, k = digit+1, k>>8 {
			count[digit][byte(k)]++
		}
	}
	from, to := rows, make([]keyed, len(rows))
	for digit := range count {
		shift := uint(8 * digit)
		next := &count[digit]
		if next[byte(from[0].key>>shift)] == len(from) {
			continue
		}
		countToOffset(next)
		for _, row := range from {
			b := byte(row.key >> shift)
			to[next[b]] = row
			next[b]++
		}
		from, to = to, from
	}
	if &from[0] != &rows[0] {
		copy(rows, from)
	}
}
